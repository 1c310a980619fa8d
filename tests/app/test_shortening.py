"""Shorter wordings on demand: by what a language can do without and by translators asked once more, none stored."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest
from scripts_made import rows

from dubbench.app import lines, shortening, wording
from dubbench.app.engines import FAKE, Choice
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.target import Alternative, Target
from dubbench.errors import BadInput, Cancelled, Conflict
from dubbench.jobs.context import Context
from dubbench.pipeline.pace import letters
from dubbench.pipeline.shorten import Way
from dubbench.providers.fake import FakeTranslator

LONG = "Bem, eu nunca contei nada a ninguém, nunca mesmo, sabe?"


def said(session: Session) -> Target:
    line = session.store.all(Line)[0]
    return next(t for t in session.store.all(Target) if line.id in t.line_ids)


def write(session: Session, text: str) -> Target:
    wording.edit_target(session, session.store.all(Line)[0].id, session.store.all(Market)[0].id, text)
    return said(session)


def shorter(session: Session, choice: Choice = FAKE) -> shortening.Offers:
    return shortening.shorter(session, said(session).id, Context(), choice=choice)


def test_shorter_wordings_are_offered_with_how_much_they_fill_and_nothing_is_stored(session: Session) -> None:
    target = write(session, LONG)
    before = rows(session)
    found = shorter(session).offers
    assert rows(session) == before
    assert {one.way for one in found} >= {Way.FILLERS, Way.ALL, None}
    assert {one.engine for one in found} == {"", "fake-translator"}
    assert all(len(letters(one.text)) < len(letters(target.text)) for one in found)
    assert len({one.text for one in found}) == len(found)
    assert all(one.percent for one in found)


def test_the_best_says_most_of_what_fits(session: Session) -> None:
    write(session, LONG)
    filled = [one.percent or 0 for one in shorter(session).offers]
    snug = [percent for percent in filled if percent <= shortening.SNUG_PERCENT]
    long = [percent for percent in filled if percent > shortening.SNUG_PERCENT]
    assert snug
    assert filled == [*sorted(snug, reverse=True), *sorted(long)]


def test_one_is_taken_and_taken_back(session: Session) -> None:
    target = write(session, LONG)
    before = rows(session)
    one = next(one for one in shorter(session).offers if one.way is Way.FILLERS)
    wording.take_wording(session, target.id, one.text, one.engine, seen=target.text)
    assert said(session).text == "Eu nunca contei nada a ninguém, nunca mesmo?"
    assert [a.text for a in session.store.all(Alternative, target_id=target.id) if not a.engine] == [LONG]
    taken = rows(session)
    for _ in range(2):
        session.store.undo(session.person)
        assert rows(session) == before
        session.store.redo(session.person)
        assert rows(session) == taken


def test_an_engines_wording_names_its_engine(session: Session) -> None:
    target = write(session, LONG)
    one = next(one for one in shorter(session).offers if one.engine)
    wording.take_wording(session, target.id, one.text, one.engine)
    assert [(origin.source, origin.ref) for origin in said(session).origins] == [("engine", "fake-translator")]


def test_a_text_that_changed_meanwhile_is_not_written_over(session: Session) -> None:
    target = write(session, LONG)
    write(session, "Nunca.")
    with pytest.raises(Conflict):
        wording.take_wording(session, target.id, "Não.", seen=LONG)
    assert said(session).text == "Nunca."


def test_who_cannot_be_asked_is_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    write(session, "Nunca.")

    def broken(*_: object) -> object:
        raise BadInput("the model is broken")

    monkeypatch.setattr(FakeTranslator, "versions", broken)
    found = shorter(session)
    assert (found.offers, found.doubts) == ((), ("the model is broken",))


def test_a_language_without_a_table_and_a_pair_without_a_translator_are_said(session: Session) -> None:
    target = write(session, LONG)
    with session.store.edit(Message.of("add-market"), session.person) as edit:
        edit.put(replace(session.store.all(Market)[0], locale="sw"))
    found = shortening.shorter(session, target.id, Context())
    assert found.offers == ()
    assert [doubt.split()[1] for doubt in found.doubts] == ["translator", "words"]


def test_a_stopped_search_is_no_doubt(session: Session) -> None:
    write(session, LONG)
    with pytest.raises(Cancelled):
        shortening.shorter(session, said(session).id, Context(cancelled=lambda: True), choice=FAKE)


def test_a_line_of_several_sentences_has_no_translation_of_its_own(session: Session) -> None:
    ids = [line.id for line in session.store.all(Line)[:2]]
    lines.merge(session, ids)
    with session.store.edit(Message.of("edit-target"), session.person) as edit:
        edit.put(replace(said(session), line_ids=(*said(session).line_ids, session.store.all(Line)[1].id)))
    assert any("several sentences" in doubt for doubt in shorter(session).doubts)


def test_nothing_is_offered_for_nothing(session: Session) -> None:
    with session.store.edit(Message.of("translate"), session.person) as edit:
        edit.put(replace(said(session), text=""))
    with pytest.raises(BadInput, match="Nothing is said"):
        shorter(session)
