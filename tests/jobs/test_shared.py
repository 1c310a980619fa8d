"""One executor, several runs: the urgent one goes between the items of the other, and a cancel stops only its own."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dubbench.errors import Cancelled
from dubbench.jobs.context import Context, Progress
from dubbench.jobs.executors import ProcessExecutor, ThreadExecutor, run
from dubbench.jobs.items import Failure, WorkItem
from dubbench.jobs.lanes import Executor
from dubbench.jobs.shared import Shared, Urgency


def note(payload: str, _ctx: Context) -> int:
    """Leave a line in a file, so that the order of items can be read, and tell who did it."""
    with Path(payload).open("a") as file:
        file.write(f"{time.monotonic()}\n")
    return os.getpid()


def wait_for(payload: str, ctx: Context) -> int:
    """Say that it began, and go on when the file `PAYLOAD.go` is there."""
    Path(payload).write_text(str(os.getpid()))
    while not Path(payload + ".go").exists():
        ctx.check()
        threading.Event().wait(0.005)
    return os.getpid()


def item(key: str, function: Callable[..., Any], payload: object) -> WorkItem:
    return WorkItem(key, f"{__name__}:{function.__name__}", str(payload), title=f"“{key}”")


@pytest.fixture(params=[ThreadExecutor, ProcessExecutor])
def shared(request: pytest.FixtureRequest) -> Iterator[Shared]:
    made = Shared(request.param(cpu=1))
    yield made
    made.close()


@pytest.fixture
def processes() -> Iterator[Shared]:
    made = Shared(ProcessExecutor(cpu=1))
    yield made
    made.close()


class Beside:
    """A run in a thread of its own."""

    def __init__(self, seat: Executor, *items: WorkItem, ctx: Context | None = None) -> None:
        self.done: list[str] = []
        self.results: dict[str, Any] = {}
        self.raised: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(seat, items, ctx or Context()))
        self._thread.start()

    def _run(self, seat: Executor, items: tuple[WorkItem, ...], ctx: Context) -> None:
        try:
            run(items, seat, self._keep, ctx)
        except Cancelled as error:
            self.raised = error

    def _keep(self, item: WorkItem, result: Any) -> None:
        self.done.append(item.key)
        self.results[item.key] = result

    def join(self) -> Beside:
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self


def until(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_an_urgent_run_waits_for_the_item_in_hand_and_no_more(shared: Shared, tmp_path: Path) -> None:
    gate, order = tmp_path / "gate", tmp_path / "order"
    season = Beside(shared.seat(), item("a", wait_for, gate), *(item(str(n), note, order) for n in range(5)))
    until(gate)
    line = Beside(shared.seat(Urgency.NOW), item("now", note, tmp_path / "now"))
    until_queued(shared)
    gate.with_name("gate.go").touch()
    line.join()
    season.join()
    said_at = float((tmp_path / "now").read_text())
    assert said_at < min(map(float, order.read_text().split()))
    assert season.done == ["a", "0", "1", "2", "3", "4"]


def until_queued(shared: Shared) -> None:
    deadline = time.monotonic() + 10
    while not any(one.urgency is Urgency.NOW for waiting in shared._waiting.values() for one in waiting):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_both_runs_use_the_same_warm_worker(processes: Shared, tmp_path: Path) -> None:
    first = Beside(processes.seat(), item("a", note, tmp_path / "a")).join().results["a"]
    again = Beside(processes.seat(Urgency.NOW), item("b", note, tmp_path / "b")).join().results["b"]
    assert first == again


def test_a_cancel_stops_its_own_run_only(shared: Shared, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    cancelled = threading.Event()
    season = Beside(shared.seat(), item("a", wait_for, gate), item("b", note, tmp_path / "b"))
    until(gate)
    waiting = Beside(
        shared.seat(Urgency.NOW), item("now", note, tmp_path / "now"), ctx=Context(cancelled=cancelled.is_set)
    )
    until_queued(shared)
    cancelled.set()
    assert isinstance(waiting.join().raised, Cancelled)
    gate.with_name("gate.go").touch()
    assert season.join().done == ["a", "b"]
    assert not (tmp_path / "now").exists()


def test_what_hangs_is_cut_off_and_the_others_go_on(shared: Shared, tmp_path: Path) -> None:
    from test_executors import announce_and_hang

    sign, cancelled = tmp_path / "sign", threading.Event()
    hanging = WorkItem("a", f"test_executors:{announce_and_hang.__name__}", str(sign))
    season = Beside(shared.seat(), hanging, ctx=Context(cancelled=cancelled.is_set))
    until(sign)
    line = Beside(shared.seat(), item("b", note, tmp_path / "b"))
    begun = time.monotonic()
    cancelled.set()
    season.join()
    assert isinstance(season.raised, Cancelled)
    assert time.monotonic() - begun < 1.0
    assert line.join().done == ["b"]


def test_a_killed_worker_costs_its_item_and_the_rest_goes_on(processes: Shared, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    season = Beside(processes.seat(), item("a", wait_for, gate), item("b", note, tmp_path / "b"))
    until(gate)
    deadline = time.monotonic() + 5
    while not gate.read_text():
        assert time.monotonic() < deadline
    os.kill(int(gate.read_text()), signal.SIGKILL)
    found = season.join().results
    assert isinstance(found["a"], Failure)
    assert (found["a"].kind, found["a"].key) == ("Crash", "a")
    assert isinstance(found["b"], int)


def test_paused_work_is_finished_and_nothing_new_is_begun(shared: Shared, tmp_path: Path) -> None:
    gate, after = tmp_path / "gate", tmp_path / "after"
    pause = threading.Event()
    seen: list[Progress] = []
    ctx = Context(seen.append, paused=pause.is_set)
    season = Beside(shared.seat(), item("a", wait_for, gate), item("b", note, after), ctx=ctx)
    until(gate)
    pause.set()
    gate.with_name("gate.go").touch()
    until_done(season, "a")
    urgent = Beside(shared.seat(Urgency.NOW), item("now", note, tmp_path / "now")).join()
    assert urgent.done == ["now"]
    assert not after.exists()
    pause.clear()
    assert season.join().done == ["a", "b"]
    assert seen[-1][:2] == (2000, 2000)


def until_done(season: Beside, key: str) -> None:
    deadline = time.monotonic() + 10
    while key not in season.done:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_cancel_is_heard_while_paused(shared: Shared, tmp_path: Path) -> None:
    cancelled, pause = threading.Event(), threading.Event()
    pause.set()
    ctx = Context(cancelled=cancelled.is_set, paused=pause.is_set)
    season = Beside(shared.seat(), item("a", note, tmp_path / "a"), ctx=ctx)
    cancelled.set()
    assert isinstance(season.join().raised, Cancelled)
    assert not (tmp_path / "a").exists()


def test_progress_names_the_item_in_hand(shared: Shared, tmp_path: Path) -> None:
    seen: list[Progress] = []
    ctx = Context()
    ctx.tell = seen.append  # type: ignore[method-assign]
    Beside(shared.seat(), item("a", note, tmp_path / "a"), item("b", note, tmp_path / "b"), ctx=ctx).join()
    assert [p.item for p in seen if p.item][-1] == "“b”"
    assert "“a”" in {p.item for p in seen}


def test_closing_stops_what_runs(tmp_path: Path) -> None:
    shared, gate = Shared(ProcessExecutor()), tmp_path / "gate"
    ctx = Context(cancelled=lambda: not shared._thread.is_alive())
    season = Beside(shared.seat(), item("a", wait_for, gate), ctx=ctx)
    until(gate)
    begun = time.monotonic()
    shared.close()
    assert time.monotonic() - begun < 2
    season.join()
