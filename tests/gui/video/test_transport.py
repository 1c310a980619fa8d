"""The bar under the picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from dubbench.gui.commands import commands
from dubbench.gui.video.meter import Meter
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.video.transport import Heard, Transport


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    transport = Transport()
    qtbot.addWidget(transport)
    transport.show()
    return transport


def button(transport: Transport, name: str) -> QToolButton:
    return next(each for each in transport.findChildren(QToolButton) if each.accessibleName() == name)


def test_buttons_ask_for_commands_of_the_table(transport: Transport, qtbot: QtBot) -> None:
    asked: list[str] = []
    transport.command_asked.connect(asked.append)
    for name in ("To the start", "One frame back", "Play", "One frame on", "To the end"):
        qtbot.mouseClick(button(transport, name), Qt.MouseButton.LeftButton)
    assert len(asked) == 5
    assert set(asked) <= {command.id for command in commands()}


def test_time_is_shown_in_frames(transport: Transport) -> None:
    transport.set_episode(66_000, Fraction(24))
    transport.set_time(8_459)
    assert transport._time.text() == "00:00:08:11"
    assert transport._time.toolTip() == "24 frames a second, 00:01:06:00 in all"


def test_what_is_heard_is_offered_and_chosen(transport: Transport) -> None:
    chosen: list[Heard] = []
    transport.heard_chosen.connect(chosen.append)
    transport.set_heard((Heard.MIX, Heard.ORIGINAL), Heard.MIX)
    assert chosen == []
    transport._heard.activated.emit(transport._heard.currentIndex())
    assert chosen == [Heard.MIX]
    transport.set_heard((Heard.ORIGINAL,), Heard.ORIGINAL)
    assert not transport._heard.isEnabled()


def test_showing_a_state_asks_for_nothing(transport: Transport) -> None:
    asked: list[object] = []
    for signal in (transport.speed_chosen, transport.volume_chosen, transport.safe_area_asked, transport.heard_chosen):
        signal.connect(asked.append)
    transport.set_speed(150)
    transport.set_volume(0)
    transport.set_volume(40)
    transport.set_safe_area(True)
    assert asked == []
    assert "1.5×" in transport._speed.currentText()


def test_sound_off_is_no_volume_and_comes_back(transport: Transport, qtbot: QtBot) -> None:
    volumes: list[int] = []
    transport.volume_chosen.connect(volumes.append)
    transport.set_volume(70)
    for _ in range(2):
        qtbot.mouseClick(button(transport, "Sound off"), Qt.MouseButton.LeftButton)
    assert volumes == [0, 70]


def test_playing_and_keys_are_said(transport: Transport) -> None:
    transport.set_keys({"playback.play": "Space"})
    transport.set_playing(True)
    assert button(transport, "Pause").toolTip() == "Pause (Space)"
    transport.set_possible(False)
    assert not button(transport, "Pause").isEnabled()


def test_every_control_has_a_name_and_takes_the_keyboard(qtbot: QtBot) -> None:
    pane = VideoPane()
    qtbot.addWidget(pane)
    controls: list[QWidget] = [
        each for kind in (QAbstractButton, QComboBox, QSlider) for each in pane.findChildren(kind) if each.isEnabled()
    ]
    assert controls
    for control in controls:
        assert control.accessibleName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_meter_holds_the_highest_and_says_it(qtbot: QtBot) -> None:
    meter = Meter()
    qtbot.addWidget(meter)
    assert meter.accessibleDescription() == "silent"
    meter.set_levels((-6_000, -20_000))
    meter.set_levels((-30_000, -30_000))
    assert meter.accessibleDescription() == "-6.0 dB"
    meter.set_levels(())
    assert meter.grab().width() > 0
