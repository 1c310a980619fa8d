"""A desk: jobs beside the window, one line at once, nothing lost by a crash, and everybody told of every change."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import multiprocessing
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_series import Heard, go, hang, item, job, opened, series, there, touch, wait_for

from dubbench.app import editing, orders
from dubbench.app.desk import Desk
from dubbench.app.desk_events import (
    Changed,
    Event,
    ItemFailed,
    ItemFinished,
    ItemStarted,
    JobEnded,
    JobPaused,
    JobProgress,
    JobQueued,
    JobResumed,
    JobStarted,
    Outcome,
    Trouble,
)
from dubbench.app.engines import FAKE
from dubbench.app.job_log import JobLog
from dubbench.app.production import Order, Stage
from dubbench.app.running import Job, State, Turn
from dubbench.app.script import script
from dubbench.domain.journal import Author, Message
from dubbench.domain.script import Character, Line
from dubbench.domain.target import Take, Target
from dubbench.errors import BadInput, StoreError
from dubbench.jobs.context import Context, Progress

ANA = Author("ana")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return series(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def desk(folder: Path, heard: Heard) -> Iterator[Desk]:
    with opened(folder, heard) as made:
        yield made


def test_a_production_tells_its_items_and_its_end(desk: Desk, heard: Heard) -> None:
    folder = desk.session.folder
    order = Order((1,), ("pt-BR",), choice=FAKE)
    ended = heard.end_of(desk.start(orders.production(order, folder)))
    assert ended.outcome is Outcome.DONE
    assert ended.result[0].delivery is not None
    mine = [e for e in heard.events if getattr(e, "job", "") == ended.job]
    assert [type(e) for e in mine[:2]] == [JobQueued, JobStarted]
    assert isinstance(mine[-1], JobEnded)
    spoken = [e.title for e in heard.of(ItemFinished) if e.key.startswith("speak")]
    texts = {f"“{t.text}”" for t in desk.session.store.all(Target)}
    assert set(spoken) == texts
    assert len(spoken) == 3
    percents = [e.percent for e in heard.of(JobProgress) if e.percent is not None]
    assert percents == sorted(percents)
    assert any(e.item in texts for e in heard.of(JobProgress))
    assert all(e.remaining_s is not None for e in heard.of(JobProgress) if e.percent is not None)
    changed = frozenset().union(*(e.rows for e in heard.of(Changed)))
    assert {("take", t.id) for t in desk.session.store.all(Take)} <= changed
    entry = desk.log.entries()[-1]
    assert (entry.outcome, entry.title) == ("done", "Dub and deliver · episode 1 · pt-BR")
    assert entry.command.startswith("dubbench run ")


def test_one_line_is_spoken_and_placed_at_once(desk: Desk, heard: Heard) -> None:
    folder = desk.session.folder
    heard.end_of(desk.start(orders.production(Order(choice=FAKE), folder)))
    found = script(desk.session, 1, "pt-BR")
    line = found.line(2)
    text = editing.write_line(desk.session, found, line, "Volte já.")
    ended = heard.end_of(desk.start(orders.respeaking(folder, 1, "pt-BR", [line.id], FAKE)))
    (placed,) = ended.result
    assert placed.take.spoken.lower() == text.text.lower()
    assert placed.fit.take_id == placed.take.id
    assert desk.session.has_asset(placed.take.asset)
    again = heard.end_of(desk.start(orders.respeaking(folder, 1, "pt-BR", [line.id], FAKE)))
    assert again.result[0].take == placed.take
    assert not [e for e in heard.of(ItemFinished, again.job) if e.key.startswith("speak")]


def test_an_urgent_job_goes_between_the_items_of_what_runs(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    season = desk.start(job(item(wait_for, gate), item(touch, tmp_path / "after")))
    there(gate)
    line = desk.start(job(item(touch, tmp_path / "now"), turn=Turn.NOW))
    heard.until(lambda e: isinstance(e, ItemStarted) and e.job == line)
    go(gate)
    heard.end_of(line)
    heard.end_of(season)
    order = [e.key for e in heard.of(ItemFinished)]
    assert order.index("now") < order.index("after")


def test_productions_run_one_after_another(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first = desk.start(job(item(wait_for, gate)))
    second = desk.start(job(item(touch, tmp_path / "b")))
    there(gate)
    assert desk.job(second).state is State.WAITING
    go(gate)
    heard.end_of(second)
    kinds = [(type(e), e.job) for e in heard.events if isinstance(e, JobStarted | JobEnded)]
    assert kinds == [(JobStarted, first), (JobEnded, first), (JobStarted, second), (JobEnded, second)]


def test_a_killed_worker_costs_its_item_and_a_retry_makes_it(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    season = desk.start(job(item(wait_for, gate), item(touch, tmp_path / "b")))
    os.kill(int(there(gate).read_text()), signal.SIGKILL)
    ended = heard.end_of(season)
    assert ended.outcome is Outcome.DONE
    assert [(f.key, f.title, f.kind) for f in ended.failures] == [("gate", "“gate”", "Crash")]
    assert "SIGKILL" in ended.failures[0].message
    assert heard.of(ItemFailed) == list(ended.failures)
    assert list(ended.result) == ["b"]
    assert desk.log.entries()[-1].failures == (ended.failures[0].message,)
    go(gate)
    again = desk.retry(season)
    assert again is not None
    assert set(heard.end_of(again).result) == {"gate", "b"}
    assert desk.retry(again) is None


def test_a_worker_killed_in_a_production_loses_no_line(heard: Heard, tmp_path: Path) -> None:
    folder = series(tmp_path, texts=("One word.", "Two words.", "Three words.", "Four words.", "Five words."))

    def kill_once(event: Event) -> None:
        heard(event)
        if isinstance(event, ItemFinished) and event.key.startswith("speak") and not killed:
            killed.extend(p.pid for p in multiprocessing.active_children() if p.name == "dubbench cpu" and p.pid)
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    killed: list[int] = []
    with Desk.open(folder, kill_once) as desk:
        job_id = desk.start(orders.production(Order(choice=FAKE, until=Stage.FIT), folder))
        ended = heard.end_of(job_id)
        assert killed
        assert ended.outcome is Outcome.DONE
        assert len(ended.failures) <= 1
        if again := desk.retry(job_id):
            assert not heard.end_of(again).failures
        takes = {take.target_id for take in desk.session.store.all(Take)}
        assert takes == {target.id for target in desk.session.store.all(Target)}


def test_a_pause_begins_nothing_new_until_it_ends(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    season = desk.start(job(item(wait_for, gate), item(touch, tmp_path / "after")))
    there(gate)
    desk.pause()
    go(gate)
    heard.until(lambda e: isinstance(e, ItemFinished) and e.key == "gate")
    line = desk.start(job(item(touch, tmp_path / "now"), turn=Turn.NOW))
    heard.end_of(line)
    assert desk.job(season).state is State.PAUSED
    assert not (tmp_path / "after").exists()
    desk.resume()
    heard.end_of(season)
    assert (tmp_path / "after").exists()
    assert [e.job for e in (*heard.of(JobPaused), *heard.of(JobResumed))] == [season, season]


@pytest.mark.parametrize("function", [wait_for, hang])
def test_a_cancel_takes_less_than_a_second(desk: Desk, heard: Heard, tmp_path: Path, function: object) -> None:
    gate = tmp_path / "gate"
    season = desk.start(job(item(function, gate), item(touch, tmp_path / "b")))  # type: ignore[arg-type]
    there(gate)
    begun = time.monotonic()
    desk.cancel(season)
    ended = heard.end_of(season)
    assert time.monotonic() - begun < 1.0
    assert ended.outcome is Outcome.STOPPED
    assert not (tmp_path / "b").exists()
    assert desk.log.entries()[-1].outcome == "stopped"
    line = desk.start(job(item(touch, tmp_path / "c"), turn=Turn.NOW))
    assert heard.end_of(line).outcome is Outcome.DONE


def test_a_paused_job_can_be_stopped(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    season = desk.start(job(item(wait_for, gate)))
    there(gate)
    desk.pause(season)
    desk.cancel(season)
    assert heard.end_of(season, 2).outcome is Outcome.STOPPED


def test_a_job_stopped_before_its_turn_is_over_at_once(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    first, second = desk.start(job(item(wait_for, gate))), desk.start(job(item(touch, tmp_path / "b")))
    there(gate)
    desk.cancel(second)
    assert heard.of(JobEnded, second)[0].outcome is Outcome.STOPPED
    go(gate)
    heard.end_of(first)
    heard.end_of(desk.start(job()))
    assert not (tmp_path / "b").exists()
    assert not heard.of(JobStarted, second)


def test_nothing_is_told_of_a_job_after_its_end(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    late: list[Context] = []
    noisy = Job("noisy", lambda _session, ctx: late.append(ctx))
    ended = heard.end_of(desk.start(noisy))
    late[0].publish(Progress(1, 2))
    desk.pause(ended.job)
    desk.cancel(ended.job)
    assert heard.events[-1] == ended


def test_an_unexpected_error_is_told_with_its_trace_and_the_desk_goes_on(desk: Desk, heard: Heard) -> None:
    ended = heard.end_of(desk.start(Job("odd", lambda _session, _ctx: {}["missing"])))
    assert ended.outcome is Outcome.FAILED
    assert ended.fault is not None
    assert ended.fault.kind == "KeyError"
    assert "missing" in Path(ended.fault.trace).read_text()
    assert heard.end_of(desk.start(Job("good", lambda _session, _ctx: 7))).result == 7


def test_an_error_for_people_keeps_its_sentence(desk: Desk, heard: Heard) -> None:
    ended = heard.end_of(desk.start(orders.production(Order((99,), choice=FAKE), desk.session.folder)))
    assert ended.fault is not None
    assert (ended.fault.kind, ended.fault.exit_code, ended.fault.trace) == ("BadInput", 2, "")
    assert "99" in ended.fault.message
    assert desk.log.entries()[-1].error == ended.fault.message


def test_an_unknown_job_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match="nobody"):
        desk.cancel("nobody")


def test_every_edit_here_is_told_once(desk: Desk, heard: Heard) -> None:
    store = desk.session.store
    with store.edit(Message.of("test"), ANA) as edit:
        edit.put(Character("c1", "Ana"))
    assert heard.of(Changed)[-1] == Changed(frozenset({("character", "c1")}))
    store.undo(ANA)
    time.sleep(0.4)  # several looks at the head
    told = [e for e in heard.of(Changed) if ("character", "c1") in e.rows]
    assert [e.here for e in told] == [True, True]


def test_what_another_process_commits_is_told(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    heard.end_of(desk.start(orders.production(Order(choice=FAKE, until=Stage.TRANSLATE), desk.session.folder)))
    program = "from dubbench.cli.main import run; run()"
    command = [sys.executable, "-c", program, "edit", str(desk.session.folder), "1", "Nunca contei.", "--json"]
    subprocess.run(command, check=True, capture_output=True)
    told = heard.until(lambda e: isinstance(e, Changed) and not e.here, 2)
    found = script(desk.session, 1, "pt-BR")
    assert isinstance(told, Changed)
    assert {table for table, _ in told.rows} == {"target", "alternative"}  # the machine's text is kept beside it
    assert ("target", found.targets[found.line(1).id].id) in told.rows


def test_edits_from_here_and_elsewhere_are_told_apart(desk: Desk, heard: Heard) -> None:
    from dubbench.store.store import Store

    with Store.open(desk.session.folder) as other:
        for number in range(5):
            with other.edit(Message.of("test"), Author("ben")) as edit:
                edit.put(Character(f"theirs{number}", "Ben"))
            with desk.session.store.edit(Message.of("test"), ANA) as edit:
                edit.put(Character(f"ours{number}", "Ana"))
    heard.until(lambda e: isinstance(e, Changed) and ("character", "theirs4") in e.rows, 2)
    theirs = frozenset().union(*(e.rows for e in heard.of(Changed) if not e.here))
    ours = frozenset().union(*(e.rows for e in heard.of(Changed) if e.here))
    assert theirs == {("character", f"theirs{n}") for n in range(5)}
    assert ours >= {("character", f"ours{n}") for n in range(5)}


def test_a_store_that_cannot_be_read_is_told_once_and_tried_again(
    desk: Desk, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        looks.append(1)
        raise StoreError("no answer")

    looks: list[int] = []
    monkeypatch.setattr(desk.session.store, "head", refuse)
    heard.until(lambda e: isinstance(e, Trouble))
    while len(looks) < 4:
        time.sleep(0.01)
    monkeypatch.undo()
    assert heard.of(Trouble) == [Trouble("no answer")]
    from dubbench.store.store import Store

    with Store.open(desk.session.folder) as other, other.edit(Message.of("test"), Author("ben")) as edit:
        edit.put(Character("after", "Ben"))
    heard.until(lambda e: isinstance(e, Changed) and ("character", "after") in e.rows, 2)


def test_edits_do_not_wait_for_a_production(heard: Heard, tmp_path: Path) -> None:
    folder = series(tmp_path, 2)
    took: list[float] = []
    with opened(folder, heard) as desk:
        season = desk.start(orders.production(Order(choice=FAKE), folder))
        while not heard.of(JobEnded, season):
            begun = time.perf_counter()
            with desk.session.store.edit(Message.of("test"), ANA) as edit:
                edit.put(Character("c1", str(begun)))
            took.append(time.perf_counter() - begun)
            time.sleep(0.01)
        assert heard.of(JobEnded)[-1].outcome is Outcome.DONE
    assert len(took) > 20
    assert statistics.median(took) < 0.02


def test_a_desk_is_closed_while_it_works(folder: Path, heard: Heard, tmp_path: Path) -> None:
    before = threading.active_count()
    desk = opened(folder, heard)
    season = desk.start(job(item(wait_for, tmp_path / "gate")))
    waiting = desk.start(job())
    pid = int(there(tmp_path / "gate").read_text())
    begun = time.monotonic()
    desk.close()
    assert time.monotonic() - begun < 4
    assert {heard.end_of(one).outcome for one in (season, waiting)} == {Outcome.STOPPED}
    assert threading.active_count() == before
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert JobLog(folder / "cache").entries()[-1].outcome == "stopped"


def test_engines_are_kept_warm_and_warmed_again_after_a_crash(desk: Desk, heard: Heard, tmp_path: Path) -> None:
    desk.warm(["fake-synthesizer"])
    warmed = heard.until(lambda e: isinstance(e, ItemFinished) and e.key == "warm")
    (first,) = [p.pid for p in multiprocessing.active_children()]
    gate = tmp_path / "gate"
    desk.start(job(item(wait_for, gate)))
    assert int(there(gate).read_text()) == first
    os.kill(first or 0, signal.SIGKILL)
    heard.until(lambda e: isinstance(e, ItemFinished) and e.key == "warm" and e != warmed)
    assert "warm" not in {entry.title for entry in desk.log.entries()}
    (second,) = [p.pid for p in multiprocessing.active_children()]
    assert second != first


def test_reading_from_the_windows_thread_while_work_goes_on(desk: Desk, heard: Heard) -> None:
    season = desk.start(orders.production(Order(choice=FAKE), desk.session.folder))
    while not heard.of(JobEnded, season):
        desk.session.store.all(Line)
        time.sleep(0.02)
        assert {state.id for state in desk.jobs()} == {season}
