"""Where the stack traces of unexpected errors go: one file in the cache folder, the newest at its end."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from dubbench import paths

NAME = "errors.log"
LARGEST_BYTES = 1_000_000


def keep(trace: str) -> Path | None:
    """Add a trace to the file and return its path, `None` where it cannot be written; an old long file is set aside."""
    path = paths.cache() / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST_BYTES:
            path.replace(path.with_name(NAME + ".old"))
        with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n{trace.rstrip()}\n\n")
    except OSError:
        return None
    return path


def kept() -> tuple[Path, str]:
    """Return the file, and what it holds; nothing where there is none."""
    path = paths.cache() / NAME
    try:
        return path, path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return path, ""
