"""A confidential series sends nothing over a network; any other notes what left, and never what it said."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace

import pytest

from dubbench.app import casting, outbound, wording, work
from dubbench.app.checklist import checklists
from dubbench.app.engines import FAKE, UNNAMED, Chooser
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.delivery import Stem
from dubbench.domain.hashing import digest, plain
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Take
from dubbench.engines import registry
from dubbench.errors import Conflict, NotPermitted
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.pipeline.prepare import Unit

CLOUD = replace(FAKE, translator="fake-cloud")


def again(session: Session) -> None:
    order = Order(choice=CLOUD, until=Stage.TRANSLATE, upgrade=True)
    produce(session, order, Context())


def test_what_leaves_the_machine_is_noted_by_its_hash(session: Session) -> None:
    assert outbound.sent(session.store) == []
    again(session)
    told = outbound.sent(session.store)
    assert told
    assert {one.engine for one in told} == {"fake-cloud"}
    assert {one.what for one in told} == {"text"}
    said = "\n".join(line.text for line in session.store.all(Line))
    assert [one.sha256 for one in told] == [digest(said)]
    assert told[0].amount == len(said)
    assert set(told[0].lines) == {line.id for line in session.store.all(Line)}
    assert said not in json.dumps(plain(told[0]))


def test_what_left_stands_in_the_chain_before_it_leaves_and_nobody_undoes_it(session: Session) -> None:
    before = session.store.head().seq
    again(session)
    noted = session.store.steps(since=before)[0]
    assert noted.message == Message.of("send-out", count=1, engines="fake-cloud")
    with suppress(Conflict):  # until work of others stands on it
        while session.store.undo(session.person):
            pass
    assert len(outbound.sent(session.store)) == 1


def test_sound_that_leaves_is_counted_in_milliseconds(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    networked(monkeypatch, "fake-transcriber")
    (episode,) = session.store.all(Episode)
    (stem,) = session.store.all(Stem, kind="dialogue")
    hear = work.Hear(session.place, episode.id, stem.asset, "fake-transcriber", "fake-detector", "en", "r")
    split = work.Separate(session.place, str(session.folder / episode.media.path), 0, "fake-transcriber")
    items = [WorkItem("hear", "dubbench.app.work:hear", hear), WorkItem("split", "dubbench.app.work:separate", split)]
    outbound.note(session.store, session.person, list(outbound.through_network(items)))
    heard, whole = sorted(outbound.sent(session.store), key=lambda one: one.sha256 != stem.asset)
    assert heard.what == whole.what == "audio"
    assert heard.sha256 == stem.asset
    assert abs(heard.amount - episode.media.duration_ms) <= 100
    assert whole.sha256 == episode.media.sha256
    assert whole.amount == episode.media.duration_ms


def keep_secret(session: Session) -> None:
    with session.store.edit(Message.of("set-review-rules"), session.person) as edit:
        edit.put(replace(session.series, confidential=True))


def test_a_confidential_series_sends_nothing(session: Session) -> None:
    keep_secret(session)
    with pytest.raises(NotPermitted, match="This series is confidential, and fake-cloud sends"):
        again(session)
    assert outbound.sent(session.store) == []
    produce(session, Order(choice=FAKE, until=Stage.TRANSLATE, upgrade=True), Context())


def networked(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """Let an engine be one that uses the network."""
    infos = tuple(replace(one, uses_network=True) if one.id == engine else one for one in registry.infos())
    monkeypatch.setattr(registry, "infos", lambda: infos)
    monkeypatch.setattr(registry, "find", {one.id: one for one in infos}.get)
    monkeypatch.setattr(registry, "info", {one.id: one for one in infos}.__getitem__)


def test_what_was_chosen_before_the_series_was_confidential_is_refused_where_it_would_be_used(session: Session) -> None:
    """The door of the work itself stays shut, whoever chose the engine."""
    line = session.store.all(Line)[0]
    unit = Unit("s", (line,), line.text)
    order = work.Translate(session.place, (unit,), session.store.all(Market)[0], "fake-cloud", "en")
    item = WorkItem("translate s", "dubbench.app.work:translate_units", order)
    keep_secret(session)
    with pytest.raises(NotPermitted, match="fake-cloud sends"):
        session.one(item, Context())
    assert outbound.sent(session.store) == []


def test_unnamed_an_engine_that_uses_the_network_is_passed_over_and_preferred_elsewhere(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranks = {"fake-cloud": 0, "fake-translator": 1}
    infos = sorted((replace(one, rank=ranks.get(one.id, one.rank)) for one in registry.infos()), key=lambda o: o.rank)
    monkeypatch.setattr(registry, "infos", lambda: tuple(infos))
    assert Chooser(UNNAMED, session.models).translator("en", "pt-BR").id == "fake-cloud"
    assert Chooser(UNNAMED, session.models, local=True).translator("en", "pt-BR").id == "fake-translator"


def test_a_confidential_series_casts_no_voice_of_the_network_and_the_checklist_says_why(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = session.store.all(Take)[0].voice_id
    market = session.store.all(Market)[0]
    casting.cast_voice(session, market.id, "low", voice)
    networked(monkeypatch, "fake-synthesizer")
    keep_secret(session)
    with pytest.raises(NotPermitted, match="fake-synthesizer sends"):
        casting.cast_voice(session, market.id, "low", voice)
    wording.edit_target(session, session.store.all(Line)[0].id, market.id, "Outra coisa.")
    (listed,) = checklists(session, choice=FAKE)
    told = [gap.issue.message.arguments.get("told", "") for gap in listed.gaps if gap.issue.check == "engine-missing"]
    assert any("This series is confidential, and fake-synthesizer sends" in one for one in told)
