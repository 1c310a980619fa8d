"""Undo and redo: one's own latest group, exactly, and never over somebody's newer work."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market, Profile
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode, Media
from dubbench.domain.span import Span
from dubbench.domain.target import Target
from dubbench.errors import Conflict, StoreError
from dubbench.store import journal
from dubbench.store.migrations import PROGRAM
from dubbench.store.schema import CHANGE, STEP
from dubbench.store.store import Store

ANA, BEN = Author("ana"), Author("ben")
ROBOT = Author("ana", machine=True)

Rows = dict[str, str]


def rename(store: Store, author: Author, group: str | None = None, **names: str | None) -> None:
    """Give Characters new names in one Step; `None` takes them away."""
    with store.edit(Message.of("rename", names=sorted(names)), author, group) as edit:
        for row_id, name in names.items():
            if name is None:
                edit.delete(Character(row_id, ""))
            else:
                edit.put(Character(row_id, name))


def names(store: Store) -> Rows:
    return {character.id: character.name for character in store.all(Character)}


def test_undo_and_redo_go_back_and_forth_exactly(store: Store) -> None:
    states = [names(store)]
    for change in ({"a": "1", "b": "1"}, {"a": "2"}, {"b": None, "c": "1"}, {"a": None}):
        rename(store, ANA, **change)
        states.append(names(store))
    for _ in range(2):
        for state in reversed(states[:-1]):
            assert store.undo(ANA)
            assert names(store) == state
        assert store.undo(ANA) is None
        for state in states[1:]:
            assert store.redo(ANA)
            assert names(store) == state
        assert store.redo(ANA) is None
    assert store.verify() == ()


def test_the_steps_say_what_was_undone(store: Store) -> None:
    rename(store, ANA, a="1")
    undone, redone, again = store.undo(ANA), store.redo(ANA), store.undo(ANA)
    message = {"id": "rename", "arguments": {"names": ["a"]}}
    assert [step.message for step in (undone, redone, again)] == [Message(i, message) for i in ("undo", "redo", "undo")]
    assert [step.undoes for step in (undone, redone, again)] == [store.steps()[1].id, undone.id, redone.id]


def test_an_edit_after_an_undo_ends_the_redo(store: Store) -> None:
    rename(store, ANA, a="1")
    rename(store, ANA, a="2")
    store.undo(ANA)
    rename(store, ANA, b="1")
    assert store.redo(ANA) is None
    store.undo(ANA)
    store.undo(ANA)
    assert names(store) == {}


def test_a_group_is_undone_at_once(store: Store) -> None:
    rename(store, ANA, a="1")
    rename(store, ANA, "typing", a="12")
    rename(store, ANA, "typing", a="123", b="1")
    rename(store, ANA, "typing", b=None)
    store.undo(ANA)
    assert names(store) == {"a": "1"}
    store.redo(ANA)
    assert names(store) == {"a": "123"}
    store.undo(ANA)
    store.undo(ANA)
    assert names(store) == {}


def test_a_group_taken_up_again_is_another_one(store: Store) -> None:
    rename(store, ANA, "g", a="1")
    rename(store, ANA, b="1")
    rename(store, ANA, "g", a="2")
    store.undo(ANA)
    assert names(store) == {"a": "1", "b": "1"}
    rename(store, ANA, "g", c="1")
    for expected in ({"a": "1", "b": "1"}, {"a": "1"}, {}):
        store.undo(ANA)
        assert names(store) == expected


def test_everyone_undoes_their_own(store: Store) -> None:
    rename(store, ANA, a="1")
    rename(store, BEN, b="1")
    store.undo(ANA)
    assert names(store) == {"b": "1"}
    assert store.undo(ANA) is None
    store.undo(BEN)
    store.redo(ANA)
    assert names(store) == {"a": "1"}


def test_somebodys_newer_change_is_a_conflict_and_nothing_is_undone(store: Store) -> None:
    rename(store, ANA, a="Ana's", b="1")
    rename(store, BEN, a="Ben's")
    head = store.head()
    with pytest.raises(Conflict, match=rf"“Ben's” was changed again: step {head.seq}, by {BEN.id}.*would delete it"):
        store.undo(ANA)
    assert (names(store), store.head()) == ({"a": "Ben's", "b": "1"}, head)
    store.undo(BEN)
    store.undo(ANA)
    assert names(store) == {}


def test_what_stands_in_the_way_of_a_redo_is_told(store: Store) -> None:
    rename(store, ANA, a="Ana's")
    store.undo(ANA)
    rename(store, BEN, a="Ben's")
    with pytest.raises(Conflict, match=rf"“Ben's”.*by {BEN.id}.*Making yours again would write “Ana's” over that"):
        store.redo(ANA)


def test_what_to_do_instead_of_an_undo_is_told(store: Store) -> None:
    for author, voice in ((ANA, "kokoro:a"), (ROBOT, "kokoro:b")):
        with store.edit(Message.of("cast"), author) as edit:
            edit.put(Profile("p1", "m1", "low", voice_id=voice))
    with pytest.raises(Conflict, match=r"profile “kokoro:b” was changed again: step 3, by a run.*dubbench cast"):
        store.undo(ANA)


def test_somebodys_change_inside_a_group_is_a_conflict(store: Store) -> None:
    rename(store, ANA, "g", a="1")
    rename(store, BEN, a="2")
    rename(store, ANA, "g", a="3")
    with pytest.raises(Conflict):
        store.undo(ANA)
    assert names(store) == {"a": "3"}


def test_a_machines_steps_are_on_nobodys_stack(store: Store) -> None:
    rename(store, ANA, a="1")
    rename(store, ROBOT, b="made")
    assert store.undo(ROBOT) is None
    store.undo(ANA)
    assert names(store) == {"b": "made"}
    assert store.undo(ANA) is None
    assert store.undo(PROGRAM) is None


def test_undo_survives_a_restart(store: Store) -> None:
    rename(store, ANA, a="1")
    rename(store, ANA, a="2")
    store.undo(ANA)
    store.close()
    with Store.open(store.folder) as again:
        again.redo(ANA)
        assert names(again) == {"a": "2"}


def test_undo_stops_at_a_migration(store: Store) -> None:
    rename(store, ANA, a="1")
    with store._database.write() as connection:
        draft = journal.Draft(PROGRAM, Message.of("migrate"), act=journal.MIGRATE)
        journal.append(connection, journal.locked_meta(connection), draft, ())
    with pytest.raises(StoreError, match="older dubbench"):
        store.undo(ANA)
    rename(store, ANA, a="2")
    store.undo(ANA)
    assert names(store) == {"a": "1"}


def test_an_undo_far_back_in_a_long_past_is_found(store: Store) -> None:
    rename(store, ANA, first="1")
    for number in range(130):
        rename(store, ANA, x=str(number))
        store.undo(ANA)
    store.undo(ANA)
    assert names(store) == {}


def _belonging() -> list[tuple[object, object]]:
    media = Media("a.mp4", "0" * 64, 1, "mp4", 1000, ())
    target = Target("t1", "e1", "m1", ("l1",), "olá")
    return [
        (Market("m1", "es"), target),
        (Episode("e1", 1, "One", media), target),
        (Line("l1", "e9", Span(0, 10), "hi", "en"), target),
        (Market("m1", "es"), Profile("p1", "m1", "low")),
        (Episode("e1", 1, "One", media), Line("l1", "e1", Span(0, 10), "hi", "en")),
    ]


@pytest.mark.parametrize(("owner", "work"), _belonging(), ids=lambda value: type(value).__name__)
def test_what_work_stands_on_is_not_taken_back(store: Store, owner: object, work: object) -> None:
    def put(value: object, author: Author) -> None:
        with store.edit(Message.of("put"), author) as edit:
            edit.put(value)

    put(owner, ANA)
    assert store.undo(ANA)
    assert store.redo(ANA)
    put(work, ROBOT)
    head = store.head()
    with pytest.raises(Conflict, match="stays: since it was added, work was done on it"):
        store.undo(ANA)
    assert store.head() == head
    with store.edit(Message.of("drop"), ROBOT) as edit:
        edit.delete(work)
    assert store.undo(ANA)
    assert store.all(type(owner)) == []


def test_a_line_without_words_is_named_in_words(store: Store) -> None:
    with store.edit(Message.of("put"), ANA) as edit:
        edit.put(Line("l1", "e9", Span(0, 10), "", "en"))
    with store.edit(Message.of("put"), ROBOT) as edit:
        edit.put(Target("t1", "e1", "m1", ("l1",), "olá"))
    with pytest.raises(Conflict, match=r"^The line “\(empty\)” stays: since it was added"):
        store.undo(ANA)


def test_what_was_made_in_one_step_is_taken_back_in_one(store: Store) -> None:
    owner, work = _belonging()[0]
    with store.edit(Message.of("put"), ANA) as edit:
        edit.put(owner)
        edit.put(work)
    assert store.undo(ANA)
    assert store.all(Market) == store.all(Target) == []


@dataclass
class Model:
    """What undo means, said a second time in the simplest way: stacks of {row: (before, after)} for each author."""

    rows: Rows = field(default_factory=dict)
    done: dict[str, list[tuple[int, dict[str, tuple[str | None, str | None]]]]] = field(default_factory=dict)
    undone: dict[str, list[dict[str, tuple[str | None, str | None]]]] = field(default_factory=dict)
    typing: dict[str, str] = field(default_factory=dict)
    runs: int = 0

    def edit(self, author: str, group: str, wanted: dict[str, str | None]) -> None:
        change = {row: (self.rows.get(row), after) for row, after in wanted.items() if self.rows.get(row) != after}
        if change:
            self._set({row: after for row, (_, after) in change.items()})
            stack = self.done.setdefault(author, [])
            if not group or self.typing.get(author) != group:
                self.runs += 1
                stack.append((self.runs, change))
            else:
                stack.append((stack[-1][0], change))
            self.typing[author] = group
            self.undone[author] = []

    def undo(self, author: str) -> bool:
        stack = self.done.get(author, [])
        if not stack:
            return True
        net: dict[str, tuple[str | None, str | None]] = {}
        size = self._size(stack)
        for _, change in stack[-size:]:
            for row, (before, after) in change.items():
                if row in net and net[row][1] != before:
                    return False
                net[row] = (net[row][0] if row in net else before, after)
        net = {row: change for row, change in net.items() if change[0] != change[1]}
        if not self._swap(net):
            return False
        del stack[-size:]
        self.undone[author].append(net)
        self.typing.pop(author, None)
        return True

    def redo(self, author: str) -> bool:
        stack = self.undone.get(author, [])
        if not stack:
            return True
        net = {row: (after, before) for row, (before, after) in stack[-1].items()}
        if not self._swap(net):
            return False
        stack.pop()
        self.runs += 1
        self.typing.pop(author, None)
        self.done[author].append((self.runs, {row: (before, after) for row, (after, before) in net.items()}))
        return True

    @staticmethod
    def _size(stack: list) -> int:
        return sum(run == stack[-1][0] for run, _ in stack)

    def _swap(self, net: dict[str, tuple[str | None, str | None]]) -> bool:
        if any(self.rows.get(row) != after for row, (_, after) in net.items()):
            return False
        self._set({row: before for row, (before, _) in net.items()})
        return True

    def _set(self, values: dict[str, str | None]) -> None:
        self.rows = {row: name for row, name in (self.rows | values).items() if name is not None}


def _some_rows(chance: random.Random, author: Author) -> list[str]:
    """Mostly the author's own rows; now and then a shared one, where two authors collide."""
    return [
        f"{row}_{author.id if chance.random() < 0.8 else 'both'}" for row in chance.sample("wxyz", chance.randint(1, 3))
    ]


