"""The log of what ran: complete, short, and readable whatever happened to it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dubbench.app import job_log
from dubbench.app.job_log import JobLog, as_text
from dubbench.errors import BadInput, Cancelled


def test_what_ran_is_told_with_its_failures(tmp_path: Path) -> None:
    log = JobLog(tmp_path)
    with log.recorded("Dub · episode 1", "dubbench run s") as failures:
        assert log.entries()[0].outcome == "running"
        failures.append("line 3: the worker process was killed")
    (entry,) = log.entries()
    assert (entry.title, entry.command, entry.outcome, entry.failed) == ("Dub · episode 1", "dubbench run s", "done", 1)
    assert "line 3" in as_text(entry)


@pytest.mark.parametrize(
    ("raised", "outcome", "told"),
    [(BadInput("no such episode"), "failed", "no such episode"), (Cancelled("stop"), "stopped", ""),
     (ValueError("odd"), "failed", "ValueError: odd")],
)  # fmt: skip
def test_what_ended_otherwise_says_how(tmp_path: Path, raised: Exception, outcome: str, told: str) -> None:
    log = JobLog(tmp_path)
    with pytest.raises(type(raised)), log.recorded("a"):
        raise raised
    assert (log.entries()[0].outcome, log.entries()[0].error) == (outcome, told)


def test_a_job_whose_process_is_gone_was_interrupted(tmp_path: Path) -> None:
    program = (
        f"from pathlib import Path; from dubbench.app.job_log import JobLog; JobLog(Path({str(tmp_path)!r})).begin('a')"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert JobLog(tmp_path).entries()[0].outcome == "interrupted"


def test_the_log_stays_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_log, "LARGEST_BYTES", 20_000)
    log = JobLog(tmp_path)
    for number in range(400):
        with log.recorded(f"job {number}") as failures:
            failures.extend(["it failed"] * (number % 3))
    assert (tmp_path / job_log.NAME).stat().st_size <= 20_500
    kept = log.entries()
    assert kept[-1].title == "job 399"
    assert len(kept) <= job_log.KEPT + 200
    assert [e.title for e in log.entries(2)] == ["job 398", "job 399"]


def test_many_failures_are_counted_and_some_kept(tmp_path: Path) -> None:
    log = JobLog(tmp_path)
    with log.recorded("a") as failures:
        failures.extend([f"failure {n}" for n in range(500)])
    (entry,) = log.entries()
    assert (entry.failed, len(entry.failures)) == (500, job_log.FAILURES_KEPT)
    assert "and 450 more" in as_text(entry)


def test_a_damaged_log_costs_its_damaged_lines(tmp_path: Path) -> None:
    log = JobLog(tmp_path)
    with log.recorded("good"):
        pass
    file = tmp_path / job_log.NAME
    file.write_bytes(b'{"id": 3}\nnonsense \xff\n{"id": "x", "title": 1}\n[]\n' + file.read_bytes() + b'{"id": "tor')
    assert [entry.title for entry in log.entries()] == ["good"]
    with log.recorded("after"):
        pass
    assert [entry.title for entry in log.entries()] == ["good", "after"]


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with JobLog(tmp_path / "cache").recorded("a"):
        pass
    assert JobLog(tmp_path / "cache").entries() == []
