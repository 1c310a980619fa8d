"""The picture itself: a frame, the subtitle over it, the safe area around it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dubbench.gui import marks, theme
from dubbench.gui.painting import painting
from dubbench.gui.tokens import DARK
from dubbench.gui.values import Timed
from dubbench.gui.video import subtitle
from dubbench.gui.video.placing import Place, SafeArea, letterboxed
from dubbench.gui.video.subtitle import Drawn
from dubbench.i18n import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame = NDArray[np.uint8]

"""Height x width x 3 (RGB), or x 4 (blue, green, red, unused), which is faster to draw."""

VERTICAL_SIZE = (1080, 1920)


class Screen(QWidget):
    """Shows one frame; a click on it asks to play or pause."""

    play_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._size = VERTICAL_SIZE
        self._message = ""
        self._cues: tuple[Timed, ...] = ()
        self._starts: tuple[int, ...] = ()
        self._text, self._language = "", ""
        self._percent = 100
        self._safe: SafeArea | None = None
        self._written: tuple[Drawn, QPixmap] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def set_frame(self, frame: Frame | None, size: tuple[int, int] | None = None) -> None:
        """Show a frame, or none; `size` is the programme's width and height where the frame is a smaller copy."""
        if frame is not None and not frame.flags.c_contiguous:
            frame = frame.copy()
        self._frame = frame
        self._image = None if self._frame is None else _image(self._frame)
        shown = size or (self._image and (self._image.width(), self._image.height())) or self._size
        if shown != self._size:
            self._size, self._written = shown, None
        self.update()

    def set_message(self, message: str) -> None:
        """Say why there is no picture, where one would be."""
        self._message = message
        self._describe()
        self.update()

    def set_cues(self, cues: Sequence[Timed], language: str) -> None:
        """Keep the subtitles of an episode, in time order, for `set_time`."""
        self._cues, self._language = tuple(cues), language
        self._starts = tuple(start for start, _, _ in self._cues)

    def set_time(self, at_ms: int) -> None:
        """Show the subtitle that is on screen at a time."""
        index = bisect_right(self._starts, at_ms) - 1
        on = index >= 0 and at_ms < self._cues[index][1]
        self.set_subtitle(self._cues[index][2] if on else "", self._language)

    def set_subtitle(self, text: str, language: str) -> None:
        """Show a text as a subtitle, with its own line breaks; none where it is empty."""
        if (text, language) != (self._text, self._language):
            self._text, self._language, self._written = text, language, None
            self._describe()
            self.update()

    def set_subtitle_percent(self, percent: int) -> None:
        """Show subtitles larger or smaller than they are delivered (100)."""
        if percent != self._percent:
            self._percent, self._written = percent, None
            self._describe()
            self.update()

    def set_safe_area(self, safe: SafeArea | None) -> None:
        """Frame the part that no player covers, or nothing."""
        self._safe = safe
        self._describe()
        self.update()

    @property
    def place(self) -> Place:
        """Where the picture lies in the widget."""
        return letterboxed(self._size, (self.width(), self.height()))

    @property
    def outside_safe_area(self) -> bool:
        """Say whether the subtitle leaves the safe area."""
        if self._safe is None or not self._text:
            return False
        return self._subtitle(self.place).leaves(self._safe.within(self.place))

    def draw(self, canvas: QPainter, size: QSize, _shapes: bool = False) -> None:
        """Draw frame, subtitle and safe area on another canvas."""
        place = letterboxed(self._size, (size.width(), size.height()))
        canvas.fillRect(0, 0, size.width(), size.height(), QColor("black"))
        self._picture(canvas, place)
        if self._text:
            subtitle.paint(canvas, self._subtitle(place))
        self._frame_safe(canvas, place)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with painting(self) as canvas:
            place = self.place
            self._around(canvas, place)
            self._picture(canvas, place)
            if self._text:
                written, pixmap = self._write()
                canvas.drawPixmap(subtitle.covered(written).topLeft(), pixmap)
            self._frame_safe(canvas, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.play_asked.emit()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(360), theme.px(640))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(120), theme.px(120))

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._written = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.LanguageChange}:
            self._written = None
            self._describe()
        super().changeEvent(event)

    def _around(self, canvas: QPainter, place: Place) -> None:
        """Fill what the picture leaves free."""
        dark = QColor("#0b0c0f")
        if self._image is None:
            canvas.fillRect(self.rect(), dark)
            return
        right, bottom = place.right, place.bottom
        width, height = self.width(), self.height()
        for box in (
            QRectF(0, 0, width, place.top),
            QRectF(0, bottom, width, height - bottom),
            QRectF(0, place.top, place.left, place.height),
            QRectF(right, place.top, width - right, place.height),
        ):
            canvas.fillRect(box, dark)

    def _picture(self, canvas: QPainter, place: Place) -> None:
        if self._image is not None:
            canvas.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            canvas.drawImage(QRectF(*place), self._image)
        elif self._message:
            canvas.setPen(QColor("#c9ced8"))
            margin = theme.px(16)
            box = QRectF(margin, 0, self.width() - 2 * margin, self.height() * 0.8)
            canvas.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)

    def _frame_safe(self, canvas: QPainter, place: Place) -> None:
        """Frame the safe area; where the subtitle leaves it, with a mark and the colour of a warning."""
        if self._safe is None or (self._message and self._image is None):
            return
        safe = self._safe.within(place)
        outside = bool(self._text) and self._subtitle(place).leaves(safe)
        ink = DARK.warn if outside else DARK.info
        box = QRectF(*safe)
        canvas.setBrush(Qt.BrushStyle.NoBrush)
        for colour, style in ((QColor(0, 0, 0, 110), Qt.PenStyle.SolidLine), (QColor(ink), Qt.PenStyle.DashLine)):
            canvas.setPen(QPen(colour, theme.px(1.4), style))
            canvas.drawRect(box)
        title = tr("Safe area {name}", name=self._safe.title)
        label = f"{marks.FLAGS['safe-area']} {title}" if outside else title
        metrics = canvas.fontMetrics()
        plate = QRectF(
            box.left(), box.top() - metrics.height(), metrics.horizontalAdvance(label) + theme.px(8), metrics.height()
        )
        canvas.fillRect(plate, QColor(0, 0, 0, 150))
        canvas.setPen(QColor(ink))
        canvas.drawText(QPointF(plate.left() + theme.px(4), plate.top() + metrics.ascent()), label)

    def _subtitle(self, place: Place) -> Drawn:
        return subtitle.drawn(self._text, self._language, place, self._percent)

    def _write(self) -> tuple[Drawn, QPixmap]:
        """Give the subtitle as pixels; they are drawn once for as long as it is on screen."""
        if self._written is None:
            written = self._subtitle(self.place)
            box, ratio = subtitle.covered(written), self.devicePixelRatio()
            pixmap = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            with painting(pixmap) as painter:
                painter.translate(-box.topLeft())
                subtitle.paint(painter, written)
            self._written = written, pixmap
        return self._written

    def _describe(self) -> None:
        self.setAccessibleName(tr("Picture"))
        said = [self._message] if self._message else []
        if self._text:
            said.append(tr("Subtitle: {text}", text=self._text.replace("\n", " ")))
        if self.outside_safe_area:
            said.append(tr("The subtitle leaves the safe area."))
        self.setAccessibleDescription(" ".join(said))


def _image(frame: Frame) -> QImage:
    """Look at a frame as an image; the array must live as long."""
    height, width, channels = frame.shape
    kind = QImage.Format.Format_RGB32 if channels == 4 else QImage.Format.Format_RGB888
    return QImage(frame.data, width, height, width * channels, kind)
