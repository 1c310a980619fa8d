"""The main window: menus, home and episode in one place, notices above them, the status at the foot."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from dubbench.gui import layouts, theme
from dubbench.gui.actions import Actions
from dubbench.gui.banner import Banner, BannerStack
from dubbench.gui.commands import menus
from dubbench.gui.dropzone import local_files
from dubbench.gui.frame import EpisodeFrame, Panel, Place
from dubbench.gui.keys import Keymap, shown
from dubbench.gui.palette import CommandPalette, Entry
from dubbench.gui.statusbar import Job, Sound, StatusBar
from dubbench.gui.topbar import TopBar
from dubbench.i18n import tr


class MainWindow(QMainWindow):
    """The frame of everything; it knows pages, panels and commands, not what they are about."""

    files_dropped = Signal(list)  # paths as text
    banner_chosen = Signal(str, str)  # banner id, choice id
    closing = Signal()
    home_shown = Signal()

    def __init__(self, keymap: Keymap | None = None) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("dubbench")
        self.setWindowIcon(theme.icon("dubbench"))
        self.setAcceptDrops(True)
        self.actions_ = Actions(self, keymap)
        self.top = TopBar()
        self.banners = BannerStack()
        self.episode = EpisodeFrame()
        self.status = StatusBar()
        self.palette_ = CommandPalette(self)
        self._stack = QStackedWidget()
        self._home: QWidget | None = None
        self._restored = False
        self._build()
        self._commands()
        self.resize(theme.px(1440), theme.px(900))

    def set_home(self, widget: QWidget) -> None:
        """Put the home page in; it is shown first."""
        if self._home is not None:
            self._stack.removeWidget(self._home)
        self._home = widget
        self._stack.insertWidget(0, widget)
        self.show_home()

    def set_episode_page(self, centre: QWidget, *panes: QWidget) -> None:
        """Put the grid and its editors, the panes of it, into the middle of the episode's page."""
        self.episode.set_centre(centre, *panes)

    def set_stages(self, widget: QWidget) -> None:
        """Put the bar of stages under the menus."""
        self.top.set_stages(widget)

    def add_panel(
        self, panel_id: str, title: str, widget: QWidget, place: Place = Place.RIGHT, *, visible: bool = True
    ) -> Panel:
        """Add a panel to the episode's page and to the View menu."""
        panel = self.episode.add_panel(panel_id, title, widget, place, visible=visible)
        self._panels_menu.addAction(panel.toggleViewAction())
        self._panels_menu.menuAction().setVisible(True)
        return panel

    def show_home(self) -> None:
        """Show the home page; the episode stays as it is behind it."""
        if self._home is not None:
            self._turn(self._home)
            self.home_shown.emit()

    def show_episode(self) -> None:
        """Show the episode's page."""
        self._turn(self.episode)
        if not self._restored:
            self._restored = True
            self.episode.arrange()

    @property
    def in_episode(self) -> bool:
        """Whether the episode's page is shown."""
        return self._stack.currentWidget() is self.episode

    def set_title(self, *parts: str) -> None:
        """Name the window after what is open: the series, its episode, the market."""
        self.setWindowTitle(" · ".join([*filter(None, parts), "dubbench"]))

    def set_job(self, job: Job | None) -> None:
        """Show the work that runs; its chip's signals are `status.job.*_asked`."""
        self.status.job.set_job(job)

    def set_sound(self, sound: Sound | None) -> None:
        """Show the sound device."""
        self.status.set_sound(sound)

    def set_saved(self, when: str) -> None:
        """Say when the latest change was written."""
        self.status.set_saved(when)

    def set_counts(self, words: str) -> None:
        """Say how many lines there are, and how many to do."""
        self.status.set_counts(words)

    def set_banner(self, banner: Banner) -> None:
        """Show a notice above the page, or change the one of the same id."""
        self.banners.show_banner(banner)

    def clear_banner(self, banner_id: str) -> None:
        """Take a notice away."""
        self.banners.clear_banner(banner_id)

    def restore_layout(self, file: Path) -> bool:
        """Lay the window out as the file says; call it when all panels are there."""
        self._restored = layouts.restored(self, self.episode, layouts.read(file))
        return self._restored

    def save_layout(self, file: Path) -> None:
        """Keep the layout, where it is not what the file has; that of panels nobody saw yet says nothing."""
        layout = layouts.taken(self, self.episode) if self._restored else layouts.bounds(self)
        if layout != layouts.read(file):
            layouts.write(file, layout)

    def next_pane(self, step: int = 1) -> None:
        """Move the keyboard to the next pane, or the one before with −1."""
        panes = self.episode.panes() if self.in_episode else [p for p in (self._home,) if p is not None]
        if not panes:
            return
        focus = QApplication.focusWidget()
        at = next((n for n, p in enumerate(panes) if focus is not None and (p is focus or p.isAncestorOf(focus))), -1)
        _focus_in(panes[(at + step) % len(panes) if at >= 0 else 0])

    def open_palette(self) -> None:
        """Open the list of all commands."""
        where = {name: label.replace("&", "") for name, label in menus().items()}
        keymap = self.actions_.keymap
        self.palette_.open_with(
            [
                Entry(one.id, one.label.rstrip("…"), where[one.menu], shown(keymap.keys(one.id)), one.icon)
                for one in self.actions_.offered()
                if one.id != "view.commands"
            ]
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_.refresh()
        super().changeEvent(event)

    def _build(self) -> None:
        self.menus = self.actions_.fill(self.menuBar())
        self._panels_menu = QMenu(tr("Panels"), self.menus["view"])
        self.menus["view"].insertMenu(self.actions_.action("view.safe-area"), self._panels_menu)
        self._panels_menu.menuAction().setVisible(False)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.top, self.banners, self._stack):
            layout.addWidget(widget)
        layout.setStretch(2, 1)
        self._stack.addWidget(self.episode)
        self.setCentralWidget(page)
        self.setStatusBar(self.status)
        self.top.setVisible(False)
        self.banners.chosen.connect(self.banner_chosen)
        self.palette_.chosen.connect(self.actions_.run)

    def _commands(self) -> None:
        on = self.actions_.on
        on("file.quit", self.close)
        on("file.home", self.show_home, lambda: self.in_episode)
        on("view.commands", self.open_palette)
        on("view.next-pane", self.next_pane)
        on("view.previous-pane", lambda: self.next_pane(-1))
        on("view.float", self.episode.float_current, lambda: self.in_episode)
        on("view.reset", self.episode.arrange, lambda: self.in_episode)
        on("view.full-screen", self._toggle_full_screen, checked=self.isFullScreen)

    def _turn(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self.top.setVisible(page is self.episode)
        self.actions_.refresh()

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)


def _focus_in(pane: QWidget) -> None:
    """Give a pane the keyboard, or the first thing in it that takes it."""
    proxy = pane.focusProxy()
    inside = [*([proxy] if proxy else []), pane, *pane.findChildren(QWidget)]
    wants = Qt.FocusPolicy.TabFocus.value
    taker = next((w for w in inside if w.focusPolicy().value & wants and w.isVisible() and w.isEnabled()), None)
    if taker is not None:
        taker.setFocus(Qt.FocusReason.TabFocusReason)
