"""Pictures of the window's drawings for reports: the timeline, the whole episode, the season; PNG or SVG."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QSize, Signal
from PySide6.QtWidgets import QMenu, QWidget

from dubbench.errors import DubbenchError
from dubbench.gui import choosing, picture, theme
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.home import HomePage
from dubbench.gui.season_picture import save_season
from dubbench.gui.window import MainWindow
from dubbench.i18n import tr

Save = Callable[[Path], None]


class Picturing(QObject):
    """Asks what shall be a picture, and where it goes."""

    saved = Signal(str)  # the file
    refused = Signal(str)

    def __init__(self, window: MainWindow, page: EpisodePage, home: HomePage) -> None:
        super().__init__(window)
        self._window, self._page, self._home = window, page, home

    @property
    def possible(self) -> bool:
        """Tell whether there is something to draw."""
        return bool(self._page.series) and bool(self.offers())

    def offers(self) -> dict[str, Save]:
        """Give what can be drawn now, by its name."""
        if not self._window.in_episode:
            season = self._home.season.season
            return {tr("The season"): lambda path: save_season(path, season)} if season.rows else {}
        w = self._page.widgets
        return {
            tr("The timeline as it is shown"): lambda path: picture.save(
                path, w.timeline.size(), self._title, w.timeline.draw
            ),
            tr("The whole episode"): lambda path: picture.save(path, _strip(w.map), self._title, w.map.draw),
            tr("The picture with its subtitle"): lambda path: picture.save(
                path, w.video.screen_view.size(), self._title, w.video.screen_view.draw
            ),
        }

    def ask(self) -> None:
        """Ask what and where; where there is one thing only, where."""
        offers = self.offers()
        if len(offers) == 1:
            self._ask_file(*next(iter(offers.items())))
            return
        menu = QMenu(self._window)
        menu.setAccessibleName(tr("Save as a picture"))
        for name, save in offers.items():
            menu.addAction(name, partial(self._ask_file, name, save))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(_middle(self._window, menu))

    def _ask_file(self, name: str, save: Save) -> None:
        kinds = f"{tr('Picture of pixels')} (*.png);;{tr('Picture of shapes')} (*.svg)"
        proposed = f"{_as_name(self._title)}.png"
        choosing.place(self._window, name, proposed, kinds, lambda file, kind: self.save(_ended(file, kind), save))

    def save(self, file: Path, save: Save) -> None:
        """Write a picture; say where it is, or why there is none."""
        try:
            save(file)
        except DubbenchError as error:
            self.refused.emit(str(error))
        else:
            self.saved.emit(str(file))

    @property
    def _title(self) -> str:
        page = self._page
        if not self._window.in_episode or page.episode is None:
            return page.series.session.series.title
        return " ".join(filter(None, [page.episode.title, page.market.locale if page.market else ""]))


def _strip(widget: QWidget) -> QSize:
    """Give a report's strip of an episode more room than the window does."""
    return QSize(max(widget.width(), theme.px(1200)), theme.px(72))


def _ended(file: str, kind: str) -> Path:
    """Give a file without an ending that of its kind."""
    return Path(file) if Path(file).suffix else Path(file + (".svg" if "svg" in kind else ".png"))


def _as_name(title: str) -> str:
    return title.replace("/", "_").replace("\\", "_")


def _middle(window: QWidget, menu: QMenu) -> QPoint:
    """Give the place at which a menu lies in the middle of the window."""
    size = menu.sizeHint()
    return window.mapToGlobal(window.rect().center()) - QPoint(size.width() // 2, size.height() // 2)
