"""The look: colours that can be read, fonts that fit the language, icons in the ink of the theme."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dubbench import paths
from dubbench.gui import theme
from dubbench.gui.commands import commands
from dubbench.gui.tokens import CONTRAST, DARK, LIGHT, Tokens

ICONS = sorted((paths.resources() / "icons").glob("*.svg"))


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> object:
    """Leave the application as other tests know it."""
    yield
    theme.apply(qapp, theme.Mode.DARK)


def luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours after WCAG 2.2, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("tokens", "least"), [(DARK, 4.5), (LIGHT, 4.5), (CONTRAST, 7.0)])
def test_every_text_can_be_read(tokens: Tokens, least: float) -> None:
    for ground in (tokens.page, tokens.surface, tokens.raised):
        for name in ("ink", "soft"):
            assert contrast(getattr(tokens, name), ground) >= least, (name, ground)
    for name in ("ok", "warn", "bad", "info", "accent"):
        assert contrast(getattr(tokens, name), tokens.page) >= 4.5, name
        assert contrast(getattr(tokens, name), tokens.surface) >= 4.5, name
    for speaker in tokens.speakers:
        assert contrast(speaker, tokens.page) >= 4.5, speaker
    assert contrast(tokens.ink, tokens.selection) >= least
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5


@pytest.mark.parametrize("tokens", [DARK, LIGHT, CONTRAST])
def test_what_is_painted_is_seen(tokens: Tokens) -> None:
    for name in ("waveform", "dub", "dub_over", "shot", "playhead"):
        assert contrast(getattr(tokens, name), tokens.page) >= 1.9, name
    assert len({getattr(tokens, name) for name in ("ok", "warn", "bad", "info")}) == 4


@pytest.mark.parametrize("mode", theme.Mode)
def test_a_theme_can_be_changed_at_any_time(qapp: QApplication, qtbot: QtBot, mode: theme.Mode) -> None:
    theme.apply(qapp, mode, 150)
    now = theme.tokens()
    assert qapp.palette().base().color() == QColor(now.page)
    assert qapp.font().pointSizeF() == pytest.approx(15)
    assert theme.px(4) == 6
    assert "$" not in qapp.styleSheet()
    for one in fields(now):
        assert one.name == "speakers" or theme.colour(one.name).isValid()


@pytest.mark.parametrize(
    ("language", "family", "rtl"),
    [
        ("zh-CN", "Noto Sans CJK SC", False),
        ("zh-Hans", "Noto Sans CJK SC", False),
        ("zh-TW", "Noto Sans CJK TC", False),
        ("zh-HK", "Noto Sans CJK HK", False),
        ("ja", "Noto Sans CJK JP", False),
        ("ko", "Noto Sans CJK KR", False),
        ("ar", "Noto Sans Arabic", True),
        ("fa", "Noto Sans Arabic", True),
        ("he", "Noto Sans Hebrew", True),
        ("hi", "Noto Sans Devanagari", False),
        ("th", "Noto Sans Thai", False),
    ],
)
def test_a_text_has_the_shapes_of_its_language(qapp: QApplication, language: str, family: str, rtl: bool) -> None:
    assert theme.font_for(language).families()[0] == family
    assert theme.is_rtl(language) is rtl


@pytest.mark.parametrize("language", ["en", "pt-BR", "", "xx", "?"])
def test_any_other_text_has_the_font_of_the_window(qapp: QApplication, language: str) -> None:
    assert theme.font_for(language, 12.5).pointSizeF() == 12.5
    assert not theme.is_rtl(language)
    assert theme.font_for(language).families()[0] == qapp.font().families()[0]


@pytest.mark.parametrize("file", ICONS, ids=lambda file: file.stem)
def test_an_icon_is_drawn_in_the_ink_of_the_theme(qapp: QApplication, file: Path) -> None:
    icon = theme.icon(file.stem)
    theme.apply(qapp, theme.Mode.DARK)
    dark = icon.pixmap(QSize(32, 32)).toImage()
    theme.apply(qapp, theme.Mode.LIGHT)
    light = icon.pixmap(QSize(32, 32)).toImage()
    assert any(dark.pixelColor(x, y).alpha() for x in range(32) for y in range(32))
    assert (dark != light) is (file.stem != "dubbench")


def test_an_icon_may_have_another_colour_of_the_theme(qapp: QApplication) -> None:
    theme.apply(qapp, theme.Mode.LIGHT)
    picture = theme.icon("stop", "bad").pixmap(QSize(32, 32)).toImage()
    assert picture.pixelColor(16, 16) == theme.colour("bad")
    assert theme.icon("stop", "#123456").pixmap(QSize(32, 32)).toImage().pixelColor(16, 16) == QColor("#123456")


def test_an_icon_survives_copies(qapp: QApplication) -> None:
    copies = [QIcon(theme.icon("play")) for _ in range(50)]
    for one in copies:
        one.addPixmap(one.pixmap(8, 8))
        assert not one.pixmap(QSize(16, 16)).isNull()


def test_every_icon_that_is_named_is_there() -> None:
    there = {file.stem for file in ICONS}
    assert {one.icon for one in commands() if one.icon} <= there
