"""The dialog for a new series: its videos, what is spoken in them, the markets, and where it is kept."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dubbench.app.places import PICTURES, SOUNDS
from dubbench.gui import choosing, theme
from dubbench.gui.market_picker import Language, MarketPicker
from dubbench.gui.media_list import MediaList
from dubbench.gui.parts import button, tool, wrapped
from dubbench.i18n import tr

SUFFIX = ".dubbench"
MEDIA = " ".join(f"*{ending}" for ending in (*sorted(PICTURES), *sorted(SOUNDS)))


@dataclass(frozen=True, slots=True)
class NewSeries:
    """What a person wants; without `language` it is found by listening."""

    folder: str
    title: str
    language: str
    markets: tuple[str, ...]
    media: tuple[str, ...]


class NewSeriesDialog(QDialog):
    """Ask for a series; `wanted` tells it, and the dialog stays until the caller accepts it."""

    wanted = Signal(NewSeries)

    def __init__(self, parent: QWidget | None = None, folder: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New series"))
        self._below = folder  # where new series are kept
        self._named_by_hand = False
        self.media = MediaList()
        self.title = QLineEdit()
        self.language = QComboBox()
        self.markets = MarketPicker()
        self.folder = QLineEdit()
        self._reason = wrapped("", "warn")
        self._make = button(tr("Make the series"), "check", self._wish, "primary")
        self._build()
        self.set_languages((), ())
        for changed in (self.media.changed, self.markets.changed, self.title.textChanged, self.folder.textChanged):
            changed.connect(self._look)
        self.media.changed.connect(self._name)
        self.title.textChanged.connect(self._place)
        self.folder.textEdited.connect(self._by_hand)
        self.media.browse_asked.connect(self._browse_media)
        self._look()

    def set_languages(self, sources: Sequence[Language], markets: Sequence[Language]) -> None:
        """Offer the languages that can be heard and those that can be spoken."""
        self.language.clear()
        self.language.addItem(tr("Find it by listening"), "")
        for one in sources:
            self.language.addItem(one.shown, one.tag)
        self.markets.set_languages(markets)

    def start_with(self, media: Sequence[str] = (), language: str = "", markets: Sequence[str] = ()) -> None:
        """Fill in what is known: files that were dropped, yesterday's languages."""
        self.media.add(media)
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        self.markets.choose(markets)

    def refuse(self, reason: str) -> None:
        """Say why the series cannot be made; what was filled in stays."""
        self._reason.setText(reason)

    def value(self) -> NewSeries:
        """Give what is filled in."""
        return NewSeries(
            self.folder.text().strip(),
            self.title.text().strip(),
            self.language.currentData() or "",
            self.markets.chosen(),
            self.media.paths(),
        )

    def lacking(self) -> str:
        """Say what is missing before the series can be made, or nothing."""
        now = self.value()
        if not now.title:
            return tr("Give the series a title.")
        if not now.folder:
            return tr("Choose where the series is kept.")
        if not now.markets:
            return tr("Choose a market: the language to dub into.")
        return ""

    def _build(self) -> None:
        self.title.setPlaceholderText(tr("What the series is called"))
        names = ((self.title, tr("Title")), (self.language, tr("Spoken language")), (self.folder, tr("Folder")))
        for field, name in names:
            field.setAccessibleName(name)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(tool(tr("Choose a folder"), "folder", self._browse_folder))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(10))
        form.addRow(tr("Videos"), self.media)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Spoken language"), self.language)
        form.addRow(tr("Markets"), self.markets)
        form.addRow(tr("Kept in"), place)
        foot = QHBoxLayout()
        foot.addWidget(self._reason, 1)
        foot.addWidget(button(tr("Cancel"), "close", self.reject))
        foot.addWidget(self._make)
        self._make.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addLayout(form, 1)
        layout.addLayout(foot)
        self.resize(theme.px(620), theme.px(600))

    def _look(self) -> None:
        lacking = self.lacking()
        self._make.setEnabled(not lacking)
        self._reason.setText(lacking)

    def _wish(self) -> None:
        if not self.lacking():
            self.wanted.emit(self.value())

    def _name(self) -> None:
        """Name the series after its only video, or the folder of its videos, until somebody writes a title."""
        paths = self.media.paths()
        if paths and not self.title.isModified():
            first = PurePath(paths[0])
            self.title.setText(first.stem if len(paths) == 1 else first.parent.name or first.stem)

    def _place(self) -> None:
        if not self._named_by_hand:
            name = "".join("-" if c in '\\/:*?"<>|' else c for c in self.title.text().strip())
            self.folder.setText(str(Path(self._below) / (name + SUFFIX)) if name else "")

    def _by_hand(self) -> None:
        self._named_by_hand = bool(self.folder.text().strip())

    def _browse_media(self) -> None:
        kinds = ";;".join((tr("Video and sound") + f" ({MEDIA})", tr("All files") + " (*)"))
        choosing.files(self, tr("Choose videos"), self._below, kinds, self.media.add)

    def _browse_folder(self) -> None:
        choosing.folder(self, tr("Where is the series kept?"), self._below, self._keep_below)

    def _keep_below(self, folder: str) -> None:
        self._below = folder
        self._named_by_hand = False
        self._place()
