"""The look of the window: Fusion with a palette of our own, one short style sheet, and the size of type."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from dubbench.gui import fonts
from dubbench.gui.fonts import font_for, is_rtl
from dubbench.gui.icons import icon
from dubbench.gui.sheet import sheet
from dubbench.gui.tokens import CONTRAST, DARK, LIGHT, Tokens

__all__ = [
    "CONTRAST",
    "DARK",
    "LIGHT",
    "Mode",
    "Tokens",
    "apply",
    "colour",
    "font_for",
    "icon",
    "is_rtl",
    "mix",
    "px",
    "scale_percent",
    "tokens",
]


class Mode(StrEnum):
    """Which set of colours; `SYSTEM` is light or dark as the desktop is."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


_BY_MODE = {Mode.LIGHT: LIGHT, Mode.DARK: DARK, Mode.CONTRAST: CONTRAST}
_tokens = DARK
_scale = 100


def tokens() -> Tokens:
    """Give the colours in use; ask whenever you paint, the theme may have changed."""
    return _tokens


def colour(name: str) -> QColor:
    """Give a colour in use by the name of its field in `Tokens`."""
    return QColor(getattr(_tokens, name))


def mix(one: QColor | str, other: QColor | str, percent: int) -> QColor:
    """Blend two colours; `percent` of the second."""
    a, b = QColor(one), QColor(other)
    share = percent / 100
    red, green, blue = (
        round(x + (y - x) * share) for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    )
    return QColor(red, green, blue)


def px(units: float) -> int:
    """Scale a length with the size of type, in pixels; the unit of spacing is `px(4)`."""
    return max(1, round(units * _scale / 100))


def scale_percent() -> int:
    """Say how large type is; 100 is a body of 10 points."""
    return _scale


def apply(app: QApplication, mode: Mode, scale_percent: int = 100) -> None:
    """Dress the application; may be called again at any time."""
    global _tokens, _scale  # noqa: PLW0603 - one look per process, as Qt itself has it
    dark_desktop = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    _tokens = _BY_MODE.get(mode) or (DARK if dark_desktop else LIGHT)
    _scale = max(50, min(400, scale_percent))
    app.setStyle("Fusion")
    app.setFont(fonts.interface(QLocale().bcp47Name(), fonts.BODY_POINTS * _scale / 100))
    app.setPalette(_palette(_tokens))
    app.setStyleSheet(sheet(_tokens, mix, px, fonts.BODY_POINTS * 1.4 * _scale / 100))


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    every = {
        role.Window: t.surface,
        role.WindowText: t.ink,
        role.Base: t.page,
        role.AlternateBase: mix(t.page, t.surface, 60),
        role.ToolTipBase: t.raised,
        role.ToolTipText: t.ink,
        role.PlaceholderText: t.soft,
        role.Text: t.ink,
        role.Button: t.raised,
        role.ButtonText: t.ink,
        role.BrightText: t.bad,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.Highlight: t.selection,
        role.HighlightedText: t.ink,
        role.Accent: t.accent,
        role.Light: mix(t.raised, t.ink, 14),
        role.Midlight: mix(t.raised, t.ink, 7),
        role.Mid: t.rule,
        role.Dark: mix(t.page, "#000000", 20),
        role.Shadow: mix(t.page, "#000000", 60),
    }
    palette = QPalette()
    for name, value in every.items():
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, mix(t.soft, t.surface, 45))
    return palette
