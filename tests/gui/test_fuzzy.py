"""Commands are found by a few of their letters."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.gui.fuzzy import ranked, score

LABELS = [
    "Split at the cursor",
    "Speak this line again and play it",
    "Play or pause",
    "Prévia do áudio",
    "打开演示",
    "Undo",
]


def found(wanted: str) -> list[str]:
    return ranked(wanted, LABELS, str)


def test_without_letters_everything_stays_in_its_order() -> None:
    assert found("") == LABELS
    assert found("  ") == LABELS


def test_the_beginning_of_a_word_wins() -> None:
    assert found("sp")[:2] == ["Split at the cursor", "Speak this line again and play it"]
    assert found("play")[0] == "Play or pause"


def test_first_letters_of_words_find() -> None:
    assert found("stl")[0] == "Speak this line again and play it"
    assert found("pop") == ["Play or pause"]


def test_case_and_accents_do_not_matter() -> None:
    assert found("previa audio") == ["Prévia do áudio"]
    assert found("UNDO") == ["Undo"]


def test_han_signs_are_found() -> None:
    assert found("演示") == ["打开演示"]


def test_letters_in_another_order_are_not_there() -> None:
    assert score("odnu", "Undo") is None
    assert found("zzz") == []
