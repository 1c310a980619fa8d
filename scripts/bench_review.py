"""Print how long people wait in review at a season's size: 60,000 targets; `make bench-review`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench_store import LOCALES, MARKETS, WORDS, _lines

from dubbench.app import audit, identity, review
from dubbench.app.grid import grid
from dubbench.app.history import Asked, listing
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.script import Line
from dubbench.domain.series import Episode, Listening, Media
from dubbench.domain.signing import SignKind, to_sign
from dubbench.domain.target import Target
from dubbench.jobs.context import Context

ROBOT, HEAD, SECOND = Author("bench", machine=True), Author("head"), Author("second")
MANY, STEPS = 5000, 20_000


def main() -> None:
    """Fill a season into a new series with two approvers, then time the queue and the signing."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DUBBENCH_KEYS"] = str(Path(folder) / "keys")
        with Session.create(Path(folder) / "bench.dubbench", "Bench", "en") as session:
            filled(session)
            measure(session)


def measure(session: Session) -> None:
    """Print every figure."""
    session.person = HEAD
    queue = _said("open the queue of a market, 6,000 targets of 60,000", "≤ 1 s", lambda: review.queue(session, "0"))
    assert len(queue.items) == 6000
    wanted = dict(list(queue.expected().items())[:MANY])
    done = _said(
        "sign 5,000 lines in one step", "≤ 3 s",
        lambda: review.sign(session, SignKind.TEXT, wanted, market_id="0", expected=wanted),
    )  # fmt: skip
    assert len(done.ids) == MANY
    left = _said("open the queue, 5,000 of them signed", "≤ 1 s", lambda: review.queue(session, "0"))
    assert len(left.items) == 6000 - MANY
    counts = _said("count what nobody signed, 600 places", "≤ 1 s", lambda: review.pending(session, SignKind.TEXT))
    assert sum(one.unsigned for one in counts.values()) == 60_000 - MANY
    every = _said(
        "open the queues of all 10 markets, one after another", "",
        lambda: [review.queue(session, str(number)) for number in range(MARKETS)],
    )  # fmt: skip
    assert sum(len(one.items) for one in every) == 60_000 - MANY
    _said("read the grid of one episode, signed", "", lambda: grid(session, "0", ["e0"]))
    gone = done.ids[:1000]
    _said("revoke 1,000 signatures in one step", "", lambda: review.revoke(session, gone, "a new cut"))
    _edited(session)
    for what, asked in (
        ("read the last 20 steps", Asked()),
        ("read the last 20 steps of a market", Asked(market=LOCALES[0])),
        ("read all steps of an episode", Asked(episode=3, last=None)),
        ("read all steps of a line", Asked(episode=3, line=5, market=LOCALES[0], last=None)),
        ("read the last 200 steps of a person", Asked(person=SECOND.id, last=200)),
    ):
        _said(what, "≤ 1 s", lambda asked=asked: listing(session.folder, asked))
    said = "verify the past, 20,000 signed steps, 4,000 signatures"
    found = _said(said, "", lambda: list(audit.findings(session.store, Context())))
    assert not found, found[:3]


def _edited(session: Session) -> None:
    """Write 20,000 steps of one text each."""
    targets = session.store.all(Target, market_id="1")
    for number in range(STEPS):
        target = targets[number % len(targets)]
        with session.store.edit(Message.of("edit-target", number=1, market=LOCALES[1]), SECOND) as edit:
            edit.put(replace(target, text=f"{target.text} {number}"))


def filled(session: Session) -> None:
    """Write lines, targets of ten markets and two approvers."""
    lines = list(_lines())
    media = Media("none.mp4", "0" * 64, 1, "mp4", 10_000_000, ())
    heard = Listening("en", (), "fake@1", "r")
    names = sorted({line.episode_id for line in lines}, key=lambda name: (len(name), name))
    episodes = [Episode(name, n, name, media, language="en", listening=heard) for n, name in enumerate(names, 1)]
    _put(session, ROBOT, [*episodes, *(Market(str(n), locale) for n, locale in enumerate(LOCALES)), *lines])
    for number in range(MARKETS):
        _put(session, ROBOT, [_target(line, number) for line in lines])
    people = [Person(one.id, one.id.title(), identity.make(one.id)) for one in (HEAD, SECOND)]
    grants = [
        Grant(f"{person.id}-{role}", person.id, person.key, role, "", HEAD.id, "2026-01-01T00:00:00+00:00")
        for person in people
        for role in (Role.APPROVER, Role.PRODUCER)
    ]
    signed = [_granted(people[0], grant) for grant in grants]
    with session.store.edit(Message.of("add-people"), HEAD, binding=True) as edit:
        for row in (*people, *signed):
            edit.put(row)


def _granted(producer: Person, grant: Grant) -> Grant:
    return replace(grant, signature=identity.sign(producer, to_sign(grant)))


def _target(line: Line, market: int) -> Target:
    text = " ".join(reversed(WORDS))
    return Target(f"{line.id}-{market}", line.episode_id, str(market), (line.id,), text, engine="fake@1", recipe="r")


def _put(session: Session, author: Author, rows: Iterable[Any]) -> None:
    with session.store.edit(Message.of("bench"), author) as edit:
        for row in rows:
            edit.put(row)


def _said(what: str, wanted: str, act: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    result = act()
    print(f"  {what:<58} {time.perf_counter() - began:7.3f} s  {wanted}".rstrip(), flush=True)
    return result


if __name__ == "__main__":
    main()
