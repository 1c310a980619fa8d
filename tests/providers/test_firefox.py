"""Firefox Translations: what is sent to the models and what is made of their answers."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.errors import Cancelled, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.providers import firefox

PAIR = ("en", "pt")


class Echo:
    """A model that answers in brackets and remembers what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.asked: list[str] = []
        self.answers = list(answers)

    def translate(self, text: str) -> str:
        self.asked.append(text)
        return self.answers.pop(0) if self.answers else f"<{text}>"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Go home. Now.", ["Go home.", "Now."]),
        ("Dr. Smith is here. Run!", ["Dr. Smith is here.", "Run!"]),
        ("J. R. Smith left.", ["J. R. Smith left."]),
        ("I... I can't.", ["I... I can't."]),
        ('"Stop!" He ran.', ['"Stop!"', "He ran."]),
        ("It costs 2.50 today.", ["It costs 2.50 today."]),
    ],
)
def test_sentences_end_where_people_end_them(text: str, parts: list[str]) -> None:
    assert firefox.sentences(text) == parts


def test_short_sentences_are_sent_together_and_stock_phrases_not_at_all() -> None:
    model = Echo("Eu sei. Você mentiu.")
    assert firefox._line("Shut up! I know. You lied.", PAIR, model) == "Cale a boca! Eu sei. Você mentiu."
    assert model.asked == ["I know. You lied."]


def test_a_swallowed_sentence_is_asked_for_again() -> None:
    model = Echo("Só uma.", "Primeira.", "Segunda.")
    assert firefox._line("First one. Second one.", PAIR, model) == "Primeira. Segunda."


def test_shouting_is_translated_as_speech_and_stays_shouting() -> None:
    model = Echo("Onde está o dinheiro?")
    assert firefox._line("WHERE IS THE MONEY?", PAIR, model) == "ONDE ESTÁ O DINHEIRO?"
    assert model.asked == ["Where is the money?"]


@pytest.mark.parametrize("text", ["", "  ", "...", "12:30", "♪"])
def test_what_has_no_words_is_not_translated(text: str) -> None:
    model = Echo()
    assert firefox._line(text, PAIR, model) == text.strip()
    assert not model.asked


def test_quotes_dashes_and_notes_come_back_as_they_were() -> None:
    assert (
        firefox._line("“You lied,” she said.", PAIR, Echo('"Você mentiu", disse ela.')) == "“Você mentiu”, disse ela."
    )
    assert firefox._line("- Who is it?", PAIR, Echo("Quem é?")) == "- Quem é?"
    assert firefox._line("♪ I love you ♪", PAIR, Echo("Eu te amo")) == "♪ Eu te amo ♪"


def test_a_question_stays_a_question() -> None:
    assert firefox._line("You did what?", PAIR, Echo("você fez o quê.")) == "Você fez o quê?"


def test_other_languages_are_refused_in_words() -> None:
    with pytest.raises(UnsupportedLanguage, match="from de into fr"):
        firefox.Firefox().translate(["Hallo"], "de", "fr", Context())


@pytest.mark.engine
def test_it_translates_both_ways() -> None:
    engine = firefox.Firefox()
    texts = ["Where is the money, John?", "", "first line\nIt's me.", "He paid $2,500. I was there."]
    answers = [t.text for t in engine.translate(texts, "en-US", "pt-BR", Context())]
    assert answers[0] == "Onde está o dinheiro, John?"
    assert answers[1] == ""
    assert answers[2].split("\n")[1] == "Sou eu."
    assert "2.500" in answers[3]
    assert engine.translate(["Onde está o dinheiro?"], "pt-BR", "en", Context())[0].text == "Where is the money?"


@pytest.mark.engine
def test_a_cancel_stops_between_texts() -> None:
    with pytest.raises(Cancelled):
        firefox.Firefox().translate(["Hello."], "en", "pt-BR", Context(cancelled=lambda: True))
