"""What the command line says when things go wrong: the truth in JSON, a sentence and a log for what nobody foresaw."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dubbench import paths
from dubbench.app import health, production, provision, session, status
from dubbench.cli.main import app
from dubbench.cli.progress import Bar
from dubbench.jobs.context import Context, Progress
from dubbench.jobs.items import Failure, WorkItem


def answer(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise error

    return fail


def test_the_doctor_says_in_json_that_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = {"what": "x", "found": "nothing", "ok": False, "mend": "mend it"}
    monkeypatch.setattr(health, "examine", lambda: [finding])
    done = answer("doctor", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["ok"] is False


def test_a_run_with_failures_is_not_ok_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = production.Result(1, "pt-BR", lines=1, failures=["line 1 failed"])
    monkeypatch.setattr(production, "produce", lambda *_: [made])
    monkeypatch.setattr(provision, "ensure", lambda *_: None)
    answer("new", tmp_path / "s.dubbench", "--to", "pt-BR")
    done = answer("run", tmp_path / "s.dubbench", "--json")
    assert done.exit_code == 6
    assert json.loads(done.stdout)["ok"] is False


def test_an_unexpected_error_is_one_sentence_and_a_trace_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "status", failing(KeyError("deep inside")))
    done = answer("status", "s.dubbench")
    assert done.exit_code == 1
    log = paths.cache() / "errors.log"
    assert done.stderr.startswith("dubbench: Unexpected error (KeyError: 'deep inside').")
    assert str(log) in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in log.read_text()


def test_an_unexpected_error_is_json_where_json_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "status", failing(ZeroDivisionError()))
    found = json.loads(answer("status", "s.dubbench", "--json").stdout)
    assert not found["ok"]
    assert "ZeroDivisionError" in found["error"]["message"]


def test_a_fault_in_a_work_item_leaves_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = Failure.of(WorkItem("line 1", "module:function"), KeyError("deep inside"))
    monkeypatch.setattr(status, "status", failing(session.as_error(failure)))
    done = answer("status", "s.dubbench")
    assert "line 1: unexpected error" in done.stderr
    assert "errors.log" in done.stderr
    assert "deep inside" in (paths.cache() / "errors.log").read_text()


def test_a_trace_is_shown_where_it_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUBBENCH_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr(status, "status", failing(KeyError("deep inside")))
    assert "Traceback" in answer("status", "s.dubbench").stderr


def test_known_errors_leave_no_trace() -> None:
    assert answer("status", "nowhere.dubbench").exit_code in {2, 5}
    assert not (paths.cache() / "errors.log").exists()


def test_brackets_in_a_file_name_do_not_stop_the_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    bar = Bar(stream)
    Context(bar.show).progress(1, 1, "a [/b] name")
    bar.close()
    assert Progress(1, 1).done == 1
    assert "a [/b] name" in stream.getvalue()
