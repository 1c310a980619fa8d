"""The language of the window reaches Qt's own words, numbers and the direction of writing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication

from dubbench import i18n
from dubbench.gui import language, words


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    language.speak(qapp, "en")
    i18n.use_language("en")


def test_qt_speaks_it_too(qapp: QApplication) -> None:
    language.speak(qapp, "zh-CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert QLocale().language() == QLocale.Language.Chinese
    language.speak(qapp, "en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_arabic_is_written_from_the_right(qapp: QApplication) -> None:
    language.speak(qapp, "ar")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    language.speak(qapp, "pt-BR")
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_english_is_always_there() -> None:
    assert language.shipped()[0] == "en"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (42, "0:42"), (725, "12:05"), (4800, "1 h 20 min"), (3600, "1 h 0 min")]
)
def test_time_left(seconds: int, said: str) -> None:
    assert words.time_left(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(5, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (86_400, "1 day ago"), (300_000, "3 days ago")],
)
def test_how_long_ago(seconds: int, said: str) -> None:
    assert words.ago(seconds) == said


@pytest.mark.parametrize(("bytes_", "said"), [(0, "0 bytes"), (147_217_532, "147 MB"), (3_000_000_000, "3.0 GB")])
def test_sizes(qapp: QApplication, bytes_: int, said: str) -> None:
    language.speak(qapp, "en")
    assert words.size(bytes_) == said


def test_a_duration_is_a_clock() -> None:
    assert words.clock(65_900) == "1:06"
