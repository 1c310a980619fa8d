"""Every edit of the script: what it does, that it is one Step, and that undo and redo bring back every row exactly."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripts_made import ANA, BEN, rows, season

from dubbench.app import lines, retiming, speakers, wording
from dubbench.app.revising import Edited
from dubbench.app.script import sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line, Origin
from dubbench.domain.span import Span
from dubbench.domain.state import State, state_of
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.domain.timing import speaker
from dubbench.errors import BadInput, Conflict
from dubbench.pipeline.translate import target_id

L1, L2, L3, L4 = (f"e1l{n}" for n in (1, 2, 3, 4))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "s.dubbench") as made:
        yield made


def line(session: Session, line_id: str) -> Line:
    found = session.store.get(Line, line_id)
    assert found is not None
    return found


def said(session: Session, line_id: str, market: str = "pt") -> Target:
    return next(t for t in session.store.all(Target, market_id=market) if line_id in t.line_ids)


def state(session: Session, line_id: str, market: str = "pt") -> State:
    found = said(session, line_id, market)
    return state_of(found, [line(session, i) for i in found.line_ids])


def pt(line_id: str) -> str:
    return target_id("pt", (line_id,))


def named(session: Session, name: str) -> str:
    return speakers.add_character(session, name).ids[0]


EDITS: dict[str, Callable[[Session], Edited]] = {
    "source": lambda s: wording.edit_source(s, L2, "That old house was mine, and you all knew."),
    "target": lambda s: wording.edit_target(s, L1, "pt", "Você nunca lhes disse nada."),
    "subtitle": lambda s: wording.edit_subtitle(s, pt(L1), "Nunca."),
    "alternative": lambda s: wording.take_alternative(s, f"a-{pt(L1)}"),
    "confirm": lambda s: wording.confirm(s, [pt(L1), pt(L2)]),
    "split": lambda s: lines.split(s, L2, 21),
    "split at a word": lambda s: lines.split_at_word(s, L2, 4, {pt(L2): 8}),
    "merge": lambda s: lines.merge(s, [L1, L2, L3], mixed=True),
    "add": lambda s: lines.add(s, "e1", Span(30_000, 31_000), "Nobody saw it."),
    "delete": lambda s: lines.delete(s, [L1, L3]),
    "retime": lambda s: retiming.retime(s, L2, Span(4700, 7000)),
    "set in": lambda s: retiming.set_in(s, L2, 5100),
    "set out": lambda s: retiming.set_out(s, L2, 6200, neighbours=True),
    "shift": lambda s: retiming.shift(s, L1, -500),
    "retime several": lambda s: retiming.retime_many(s, {L1: Span(100, 1900), L2: Span(4700, 7000)}),
    "assign to a new character": lambda s: speakers.assign_to_new(s, [L1, L3], "Mara"),
    "add a character": lambda s: speakers.add_character(s, "Mara"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_one_step_undone_and_redone_exactly(session: Session, edit: Callable[[Session], Edited]) -> None:
    before, head = rows(session), session.store.head().seq
    edited = edit(session)
    after = rows(session)
    assert session.store.head().seq == head + 1
    assert edited.changed == {
        (table, i)
        for table in before
        for i in before[table].keys() | after[table].keys()
        if before[table].get(i) != after[table].get(i)
    }
    for _ in range(2):
        session.store.undo(ANA)
        assert rows(session) == before
        session.store.redo(ANA)
        assert rows(session) == after
    assert session.store.verify() == ()


def test_words_that_stand_keep_their_times(session: Session) -> None:
    old = line(session, L2)
    wording.edit_source(session, L2, "That old house was mine, and you knew.")
    new = line(session, L2)
    assert new.text == "".join(w.text for w in new.words)
    kept = {w.text.strip(): (w.start_ms, w.end_ms) for w in old.words}
    for word in new.words:
        if word.text.strip() in {"was", "mine,", "and", "you"}:
            assert (word.start_ms, word.end_ms) == kept[word.text.strip()]
    assert new.phrases()[1].start_ms == old.phrases()[1].start_ms
    assert new.origin is Origin.PERSON
    assert new.span == old.span


def test_a_source_that_changes_makes_what_people_wrote_for_it_stale(session: Session) -> None:
    wording.edit_target(session, L1, "pt", "Você não contou.")
    wording.confirm(session, [said(session, L1, "es").id])
    assert (state(session, L1), state(session, L1, "es"), state(session, L2)) == (
        State.EDITED, State.CONFIRMED, State.DRAFT,
    )  # fmt: skip
    wording.edit_source(session, L1, "You never told us.")
    assert (state(session, L1), state(session, L1, "es")) == (State.STALE, State.STALE)
    wording.confirm(session, [said(session, L1).id])
    assert state(session, L1) is State.CONFIRMED
    session.store.undo(ANA)
    session.store.undo(ANA)
    assert (state(session, L1), state(session, L1, "es")) == (State.EDITED, State.CONFIRMED)


def test_a_confirmed_text_that_changes_is_edited_and_typed_back_confirmed(session: Session) -> None:
    text = said(session, L1).text
    wording.confirm(session, [pt(L1)])
    wording.edit_target(session, L1, "pt", "Outra coisa.")
    assert state(session, L1) is State.EDITED
    wording.edit_target(session, L1, "pt", text)
    assert state(session, L1) is State.CONFIRMED
    wording.unconfirm(session, [pt(L1)])
    assert state(session, L1) is State.EDITED
    wording.confirm(session, [pt(L2)])
    wording.unconfirm(session, [pt(L2)])
    assert state(session, L2) is State.DRAFT


def test_nothing_can_be_confirmed_that_says_nothing(session: Session) -> None:
    added = lines.add(session, "e1", Span(30_000, 31_000)).ids[0]
    wording.edit_target(session, added, "pt", "Oi.")
    with session.store.edit(Message.of("translate"), ANA) as edit:
        edit.put(replace(said(session, L1), text=""))
    with pytest.raises(BadInput, match="nothing to confirm"):
        wording.confirm(session, [pt(added), pt(L1)])
    assert state(session, added) is State.EDITED


def test_a_machines_text_that_gives_way_can_be_taken_back(session: Session) -> None:
    machine = said(session, L1)
    wording.edit_target(session, L1, "pt", "Escrito à mão.")
    wording.revert(session, pt(L1))
    assert state(session, L1) is State.DRAFT
    assert said(session, L1).text == machine.text
    assert said(session, L1).recipe == machine.recipe
    kept = [a for a in session.store.all(Alternative, target_id=pt(L1)) if not a.engine]
    assert [a.text for a in kept] == ["Escrito à mão."]
    wording.take_alternative(session, kept[0].id)
    assert (said(session, L1).text, state(session, L1)) == ("Escrito à mão.", State.EDITED)


def test_a_write_over_what_somebody_else_wrote_meanwhile_is_a_conflict(session: Session) -> None:
    seen = said(session, L1).text
    session.person = BEN
    wording.edit_target(session, L1, "pt", "De Ben.", seen=seen)
    session.person = ANA
    with pytest.raises(Conflict, match=r"De Ana.*De Ben"):
        wording.edit_target(session, L1, "pt", "De Ana.", seen=seen)
    with pytest.raises(Conflict, match="Ours"):
        wording.edit_source(session, L1, "Ours.", seen="Theirs.")
    assert said(session, L1).text == "De Ben."


def test_a_split_divides_words_and_every_markets_text(session: Session) -> None:
    old = line(session, L2)
    first, second = (line(session, i) for i in lines.split(session, L2, 20).ids)
    assert (first.text, second.text) == ("That house was mine,", "and you knew it.")
    assert first.words + second.words == old.words
    assert first.span.end_ms <= second.span.start_ms
    assert first.sentence == second.sentence == L2
    assert (said(session, first.id).text, said(session, second.id).text) == (
        "Aquela casa era minha,", "e você sabia.",
    )  # fmt: skip
    assert said(session, second.id, "es").text == "y lo sabías."


def test_what_a_person_wrote_is_divided_and_stays_theirs(session: Session) -> None:
    wording.edit_target(session, L2, "pt", "A casa era minha e você sabia disso.")
    wording.confirm(session, [pt(L2)])
    first, second = lines.split_at_word(session, L2, 4, {pt(L2): 17}).ids
    assert [said(session, i).text for i in (first, second)] == ["A casa era minha", "e você sabia disso."]
    assert [state(session, i) for i in (first, second)] == [State.EDITED, State.EDITED]
    whole = lines.merge(session, [second, first]).ids[0]
    assert (said(session, whole).text, state(session, whole)) == (
        "A casa era minha e você sabia disso.", State.EDITED,
    )  # fmt: skip


def test_a_text_that_cannot_be_divided_stands_for_both_parts(session: Session) -> None:
    wording.edit_target(session, L3, "pt", "Volte!")
    wording.confirm(session, [pt(L3)])
    before = line(session, L3), said(session, L3)
    ids = lines.split(session, L3, 10).ids
    assert said(session, ids[0]).line_ids == ids
    assert state(session, ids[1]) is State.CONFIRMED
    session.store.undo(session.person)
    assert (line(session, L3), said(session, L3)) == before


@pytest.mark.parametrize("at", [0, -1, 19, 500])
def test_a_split_without_two_halves_is_refused(session: Session, at: int) -> None:
    with pytest.raises(BadInput, match="Both halves"):
        lines.split(session, L3, at)


def test_a_word_that_is_cut_shares_its_time(session: Session) -> None:
    old = line(session, L1)
    first, second = (line(session, i) for i in lines.split(session, L1, 6).ids)
    assert (first.text, second.text) == ("You ne", "ver told them.")
    assert first.words[-1].end_ms == second.words[0].start_ms
    assert second.words[0].end_ms == old.words[1].end_ms


def test_merged_lines_say_everything_in_order(session: Session) -> None:
    whole = line(session, lines.merge(session, [L3, L2], mixed=True).ids[0])
    assert whole.id == L2
    assert whole.text == "That house was mine, and you knew it. Come back at night."
    assert "".join(w.text for w in whole.words) == whole.text
    assert said(session, L2).text == "Aquela casa era minha, e você sabia. Volte à noite."
    assert state(session, L2) is State.DRAFT
    left = {i for t in session.store.all(Target) for i in t.line_ids}
    assert left == {found.id for found in session.store.all(Line)}
    assert not [t for t in (*session.store.all(Take), *session.store.all(Fit)) if t.target_id == pt(L3)]


def test_words_of_lines_that_sound_at_once_come_one_after_another(session: Session) -> None:
    retiming.retime(session, L2, Span(1100, 3000))
    whole = line(session, lines.merge(session, [L1, L2], mixed=True).ids[0])
    assert "".join(w.text for w in whole.words) == whole.text
    times = [ms for word in whole.words for ms in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert (times[0], times[-1]) == whole.span


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ((L1,), "Two or 3"),
        ((L1, L2), "different speakers"),
        ((L1, L3), "follow one another"),
        ((L1, "e2l1"), "deleted meanwhile"),
        ((L1, L2, L3, L4), "Two or 3"),
    ],
)
def test_lines_that_do_not_belong_together_are_not_merged(session: Session, ids: tuple[str, ...], told: str) -> None:
    before = rows(session)
    with pytest.raises((BadInput, Conflict), match=told):
        lines.merge(session, ids)
    assert rows(session) == before


def test_deleting_one_of_two_lines_leaves_what_they_say_together(session: Session) -> None:
    wording.edit_target(session, L3, "pt", "Volte!")
    first, second = lines.split(session, L3, 10).ids
    lines.delete(session, [first])
    assert said(session, second).text == "Volte!"
    assert said(session, second).line_ids == (second,)


def test_a_line_keeps_its_words_where_it_moves(session: Session) -> None:
    old = line(session, L2)
    retiming.shift(session, L2, 1000)
    assert [w.start_ms for w in line(session, L2).words] == [w.start_ms + 1000 for w in old.words]
    session.store.undo(ANA)
    retiming.set_in(session, L2, old.span.start_ms - 300)
    assert line(session, L2).words == old.words
    retiming.set_out(session, L2, old.words[-1].end_ms - 100)
    assert line(session, L2).words[-1].end_ms == old.words[-1].end_ms - 100
    retiming.set_out(session, L2, old.words[3].start_ms)
    scaled = line(session, L2)
    assert len(scaled.words) == len(old.words)
    assert all(scaled.span.start_ms <= w.start_ms < w.end_ms <= scaled.span.end_ms for w in scaled.words)
    assert scaled.breaks == ()
    assert said(session, L2).phrases == ()


@pytest.mark.parametrize("span", [Span(-10, 900), Span(1000, 1099), Span(59_000, 60_001), Span(2000, 1000)])
def test_a_line_lies_within_its_programme(session: Session, span: Span) -> None:
    with pytest.raises(BadInput, match="lasts"):
        retiming.retime(session, L1, span)


def test_no_speaker_talks_over_themselves(session: Session) -> None:
    with pytest.raises(BadInput, match=r"\(3\).*\(1\).*of one speaker"):
        retiming.retime(session, L1, Span(9500, 11_000))
    retiming.retime(session, L1, Span(5500, 6500))
    with pytest.raises(BadInput, match="of one speaker"):
        speakers.assign(session, [L1, L2], named(session, "Mara"))
    speakers.assign(session, [L2], speakers.find_character(session, " mara ").id)


def test_an_undo_lays_no_line_over_another(session: Session) -> None:
    home = line(session, L1).span
    retiming.retime(session, L1, Span(20_000, 21_000))
    session.person = BEN
    retiming.retime(session, L3, home)
    with pytest.raises(Conflict, match="one speaker says both"):
        session.store.undo(ANA)
    session.store.undo(BEN)
    session.store.undo(ANA)
    assert line(session, L1).span == home


def test_neighbours_share_an_edge(session: Session) -> None:
    retiming.retime(session, L2, Span(2300, 4000))
    first = line(session, L1).span
    assert first.end_ms == 2060
    retiming.set_in(session, L2, 2200, neighbours=True)
    assert (line(session, L1).span.end_ms, line(session, L2).span.start_ms) == (1960, 2200)
    assert line(session, L3).span.start_ms == 9000


def test_several_lines_move_together_or_not_at_all(session: Session) -> None:
    first, second = line(session, L1).span, line(session, L2).span
    between = second.start_ms - 500
    retiming.retime_many(session, {L1: first._replace(end_ms=between), L2: second._replace(start_ms=between)})
    assert (line(session, L1).span.end_ms, line(session, L2).span.start_ms) == (between, between)
    with pytest.raises(BadInput, match="outside the programme"):
        retiming.retime_many(session, {L1: first, L2: Span(0, 10**9)})
    assert line(session, L1).span.end_ms == between


def test_a_new_characters_name_is_their_own(session: Session) -> None:
    speakers.assign_to_new(session, [L1], "Mara")
    assert speaker(line(session, L1)) == speakers.find_character(session, "Mara").id
    with pytest.raises(BadInput, match="already"):
        speakers.assign_to_new(session, [L2], "mara")
    session.store.undo(ANA)
    assert session.store.all(Character) == []


def test_a_character_comes_and_goes_with_their_lines(session: Session) -> None:
    mara = named(session, "Mara")
    with pytest.raises(BadInput, match="already"):
        speakers.add_character(session, "MARA")
    with pytest.raises(BadInput, match="cannot be"):
        speakers.add_character(session, "low")
    speakers.assign(session, [L1, "e2l1"], mara)
    assert speaker(line(session, L1)) == mara
    speakers.rename_character(session, mara, "Mara Reyes")
    assert speakers.characters(session)[0]["lines"] == 2
    before = rows(session)
    speakers.delete_character(session, mara)
    assert (session.store.all(Character), line(session, "e2l1").character_id) == ([], "")
    session.store.undo(ANA)
    assert rows(session) == before


def test_a_character_with_lines_outlives_the_undo_of_their_making(session: Session) -> None:
    mara = named(session, "Mara")
    session.person = BEN
    speakers.assign(session, [L1], mara)
    with pytest.raises(Conflict, match="Mara"):
        session.store.undo(ANA)
    speakers.assign(session, [L1], "")
    speakers.delete_character(session, mara)
    session.store.undo(BEN)
    session.store.undo(BEN)
    assert line(session, L1).character_id == mara


def test_a_line_is_not_given_back_to_a_character_who_is_gone(session: Session) -> None:
    mara = named(session, "Mara")
    speakers.assign(session, [L1], mara)
    speakers.assign(session, [L1], "")
    session.person = BEN
    speakers.delete_character(session, mara)
    with pytest.raises(Conflict, match="deleted since"):
        session.store.undo(ANA)


def test_a_reassigned_line_loses_the_take_that_was_chosen_for_it(session: Session) -> None:
    chosen = session.store.all(Take, target_id=pt(L1))[0]
    with session.store.edit(Message.of("choose-take"), ANA) as edit:
        edit.put(replace(chosen, origin=Origin.PERSON))
    speakers.assign(session, [L1], named(session, "Mara"))
    assert session.store.get(Take, chosen.id) == chosen
    session.store.undo(ANA)
    assert session.store.get(Take, chosen.id) == replace(chosen, origin=Origin.PERSON)


def test_every_step_has_a_sentence() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(lines.__file__).parent.glob("*.py"))
    made = set(re.findall(r'(?:Message\.of|told|_mark)\(\s*(?:session, target_ids, )?"([a-z-]+)"', sources))
    assert len(made) > 30
    assert [name for name in made if sentence(name, {}) == name] == []
