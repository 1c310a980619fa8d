"""What `status` shows: counts of everything, and what changed since it was delivered."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.delivery import Delivery
from dubbench.domain.journal import Author, Message
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take, Target
from dubbench.store.counts import Counts, Tally
from dubbench.store.store import Store

ANA = Author("ana")


def line(number: int, episode: str) -> Line:
    return Line(f"{episode}-{number}", episode, Span(number, number + 1), "text", "en")


def target(number: int, episode: str, market: str, text: str = "texto") -> Target:
    return Target(f"{episode}-{market}-{number}", episode, market, (f"{episode}-{number}",), text)


def take(number: int, episode: str, market: str, of: int | None = None) -> Take:
    said = f"{episode}-{market}-{number if of is None else of}"
    return Take(f"k{episode}-{market}-{number}", episode, market, said, "v", "fake", 1, "f" * 64, 9, (), "x", 1)


def fit(number: int, episode: str, market: str, rung: int = 1) -> Fit:
    return Fit(f"f{episode}-{market}-{number}", episode, market, "t", "k", (), rung)


def put(store: Store, *values: object) -> None:
    with store.edit(Message.of("x"), ANA) as edit:
        for value in values:
            edit.put(value)


def deliver(store: Store, number: int, head: str = "", market: str = "pt") -> None:
    put(store, Delivery(f"d{number}-{market}", "e1", market, "social", True, "out", (), "r", head, f"2026-{number}"))


def changed(store: Store, market: str = "pt") -> bool:
    return store.counts().tally("e1", market).changed


def test_an_empty_series_has_no_counts(store: Store) -> None:
    assert store.counts() == Counts({}, {})
    assert store.counts().tally("e1", "pt") == Tally(0, 0, 0, 0, False)


def test_everything_is_counted_by_episode_and_market(store: Store) -> None:
    put(store, *(line(n, "e1") for n in range(3)), line(0, "e2"))
    put(store, *(target(n, "e1", "pt") for n in range(3)), target(0, "e1", "es"), target(0, "e2", "pt"))
    put(store, take(0, "e1", "pt"), take(1, "e1", "pt"), fit(0, "e1", "pt"))
    put(store, take(7, "e1", "pt", of=1), take(8, "e1", "pt", of=99))  # kept for undo; of a Target that is gone
    deliver(store, 1)
    assert store.counts() == Counts(
        {"e1": 3, "e2": 1},
        {
            ("e1", "es"): Tally(1, 0, 0, 0, False),
            ("e1", "pt"): Tally(3, 2, 1, 1, False),
            ("e2", "pt"): Tally(1, 0, 0, 0),
        },
    )
    whole = store.counts()
    for episode in ("e1", "e2"):
        markets = {place: tally for place, tally in whole.markets.items() if place[0] == episode}
        assert store.counts(episode) == Counts({episode: whole.lines[episode]}, markets)


def test_what_changes_after_a_delivery_shows_until_the_next(store: Store) -> None:
    put(store, line(0, "e1"), target(0, "e1", "pt"), fit(0, "e1", "pt"))
    assert not changed(store)
    deliver(store, 1)
    assert not changed(store)
    changes = (target(0, "e1", "pt", "novo"), fit(0, "e1", "pt", rung=4), line(1, "e1"))
    for number, value in enumerate(changes, start=2):
        put(store, value)
        assert changed(store)
        deliver(store, number)
        assert not changed(store)


def test_a_deletion_and_its_undo_are_changes_too(store: Store) -> None:
    put(store, fit(0, "e1", "pt"))
    deliver(store, 1)
    with store.edit(Message.of("x"), ANA) as edit:
        edit.delete(fit(0, "e1", "pt"))
    assert changed(store)
    deliver(store, 2)
    store.undo(ANA)
    assert store.counts().tally("e1", "pt").deliveries == 1


def test_other_episodes_markets_and_takes_do_not_count_as_changes(store: Store) -> None:
    put(store, target(0, "e1", "pt"))
    deliver(store, 1)
    put(store, target(0, "e1", "es"), target(0, "e2", "pt"), line(0, "e2"), take(0, "e1", "pt"))
    assert not changed(store)


def test_a_change_made_while_a_delivery_was_rendered_shows(store: Store) -> None:
    put(store, target(0, "e1", "pt"))
    head = store.head().hash
    put(store, target(0, "e1", "pt", "enquanto isso"))
    deliver(store, 1, head)
    assert changed(store)
    deliver(store, 2, store.head().hash)
    assert not changed(store)
