"""Small files of the person's own: read whatever happened to them, changed under a lock, written at once or not."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dubbench.media.files import write_bytes, write_errors

WAIT_S = 5.0


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Keep other processes from changing a file meanwhile; a lock that nobody lets go of is not waited for."""
    from filelock import FileLock, Timeout

    with write_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        with suppress(Timeout):
            lock.acquire(timeout=WAIT_S)
    try:
        yield
    finally:
        lock.release()


def read(path: Path) -> str | None:
    """Read a file; `None` where there is none or it is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def write(path: Path, text: str) -> None:
    """Write a file as a whole."""
    write_bytes(path, text.encode("utf-8", errors="replace"))
