"""The one door to the ffmpeg program: command lines are built by ffmpeg-python and run on imageio-ffmpeg's binary."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.files import no_permission, no_space

QUIET = ("-nostdin", "-hide_banner", "-loglevel", "error")
BEHIND = 10
"""How far what nobody waits for stands behind everything else; a Unix nice value."""
TOLD = {"progress": "pipe:1", "stats_period": 0.2}


@cache
def ffmpeg_exe() -> str:
    """Find the ffmpeg program, or say how to get it."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MediaError(tr("The ffmpeg program is missing. Mend it with: pip install imageio-ffmpeg")) from error


def url(path: Path) -> str:
    """Name a file so that neither a dash, a colon nor a quote in it means anything."""
    return f"file:{path.absolute()}"


def source(path: Path, **options: Any) -> Any:
    """Open a file as an input of a command; streams are taken as `source(...)["v:0"]`."""
    import ffmpeg

    return ffmpeg.input(url(path), **options)


def sound(audio: Audio) -> Any:
    """Take samples that `run` pipes in as an input of a command."""
    import ffmpeg

    return ffmpeg.input("pipe:0", f="f32le", ar=audio.rate_hz, ac=audio.channels)


def command(streams: list[Any], out: Path, options: Mapping[str, Any]) -> list[str]:
    """Build the argument list that writes `streams` to `out`; a list as option value repeats the option."""
    import ffmpeg

    once = {name: value for name, value in options.items() if not isinstance(value, list)}
    node = ffmpeg.output(*streams, url(out), **once).global_args(*QUIET).overwrite_output()
    arguments = [str(argument) for argument in ffmpeg.compile(node, cmd=ffmpeg_exe())]
    place = len(arguments) - arguments[::-1].index(url(out)) - 1
    arguments[place:place] = _repeated(options)  # the library itself knows no repeated options
    return arguments


def _repeated(options: Mapping[str, Any]) -> list[str]:
    lists = ((name, value) for name, value in options.items() if isinstance(value, list))
    return [part for name, value in lists for each in value for part in (f"-{name}", str(each))]


def run(
    streams: list[Any],
    out: Path,
    options: Mapping[str, Any],
    ctx: Context,
    *,
    piped: Audio | None = None,
    watch: Callable[[int], None] | None = None,
    gives_way: bool = False,
) -> None:
    """Write `out` with ffmpeg, killed when the work is cancelled; raise what went wrong in words.

    `watch` is told several times a second how many video frames are written; what nobody waits for `gives_way`.
    """
    ctx.check()
    arguments = command(streams, out, {**options, **TOLD} if watch else options)
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE if watch else subprocess.DEVNULL,
            stderr=complaints,
        )
        if gives_way:
            _put_behind(process)
        try:
            with ctx.on_cancel(process.kill):
                if piped:
                    _feed(process.stdin, piped, ctx)
                if watch:
                    _watch(process.stdout, watch)
                code = _await(process, ctx)
        finally:
            _end(process)
        ctx.check()
        if code:
            complaints.seek(0)
            raise _failure(complaints.read().decode(errors="replace"), out)


def _put_behind(process: subprocess.Popen[bytes]) -> None:
    with suppress(AttributeError, OSError):  # not every system has it; the work is done all the same
        os.setpriority(os.PRIO_PROCESS, process.pid, BEHIND)


def _feed(pipe: IO[bytes] | None, audio: Audio, ctx: Context) -> None:
    assert pipe is not None  # noqa: S101 - opened as a pipe by `run`
    try:
        with pipe:
            for start in range(0, audio.frames, audio.rate_hz):
                ctx.check()
                block = np.ascontiguousarray(audio.samples[start : start + audio.rate_hz], dtype="<f4")
                pipe.write(block.data.cast("B") if block.size else b"")
    except BrokenPipeError:
        return  # ffmpeg ended early: its exit code and words say why


def _watch(pipe: IO[bytes] | None, watch: Callable[[int], None]) -> None:
    assert pipe is not None  # noqa: S101 - opened as a pipe by `run`
    with pipe:
        for line in pipe:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            if name == "frame" and value.isdigit():
                watch(int(value))


def _await(process: subprocess.Popen[bytes], ctx: Context) -> int:
    while True:
        try:
            return process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            ctx.check()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in filter(None, (process.stdin, process.stdout)):  # a stop may come before either is read or written
        with suppress(OSError):
            pipe.close()


def _failure(words: str, out: Path) -> Exception:
    if "No space left" in words or "Disk quota exceeded" in words:
        return no_space(out.parent)
    if re.search(r"Permission denied|Read-only file system|Operation not permitted", words):
        return no_permission(out.parent)
    return MediaError(tr("ffmpeg could not write {out}: {cause}", out=out.name, cause=_last_lines(words)))


def _last_lines(words: str, count: int = 3) -> str:
    lines = [re.sub(r"^\[[^\]]*\]\s*", "", line) for line in words.splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or tr("it ended without a word")
