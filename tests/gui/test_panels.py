"""Panels: what they show, what they ask for, and that what is at hand stays at hand."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dubbench.domain.difference import Change, Run
from dubbench.gui import theme
from dubbench.gui.character_picker import CharacterItem, CharacterPicker
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.panels.history import HistoryItem, HistoryPanel
from dubbench.gui.panels.issues import CRITICAL, MAJOR, MINOR, IssueItem, IssuesPanel
from dubbench.gui.panels.jobs import JobItem, JobsPanel, JobStanding
from dubbench.gui.panels.review import Remark, ReviewPanel
from dubbench.gui.panels.signs import Signed, SignItem, Signs
from dubbench.gui.panels.takes import TakeItem, TakesPanel
from dubbench.gui.panels.wordings import Wording, WordingsPanel
from dubbench.gui.stagebar import Stage, StageBar, StageState

TAKES = (
    TakeItem("t3", 3, "Santa", "one", 2_310, 1_040_000, used=True),
    TakeItem("t2", 2, "Santa", "two", 2_560, 1_270_000),
    TakeItem("t1", 1, "eSpeak", "old", 2_000, stale=True),
)
JOB = JobItem("j", "Dub pt-BR", JobStanding.RUNNING, 370, 42, "Line 12")


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    def show(panel: QWidget) -> None:
        qtbot.addWidget(panel)
        panel.resize(320, 400)
        panel.show()

    return show


Show = Callable[[QWidget], None]


def says(panel: QWidget) -> list[str]:
    """Name the buttons that can be pressed."""
    return [one.text() for one in panel.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]


def press(panel: QWidget, words: str) -> None:
    next(one for one in panel.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def test_the_card_at_hand_stays_when_others_come_and_go(qtbot: QtBot, show: Show) -> None:
    cards = CardList("Cards", "Nothing here.")
    show(cards)
    assert cards.accessibleDescription() == "Nothing here."
    cards.set_cards(Card(str(n), f"card {n}") for n in range(6))
    cards.set_current("3")
    with qtbot.assertNotEmitted(cards.picked):
        cards.set_cards(Card(str(n), f"card {n}, changed") for n in range(6))
    cards.set_cards(Card(str(n), f"card {n}") for n in (9, 3, 4))
    assert cards.current == "3"
    with qtbot.waitSignal(cards.picked) as told:
        cards.set_cards([Card("9", "card 9")])
    assert (told.args, cards.current) == ([""], "")


def test_takes_are_played_used_and_left_to_themselves(qtbot: QtBot, show: Show) -> None:
    panel = TakesPanel()
    show(panel)
    assert says(panel) == []
    panel.set_line("L1")
    assert says(panel) == ["Speak again"]
    panel.set_takes(TAKES)
    assert panel.list.current == "t3"
    panel.list.setFocus()
    with qtbot.waitSignal(panel.play_asked) as told:
        qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    assert told.args == ["t3"]
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.choose_asked) as told:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert told.args == ["t2"]
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(panel.choose_asked):
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert says(panel) == ["Play", "Speak again"]
    panel.set_takes([replace(TAKES[0], kept=True), *TAKES[1:]])
    with qtbot.waitSignal(panel.automatic_asked):
        press(panel, "Choose by itself")


def test_a_take_is_read_aloud_with_its_length(show: Show) -> None:
    panel = TakesPanel()
    show(panel)
    panel.set_takes(TAKES)
    assert [card.words for card in panel.list.cards] == [
        "Take 3, Santa, used, 2.31 s  +4%, one",
        "Take 2, Santa, 2.56 s  +27%, two",
        "Take 1, eSpeak, says other words, 2.00 s, old",
    ]


def test_wordings_are_taken_by_number_and_by_enter(qtbot: QtBot, show: Show) -> None:
    panel = WordingsPanel()
    show(panel)
    with qtbot.waitSignal(panel.more_asked):
        press(panel, "Shorter wordings")
    panel.set_wordings([Wording("a", "short", "machine", 980_000), Wording("b", "longer", fit_ppm=1_210_000)])
    assert [(card.mark, card.end) for card in panel.list.cards] == [("1", "≈−2%"), ("2", "↔ ≈+21%")]
    assert [panel.nth(n) for n in (0, 1, 2, 3)] == ["", "a", "b", ""]
    panel.list.set_current("b")
    with qtbot.waitSignal(panel.take_asked) as told:
        press(panel, "Take this wording")
    assert told.args == ["b"]


def test_issues_lead_to_their_place_and_are_sifted(qtbot: QtBot, show: Show) -> None:
    panel = IssuesPanel()
    show(panel)
    panel.set_issues(
        [
            IssueItem("a", "does not fit", CRITICAL, "L5", 5, 10_690),
            IssueItem("b", "somebody speaks", MAJOR, at_ms=30_000),
            IssueItem("c", "gone before it is seen", MINOR, "L9", 9, 27_000, waived="on purpose"),
        ]
    )
    assert [card.words for card in panel.list.cards] == [
        "critical, Line 5, 0:10, does not fit",
        "major, 0:30, somebody speaks",
        "minor, Line 9, 0:27, accepted: on purpose, gone before it is seen",
    ]
    panel.list.set_current("b")
    with qtbot.waitSignal(panel.go_asked) as told:
        press(panel, "Go there")
    assert told.args == ["", 30_000]
    panel._least.setCurrentIndex(1)
    assert ([card.key for card in panel.list.cards], panel._count.text()) == (["a", "b"], "1 hidden")
    panel._here.click()
    panel.set_line("L5")
    assert [card.key for card in panel.list.cards] == ["a"]
    panel.set_failed(3)
    with qtbot.waitSignal(panel.retry_asked):
        press(panel, "Retry 3 failed")


def test_what_a_run_did_over_and_over_is_told_once(show: Show) -> None:
    panel = HistoryPanel()
    show(panel)
    spoke = [HistoryItem(f"r{n}", "Spoke a line", "a run", "11:50", machine=True) for n in range(3)]
    mine = [HistoryItem(f"m{n}", "Wrote line 5", "ana", "12:04", mine=True) for n in range(2)]
    panel.set_steps([spoke[0], *mine, *spoke[1:]])
    assert [(card.key, card.detail) for card in panel.list.cards] == [
        ("r0", "a run"),
        ("m0", "you"),
        ("m1", "you"),
        ("r1", "a run · 2 steps"),
    ]
    assert panel.list.cards[3].said == "Spoke a line, a run, 2 steps, 11:50"


def test_cards_are_as_high_as_their_words(show: Show) -> None:
    panel = HistoryPanel()
    show(panel)
    panel.list.resize(300, 400)
    words = ("Wrote line 5", "Replaced “the empty chair at the head of the table” in 26 lines of the season")
    panel.set_steps([HistoryItem(text, text, "ana", "12:04") for text in words])
    QApplication.processEvents()
    short, long = (panel.list.visualRect(panel.list.model().index(n, 0)).height() for n in range(2))
    assert long - short == panel.list.dress.line


def test_history_goes_back_to_a_step(qtbot: QtBot, show: Show) -> None:
    panel = HistoryPanel()
    show(panel)
    panel.set_steps(
        [
            HistoryItem("3", "Wrote line 5", "ana", "12:04", mine=True, line_id="L5"),
            HistoryItem("2", "Split line 3", "ana", "12:01", mine=True, undone=True, undoable=True),
            HistoryItem("1", "Voiced 26 lines", "dubbench", "11:50", machine=True),
        ]
    )
    panel.set_possible(undo=True, redo=False)
    assert says(panel) == ["Undo"]
    panel.list.set_current("2")
    with qtbot.waitSignal(panel.undo_to_asked) as told:
        press(panel, "Back to this")
    assert told.args == ["2"]
    panel.list.set_current("3")
    with qtbot.waitSignal(panel.go_asked) as told:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert told.args == ["L5"]
    panel._people.click()
    assert [card.key for card in panel.list.cards] == ["3", "2"]
    assert panel.list.cards[1].words == "Split line 3, you, 12:01, undone"


@pytest.mark.parametrize(
    ("job", "offered"),
    [
        (JOB, ["Pause", "Cancel"]),
        (replace(JOB, standing=JobStanding.PAUSED), ["Go on", "Cancel"]),
        (replace(JOB, standing=JobStanding.WAITING), ["Pause", "Cancel"]),
        (replace(JOB, standing=JobStanding.DONE), ["Clear"]),
        (replace(JOB, standing=JobStanding.DONE, failed=2, log="l"), ["Retry 2 failed", "Show the log", "Clear"]),
        (replace(JOB, standing=JobStanding.STOPPED, command="c"), ["Try again", "Copy as command", "Clear"]),
        (replace(JOB, standing=JobStanding.FAILED, error="no model"), ["Try again", "Clear"]),
        (replace(JOB, standing=JobStanding.FAILED, command="c", past=True), ["Copy as command", "Clear"]),
    ],
)
def test_a_job_offers_what_can_be_done_with_it(show: Show, job: JobItem, offered: list[str]) -> None:
    panel = JobsPanel()
    show(panel)
    panel.set_jobs([job])
    assert says(panel) == offered


def test_jobs_tell_how_far_they_are_and_what_is_asked(qtbot: QtBot, show: Show) -> None:
    panel = JobsPanel()
    show(panel)
    panel.set_jobs([replace(JOB, job_id="done", standing=JobStanding.DONE, took_s=81), replace(JOB, failed=1)])
    assert panel.list.current == "j"
    assert [card.words for card in panel.list.cards] == [
        "Dub pt-BR, done · Line 12, 1:21",
        "Dub pt-BR, running · 1 failed · Line 12, 37 % · 0:42",
    ]
    with qtbot.waitSignal(panel.cancel_asked) as told:
        press(panel, "Cancel")
    assert told.args == ["j"]


def test_a_speaker_is_picked_with_a_few_letters_or_made(qtbot: QtBot) -> None:
    picker = CharacterPicker()
    qtbot.addWidget(picker)
    known = [CharacterItem("a", "Su Wan", 0, 12), CharacterItem("b", "Lin Che", 1), CharacterItem("c", "Granny", 2)]
    picker.open_at(QPoint(5, 5), known, "b")
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker._search, Qt.Key.Key_Return)
    assert (told.args, picker.isVisible()) == (["b"], False)
    picker.open_at(QPoint(5, 5), known)
    qtbot.keyClicks(picker._search, "gra")
    with qtbot.waitSignal(picker.picked) as told:
        qtbot.keyClick(picker._search, Qt.Key.Key_Return)
    assert told.args == ["c"]
    picker.open_at(QPoint(5, 5), known)
    qtbot.keyClicks(picker._search, "Director Gu")
    with qtbot.waitSignal(picker.new_asked) as told:
        qtbot.keyClick(picker._search, Qt.Key.Key_Return)
    assert told.args == ["Director Gu"]


def test_stages_are_taken_and_run(qtbot: QtBot, show: Show) -> None:
    bar = StageBar()
    show(bar)
    bar.resize(1200, 40)
    bar.set_stages([Stage(1, StageState.DONE), Stage(5, StageState.TODO, 5), Stage(6, StageState.DOING, percent=37)])
    assert [bar.buttons[n].text() for n in (1, 5, 6, 7)] == [
        "1 Ingest  ✓",
        "5 Review  ○ 5",
        "6 Dub  37 %",
        "7 Deliver  —",
    ]
    assert bar.buttons[5].accessibleName() == "Stage 5, Review: to do, 5 left"
    with qtbot.waitSignal(bar.stage_chosen) as told:
        bar.buttons[5].click()
    assert (told.args, bar.current) == ([5], 5)
    with qtbot.waitSignal(bar.run_asked) as told:
        bar.buttons[5].click()
    assert told.args == [5]
    bar.resize(300, 40)
    assert [bar.buttons[n].text() for n in (1, 5)] == ["1 ✓", "5 Review  ○ 5"]
    with qtbot.assertNotEmitted(bar.stage_chosen):
        bar.set_current(1)
    assert [n for n, button in bar.buttons.items() if button.isChecked()] == [1]


def test_panels_are_painted_in_every_dress(show: Show) -> None:
    panel, wordings = TakesPanel(), WordingsPanel()
    for one in (panel, wordings):
        show(one)
    panel.set_takes(TAKES)
    wordings.list.set_language("ar")
    wordings.set_wordings([Wording("a", "قلادة جدتي... لقد تركتها لي وحدي قبل أن ترحل!" * 2)])
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for mode, scale in ((theme.Mode.LIGHT, 200), (theme.Mode.CONTRAST, 100), (theme.Mode.DARK, 100)):
        theme.apply(application, mode, scale)
        assert not panel.grab().isNull()
        assert not wordings.grab().isNull()
        assert panel.list.dress.height(panel.list.cards[0], 300) > 2 * panel.list.fontMetrics().height() * 0.9


SIGNS = (
    SignItem("text", "Text", Signed.STALE, "Clara, 21:03"),
    SignItem("culture", "Culture", Signed.NONE, refused="It needs the role cultural reviewer."),
    SignItem("audio", "Sound", Signed.SIGNED, "you", mine=True),
)
REMARKS = (
    Remark("c1", "c1", "Too formal for her.", "Ben", "21:01", back="style", quoted="Senhor"),
    Remark("c2", "c1", "Better now?", "Ana", "21:02", answer=True),
)


def test_a_line_is_signed_commented_and_sent_back(qtbot: QtBot, show: Show) -> None:
    panel = ReviewPanel()
    show(panel)
    panel.set_reasons([("style", "Style"), ("voice", "Voice")])
    assert says(panel) == []
    panel.set_line(True, SIGNS, REMARKS)
    assert [card.mark for card in panel.list.cards] == ["✗", "↳"]
    assert panel.list.cards[0].detail == "Ben · sent back: style · on “Senhor”"
    with qtbot.waitSignal(panel.sign_asked) as told:
        press(panel, "Sign")
    assert told.args == ["text"]
    with qtbot.waitSignal(panel.revoke_asked) as told:
        press(panel, "Take back")
    assert told.args == ["audio"]
    panel.begin_comment()
    qtbot.keyClicks(panel.field, "And  why?")
    with qtbot.waitSignal(panel.write_asked) as told:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert told.args == ["And why?", ""]
    panel.list.set_current("c2")
    with qtbot.waitSignal(panel.write_asked) as told:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert told.args == ["And why?", "c1"]
    panel.begin_back()
    with qtbot.waitSignal(panel.back_asked) as told:
        qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    assert told.args == ["style", "And why?"]
    with qtbot.waitSignal(panel.resolve_asked) as told:
        press(panel, "Resolve")
    assert told.args == ["c1", True]
    panel.clear()
    assert (panel.field.text(), "Send back" in says(panel)) == ("", False)
    panel.set_line(True, SIGNS, REMARKS, "It is your own work.")
    panel.field.setText("No.")
    assert ("Send back" in says(panel), panel.reason.isEnabled()) == (False, False)


def test_what_changed_since_a_signature_is_shown_and_said(show: Show) -> None:
    signs = Signs()
    show(signs)
    signs.set_signs(SIGNS)
    signs.set_changed(
        [
            Run(Change.SAME, "Você "),
            Run(Change.GONE, "nunca"),
            Run(Change.NEW, "<b>sempre"),
            Run(Change.SAME, " contou."),
        ]
    )
    assert signs.changed.isVisible()
    assert "&lt;b&gt;sempre" in signs.changed.text()
    assert signs.changed.accessibleDescription() == "Você, gone: nunca, new: <b>sempre, contou."
    signs.set_changed([Run(Change.SAME, "Você nunca contou.")])
    assert not signs.changed.isVisible()
    signs.set_signs(SIGNS[:1])
    assert says(signs) == ["Sign"]
