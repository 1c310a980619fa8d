"""The page of an episode: a centre, and panels around it that people move, hide and float."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from dubbench.gui import theme
from dubbench.i18n import tr


class Place(StrEnum):
    """Where a panel lies at first; left and right change places where people read from the right."""

    LEFT = "left"  # the video, as high as the window
    RIGHT = "right"  # panels over one another, as tabs
    BOTTOM = "bottom"  # the timeline


_AREAS = {
    Place.LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    Place.RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    Place.BOTTOM: Qt.DockWidgetArea.BottomDockWidgetArea,
}
_MIRRORED = _AREAS | {Place.LEFT: _AREAS[Place.RIGHT], Place.RIGHT: _AREAS[Place.LEFT]}
_CORNERS = {Place.LEFT: Qt.Corner.BottomLeftCorner, Place.RIGHT: Qt.Corner.BottomRightCorner}
NARROW = 1180
"""Below this width, in units of the theme, panels have no column of their own: they are tabs beside the timeline."""

_CORNERS_MIRRORED = {Place.LEFT: _CORNERS[Place.RIGHT], Place.RIGHT: _CORNERS[Place.LEFT]}


class Panel(QDockWidget):
    """A panel; it has a title bar only while it floats, tabs and places name it otherwise."""

    def __init__(self, panel_id: str, title: str, widget: QWidget, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(f"panel-{panel_id}")
        self.setAccessibleName(title)
        if not widget.accessibleName():
            widget.setAccessibleName(title)
        self.setWidget(widget)
        self._none = QWidget(self)
        self._none.setFixedHeight(0)
        self.setTitleBarWidget(self._none)
        self.seen = False
        self.topLevelChanged.connect(self._dress)
        self.visibilityChanged.connect(self._note)

    def _note(self, seen: bool) -> None:
        """Keep whether it lies in front of its tabs."""
        self.seen = seen

    def _dress(self, floating: bool) -> None:
        self.setTitleBarWidget(None if floating else self._none)  # type: ignore[arg-type]  # None brings Qt's own


class EpisodeFrame(QMainWindow):
    """Video left, timeline below, panels right, the grid in the middle: the places of the mock-up."""

    panel_shown = Signal(str, bool)  # panel id, whether it is to be seen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.setObjectName("episode")
        self.setAccessibleName(tr("Episode"))
        self.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft  # Qt mirrors no panels
        self._areas, corners = (_MIRRORED, _CORNERS_MIRRORED) if mirrored else (_AREAS, _CORNERS)
        self.setCorner(corners[Place.LEFT], self._areas[Place.LEFT])
        self.setCorner(corners[Place.RIGHT], self._areas[Place.BOTTOM])
        self._panels: dict[str, Panel] = {}
        self._places: dict[str, Place] = {}
        self._centre: tuple[QWidget, ...] = ()
        self._hidden_at_first: set[str] = set()
        self._narrow = False

    def set_centre(self, widget: QWidget, *panes: QWidget) -> None:
        """Put the grid and its editors in the middle; F6 goes to each of the panes in it."""
        self.setCentralWidget(widget)
        self._centre = panes or (widget,)

    def add_panel(
        self, panel_id: str, title: str, widget: QWidget, place: Place = Place.RIGHT, *, visible: bool = True
    ) -> Panel:
        """Add a panel; those of one place lie over one another as tabs, in the order they come."""
        panel = Panel(panel_id, title, widget, self)
        self._panels[panel_id], self._places[panel_id] = panel, place
        if not visible:
            self._hidden_at_first.add(panel_id)
        self._lay(panel_id)
        panel.visibilityChanged.connect(lambda seen: self.panel_shown.emit(panel_id, seen))
        return panel

    def panel(self, panel_id: str) -> Panel:
        return self._panels[panel_id]

    def show_panel(self, panel_id: str) -> None:
        """Bring a panel to the front."""
        panel = self._panels[panel_id]
        panel.show()
        panel.raise_()

    def focus_panel(self, panel_id: str) -> None:
        """Bring a panel to the front and the keyboard into it."""
        self.show_panel(panel_id)
        self._panels[panel_id].widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggles(self) -> list[QAction]:
        """Give an action for each panel that shows and hides it, for the menu."""
        return [panel.toggleViewAction() for panel in self._panels.values()]

    def panes(self) -> list[QWidget]:
        """Give what F6 goes round: the panels that are to be seen, and the centre after the left one."""
        seen = {i: p.widget() for i, p in self._panels.items() if p.isVisible() and p.seen}
        by_place = {place: [w for i, w in seen.items() if self._places[i] is place] for place in Place}
        return [*by_place[Place.LEFT], *self._centre, *by_place[Place.RIGHT], *by_place[Place.BOTTOM]]

    def float_current(self) -> None:
        """Float the panel the keyboard is in, or put it back."""
        panel = self._of_focus()
        if panel is not None:
            panel.setFloating(not panel.isFloating())
            panel.show()

    def arrange(self) -> None:
        """Lay the panels as at first: in a narrow window, those of the right beside the timeline."""
        self._narrow = self.width() < theme.px(NARROW)
        for panel_id, panel in self._panels.items():
            panel.setFloating(False)
            if self.dockWidgetArea(panel) != self._areas[self._lies(self._places[panel_id])]:
                self.removeDockWidget(panel)  # all of them first, or Qt leaves tabs behind
        for panel_id in self._ordered():
            self._lay(panel_id)
        if centre := self.centralWidget():  # what has no panels at its end keeps off the edge of the window
            end = theme.px(4) if self._narrow else 0
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            centre.setContentsMargins(end if rtl else 0, 0, 0 if rtl else end, 0)
        self._measure()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._soften_tabs()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(1200), theme.px(760))

    def _lay(self, panel_id: str) -> None:
        """Put a panel into its place, over the others there; the first of them stays in front."""
        panel, place = self._panels[panel_id], self._lies(self._places[panel_id])
        area = self._areas[place]
        self.addDockWidget(area, panel)
        first, *others = [self._panels[i] for i in self._ordered() if self._lies(self._places[i]) is place]
        if panel is not first:
            self.tabifyDockWidget(first, panel)
        elif there := [one for one in others if self.dockWidgetArea(one) == area]:
            self.tabifyDockWidget(there[0], panel)
        first.raise_()
        panel.setVisible(panel_id not in self._hidden_at_first)
        self._soften_tabs()

    def _ordered(self) -> list[str]:
        """Name the panels as their tabs follow: before guests, those that have their place there."""
        return sorted(self._panels, key=lambda panel_id: self._places[panel_id] is Place.RIGHT)

    def _lies(self, place: Place) -> Place:
        return Place.BOTTOM if self._narrow and place is Place.RIGHT else place

    def _measure(self) -> None:
        """Give the places their first sizes: the video upright, the panels a column, the timeline a quarter."""
        first = {place: next((self._panels[i] for i, p in self._places.items() if p is place), None) for place in Place}
        left, right, bottom = first[Place.LEFT], first[Place.RIGHT], first[Place.BOTTOM]
        if left is not None:
            upright = (self.height() - theme.px(72)) * 9 // 16  # without the buttons under the picture
            self.resizeDocks([left], [min(upright, round(self.width() * 0.28))], Qt.Orientation.Horizontal)
        if right is not None and not self._narrow:
            theirs = [bar for bar in self._tab_bars() if bar.tabText(0) == right.windowTitle()]
            tabs = max((bar.sizeHint().width() for bar in theirs), default=0)
            self.resizeDocks([right], [max(tabs, round(self.width() * 0.18))], Qt.Orientation.Horizontal)
        if bottom is not None:
            self.resizeDocks([bottom], [round(self.height() * 0.3)], Qt.Orientation.Vertical)

    def _of_focus(self) -> Panel | None:
        focus = QApplication.focusWidget()
        return next((p for p in self._panels.values() if focus is not None and p.isAncestorOf(focus)), None)

    def _soften_tabs(self) -> None:
        """Let the tabs of panels look and speak like other tabs."""
        for bar in self._tab_bars():
            bar.setAccessibleName(tr("Panels"))
            bar.setDocumentMode(True)
            bar.setDrawBase(False)
            bar.setExpanding(False)
            bar.setUsesScrollButtons(True)
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _tab_bars(self) -> list[QTabBar]:
        return self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
