"""Traces are kept in one file that does not grow for ever."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench import paths
from dubbench.jobs import trouble


def test_traces_follow_one_another() -> None:
    assert trouble.keep("first") == trouble.keep("second \udcff") == paths.cache() / "errors.log"
    told = (paths.cache() / "errors.log").read_text()
    assert told.index("first") < told.index("second")


def test_a_long_log_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "LARGEST_BYTES", 10)
    trouble.keep("first")
    trouble.keep("second")
    assert "first" in (paths.cache() / "errors.log.old").read_text()
    assert "first" not in (paths.cache() / "errors.log").read_text()


def test_a_place_that_cannot_be_written_is_no_second_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUBBENCH_CACHE", str(tmp_path / "file" / "cache"))
    assert trouble.keep("first") is None
