"""Where a series keeps what can be made again from its media: files in its cache, named by what they are made from."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dubbench.app.session import Session
from dubbench.errors import NoPermission, NotEnoughSpace
from dubbench.media.files import write_bytes

T = TypeVar("T")


def derived_path(session: Session, kind: str, key: str, suffix: str) -> Path:
    """Say where a derived file lies; `kind` is its folder in the cache, `key` the hash of what it is made from."""
    return session.store.cache / kind / f"{key}{suffix}"


def known(path: Path, read: Callable[[bytes], T]) -> T | None:
    """Read a derived file; `None` where there is none, or it is damaged (`read` raises `ValueError`)."""
    try:
        return read(path.read_bytes())
    except (OSError, ValueError):
        return None


def keep(path: Path, data: bytes) -> None:
    """Keep derived data; a cache that cannot be written only costs the time to make it again."""
    with suppress(NotEnoughSpace, NoPermission):
        write_bytes(path, data)
