"""Settings in the window: the dialog that changes them, and what they change at once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import fields
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from dubbench.app import settings
from dubbench.app.settings import Settings
from dubbench.errors import DubbenchError
from dubbench.gui import theme
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.keys import Keymap
from dubbench.gui.keys_page import KeysPage
from dubbench.gui.preferences import Preferences
from dubbench.gui.settings_page import SettingsDialog, SettingsPage
from dubbench.gui.video import placing
from dubbench.gui.window import MainWindow

MODES = {"light": theme.Mode.LIGHT, "dark": theme.Mode.DARK, "high-contrast": theme.Mode.CONTRAST}
SCALES = (50, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300)  # percent, the steps of larger and smaller text
OFF = "off"


def dress(app: QApplication, now: Settings) -> None:
    """Give the application its colours and its size of type."""
    theme.apply(app, MODES.get(now.theme, theme.Mode.SYSTEM), now.font_scale_percent)


class Preferring(QObject):
    """Shows the settings; what the window shows follows them. `refused` tells why a change could not be kept."""

    refused = Signal(str)

    def __init__(self, window: MainWindow, preferences: Preferences, page: EpisodePage) -> None:
        super().__init__(window)
        self._window, self._preferences, self._page = window, preferences, page
        self._shown = preferences.now
        self._zone = preferences.now.safe_zone
        self._dialog: SettingsDialog | None = None
        self._pages: list[SettingsPage] = []
        self._keys: KeysPage | None = None
        preferences.changed.connect(self._take)
        page.turned.connect(self._frame)
        QApplication.styleHints().colorSchemeChanged.connect(lambda _scheme: self._dress())
        self._follow()

    # the dialog

    def ask(self, section: str = settings.LOOK) -> SettingsDialog:
        """Show the settings at a section; they hold as soon as they are changed."""
        names = settings.sections()
        if self._dialog is None:
            self._dialog = SettingsDialog([(says, self._page_of(name)) for name, says in names.items()], self._window)
            self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._dialog.finished.connect(self._left)
        self._dialog.show_page(list(names).index(section))
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        return self._dialog

    def ask_keys(self) -> SettingsDialog:
        """Show the keys."""
        return self.ask(settings.KEYS)

    def _page_of(self, section: str) -> QWidget:
        now = self._preferences.now
        if section == settings.KEYS:
            self._keys = KeysPage(_keymap(now))
            self._keys.changed.connect(self._keep_keys)
            return self._keys
        page = SettingsPage(now, section)
        page.changed.connect(partial(self._keep, page))
        self._pages.append(page)
        return page

    def _left(self) -> None:
        self._dialog, self._keys = None, None
        self._pages.clear()

    def _keep(self, page: SettingsPage, wanted: Settings) -> None:
        try:
            self._change(wanted)
        except DubbenchError as error:
            page.set_value(self._preferences.now)
            page.refuse(str(error))

    def _keep_keys(self, keymap: Keymap) -> None:
        self._set("key_preset", keymap.preset)
        self._set("keys", keymap.own)

    def _change(self, wanted: Settings) -> None:
        """Keep the settings that differ from those that hold."""
        before = self._preferences.now
        for one in fields(Settings):
            if getattr(wanted, one.name) != getattr(before, one.name):
                self._preferences.change(one.name, getattr(wanted, one.name))

    # commands

    def larger(self) -> None:
        """Make text a step larger."""
        self._scale(next((one for one in SCALES if one > self._percent), SCALES[-1]))

    def smaller(self) -> None:
        """Make text a step smaller."""
        self._scale(next((one for one in reversed(SCALES) if one < self._percent), SCALES[0]))

    def toggle_safe_area(self) -> None:
        """Show the safe area, or hide it."""
        self._set("safe_zone", self._zone if not self.safe_area else OFF)

    @property
    def safe_area(self) -> bool:
        return self._preferences.now.safe_zone != OFF

    @property
    def _percent(self) -> int:
        return self._preferences.now.font_scale_percent

    def _scale(self, percent: int) -> None:
        self._set("font_scale_percent", percent)

    def _set(self, name: str, value: object) -> None:
        try:
            self._preferences.change(name, value)
        except DubbenchError as error:
            self.refused.emit(str(error))

    # what follows

    def _take(self, now: Settings) -> None:
        before, self._shown = self._shown, now
        if (before.theme, before.font_scale_percent) != (now.theme, now.font_scale_percent):
            self._dress()
        for page in self._pages:
            page.set_value(now)
        if self._keys and self._keys.keymap() != _keymap(now):
            self._keys.set_keymap(_keymap(now))
        self._follow()

    def _follow(self) -> None:
        now = self._preferences.now
        actions = self._window.actions_
        if actions.keymap != _keymap(now):
            actions.set_keymap(_keymap(now))
        if now.safe_zone != OFF:
            self._zone = now.safe_zone
        elif self._zone == OFF:
            self._zone = Settings().safe_zone
        self._page.widgets.video.screen_view.set_subtitle_percent(now.subtitle_size_percent)
        self._frame()
        actions.refresh()

    def _frame(self) -> None:
        """Frame the safe area of the episode that is shown."""
        picture = self._page.episode.media.picture if self._page.episode else None
        zone = self._preferences.now.safe_zone
        area = placing.chosen(zone, picture.width, picture.height) if picture else None
        self._page.widgets.video.screen_view.set_safe_area(area)

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            dress(app, self._preferences.now)


def _keymap(now: Settings) -> Keymap:
    return Keymap.of(now.key_preset, now.keys)
