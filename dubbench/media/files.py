"""Files that appear under their final name only when complete, with names every file system takes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import hashlib
import os
import platform
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dubbench.errors import BadInput, DubbenchError, NoPermission, NotEnoughSpace
from dubbench.i18n import tr

NAME_BYTES = 255
PART = ".dubbench-"
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def fitting_name(stem: str, suffix: str, reserve: int = 0) -> str:
    """Join stem and suffix, the stem cut between characters so that the name takes at most 255 bytes.

    `reserve` keeps that many bytes free for what is added later.
    """
    room = max(1, NAME_BYTES - reserve - len(os.fsencode(suffix)))
    kept = stem
    while len(os.fsencode(kept)) > room:
        kept = kept[:-1]
    whole = kept if kept == stem else kept.rstrip("\u200d\ufe0f ")
    return whole + suffix


def sha256_of(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def no_space(place: Path) -> NotEnoughSpace:
    """Make the error of a full disk."""
    return NotEnoughSpace(
        tr("The disk that holds {place} is full. Free some space there and run the same command again.", place=place)
    )


def no_permission(place: Path) -> NoPermission:
    """Make the error of a place that may not be written."""
    return NoPermission(
        tr("{place} cannot be written: permission denied. Choose another place, or change its rights.", place=place)
    )


@contextmanager
def write_errors(place: Path, temporary: Path | None = None) -> Iterator[None]:
    """Turn the system's refusal to write at a place, or to read what is written there, into a sentence."""
    try:
        yield
    except OSError as error:
        raise _told(error, place, temporary or place) from error


def _told(error: OSError, place: Path, temporary: Path) -> DubbenchError:
    if error.errno in NO_SPACE:
        return no_space(place)
    if (source := _elsewhere(error, place, temporary)) is not None:
        return _not_read(error, source)
    if error.errno in FORBIDDEN:
        return no_permission(place)
    return DubbenchError(tr("{place} cannot be written: {cause}.", place=place, cause=error.strerror or error))


def _elsewhere(error: OSError, *places: Path) -> Path | None:
    """Give the file that an error is about, where it is none of these places, nor in one or on the way to one."""
    if not isinstance(error.filename, str | bytes | os.PathLike):
        return None
    found = Path(os.fsdecode(error.filename)).absolute()
    ours = [place.absolute() for place in places]
    return None if any(found.is_relative_to(place) or place.is_relative_to(found) for place in ours) else found


def _not_read(error: OSError, source: Path) -> DubbenchError:
    if error.errno in FORBIDDEN:
        return NoPermission(tr("{path} cannot be read: permission denied. Change its rights.", path=source))
    return BadInput(tr("{path} cannot be read: {cause}. Check its disk.", path=source, cause=error.strerror or error))


@contextmanager
def written(out: Path) -> Iterator[Path]:
    """Give a temporary path beside `out` that takes its name when the block ends well, and vanishes otherwise."""
    temporary = out.parent / f"{PART}{_machine()}-{os.getpid()}-{secrets.token_hex(8)}.part{_short_suffix(out)}"
    with write_errors(out, temporary):
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            _settle(temporary)
            temporary.replace(out)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Delete the temporary files that killed processes of this machine left in a folder."""
    import psutil

    mine = f"{PART}{_machine()}-"
    for left in folder.glob(f"{mine}*-*"):
        owner = left.name.removeprefix(mine).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with suppress(OSError):
                left.unlink()


def _machine() -> str:
    """Name this machine in a few letters: a folder may be shared, and process numbers mean nothing elsewhere."""
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def write_bytes(out: Path, data: bytes) -> None:
    """Write a whole file at once or not at all."""
    with written(out) as temporary:
        temporary.write_bytes(data)


def _short_suffix(out: Path) -> str:
    return out.suffix if len(os.fsencode(out.suffix)) <= 16 else ""


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
