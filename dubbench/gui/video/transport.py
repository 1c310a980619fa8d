"""The bar under the picture: play, frames, time code, what is heard, how fast and how loud."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import fonts, theme, timecode
from dubbench.gui.video.meter import Meter
from dubbench.i18n import tr

SPEEDS = (50, 75, 90, 100, 110, 125, 150, 200)
"""Percent of the programme's own."""


class Heard(StrEnum):
    """Which sound is played."""

    MIX = "mix"
    ORIGINAL = "original"
    DIALOGUE = "dialogue"
    SPEECH = "speech"
    BACKGROUND = "background"


def heard_words() -> dict[Heard, str]:
    """Name what can be heard."""
    return {
        Heard.MIX: tr("Dub mix"),
        Heard.ORIGINAL: tr("Original"),
        Heard.DIALOGUE: tr("Dub alone"),
        Heard.SPEECH: tr("Original speech"),
        Heard.BACKGROUND: tr("Music and effects"),
    }


_BUTTONS = (
    ("playback.start", "to-start"),
    ("playback.frame-back", "frame-back"),
    ("playback.play", "play"),
    ("playback.frame-forward", "frame-forward"),
    ("playback.end", "to-end"),
)


class Transport(QWidget):
    """Shows where playing stands; its buttons ask for commands by the ids of the window's table."""

    command_asked = Signal(str)  # playback.play, playback.frame-back, …
    heard_chosen = Signal(object)  # Heard
    speed_chosen = Signal(int)  # percent
    volume_chosen = Signal(int)  # percent; 0 where the sound is switched off
    safe_area_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rate = timecode.FILM
        self._at_ms, self._duration_ms = 0, 0
        self._playing = False
        self._shown = ""
        self._keys: Mapping[str, str] = {}
        self._buttons = {command: _button(icon) for command, icon in _BUTTONS}
        for command, button in self._buttons.items():
            button.clicked.connect(lambda _on=False, command=command: self.command_asked.emit(command))
        self._time = QLabel(self)
        self._time.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._shuttle = QLabel(self)
        self._shuttle.setProperty("role", "soft")
        self._heard = _choice()
        self._heard.activated.connect(lambda _index: self.heard_chosen.emit(self._heard.currentData()))
        self._speed = _choice()
        self._speed.activated.connect(lambda _index: self.speed_chosen.emit(self._speed.currentData()))
        self._safe = _button("safe-area")
        self._safe.setCheckable(True)
        self._safe.toggled.connect(self.safe_area_asked)
        self._mute = _button("sound")
        self._mute.setCheckable(True)
        self._mute.toggled.connect(self._louder)
        self._volume = QSlider(Qt.Orientation.Horizontal)
        self._volume.setRange(0, 100)
        self._volume.setPageStep(10)
        self._volume.setMinimumWidth(theme.px(40))
        self._volume.valueChanged.connect(self._louder)
        self.meter = Meter()
        self._arrange()
        self._say()
        self.set_heard((Heard.ORIGINAL,), Heard.ORIGINAL)
        self.set_speed(100)
        self.set_volume(100)

    def set_time(self, at_ms: int) -> None:
        """Show a time as time code."""
        self._at_ms = at_ms
        if (shown := timecode.code(at_ms, self._rate)) != self._shown:
            self._shown = shown
            self._time.setText(shown)

    def set_episode(self, duration_ms: int, rate: Fraction) -> None:
        """Count in frames of this rate, frames a second."""
        self._duration_ms, self._rate = duration_ms, rate
        self._time.setToolTip(
            tr(
                "{rate} frames a second, {duration} in all",
                rate=f"{float(rate):.5g}",
                duration=timecode.code(duration_ms, rate),
            )
        )
        self.set_time(self._at_ms)

    def set_playing(self, playing: bool) -> None:
        """Show whether it plays."""
        if playing != self._playing:
            self._playing = playing
            self._buttons["playback.play"].setIcon(theme.icon("pause" if playing else "play"))
            self._say()

    def set_possible(self, possible: bool) -> None:
        """Allow playing, or not where there is nothing to play."""
        for button in self._buttons.values():
            button.setEnabled(possible)

    def set_heard(self, offered: Sequence[Heard], current: Heard) -> None:
        """Offer what can be heard now, and show which of it is."""
        words = heard_words()
        with QSignalBlocker(self._heard):
            self._heard.clear()
            for each in offered:
                self._heard.addItem(words[each], each)
            self._heard.setCurrentIndex(list(offered).index(current) if current in offered else -1)
        self._heard.setEnabled(len(offered) > 1)

    def set_speed(self, percent: int) -> None:
        """Show how fast it plays."""
        with QSignalBlocker(self._speed):
            self._speed.setCurrentIndex(self._speed.findData(percent))

    def set_shuttle(self, speed: float) -> None:
        """Show how fast the shuttle goes, negative backwards; 0 where it stands or plays as usual."""
        words = _times(speed) if speed else ""
        if words != self._shuttle.text():
            self._shuttle.setText(words)
            self._shuttle.setAccessibleName(tr("Shuttle: {speed}", speed=words) if words else "")

    def set_volume(self, percent: int) -> None:
        """Show how loud it plays; 0 as switched off."""
        with QSignalBlocker(self._volume), QSignalBlocker(self._mute):
            self._mute.setChecked(percent == 0)
            if percent:
                self._volume.setValue(percent)
        self._show_mute()

    def toggle_mute(self) -> None:
        """Switch the sound off or on, as the button does."""
        self._mute.toggle()

    def set_safe_area(self, shown: bool) -> None:
        """Show whether the safe area is framed."""
        with QSignalBlocker(self._safe):
            self._safe.setChecked(shown)

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Name these keys beside what the buttons do: by command, as the system writes them."""
        self._keys = dict(keys)
        self._say()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
            self.set_heard([self._heard.itemData(k) for k in range(self._heard.count())], self._heard.currentData())
        elif event.type() == QEvent.Type.FontChange:
            self._time.setFont(fonts.mono())
        super().changeEvent(event)

    def _louder(self) -> None:
        self._show_mute()
        self.volume_chosen.emit(0 if self._mute.isChecked() else self._volume.value())

    def _show_mute(self) -> None:
        self._mute.setIcon(theme.icon("sound-off" if self._mute.isChecked() else "sound"))

    def _arrange(self) -> None:
        self._time.setFont(fonts.mono())
        above, below = QHBoxLayout(), QHBoxLayout()
        for button in self._buttons.values():
            above.addWidget(button)
        above.addSpacing(theme.px(4))
        above.addWidget(self._time)
        above.addWidget(self._shuttle)
        above.addStretch(1)
        above.addWidget(self._speed)
        below.addWidget(self._mute)
        below.addWidget(self._volume, 2)
        below.addWidget(self.meter, 1)
        below.addSpacing(theme.px(4))
        below.addWidget(self._safe)
        below.addWidget(self._heard)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[theme.px(4)] * 4)
        rows.setSpacing(theme.px(4))
        for row in (above, below):
            row.setSpacing(theme.px(4))
            rows.addLayout(row)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for choice in (self._speed, self._heard):  # words, unlike time, go as the language does
            choice.setLayoutDirection(QApplication.layoutDirection())

    def _say(self) -> None:
        """Name everything in the language of the window."""
        words = {
            "playback.start": tr("To the start"),
            "playback.frame-back": tr("One frame back"),
            "playback.play": tr("Pause") if self._playing else tr("Play"),
            "playback.frame-forward": tr("One frame on"),
            "playback.end": tr("To the end"),
        }
        for command, button in self._buttons.items():
            _name(button, words[command], self._keys.get(command, ""))
        _name(self._safe, tr("Safe area"), self._keys.get("view.safe-area", ""))
        _name(self._mute, tr("Sound off"), self._keys.get("playback.mute", ""))
        _name(self._volume, tr("Volume"))
        _name(self._heard, tr("What is heard"), self._keys.get("playback.ab", ""))
        _name(self._speed, tr("Speed, the pitch kept"))
        self._time.setAccessibleName(tr("Time code"))
        current = self._speed.currentData()
        with QSignalBlocker(self._speed):
            self._speed.clear()
            for percent in SPEEDS:
                self._speed.addItem(_times(percent / 100), percent)
        self.set_speed(current or 100)


def _times(speed: float) -> str:
    """Write a speed, from left to right in any language."""
    number = f"{speed:g}".replace("-", "\N{MINUS SIGN}")
    return f"\u2066{tr('{speed}×', speed=number)}\u2069"


def _button(icon: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _choice() -> QComboBox:
    box = QComboBox()
    box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return box


def _name(widget: QWidget, words: str, keys: str = "") -> None:
    widget.setAccessibleName(words)
    widget.setToolTip(tr("{what} ({keys})", what=words, keys=keys) if keys else words)
