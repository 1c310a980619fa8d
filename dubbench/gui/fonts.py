"""Fonts by the language of a text: Han shapes by place, Arabic, Devanagari and the rest by script."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

BODY_POINTS = 10.0
SANS = ("Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans")
EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji")
MONO = ("Noto Sans Mono", "Cascadia Mono", "SF Mono", "DejaVu Sans Mono")

_SCRIPTS: dict[QLocale.Script, tuple[str, ...]] = {
    QLocale.Script.SimplifiedHanScript: ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC"),
    QLocale.Script.TraditionalHanScript: (
        "Noto Sans CJK TC",
        "Source Han Sans TC",
        "Microsoft JhengHei",
        "PingFang TC",
    ),
    QLocale.Script.JapaneseScript: ("Noto Sans CJK JP", "Source Han Sans", "Yu Gothic", "Hiragino Sans"),
    QLocale.Script.KoreanScript: ("Noto Sans CJK KR", "Source Han Sans K", "Malgun Gothic", "Apple SD Gothic Neo"),
    QLocale.Script.ArabicScript: ("Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", "Geeza Pro"),
    QLocale.Script.HebrewScript: ("Noto Sans Hebrew", "Segoe UI", "Arial Hebrew"),
    QLocale.Script.DevanagariScript: ("Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari"),
    QLocale.Script.BengaliScript: ("Noto Sans Bengali", "Nirmala UI", "Kohinoor Bangla"),
    QLocale.Script.TamilScript: ("Noto Sans Tamil", "Nirmala UI", "Tamil Sangam MN"),
    QLocale.Script.TeluguScript: ("Noto Sans Telugu", "Nirmala UI", "Kohinoor Telugu"),
    QLocale.Script.ThaiScript: ("Noto Sans Thai", "Leelawadee UI", "Thonburi"),
    QLocale.Script.LaoScript: ("Noto Sans Lao", "Leelawadee UI", "Lao Sangam MN"),
    QLocale.Script.KhmerScript: ("Noto Sans Khmer", "Leelawadee UI", "Khmer Sangam MN"),
    QLocale.Script.MyanmarScript: ("Noto Sans Myanmar", "Myanmar Text", "Myanmar Sangam MN"),
}
_HONG_KONG = ("Noto Sans CJK HK", "Source Han Sans HC", "Microsoft JhengHei", "PingFang HK")


def families(language: str) -> tuple[str, ...]:
    """Name the fonts for a BCP 47 language, best first."""
    locale = QLocale(language.replace("-", "_"))
    script = locale.script()
    own = _SCRIPTS.get(script, ())
    if script == QLocale.Script.TraditionalHanScript and locale.territory() == QLocale.Country.HongKong:
        own = _HONG_KONG
    return (*own, *_body(), *_SCRIPTS[QLocale.Script.SimplifiedHanScript], *EMOJI)


def font_for(language: str, points: float | None = None) -> QFont:
    """Give the font for a text of this language; without `points`, as large as the window's own."""
    font = QFont(QApplication.font())
    font.setFamilies(list(families(language)))
    if points is not None:
        font.setPointSizeF(points)
    return font


def font_beside(language: str) -> QFont:
    """Give the window's own font, with the language's for what it cannot write: for words and a text in one line."""
    font = QFont(QApplication.font())
    font.setFamilies([*_body(), *families(language)])
    return font


def mono(points: float | None = None) -> QFont:
    """Give the font for commands, logs and time codes."""
    font = QFont(QApplication.font())
    font.setFamilies([*MONO, *_body()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    if points is not None:
        font.setPointSizeF(points)
    return font


def interface(language: str, points: float) -> QFont:
    """Give the window's own font, for the language it speaks."""
    font = QFont()
    font.setFamilies(list(families(language)))
    font.setPointSizeF(points)
    return font


def is_rtl(language: str) -> bool:
    """Say whether a language is written from right to left."""
    return QLocale(language.replace("-", "_")).textDirection() == Qt.LayoutDirection.RightToLeft


@lru_cache(maxsize=1)
def _body() -> tuple[str, ...]:
    there = set(QFontDatabase.families())
    return tuple(name for name in SANS if name in there) or (QFont().family(),)
