"""One process at a time: a lock on a file, released by the system when its process ends."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dubbench.i18n import tr
from dubbench.jobs.context import Context

RETRY_S = 0.1


@contextmanager
def locked(path: Path, ctx: Context) -> Iterator[None]:
    """Hold the lock; wait for another process, which a cancel ends."""
    with path.open("a+b") as file:
        while not _try_lock(file.fileno()):
            ctx.progress(0, 0, tr("Waiting for another dubbench that is installing the same model"))
            time.sleep(RETRY_S)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
