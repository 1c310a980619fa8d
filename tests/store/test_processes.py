"""A killed process loses at most the edit it was in; two processes on one series lose nothing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dubbench.domain.journal import Author, Message
from dubbench.domain.script import Character
from dubbench.store.store import Store

EDITOR = """
import sys
from pathlib import Path
from dubbench.domain.journal import Author, Message
from dubbench.domain.script import Character
from dubbench.store.store import Store

with Store.open(Path(sys.argv[1])) as store:
    for number in range(100_000):
        with store.edit(Message.of("x"), Author("ana")) as edit:
            for row in range(20):
                edit.put(Character(f"c{row}", f"{sys.argv[2]}-{number}"))
        print(edit.step.seq, flush=True)
"""

COUNTER = """
import sys
from pathlib import Path
from dubbench.domain.journal import Author, Message
from dubbench.domain.script import Character
from dubbench.errors import Conflict
from dubbench.store.store import Store

def add_one(store):
    with store.edit(Message.of("count"), Author(sys.argv[2])) as edit:
        edit.put(Character("counter", str(int(edit.get(Character, "counter").name) + 1)))

with Store.open(Path(sys.argv[1])) as store:
    for _ in range(25):
        while True:
            try:
                add_one(store)
                break
            except Conflict:
                pass
"""


def start(script: str, store: Store, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(store.folder), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("edits", [1, 7, 30])
def test_a_killed_process_loses_at_most_the_edit_it_was_in(store: Store, edits: int) -> None:
    with start(EDITOR, store, "killed") as editor:
        assert editor.stdout is not None
        seen = [int(next(editor.stdout)) for _ in range(edits)]
        editor.kill()
        seen += [int(line) for line in editor.stdout]
    with Store.open(store.folder) as again:
        assert again.verify() == ()
        assert again.head().seq in (seen[-1], seen[-1] + 1)
        number = again.head().seq - 2
        assert {row.name for row in again.all(Character)} == {f"killed-{number}"}
        with again.edit(Message.of("x"), Author("ana")) as edit:
            edit.put(Character("c0", "after"))
        assert edit.step is not None


def test_two_processes_count_together(store: Store) -> None:
    with store.edit(Message.of("x"), Author("ana")) as edit:
        edit.put(Character("counter", "0"))
    counters = [start(COUNTER, store, name) for name in ("one", "two")]
    for counter in counters:
        counter.communicate()
    assert [counter.returncode for counter in counters] == [0, 0]
    assert store.get(Character, "counter") == Character("counter", "50")
    assert store.head().seq == 52
    assert store.verify() == ()


def test_one_process_sees_what_another_wrote(store: Store) -> None:
    with Store.open(Path(store.folder)) as other:
        with other.edit(Message.of("x"), Author("ben")) as edit:
            edit.put(Character("c1", "Ben's"))
        assert store.get(Character, "c1") == Character("c1", "Ben's")
        assert store.head() == other.head()
