"""Real packages, trained once and kept in the checkout's cache, and no way out to the network."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest

from dubbench.engines.bringing import Terms
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
from dubbench.providers.argos import BRINGER, Argos, make

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a test went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def training() -> Any:
    """The script that trains the packages."""
    path = ROOT / "scripts" / "train_argos.py"
    spec = importlib.util.spec_from_file_location("train_argos", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def packages(training: Any) -> dict[str, Path]:
    """English to Portuguese and Portuguese to Spanish, as files."""
    tables = sorted((ROOT / "tests" / "data" / "argos").glob("*.tsv"))
    return {table.stem: training.package(table, ROOT / ".cache" / "argos") for table in tables}


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, packages: dict[str, Path]) -> Models:
    models = Models(tmp_path_factory.mktemp("models"))
    for path in packages.values():
        BRINGER.bring(str(path), models, Context(), Terms(offline=True))
    return models


@pytest.fixture(scope="session")
def argos(store: Models) -> Argos:
    return make(store)
