"""What this machine lacks, and the command that mends it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from dubbench import __version__, paths
from dubbench.app import past
from dubbench.app.session import Session
from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.errors import DubbenchError
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context
from dubbench.media.ffmpeg import ffmpeg_exe

ROOM_BYTES = 2_000_000_000
NEEDED = (
    EngineKind.DETECTOR,
    EngineKind.SEPARATOR,
    EngineKind.TRANSCRIBER,
    EngineKind.TRANSLATOR,
    EngineKind.SYNTHESIZER,
)


def examine() -> list[dict[str, Any]]:
    """Look at everything a dub needs; each finding has what, found, ok and the command that mends it."""
    models = Models()
    best = {kind: _best(kind) for kind in NEEDED}
    absent = models.absent(model for engine in best.values() if engine for model in engine.models)
    return [
        _finding(tr("Program"), f"dubbench {__version__}, Python {platform.python_version()} ({sys.executable})"),
        _ffmpeg(),
        *(_engine(kind, engine, models, models.installation(absent)) for kind, engine in best.items()),
        _room(models.root),
        _writable(paths.cache()),
        *(_finding(tr("Engines"), problem, mend=tr("Mend or remove that package.")) for problem in registry.problems()),
    ]


def examine_series(folder: Path, ctx: Context) -> list[dict[str, Any]]:
    """Check the whole journal of a series; one finding for each thing that is not as it was written."""
    with Session.open(folder) as session:
        found = past.findings(session.store, ctx)
    mend = tr("Restore a copy of the series folder, or a file of its folder backups.")
    return [_finding(tr("History"), sentence, mend) for sentence in found] or [
        _finding(tr("History"), tr("{folder} is what was written, step by step", folder=folder))
    ]


def _finding(what: str, found: str, mend: str = "") -> dict[str, Any]:
    return {"what": what, "found": found, "ok": not mend, "mend": mend}


def _ffmpeg() -> dict[str, Any]:
    mend = "pip install --force-reinstall imageio-ffmpeg"
    try:
        told = subprocess.run([ffmpeg_exe(), "-version"], capture_output=True, text=True, check=True, timeout=20)
    except (DubbenchError, OSError, subprocess.SubprocessError) as error:
        return _finding("ffmpeg", str(error), mend)
    return _finding("ffmpeg", told.stdout.partition("\n")[0])


def _best(kind: EngineKind) -> EngineInfo | None:
    return next((e for e in registry.infos() if e.kind is kind and e.rank < registry.RANK_NAMED_ONLY), None)


def _engine(kind: EngineKind, best: EngineInfo | None, models: Models, installation: str) -> dict[str, Any]:
    """Name the best engine of a kind; what it lacks is what to mend, all models by one `installation`."""
    if best is None:
        return _finding(kind.value, tr("no engine"), "pip install 'dubbench[engines]'")
    if lacks := registry.missing_libraries(best):
        return _finding(kind.value, " ".join(lack.sentence for lack in lacks), lacks[0].command)
    absent = models.absent(best.models)
    if not absent:
        return _finding(kind.value, best.title)
    found = ntr(
        "{engine} lacks the model {names}",
        "{engine} lacks the models {names}",
        len(absent),
        engine=best.title,
        names=", ".join(absent),
    )
    return _finding(kind.value, found, installation)


def _room(folder: Path) -> dict[str, Any]:
    there = next(p for p in (folder, *folder.parents) if p.exists())
    free = shutil.disk_usage(there).free
    found = tr("{gigabytes} GB free at {folder}", gigabytes=round(free / 1e9, 1), folder=there)
    return _finding(
        tr("Disk"), found, "" if free >= ROOM_BYTES else tr("Free 2 GB, or set DUBBENCH_MODELS to another disk.")
    )


def _writable(folder: Path) -> dict[str, Any]:
    there = next(p for p in (folder, *folder.parents) if p.exists())
    ok = os.access(there, os.W_OK)
    return _finding(tr("Cache"), str(folder), "" if ok else tr("Set DUBBENCH_CACHE to a folder that can be written."))
