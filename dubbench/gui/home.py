"""Home: drop a video, open what you had, or the demo; and the season of the series that is open."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import theme
from dubbench.gui.dropzone import DropZone
from dubbench.gui.parts import button, label, tool, wrapped
from dubbench.gui.recents import Recent, Recents
from dubbench.gui.season_grid import SeasonGrid
from dubbench.gui.seasons import Season
from dubbench.i18n import tr

_LARGE = 150  # percent of type from which buttons stand under the title


class HomePage(QWidget):
    """Recents at the start; beside them the season that is open, or a large place to drop a file."""

    files_dropped = Signal(list)
    browse_asked = Signal()  # choose videos in a dialog
    new_asked = Signal()
    open_asked = Signal(str)  # a series folder; empty: choose one in a dialog
    demo_asked = Signal()
    forget_asked = Signal(str)
    folder_asked = Signal(str)
    episode_opened = Signal(str, str)  # episode id, market id
    run_asked = Signal(list)  # of (episode id, market id); all where none is chosen
    deliver_asked = Signal(list)
    add_episodes_asked = Signal()
    add_market_asked = Signal()
    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("home")
        self.setAccessibleName(tr("Home"))
        self.recents = Recents()
        self.season = SeasonGrid()
        self._side = QStackedWidget()
        self._side.addWidget(self._welcome())
        self._side.addWidget(self._open_season())
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setObjectName("home-parts")
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._column())
        parts.addWidget(self._side)
        parts.setStretchFactor(1, 1)
        parts.setSizes([theme.px(320), theme.px(1120)])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(parts)
        self.recents.open_asked.connect(self.open_asked)
        self.recents.forget_asked.connect(self.forget_asked)
        self.recents.folder_asked.connect(self.folder_asked)
        self.season.episode_opened.connect(self.episode_opened)
        self.season.run_asked.connect(self.run_asked)
        self.season.deliver_asked.connect(self.deliver_asked)
        self.set_recents(())
        self.set_season(None)

    def set_recents(self, recents: Sequence[Recent]) -> None:
        """Show the series a person had open, the latest first."""
        self.recents.set_recents(recents)
        self.recents.setVisible(bool(recents))
        self._none.setVisible(not recents)

    def set_picture(self, folder: str, picture: QImage) -> None:
        """Show a recent series' picture, which came later."""
        self.recents.set_picture(folder, picture)

    def set_season(self, season: Season | None) -> None:
        """Show the series that is open; `None` gives the place to drop a file back."""
        self._side.setCurrentIndex(0 if season is None else 1)
        self._demo.setVisible(season is not None)  # the welcome has one of its own
        if season is None:
            return
        self._title.setText(season.title)
        self._summary.setText(season.summary)
        self.season.set_season(season)
        self._no_episodes.setVisible(not season.rows)
        self.season.setVisible(bool(season.rows))
        for one in (self._run, self._deliver):
            one.setEnabled(bool(season.rows and season.markets))

    def _column(self) -> QWidget:
        column = QWidget()
        column.setMinimumWidth(theme.px(200))
        layout = QVBoxLayout(column)
        layout.setContentsMargins(theme.px(16), theme.px(16), theme.px(8), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(label(tr("Recent"), "heading"))
        self._none = wrapped(tr("Nothing yet. What you open is listed here."))
        layout.addWidget(self._none)
        layout.addWidget(self.recents, 1)
        layout.addStretch(0)
        self._demo = button(tr("Open the demo"), "sparkle", self.demo_asked.emit)
        layout.addWidget(button(tr("New series…"), "new", self.new_asked.emit))
        layout.addWidget(button(tr("Open series…"), "open", lambda: self.open_asked.emit("")))
        layout.addWidget(self._demo)
        return column

    def _welcome(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        margin = theme.px(40)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(12))
        layout.addStretch(2)
        layout.addWidget(label("dubbench", "title"))
        layout.addWidget(wrapped(tr("Dub an episode into another language, on your own machine.")))
        self.drop = DropZone(
            tr("Drop videos or a series here"),
            tr("MP4, MOV, MKV, WebM or sound alone; several at once make a season. Or click to choose."),
        )
        self.drop.clicked.connect(self.browse_asked)
        self.drop.files_dropped.connect(self.files_dropped)
        layout.addWidget(self.drop, 8)
        demo = QHBoxLayout()
        demo.addWidget(button(tr("Open the demo"), "sparkle", self.demo_asked.emit, "primary"))
        demo.addWidget(wrapped(tr("No video at hand? The demo episode shows the whole way in a minute.")), 1)
        layout.addLayout(demo)
        layout.addStretch(3)
        return page

    def _open_season(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(theme.px(8), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        self._title, self._summary = label("", "title"), label("", "soft")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._run = button(
            tr("Run all that is to do"), "run", lambda: self.run_asked.emit(self.season.picks()), "primary"
        )
        self._deliver = button(tr("Deliver…"), "deliver", lambda: self.deliver_asked.emit(self.season.picks()))
        head = QVBoxLayout() if theme.scale_percent() >= _LARGE else QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._summary)
        self._summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addLayout(words, 1)
        buttons = QHBoxLayout()
        for one in (self._add(), self._deliver, self._run, self._close()):
            buttons.addWidget(one)
        head.addLayout(buttons)
        layout.addLayout(head)
        layout.addWidget(self.season, 1)
        self._no_episodes = DropZone(tr("No episodes yet: drop videos here"), tr("They are numbered by their names."))
        self._no_episodes.clicked.connect(self.add_episodes_asked)
        self._no_episodes.files_dropped.connect(self.files_dropped)
        layout.addWidget(self._no_episodes, 1)
        return page

    def _add(self) -> QPushButton:
        more = button(tr("Add"), "add", lambda: None)
        menu = QMenu(more)
        menu.addAction(theme.icon("film"), tr("Episodes…"), self.add_episodes_asked.emit)
        menu.addAction(theme.icon("globe"), tr("A market…"), self.add_market_asked.emit)
        more.setMenu(menu)
        more.setAccessibleName(tr("Add episodes or a market"))
        return more

    def _close(self) -> QToolButton:
        return tool(tr("Close the series"), "close", self.close_asked.emit)
