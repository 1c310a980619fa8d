"""Engines in memory: each is loaded once in a process, and the seconds that took are kept."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
import threading
import time
from collections import defaultdict
from typing import Any

from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, Loaded
from dubbench.engines.models import Models
from dubbench.errors import EngineError
from dubbench.i18n import tr


class EnginePool:
    """Loads engines when they are first asked for and keeps them; safe to share between threads."""

    def __init__(self, models: Models | None = None) -> None:
        self.models = models or Models()
        self._loaded: dict[str, Loaded] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @property
    def loading(self) -> dict[str, float]:
        """Seconds it took to load each engine."""
        return {engine_id: loaded.seconds for engine_id, loaded in self._loaded.items()}

    def get(self, info: EngineInfo) -> Any:
        """Return the engine, loading it where needed; raise `EngineError` where something is missing."""
        with self._locks[info.id]:
            if info.id not in self._loaded:
                self._loaded[info.id] = self._load(info)
            return self._loaded[info.id].engine

    def close(self) -> None:
        """Let go of every engine; those that hold processes or files have a `close` of their own."""
        while self._loaded:
            _, loaded = self._loaded.popitem()
            if hasattr(loaded.engine, "close"):
                loaded.engine.close()

    def _load(self, info: EngineInfo) -> Loaded:
        registry.require(info, self.models)
        begun = time.perf_counter()
        return Loaded(info, _make(info, self.models), time.perf_counter() - begun)


def _make(info: EngineInfo, models: Models) -> Any:
    module, _, name = info.factory.partition(":")
    try:
        return getattr(importlib.import_module(module), name)(models)
    except (ImportError, AttributeError) as error:
        raise EngineError(
            tr("The engine {engine} cannot be loaded ({cause}). See: dubbench doctor", engine=info.id, cause=error)
        ) from error
