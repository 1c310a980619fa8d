"""The picture, its subtitle and its safe area."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from dubbench.gui.video import subtitle
from dubbench.gui.video.placing import SOCIAL, STRICT, Place, letterboxed, usual
from dubbench.gui.video.screen import Screen

CUES = ((1_000, 2_000, "Solta\nela!"), (3_000, 4_000, "Agora!"))


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    screen = Screen()
    qtbot.addWidget(screen)
    screen.resize(400, 640)
    screen.show()
    return screen


@given(
    picture=some.tuples(some.integers(1, 4_000), some.integers(1, 4_000)),
    pane=some.tuples(some.integers(1, 2_000), some.integers(1, 2_000)),
)
def test_a_picture_keeps_its_shape_and_fills_its_pane(picture: tuple[int, int], pane: tuple[int, int]) -> None:
    place = letterboxed(picture, pane)
    assert place.width / place.height == pytest.approx(picture[0] / picture[1])
    assert place.width == pytest.approx(pane[0]) or place.height == pytest.approx(pane[1])
    assert Place(0, 0, *map(float, pane)).holds(place)


def test_safe_areas_are_those_of_the_standards() -> None:
    assert SOCIAL.within(Place(0, 0, 1080, 1920)) == pytest.approx((65, 270, 835, 1170), abs=0.01)
    assert STRICT.within(Place(0, 0, 1080, 1920)).bottom == pytest.approx(1248, abs=0.01)
    assert usual(1920, 1080) is not usual(1080, 1920)


def test_the_subtitle_of_the_moment_is_on_screen(screen: Screen) -> None:
    screen.set_cues(CUES, "pt-BR")
    said = []
    for at_ms in (0, 1_000, 1_999, 2_000, 3_500, 9_000):
        screen.set_time(at_ms)
        said.append(screen.accessibleDescription())
    assert said == ["", "Subtitle: Solta ela!", "Subtitle: Solta ela!", "", "Subtitle: Agora!", ""]


def test_a_subtitle_lies_in_the_box_of_the_files(screen: Screen) -> None:
    picture = Place(0, 0, 1080, 1920)
    for text, language in (
        ("Grandma’s pendant—she\nleft it to me", "en"),
        ("奶奶留给我的玉佩", "zh-Hans"),
        ("اتركها!", "ar"),
    ):
        written = subtitle.drawn(text, language, picture)
        assert not written.leaves(SOCIAL.within(picture)), language
        assert written.place.bottom == pytest.approx(1_440, abs=25)
        assert written.place.left + written.place.width / 2 == pytest.approx((65 + 900) / 2, abs=12)
    assert subtitle.drawn("one line of many more than twenty-four characters", "en", picture).leaves(
        SOCIAL.within(picture)
    )


def test_arabic_ends_on_the_left(screen: Screen) -> None:
    """The full stop of a right-to-left line lies left of its letters."""
    picture = Place(0, 0, 1080, 1920)
    plain = subtitle.drawn("اتركها", "ar", picture).place
    ended = subtitle.drawn("اتركها.......", "ar", picture)
    dots = [ended.path.elementAt(k) for k in range(ended.path.elementCount())]
    low = [point.x for point in dots if point.y > ended.path.boundingRect().bottom() - 0.5 * plain.height]
    assert min(low) < ended.place.left + 20


def test_leaving_the_safe_area_is_marked_and_said(screen: Screen) -> None:
    screen.set_safe_area(SOCIAL)
    screen.set_subtitle("A subtitle much too wide for any phone", "en")
    assert screen.outside_safe_area
    assert "leaves the safe area" in screen.accessibleDescription()
    screen.set_subtitle("Let go!", "en")
    assert not screen.outside_safe_area


@pytest.mark.parametrize("channels", [3, 4])
def test_a_frame_is_drawn_in_its_colours(screen: Screen, channels: int) -> None:
    frame = np.zeros((96, 54, channels), dtype=np.uint8)
    frame[..., 0 if channels == 3 else 2] = 200
    screen.set_frame(frame, (1080, 1920))
    place = screen.place
    picture = screen.grab().toImage()
    assert picture.pixelColor(200, 320) == QColor(200, 0, 0)
    assert picture.pixelColor(round(place.left) - 3, 320).value() < 20
    screen.set_frame(None)
    screen.set_message("Video not found: locate, or work without")
    assert screen.grab().toImage().pixelColor(200, 600).value() < 20
    assert "Video not found" in screen.accessibleDescription()


def test_a_click_asks_to_play(screen: Screen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.play_asked):
        qtbot.mouseClick(screen, Qt.MouseButton.LeftButton)
