"""Where things lie: what ships with the program, and the person's models and caches."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Find the data that ships: inside the installed package, or beside it in a checkout."""
    return _shipped("resources")


def locales() -> Path:
    """Find the gettext catalogues."""
    return _shipped("locales")


def models() -> Path:
    """Folder of installed models; `DUBBENCH_MODELS` moves it."""
    return _place("DUBBENCH_MODELS", "data", "models")


def cache() -> Path:
    """Folder of what can be made again; `DUBBENCH_CACHE` moves it."""
    return _place("DUBBENCH_CACHE", "cache", "")


def config() -> Path:
    """Folder of the person's settings; `DUBBENCH_CONFIG` moves it."""
    return _place("DUBBENCH_CONFIG", "config", "")


def state() -> Path:
    """Folder of what the program remembers by itself; `DUBBENCH_STATE` moves it."""
    return _place("DUBBENCH_STATE", "state", "")


def keys() -> Path:
    """Folder of the person's keys, where the system has no keyring; `DUBBENCH_KEYS` moves it."""
    return _place("DUBBENCH_KEYS", "data", "keys")


def _place(variable: str, kind: str, below: str) -> Path:
    if given := os.environ.get(variable):
        return Path(given)
    import platformdirs

    root = Path(getattr(platformdirs, f"user_{kind}_dir")("dubbench", appauthor=False))
    return root / below if below else root
