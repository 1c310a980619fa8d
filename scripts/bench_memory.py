"""Peak memory of a process and its children while something runs: sampled, and exact where the kernel keeps count."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

MIB = 1 << 20
OWN_EVERY_S = 0.02
CHILDREN_EVERY = 10  # looking for children reads every process of the machine: once in so many samples


class Memory:
    """Watches the memory of one process, this one if none is named; use it in a `with` block."""

    def __init__(self, pid: int | None = None) -> None:
        self.peaks_mib: dict[str, int] = {}
        self._process = psutil.Process(pid)
        self._own = pid is None
        self._peak = 0
        self._rest = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    @property
    def peak_mib(self) -> int:
        """The largest peak of all parts measured by now."""
        return max(self.peaks_mib.values(), default=0)

    @contextmanager
    def during(self, part: str) -> Iterator[None]:
        """Keep the peak of a part of the work under its name; the larger, where the name comes again."""
        self._peak = 0
        counted = self._own and _count_anew()
        try:
            yield
        finally:
            self._sample(children=False)
            peak = max(self._peak, _counted_peak() if counted else 0)
            self.peaks_mib[part] = max(self.peaks_mib.get(part, 0), peak // MIB)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        samples = 0
        while not self._done.wait(OWN_EVERY_S):
            self._sample(children=samples % CHILDREN_EVERY == 0)
            samples += 1

    def _sample(self, *, children: bool) -> None:
        with suppress(psutil.Error):  # the process has just ended
            if children:
                self._rest = _of_children(self._process)
            self._peak = max(self._peak, self._process.memory_info().rss + self._rest)


def _of_children(process: psutil.Process) -> int:
    """Add up the children's memory; one that has not become its program yet still shares its parent's."""
    own, total = process.cmdline(), 0
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            total += child.memory_info().rss if child.cmdline() != own else 0
    return total


def _count_anew() -> bool:
    """Ask the kernel to count this process's peak from now on; tell whether it does."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return _counted_peak() > 0


def _counted_peak() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
