"""A confidential series sends nothing over a network; any other notes what left, and never what it said."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest

from dubbench.app import outbound
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Message
from dubbench.domain.script import Line
from dubbench.errors import NotPermitted
from dubbench.jobs.context import Context

CLOUD = replace(FAKE, translator="fake-cloud")


def again(session: Session) -> None:
    order = Order(choice=CLOUD, until=Stage.TRANSLATE, upgrade=True)
    produce(session, order, Context())


def test_what_leaves_the_machine_is_noted_by_its_hash(session: Session) -> None:
    assert outbound.sent(session.folder) == []
    again(session)
    told = outbound.sent(session.folder)
    assert told
    assert {one["engine"] for one in told} == {"fake-cloud"}
    assert {one["what"] for one in told} == {"text"}
    said = "\n".join(line.text for line in session.store.all(Line))
    assert [one["sha256"] for one in told] == [digest(said)]
    assert told[0]["amount"] == len(said)
    assert set(told[0]["lines"]) == {line.id for line in session.store.all(Line)}
    assert session.store.all(Line)[0].text not in (session.folder / outbound.NAME).read_text()
    with (session.folder / outbound.NAME).open("a") as log:
        log.write('{"cut off')
    assert outbound.sent(session.folder) == told


def test_a_confidential_series_sends_nothing(session: Session) -> None:
    with session.store.edit(Message.of("set-review-rules"), session.person) as edit:
        edit.put(replace(session.series, confidential=True))
    with pytest.raises(NotPermitted, match="This series is confidential, and fake-cloud sends"):
        again(session)
    assert outbound.sent(session.folder) == []
    produce(session, Order(choice=FAKE, until=Stage.TRANSLATE, upgrade=True), Context())
