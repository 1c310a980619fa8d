"""What every test shares: private places for models' settings and caches, and no error in the log."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # windows of the tests are not seen


@pytest.fixture(autouse=True)
def private_places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the person's caches and settings out of the tests; models are only read."""
    base = tmp_path_factory.mktemp("places")
    monkeypatch.setenv("DUBBENCH_CACHE", str(base / "cache"))
    monkeypatch.setenv("DUBBENCH_CONFIG", str(base / "config"))
    monkeypatch.setenv("DUBBENCH_STATE", str(base / "state"))
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(autouse=True)
def no_error_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs at ERROR."""
    yield
    errors = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR]
    assert not errors, f"logged at ERROR: {errors}"


@pytest.fixture
def resources() -> Path:
    """The data that ships with the program."""
    from dubbench import paths

    return paths.resources()
