"""Where a person was: known again after a crash, whatever became of the file."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dubbench import paths
from dubbench.app import recents
from dubbench.app.recents import Spot


def test_the_latest_comes_first_with_where_the_person_was(tmp_path: Path) -> None:
    recents.opened(tmp_path / "a.dubbench", "A")
    recents.opened(tmp_path / "b.dubbench", "B")
    recents.left_at(tmp_path / "a.dubbench", Spot(3, "pt-BR", "l1", 4200))
    again = recents.opened(tmp_path / "a.dubbench", "A anew")
    assert again.spot == Spot(3, "pt-BR", "l1", 4200)
    assert [r.title for r in recents.recents()] == ["A anew", "B"]
    assert not recents.recents()[0].there
    recents.forget(tmp_path / "a.dubbench")
    assert [r.title for r in recents.recents()] == ["B"]


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    for number in range(recents.KEPT + 5):
        recents.opened(tmp_path / f"{number}.dubbench", str(number))
    assert len(recents.recents()) == recents.KEPT
    assert recents.recents()[0].title == str(recents.KEPT + 4)


def test_what_a_crash_left_open_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "a.dubbench"
    program = (
        "import os; from pathlib import Path; from dubbench.app import recents as r; "
        f"f = Path({str(folder)!r}); r.opened(f, 'A'); r.left_at(f, r.Spot(2, 'pt-BR', 'l7', 9)); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    (left,) = recents.interrupted()
    assert left.spot == Spot(2, "pt-BR", "l7", 9)
    recents.opened(folder, "A")
    assert recents.interrupted() == ()
    recents.closed(folder)
    assert recents.recents()[0].process == ""


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", '{"recents": 5, "window": []}', '{"recents": [1, {"folder": 2}, {"folder": "/a", "spot": 7}]}',
     '{"recents": [{"folder": "/a", "title": null, "spot": {"episode": "x", "line": "l1"}}]}'],
)  # fmt: skip
def test_damage_costs_itself(damage: str, tmp_path: Path) -> None:
    file = paths.state() / recents.NAME
    file.parent.mkdir(parents=True)
    file.write_text(damage)
    assert all(r.folder == "/a" for r in recents.recents())
    recents.opened(tmp_path / "b.dubbench", "B")
    assert recents.recents()[0].title == "B"


def test_a_window_keeps_what_it_wants() -> None:
    recents.keep_window(geometry="abc", columns="1,2")
    recents.keep_window(columns="3")
    assert recents.window() == {"geometry": "abc", "columns": "3"}


def test_two_windows_lose_nothing_of_each_other(tmp_path: Path) -> None:
    def work(name: str) -> None:
        for number in range(5):
            recents.opened(tmp_path / f"{name}{number}.dubbench", name)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(recents.recents()) == 10
