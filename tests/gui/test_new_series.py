"""A new series: what is dropped fills it in, what is missing is said, what is wanted is told once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dubbench.gui.add_market import AddMarketDialog
from dubbench.gui.market_picker import Language, MarketPicker
from dubbench.gui.media_list import natural
from dubbench.gui.new_series import NewSeries, NewSeriesDialog

LANGUAGES = [Language("en", "English"), Language("pt-BR", "Portuguese (Brazil)"), Language("ar", "Arabic", "no voice")]


@pytest.fixture
def dialog(qtbot: QtBot) -> NewSeriesDialog:
    dialog = NewSeriesDialog(folder="/series")
    qtbot.addWidget(dialog)
    dialog.set_languages(LANGUAGES, LANGUAGES)
    dialog.show()
    return dialog


@pytest.fixture
def picker(qtbot: QtBot) -> MarketPicker:
    picker = MarketPicker()
    qtbot.addWidget(picker)
    picker.set_languages(LANGUAGES)
    picker.show()
    return picker


def write(qtbot: QtBot, picker: MarketPicker, text: str) -> None:
    qtbot.keyClicks(picker._find, text)
    qtbot.keyClick(picker._find, Qt.Key.Key_Return)


def test_what_is_missing_is_said_one_thing_at_a_time(dialog: NewSeriesDialog) -> None:
    assert dialog._reason.text() == "Give the series a title."
    assert not dialog._make.isEnabled()
    dialog.title.setText("Heiress")
    assert dialog._reason.text().startswith("Choose a market")
    dialog.markets.choose(["pt-BR"])
    assert dialog._reason.text() == ""
    assert dialog._make.isEnabled()
    dialog.folder.clear()
    assert dialog._reason.text() == "Choose where the series is kept."


def test_videos_fill_in_title_and_folder(qtbot: QtBot, dialog: NewSeriesDialog) -> None:
    dialog.start_with(["/v/Heiress/ep10.mp4", "/v/Heiress/ep2.mp4"], "en", ["pt-BR", "es-419"])
    with qtbot.waitSignal(dialog.wanted) as told:
        dialog._make.click()
    media = ("/v/Heiress/ep2.mp4", "/v/Heiress/ep10.mp4")
    assert told.args == [NewSeries("/series/Heiress.dubbench", "Heiress", "en", ("pt-BR", "es-419"), media)]
    assert dialog.isVisible()
    dialog.refuse("There is a series of this name already.")
    assert dialog._reason.text() == "There is a series of this name already."


def test_enter_takes_a_market_before_it_makes_the_series(qtbot: QtBot, dialog: NewSeriesDialog) -> None:
    told: list[NewSeries] = []
    dialog.wanted.connect(told.append)
    dialog.start_with(["/v/one.mp4"])
    for language in ("Brazil", "Arabic"):
        qtbot.keyClicks(dialog.markets._find, language)
        qtbot.keyClick(dialog.markets._find, Qt.Key.Key_Return)
    assert not told
    qtbot.keyClick(dialog.markets._find, Qt.Key.Key_Return)
    assert [one.markets for one in told] == [("pt-BR", "ar")]


def test_what_a_person_wrote_stays(qtbot: QtBot, dialog: NewSeriesDialog) -> None:
    qtbot.keyClicks(dialog.title, "Who: me?")
    assert dialog.folder.text() == "/series/Who- me-.dubbench"
    dialog.folder.clear()
    qtbot.keyClicks(dialog.folder, "/else/mine")
    dialog.start_with(["/v/one.mp4"])
    assert dialog.value().title == "Who: me?"
    assert dialog.value().folder == "/else/mine"


def test_a_video_can_be_taken_out_again(qtbot: QtBot, dialog: NewSeriesDialog) -> None:
    dialog.media.add(["/v/a.mp4", "/v/b.mp4"])
    dialog.media.add(["/v/a.mp4"])
    assert dialog.value().media == ("/v/a.mp4", "/v/b.mp4")
    dialog.media._list.setCurrentRow(0)
    dialog.media._list.setFocus()
    qtbot.keyClick(dialog.media._list, Qt.Key.Key_Delete)
    assert dialog.value().media == ("/v/b.mp4",)


def test_enter_checks_the_best_match(qtbot: QtBot, picker: MarketPicker) -> None:
    write(qtbot, picker, "port")
    assert picker.chosen() == ("pt-BR",)
    assert not picker.pending()


def test_a_tag_that_is_not_listed_is_added(qtbot: QtBot, picker: MarketPicker) -> None:
    write(qtbot, picker, "es_419")
    assert picker.chosen() == ("es-419",)
    write(qtbot, picker, "es-419")
    assert picker.chosen() == ("es-419",)


def test_what_is_no_language_is_told(qtbot: QtBot, picker: MarketPicker) -> None:
    write(qtbot, picker, "zzqqzz9")
    assert "is not a language tag" in picker._trouble.text()
    assert picker.chosen() == ()
    qtbot.keyClick(picker._find, Qt.Key.Key_Backspace)
    assert picker._trouble.text() == ""


def test_other_languages_keep_the_choice(picker: MarketPicker) -> None:
    picker.choose(["ar"])
    picker.set_languages(LANGUAGES[1:])
    assert picker.chosen() == ("ar",)


def test_episodes_sort_as_people_count() -> None:
    names = ["/v/ep10.mp4", "/v/Ep2.mp4", "/v/ep1 b.mp4", "/v/ep1.mp4", "/v/1.mp4"]
    assert sorted(names, key=natural) == ["/v/1.mp4", "/v/ep1 b.mp4", "/v/ep1.mp4", "/v/Ep2.mp4", "/v/ep10.mp4"]


def test_markets_are_added_to_a_series_that_is_open(qtbot: QtBot) -> None:
    dialog = AddMarketDialog(LANGUAGES)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._add.isEnabled()
    write(qtbot, dialog.markets, "arab")
    with qtbot.waitSignal(dialog.wanted) as told:
        dialog._add.click()
    assert told.args == [("ar",)]
    dialog.refuse("There is no engine for it.")
    assert dialog._reason.text() == "There is no engine for it."
