"""One behaviour suite for both executors, and what only a process of its own can promise."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dubbench.errors import Cancelled, ModelMissing
from dubbench.jobs.context import Context, Progress
from dubbench.jobs.executors import Executor, ProcessExecutor, ThreadExecutor, run
from dubbench.jobs.items import Failure, Lane, WorkItem

# The functions the items name; a worker process imports this file by name.
_kept: dict[str, int] = {}


def double(payload: int, _ctx: Context) -> int:
    return payload * 2


def count_calls(payload: str, _ctx: Context) -> tuple[int, int]:
    _kept[payload] = _kept.get(payload, 0) + 1
    return _kept[payload], os.getpid()


def name_thread(_payload: object, _ctx: Context) -> int:
    return threading.get_ident()


def lack_model(_payload: object, _ctx: Context) -> None:
    raise ModelMissing("The model x is not installed: dubbench models install x")


def break_down(_payload: object, _ctx: Context) -> None:
    raise ValueError("odd")


def exhaust_memory(_payload: object, _ctx: Context) -> None:
    raise MemoryError


def give_lock(_payload: object, _ctx: Context) -> object:
    return threading.Lock()


def chatter(payload: int, ctx: Context) -> str:
    for step in range(payload):
        ctx.progress(step + 1, payload * 2, f"step {step}")
    ctx.progress(payload * 2, payload * 2, "end")
    return "said"


def announce_and_spin(payload: str, ctx: Context) -> None:
    Path(payload).touch()
    while True:
        ctx.check()
        threading.Event().wait(0.005)


def announce_and_hang(payload: str, _ctx: Context) -> None:
    Path(payload).touch()
    threading.Event().wait(30)


def wait_for_hook(payload: str, ctx: Context) -> str:
    freed = threading.Event()
    with ctx.on_cancel(freed.set):
        Path(payload).touch()
        freed.wait(30)
    Path(payload).with_suffix(".freed").touch()
    return "was finished"


def die(payload: int, _ctx: Context) -> None:
    os.kill(os.getpid(), payload)


def leave(payload: int, _ctx: Context) -> None:
    os._exit(payload)


def meet(payload: tuple[str, str], ctx: Context) -> bool:
    """Wait until the other one has come too."""
    mine, other = payload
    Path(mine).touch()
    deadline = time.monotonic() + 20
    while not Path(other).exists():
        ctx.check()
        if time.monotonic() > deadline:
            return False
    return True


def record_span(_payload: object, _ctx: Context) -> tuple[float, float]:
    start = time.monotonic()
    threading.Event().wait(0.02)
    return start, time.monotonic()


def stay_shut() -> None:
    raise ValueError("stays shut")


class Sealed:
    """Can be pickled, but not opened."""

    def __reduce__(self) -> tuple[Any, ...]:
        return stay_shut, ()


def order(key: str, function: Any, payload: object = None, lane: Lane = Lane.CPU, weight: int = 1) -> WorkItem:
    return WorkItem(key, f"{__name__}:{function.__name__}", payload, lane, weight)


@pytest.fixture(scope="module", params=[ThreadExecutor, ProcessExecutor])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with request.param(cpu=1, net=2) as made:
        yield made


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessExecutor() as made:
        yield made


def results(executor: Executor, *items: WorkItem, ctx: Context | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    run(items, executor, lambda item, result: found.__setitem__(item.key, result), ctx or Context())
    return found


def cancel_when(sign: Path, *also: Path) -> Context:
    return Context(cancelled=lambda: sign.exists() and all(path.exists() for path in also))


def test_every_item_answers(executor: Executor) -> None:
    items = [order(str(n), double, n) for n in range(20)]
    assert results(executor, *items) == {str(n): 2 * n for n in range(20)}


def test_nothing_to_do_is_done(executor: Executor) -> None:
    assert results(executor) == {}


def test_a_lane_keeps_its_order(executor: Executor) -> None:
    items = [order(str(n), double, n) for n in range(10)]
    assert list(results(executor, *items)) == [str(n) for n in range(10)]


def test_results_arrive_in_the_callers_thread(executor: Executor) -> None:
    threads: set[int] = set()
    run([order("a", double, 1)], executor, lambda *_: threads.add(threading.get_ident()), Context())
    assert threads == {threading.get_ident()}


def test_state_stays_warm_between_runs(executor: Executor) -> None:
    name = type(executor).__name__
    first, pid = results(executor, order("a", count_calls, name))["a"]
    again, same_pid = results(executor, order("a", count_calls, name))["a"]
    assert (again, same_pid) == (first + 1, pid)


def test_a_lane_with_one_slot_keeps_its_thread(executor: Executor) -> None:
    found = results(executor, *(order(str(n), name_thread) for n in range(5)))
    assert len(set(found.values())) == 1


def test_one_failure_costs_one_item(executor: Executor) -> None:
    found = results(executor, order("a", double, 1), order("b", break_down), order("c", double, 3))
    assert (found["a"], found["c"]) == (2, 6)
    assert isinstance(found["b"], Failure)
    assert (found["b"].key, found["b"].kind) == ("b", "ValueError")
    assert "odd" in found["b"].message
    assert "break_down" in found["b"].trace


def test_an_error_for_people_keeps_its_sentence_and_exit_code(executor: Executor) -> None:
    failure = results(executor, order("a", lack_model))["a"]
    assert failure.message == "The model x is not installed: dubbench models install x"
    assert (failure.kind, failure.exit_code) == ("ModelMissing", 4)


def test_memory_that_ran_out_is_named(executor: Executor) -> None:
    assert "memory" in results(executor, order("a", exhaust_memory))["a"].message


def test_an_unknown_function_is_a_failure(executor: Executor) -> None:
    found = results(executor, WorkItem("a", "dubbench.nowhere:nothing"), order("b", double, 1))
    assert isinstance(found["a"], Failure)
    assert found["b"] == 2


def test_one_slot_runs_one_item_at_a_time(executor: Executor) -> None:
    found = results(executor, *(order(str(n), record_span, lane=Lane.GPU) for n in range(4)))
    spans = sorted(found.values())
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


def test_slots_of_a_lane_run_side_by_side(executor: Executor, tmp_path: Path) -> None:
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    found = results(executor, order("a", meet, (a, b), Lane.NET), order("b", meet, (b, a), Lane.NET))
    assert found == {"a": True, "b": True}


def test_lanes_run_side_by_side(executor: Executor, tmp_path: Path) -> None:
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    found = results(executor, order("a", meet, (a, b), Lane.CPU), order("b", meet, (b, a), Lane.GPU))
    assert found == {"a": True, "b": True}


def test_progress_comes_from_inside_and_is_throttled(executor: Executor) -> None:
    seen: list[Progress] = []
    results(executor, order("a", chatter, 2000, weight=3), order("b", double, 1), ctx=Context(seen.append))
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert seen[-1][:2] == (4000, 4000)
    assert len(seen) < 200


def test_weight_is_the_share_of_progress(executor: Executor) -> None:
    seen: list[int] = []
    ctx = Context()
    ctx.tell = lambda progress: seen.append(progress.done)  # type: ignore[method-assign]
    results(executor, order("a", double, 1, weight=3), order("b", double, 1, weight=1), ctx=ctx)
    assert {3000, 4000} <= set(seen)


def test_cancel_stops_willing_work_at_once(executor: Executor, tmp_path: Path) -> None:
    sign = tmp_path / "started"
    started = time.monotonic()
    with pytest.raises(Cancelled):
        results(executor, order("a", announce_and_spin, str(sign)), order("b", double, 1), ctx=cancel_when(sign))
    assert time.monotonic() - max(started, sign.stat().st_mtime - time.time() + time.monotonic()) < 1
    assert results(executor, order("a", double, 4)) == {"a": 8}


def test_cancel_leaves_what_hangs_within_a_second(executor: Executor, tmp_path: Path) -> None:
    sign = tmp_path / "started"
    with pytest.raises(Cancelled):
        results(executor, order("a", announce_and_hang, str(sign)), ctx=cancel_when(sign))
    assert time.time() - sign.stat().st_mtime < 1.3
    assert results(executor, order("a", double, 4)) == {"a": 8}


def test_cancel_runs_the_hooks_and_keeps_what_was_finished(executor: Executor, tmp_path: Path) -> None:
    sign = tmp_path / "started"
    found: dict[str, Any] = {}
    with pytest.raises(Cancelled):
        run(
            [order("a", wait_for_hook, str(sign))],
            executor,
            lambda item, result: found.__setitem__(item.key, result),
            cancel_when(sign),
        )
    assert found == {"a": "was finished"}
    assert sign.with_suffix(".freed").exists()


def test_ctrl_c_is_a_cancel(executor: Executor, tmp_path: Path) -> None:
    sign = tmp_path / "started"

    def interrupt() -> bool:
        if sign.exists():
            raise KeyboardInterrupt
        return False

    with pytest.raises(Cancelled):
        results(executor, order("a", announce_and_spin, str(sign)), ctx=Context(cancelled=interrupt))
    assert results(executor, order("a", double, 4)) == {"a": 8}


def test_an_error_of_the_caller_stops_the_work(executor: Executor, tmp_path: Path) -> None:
    def refuse(_item: WorkItem, _result: object) -> None:
        raise RuntimeError("store is gone")

    with pytest.raises(RuntimeError, match="store is gone"):
        run([order(str(n), double, n) for n in range(5)], executor, refuse, Context())
    assert results(executor, order("a", double, 4)) == {"a": 8}


def test_a_payload_that_cannot_travel_fails_alone(processes: Executor) -> None:
    found = results(processes, order("a", double, threading.Lock()), order("b", double, 1))
    assert isinstance(found["a"], Failure)
    assert found["b"] == 2


def test_a_payload_that_cannot_be_opened_fails_alone(processes: Executor) -> None:
    found = results(processes, order("a", double, Sealed()), order("b", double, 1))
    assert "stays shut" in found["a"].message
    assert found["b"] == 2


def test_a_result_that_cannot_travel_fails_alone(processes: Executor) -> None:
    found = results(processes, order("a", give_lock), order("b", double, 1))
    assert isinstance(found["a"], Failure)
    assert found["b"] == 2


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGKILL", "SIGABRT"])
def test_a_dead_worker_costs_one_item_and_is_replaced(processes: Executor, name: str) -> None:
    found = results(processes, order("a", die, int(signal.Signals[name])), order("b", double, 1))
    assert found["b"] == 2
    assert (found["a"].kind, found["a"].key) == ("Crash", "a")
    assert name in found["a"].message


def test_a_worker_that_leaves_is_replaced(processes: Executor) -> None:
    found = results(processes, order("a", leave, 7), order("b", double, 1))
    assert found["b"] == 2
    assert "exit code 7" in found["a"].message


def test_a_worker_killed_while_idle_costs_nothing(processes: Executor) -> None:
    _calls, pid = results(processes, order("a", count_calls, "idle"))["a"]
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    calls, fresh = results(processes, order("a", count_calls, "idle"))["a"]
    assert calls == 1
    assert fresh != pid


def test_workers_ignore_ctrl_c(processes: Executor) -> None:
    assert results(processes, order("a", die, int(signal.SIGINT)), order("b", double, 1)) == {"a": None, "b": 2}


def test_closing_ends_every_thread() -> None:
    before = set(threading.enumerate())
    with ThreadExecutor() as executor:
        results(executor, order("a", double, 1), order("b", double, 1, Lane.GPU))
    assert set(threading.enumerate()) <= before


def test_closing_ends_every_worker() -> None:
    with ProcessExecutor() as executor:
        _calls, pid = results(executor, order("a", count_calls, "x"))["a"]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
