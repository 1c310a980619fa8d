"""What ran on a series: when, how long, and what failed, as one line of JSON each; derived, and kept short."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dubbench.app import liveness
from dubbench.domain.hashing import new_id
from dubbench.errors import Cancelled, DubbenchError
from dubbench.i18n import tr

NAME = "jobs.jsonl"
LARGEST_BYTES = 400_000
KEPT = 200
FAILURES_KEPT = 50
RUNNING, INTERRUPTED, DONE, FAILED, STOPPED = "running", "interrupted", "done", "failed", "stopped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One job: `outcome` is running, done, failed, stopped, or interrupted where its process is gone.

    `failures` are sentences about items that failed while the rest went on; `error` is why the whole did.
    """

    id: str
    title: str
    command: str
    began: str
    outcome: str = RUNNING
    seconds: float = 0.0
    error: str = ""
    failures: tuple[str, ...] = ()
    failed: int = 0
    process: str = ""


class JobLog:
    """The log of one series, in its cache folder; where it cannot be written, work goes on without it."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / NAME

    def begin(self, title: str, command: str = "") -> Entry:
        """Note that a job begins."""
        entry = Entry(
            new_id(), title, command, datetime.now(UTC).isoformat(timespec="seconds"), process=liveness.mark()
        )
        self._append(asdict(entry))
        return entry

    def end(self, entry: Entry, outcome: str, seconds: float, *, error: str = "", failures: Sequence[str] = ()) -> None:
        """Note how it ended."""
        kept = list(failures[:FAILURES_KEPT])
        told = {"outcome": outcome, "seconds": round(seconds, 3), "error": error}
        self._append({"id": entry.id, **told, "failures": kept, "failed": len(failures)})

    @contextmanager
    def recorded(self, title: str, command: str = "") -> Iterator[list[str]]:
        """Note a job from begin to end; what the block puts in the list are its failures."""
        entry, begun, failures = self.begin(title, command), time.monotonic(), list[str]()
        outcome, error = DONE, ""
        try:
            yield failures
        except Cancelled:
            outcome = STOPPED
            raise
        except DubbenchError as told:
            outcome, error = FAILED, str(told)
            raise
        except BaseException as told:
            outcome, error = FAILED, f"{type(told).__name__}: {told}"
            raise
        finally:
            self.end(entry, outcome, time.monotonic() - begun, error=error, failures=failures)

    def entries(self, last: int | None = None) -> list[Entry]:
        """Return what ran, the oldest first; a damaged line costs itself."""
        found = _joined(self._path)
        return [_alive(entry) for entry in (found if last is None else found[-last:] if last else [])]

    def _append(self, fields: dict[str, Any]) -> None:
        line = "\n" + json.dumps(fields, ensure_ascii=False)  # first: an end that is torn costs only itself
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:  # one write at the end: lines of two processes do not mix
                file.write(line.encode("utf-8", errors="backslashreplace"))
            if self._path.stat().st_size > LARGEST_BYTES:
                self._shorten()

    def _shorten(self) -> None:
        from dubbench.media.files import write_bytes

        kept = _joined(self._path)[-KEPT:]
        while len(data := "".join("\n" + json.dumps(asdict(entry)) for entry in kept)) > LARGEST_BYTES // 2:
            kept = kept[len(kept) // 2 :] if len(kept) > 1 else []
        with suppress(DubbenchError):
            write_bytes(self._path, data.encode())


def _joined(path: Path) -> list[Entry]:
    """Read begins and ends, and put those of one job together."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        with suppress(ValueError):
            fields = json.loads(line)
            if isinstance(fields, dict) and isinstance(fields.get("id"), str):
                found.setdefault(fields["id"], {}).update(fields)
    return [entry for fields in found.values() if (entry := _entry(fields))]


def _entry(fields: dict[str, Any]) -> Entry | None:
    try:
        return Entry(
            str(fields["id"]),
            str(fields["title"]),
            str(fields["command"]),
            str(fields["began"]),
            str(fields["outcome"]),
            float(fields["seconds"]),
            str(fields["error"]),
            tuple(map(str, fields["failures"])),
            int(fields["failed"]),
            str(fields["process"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _alive(entry: Entry) -> Entry:
    """Say of a job without an end whether its process still lives."""
    if entry.outcome != RUNNING or liveness.lives(entry.process):
        return entry
    return replace(entry, outcome=INTERRUPTED)


def as_data(entry: Entry) -> dict[str, Any]:
    """Give an entry as plain data."""
    return asdict(entry) | {"failures": list(entry.failures)}


def as_text(entry: Entry) -> str:
    """Write an entry for people: one line, then what failed."""
    words = {
        RUNNING: tr("running"),
        INTERRUPTED: tr("interrupted"),
        DONE: tr("done"),
        FAILED: tr("failed"),
        STOPPED: tr("stopped"),
    }
    head = f"{entry.began}  {entry.seconds:8.1f} s  {words.get(entry.outcome, entry.outcome):<12} {entry.title}"
    more = entry.failed - len(entry.failures)
    told = [*filter(None, [entry.error]), *entry.failures, *([tr("and {count} more", count=more)] if more > 0 else [])]
    return "\n".join([head, *(f"    ✗ {one}" for one in told)])
