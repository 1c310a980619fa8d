"""Engines are loaded once, and what cannot be loaded says why."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.errors import EngineError, ModelMissing

INFO = EngineInfo("made", EngineKind.DETECTOR, "Made", "MIT", "made_engine:make", "1", ("*",))


class Engine:
    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Engine]:
    """The engines that the factory has made."""
    engines: list[Engine] = []

    def make(models: Models) -> Engine:
        engines.append(Engine())
        return engines[-1]

    module = ModuleType("made_engine")
    module.make = make  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "made_engine", module)
    return engines


@pytest.fixture
def pool(tmp_path: Path) -> EnginePool:
    return EnginePool(Models(tmp_path))


def test_many_threads_load_an_engine_once(pool: EnginePool, made: list[Engine]) -> None:
    threads = [threading.Thread(target=pool.get, args=(INFO,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert pool.get(INFO) is made[0]
    assert pool.loading["made"] >= 0


def test_closing_closes_what_can_be_closed(pool: EnginePool, made: list[Engine]) -> None:
    pool.get(INFO)
    pool.close()
    assert made[0].closed
    assert pool.loading == {}
    pool.get(INFO)
    assert len(made) == 2


def test_a_missing_model_is_said(pool: EnginePool) -> None:
    with pytest.raises(ModelMissing, match="dubbench models install whisper-base"):
        pool.get(dataclasses.replace(INFO, models=("whisper-base",)))


@pytest.mark.parametrize("factory", ["no_such_module:make", "json:no_such_name"])
def test_a_factory_that_is_not_there_is_said(pool: EnginePool, factory: str) -> None:
    with pytest.raises(EngineError, match="made"):
        pool.get(dataclasses.replace(INFO, factory=factory))