def test_a_thousand_random_steps_are_undone_exactly(store: Store) -> None:
    chance, model, refused = random.Random(7), Model(), 0
    for _ in range(1000):
        author = chance.choice((ANA, BEN))
        act = chance.choices(("edit", "undo", "redo"), (5, 3, 2))[0]
        if act == "edit":
            group = chance.choice(("", "", "g", "h"))
            wanted = {row: chance.choice((None, "1", "2", "3")) for row in _some_rows(chance, author)}
            rename(store, author, group, **wanted)
            model.edit(author.id, group, wanted)
        elif getattr(model, act)(author.id):
            getattr(store, act)(author)
        else:
            refused += 1
            with pytest.raises(Conflict):
                getattr(store, act)(author)
        assert names(store) == model.rows
    assert refused > 10
    assert store.verify() == ()


def test_random_edits_are_undone_to_the_start_and_redone_to_the_end(store: Store) -> None:
    chance, states = random.Random(11), [names(store)]
    while len(states) <= 200:
        rename(store, ANA, **{row: chance.choice((None, "1", "2")) for row in chance.sample("abcdefgh", 2)})
        if (state := names(store)) != states[-1]:
            states.append(state)
    for state in reversed(states[:-1]):
        store.undo(ANA)
        assert names(store) == state
    for state in states[1:]:
        store.redo(ANA)
        assert names(store) == state
    with store._database.read() as connection:
        assert len(connection.execute(STEP.select()).all()) == 601
        assert len(connection.execute(CHANGE.select()).all()) > 600
