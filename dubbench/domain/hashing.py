"""Canonical JSON, and the two hashes built on it: `recipe` (inputs) and `content` (the thing itself)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from enum import Enum
from typing import Any

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:  # noqa: PLR0911 - one for each kind of value
    """Turn domain values into JSON values: dataclasses to objects, tuples to lists, enums to their values."""
    if type(value) is str:  # most of all there is
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (frozenset, set)):
        return sorted(plain(v) for v in value)
    return value


def canonical(value: Any) -> str:
    """Write a value as JSON that is the same for equal values: sorted keys, no spaces."""
    return _ENCODER.encode(plain(value))


def digest(text: str | bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def recipe(kind: str, **inputs: Any) -> str:
    """Hash the inputs of a piece of machine work; equal inputs give the same recipe."""
    return digest(canonical({"kind": kind, "inputs": inputs}))


def content(value: Any) -> str:
    """Hash an object itself: what a signature covers."""
    return digest(canonical({type(value).__name__: value}))


def new_id() -> str:
    """Make an opaque id that sorts by the time it was made: 48 bits of milliseconds, 80 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
