"""Bars above the work that say what is wrong and offer to mend it; never a dialog in the way."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import fonts, theme
from dubbench.gui.painting import painting
from dubbench.i18n import tr


class Tone(StrEnum):
    """How grave a bar is; its id is also its icon, the value names its colour."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_COLOURS = {Tone.INFO: "info", Tone.WARNING: "warn", Tone.ERROR: "bad"}


@dataclass(frozen=True, slots=True)
class Banner:
    """What a bar says; `choices` are (id, label), the first the likeliest; `details` is a log or two texts."""

    id: str
    text: str
    tone: Tone = Tone.INFO
    choices: tuple[tuple[str, str], ...] = ()
    details: str = ""
    closable: bool = True


class BannerBar(QFrame):
    """One bar."""

    chosen = Signal(str, str)  # banner id, choice id
    closed = Signal(str)

    def __init__(self, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"banner-{banner.id}")
        self.setAccessibleName(
            {Tone.INFO: tr("Note"), Tone.WARNING: tr("Warning"), Tone.ERROR: tr("Error")}[banner.tone]
        )
        self.setAccessibleDescription(banner.text)
        self.banner = banner
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(4))
        outer.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        outer.addLayout(row)
        row.addWidget(self._sign())
        row.addWidget(self._sentence(), 1)
        for n, (choice, label) in enumerate(banner.choices):
            row.addWidget(self._button(choice, label, likeliest=n == 0))
        self._details = self._log() if banner.details else None
        if self._details is not None:
            row.addWidget(self._opener(self._details))
            outer.addWidget(self._details)
        if banner.closable:
            row.addWidget(self._closer())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tone = theme.colour(_COLOURS[self.banner.tone])
        edge = self.rect()
        edge.setWidth(theme.px(4))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            edge.moveRight(self.rect().right())
        with painting(self) as painter:
            painter.fillRect(self.rect(), theme.mix(theme.tokens().surface, tone, 14))
            painter.fillRect(edge, tone)

    def _sign(self) -> QLabel:
        sign = QLabel()
        side = theme.px(18)
        colour = theme.colour(_COLOURS[self.banner.tone]).name()
        sign.setPixmap(theme.icon(self.banner.tone.value, colour).pixmap(QSize(side, side)))
        return sign

    def _sentence(self) -> QLabel:
        text = QLabel(self.banner.text)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return text

    def _button(self, choice: str, label: str, *, likeliest: bool) -> QPushButton:
        button = QPushButton(label)
        button.setObjectName(choice)
        button.setAccessibleDescription(self.banner.text)
        if likeliest:
            button.setProperty("role", "primary")
        button.clicked.connect(lambda: self.chosen.emit(self.banner.id, choice))
        return button

    def _log(self) -> QPlainTextEdit:
        log = QPlainTextEdit(self.banner.details)
        log.setReadOnly(True)
        log.setVisible(False)
        log.setFont(fonts.mono())
        log.setAccessibleName(tr("Details"))
        log.setTabChangesFocus(True)
        log.setFixedHeight(theme.px(140))
        return log

    @staticmethod
    def _opener(log: QPlainTextEdit) -> QPushButton:
        opener = QPushButton(tr("Details"))
        opener.setCheckable(True)
        opener.setObjectName("details")
        opener.setProperty("role", "flat")
        opener.toggled.connect(log.setVisible)
        return opener

    def _closer(self) -> QToolButton:
        closer = QToolButton()
        closer.setObjectName("close")
        closer.setProperty("role", "flat")
        closer.setIcon(theme.icon("close"))
        closer.setToolTip(tr("Put this away"))
        closer.setAccessibleName(tr("Put this away"))
        closer.clicked.connect(lambda: self.closed.emit(self.banner.id))
        return closer


class BannerStack(QWidget):
    """The bars that stand now, by id, the latest on top."""

    chosen = Signal(str, str)  # banner id, choice id
    closed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Notices"))
        self._bars: dict[str, BannerBar] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setVisible(False)

    def show_banner(self, banner: Banner) -> None:
        """Show a bar, or change the one of the same id."""
        if banner.id in self._bars and self._bars[banner.id].banner == banner:
            return
        self.clear_banner(banner.id)
        bar = BannerBar(banner, self)
        bar.chosen.connect(self.chosen)
        bar.closed.connect(self.clear_banner)
        self._bars[banner.id] = bar
        self._layout.insertWidget(0, bar)
        bar.show()
        self.setVisible(True)

    def clear_banner(self, banner_id: str) -> None:
        """Take a bar away."""
        bar = self._bars.pop(banner_id, None)
        if bar is None:
            return
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))
        self.closed.emit(banner_id)

    def banners(self) -> tuple[Banner, ...]:
        """Give what is shown now."""
        return tuple(bar.banner for bar in self._bars.values())
