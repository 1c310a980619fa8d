"""Series begun from the window: a new one, the demo, more episodes, more markets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QWidget

from dubbench import paths
from dubbench.errors import DubbenchError
from dubbench.gui import choosing
from dubbench.gui.add_market import AddMarketDialog
from dubbench.gui.market_picker import Language
from dubbench.gui.new_series import MEDIA, NewSeries, NewSeriesDialog
from dubbench.i18n import tr

OFFERED = ("pt-BR", "en-US", "es-419", "fr-FR", "it-IT", "hi-IN", "ja-JP", "zh-CN", "de-DE", "ar-SA", "id-ID", "ko-KR")
DEMO = "the-empty-chair"


class Making(QObject):
    """Asks what is wanted and makes it; `made` tells the series to open, `refused` why something was not made."""

    made = Signal(str)
    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def ask_new(self, media: Sequence[str] = ()) -> NewSeriesDialog:
        """Ask for a new series, over videos that were dropped."""
        dialog = NewSeriesDialog(self._window, str(home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.set_languages(_offered(), _offered())
        dialog.start_with(media)
        dialog.wanted.connect(lambda wanted: self._make(wanted, dialog))
        dialog.open()
        return dialog

    def browse(self) -> None:
        """Choose videos, then ask for the series."""
        self._choose(self.ask_new)

    def demo(self) -> None:
        """Open the demo's series, made where it is not there yet."""
        folder = home() / f"{DEMO}.dubbench"
        if not (folder / "series.toml").is_file():
            source = paths.resources() / "demo" / f"{DEMO}.mp4"
            if not self._try(lambda: _begin(folder, ["pt-BR"], "en", "", (source,))):
                return
        self.made.emit(str(folder))

    def add_episodes(self, folder: Path, files: Sequence[str] = ()) -> None:
        """Add videos to a series, and choose them first where none are given."""
        if files:
            self._add(folder, files)
        else:
            self._choose(lambda chosen: self._add(folder, chosen))

    def add_market(self, folder: Path) -> AddMarketDialog:
        """Ask for markets and add them."""
        from dubbench.app import season

        dialog = AddMarketDialog(_offered(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(locales: tuple[str, ...]) -> None:
            if self._try(lambda: season.start(folder, list(locales))):
                dialog.accept()
                self.made.emit(str(folder))

        dialog.wanted.connect(add)
        dialog.open()
        return dialog

    def _make(self, wanted: NewSeries, dialog: NewSeriesDialog) -> None:
        folder = Path(wanted.folder)
        try:
            media = tuple(Path(name) for name in wanted.media)
            _begin(folder, wanted.markets, wanted.language, wanted.title, media)
        except DubbenchError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        self.made.emit(str(folder))

    def _add(self, folder: Path, files: Sequence[str]) -> None:
        from dubbench.app import season

        if self._try(lambda: season.add(folder, [Path(name) for name in files])):
            self.made.emit(str(folder))

    def _choose(self, have: Callable[[list[str]], object]) -> None:
        kinds = f"{tr('Video and sound')} ({MEDIA})"
        choosing.files(self._window, tr("Choose videos"), "", kinds, have)

    def _try(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except DubbenchError as error:
            self.refused.emit(str(error))
            return False
        return True


def home() -> Path:
    """Say where new series are kept."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "dubbench"


def _begin(folder: Path, markets: Sequence[str], language: str, title: str, media: Sequence[Path]) -> None:
    from dubbench.app import season

    folder.parent.mkdir(parents=True, exist_ok=True)
    season.start(folder, list(markets), title=title, source=language)
    if media:
        season.add(folder, media)


def _offered() -> list[Language]:
    from dubbench.app import languages

    return [Language(tag, languages.name(tag)) for tag in OFFERED]
