"""One line spoken now, takes to choose among, and who speaks a line that changes its speaker."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from programmes import video
from scripts_made import rows

from dubbench.app import casting, lines, quick, retiming, speakers, speaking, wording
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Result, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Fit, Take, Target
from dubbench.engines.interfaces import Spoken
from dubbench.errors import BadInput, Conflict
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio

VIOLA = "fake-synthesizer:pt-BR-viola"


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


@pytest.fixture
def session(episode: Path, tmp_path: Path) -> Iterator[Session]:
    """A series of one episode, dubbed by the fakes."""
    with quick.series_for(episode, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (opened, _):
        run(opened)
        yield opened


def run(session: Session, until: Stage = Stage.FIT) -> Result:
    return produce(session, Order(choice=FAKE, until=until), Context())[0]


def first(session: Session) -> Line:
    return session.store.all(Line)[0]


def said(session: Session) -> Target:
    return next(t for t in session.store.all(Target) if first(session).id in t.line_ids)


def market(session: Session) -> str:
    return session.store.all(Market)[0].id


def write(session: Session, text: str) -> None:
    wording.edit_target(session, first(session).id, market(session), text)


def speak(session: Session, **options: Any) -> speaking.Spoken:
    return speaking.speak(session, said(session).id, Context(), choice=FAKE, **options)


def heard(session: Session) -> Take:
    fit = next(f for f in session.store.all(Fit) if f.target_id == said(session).id)
    take = session.store.get(Take, fit.take_id)
    assert take is not None
    return take


def test_an_edited_line_is_spoken_and_placed_at_once(session: Session) -> None:
    write(session, "Nunca contei nada.")
    before = rows(session)
    made = speak(session)
    assert made.take.spoken == "Nunca contei nada."
    assert (heard(session), made.fit.take_id) == (made.take, made.take.id)
    after = rows(session)
    assert made.changed == {
        (t, i) for t in before for i in before[t].keys() | after[t].keys() if before[t].get(i) != after[t].get(i)
    }
    assert speak(session).changed == frozenset()
    result = run(session)
    assert (result.made[Stage.VOICE], result.made[Stage.FIT]) == (0, 0)


def test_a_line_that_says_nothing_is_not_spoken(session: Session) -> None:
    with session.store.edit(Message.of("translate"), session.person) as edit:
        edit.put(replace(said(session), text=""))
    with pytest.raises(BadInput, match="nothing to speak"):
        speak(session)
    with pytest.raises(Conflict, match="deleted"):
        speaking.speak(session, "nobody", Context(), choice=FAKE)


def test_a_line_added_without_a_text_waits_for_one(session: Session) -> None:
    added = lines.add(session, first(session).episode_id, retimed(session)).ids[0]
    result = run(session)
    assert [issue.line_id for issue in result.undubbed] == [added]
    assert result.made[Stage.TRANSLATE] == 0


def test_a_wording_is_predicted_before_it_is_written(session: Session) -> None:
    before = rows(session)
    short, long = speaking.predict(
        session, said(session).id, ["Não.", "Você nunca contou a ninguém, nunca!"], Context()
    )
    assert 0 < short < 100 < long
    assert rows(session) == before


def test_a_voice_that_always_speaks_alike_makes_no_other_take(session: Session) -> None:
    count = len(session.store.all(Take))
    made = speak(session, again=True)
    assert len(session.store.all(Take)) == count
    assert made.take.origin is Origin.PERSON


def test_a_line_spoken_once_more_is_heard_until_another_take_is_chosen(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = heard(session)
    assert old.voice_id != VIOLA
    _never_twice_alike(monkeypatch)
    new = speak(session, again=True).take
    assert new.asset != old.asset
    listed = speaking.takes(session, said(session).id)
    assert [(one.take.id, one.chosen, one.heard) for one in listed] == [(new.id, True, True), (old.id, False, False)]
    speaking.choose_take(session, old.id)
    assert speak(session).take.id == old.id
    run(session)
    assert heard(session).id == old.id
    session.store.undo(session.person)
    session.store.undo(session.person)
    assert [one.take.id for one in speaking.takes(session, said(session).id)] == [old.id]
    assert session.store.get(Take, old.id) == old


def test_a_chosen_take_stands_as_long_as_the_words_do(session: Session) -> None:
    old = heard(session)
    assert old.voice_id != VIOLA
    casting.cast(session.folder, "pt-BR", old_voice(session), VIOLA)
    run(session)
    assert heard(session).voice_id == VIOLA
    speaking.choose_take(session, old.id)
    speaking.refit(session, first(session).episode_id, market(session), Context())
    assert heard(session).voice_id == old.voice_id
    retiming.shift(session, first(session).id, 40)
    speaking.refit(session, first(session).episode_id, market(session), Context())
    assert heard(session).id == old.id
    write(session, "Outra coisa.")
    assert speak(session).take.voice_id == VIOLA
    with pytest.raises(BadInput, match="something else now"):
        speaking.choose_take(session, old.id)


def test_a_choice_can_be_taken_back(session: Session) -> None:
    speaking.choose_take(session, heard(session).id)
    assert heard(session).origin is Origin.PERSON
    speaking.unchoose_take(session, said(session).id)
    assert heard(session).origin is Origin.MACHINE


def test_a_line_with_a_voice_of_its_own_keeps_it_when_it_is_translated_again(session: Session) -> None:
    speaking.voice_line(session, said(session).id, VIOLA)
    assert speak(session).take.voice_id == VIOLA
    wording.edit_source(session, first(session).id, "You always told them.")
    run(session)
    assert (said(session).voice_id, heard(session).voice_id) == (VIOLA, VIOLA)
    assert said(session).origin is Origin.MACHINE
    speaking.voice_line(session, said(session).id, "")
    assert speak(session).take.voice_id != VIOLA
    with pytest.raises(BadInput, match="no voice"):
        speaking.voice_line(session, said(session).id, "nobody:x")


def test_a_line_given_to_a_character_is_spoken_by_their_voice(session: Session) -> None:
    mara = speakers.add_character(session, "Mara").ids[0]
    assert heard(session).voice_id != VIOLA
    casting.cast(session.folder, "pt-BR", "Mara", VIOLA)
    speaking.choose_take(session, heard(session).id)
    speakers.assign(session, [first(session).id], mara)
    run(session)
    assert heard(session).voice_id == VIOLA
    speakers.delete_character(session, mara)
    run(session)
    assert not speakers.characters(session)


def test_every_edit_of_a_dubbed_line_leaves_a_series_that_runs(session: Session) -> None:
    one, two, three = (line.id for line in session.store.all(Line))
    parts = lines.split(session, one, 10).ids
    run(session)
    lines.merge(session, parts, mixed=True)
    wording.edit_source(session, two, "That old house was mine.")
    lines.delete(session, [three])
    added = lines.add(session, first(session).episode_id, retimed(session), "").ids[0]
    wording.edit_target(session, added, market(session), "Fique.")
    result = run(session, Stage.EXPORT)
    assert not result.failures
    assert not result.undubbed
    assert {t.text.strip() != "" for t in session.store.all(Target)} == {True}
    assert sum(run(session, Stage.EXPORT).made.values()) == 0


def retimed(session: Session) -> Any:
    last = session.store.all(Line)[-1].span
    return last.shifted(last.duration_ms + 200)._replace(end_ms=last.end_ms + 900)


def old_voice(session: Session) -> str:
    return first(session).voice_range or "low"


def _never_twice_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    from dubbench.providers import fake

    really = fake.FakeSynthesizer.speak
    count = iter(range(1, 100))

    def speak_differently(self: Any, *arguments: Any) -> Spoken:
        made = really(self, *arguments)
        louder = made.audio.samples * np.float32(1 - next(count) / 1000)
        return Spoken(Audio(louder, made.audio.rate_hz), made.text, made.units)

    monkeypatch.setattr(fake.FakeSynthesizer, "speak", speak_differently)
