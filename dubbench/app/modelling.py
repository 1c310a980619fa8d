"""Models and engines as people see them: listed, installed, checked, removed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from dubbench.engines import registry
from dubbench.engines.interfaces import EngineKind, Synthesizer
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def listing() -> list[dict[str, Any]]:
    """List every model of the catalogue."""
    models = Models()
    return [
        {
            "id": m.id,
            "title": m.title,
            "kind": m.kind.value,
            "languages": list(m.languages),
            "licence": m.licence,
            "megabytes": round(m.size_bytes / 1e6),
            "default": m.default,
            "installed": models.installed(m.id),
        }
        for m in models.catalogue()
    ]


def install(
    names: Sequence[str],
    ctx: Context,
    note: Callable[[str], None],
    *,
    default: bool = False,
    source: Path | None = None,
    offline: bool = False,
) -> dict[str, Any]:
    """Install models; those that are there already are left as they are."""
    models = Models()
    wanted = [*names, *(m.id for m in models.catalogue() if default and m.default)]
    if not wanted:
        raise BadInput(tr("Name a model, or ask for those the default engines need: dubbench models install --default"))
    new = [name for name in dict.fromkeys(wanted) if not models.installed(name)]
    for name in new:
        entry = models.entry(name)
        if not offline and source is None:
            note(tr("Fetching {title} ({megabytes} MB).", title=entry.title, megabytes=entry.size_bytes // 1_000_000))
        models.install(name, ctx.within(entry.title), offline, source)
    return {"installed": wanted, "new": new}


def verify(names: Sequence[str], ctx: Context) -> dict[str, Any]:
    """Check the hashes of installed models; the first broken one is raised."""
    models = Models()
    wanted = list(names) or [m.id for m in models.catalogue() if (models.root / m.id).is_dir()]
    for name in wanted:
        models.verify(name, ctx)
    return {"sound": wanted}


def remove(names: Sequence[str]) -> dict[str, Any]:
    """Delete installed models."""
    models = Models()
    for name in names:
        models.entry(name)
    for name in names:
        models.remove(name)
    return {"removed": list(names)}


def engines() -> list[dict[str, Any]]:
    """List every engine with what it lacks."""
    models = Models()
    return [_engine(e.id, models) for e in sorted(registry.infos(), key=lambda e: (e.kind, e.rank, e.id))]


def engine(engine_id: str) -> dict[str, Any]:
    """Describe one engine, with its voices where it can speak."""
    models = Models()
    found = _engine(engine_id, models)
    info = registry.info(engine_id)
    if info.kind is EngineKind.SYNTHESIZER and not found["missing"]:
        speaker = cast(Synthesizer, EnginePool(models).get(info))
        found["voices"] = [asdict(voice) for voice in speaker.voices()]
    return found


def _engine(engine_id: str, models: Models) -> dict[str, Any]:
    info = registry.info(engine_id)
    return {
        "id": info.id,
        "kind": info.kind.value,
        "title": info.title,
        "version": info.version,
        "licence": info.licence,
        "languages": list(info.languages),
        "pairs": [list(pair) for pair in info.pairs],
        "models": list(info.models),
        "uses_network": info.uses_network,
        "missing": list(registry.missing(info, models)),
        "note": info.note,
    }


def describe(found: Mapping[str, Any]) -> str:
    """Write one engine's page."""
    rows = [
        f"{found['id']}: {found['title']} {found['version']}",
        tr("kind {kind}, licence {licence}", kind=found["kind"], licence=found["licence"]),
    ]
    if found["pairs"]:
        rows.append(tr("pairs: {pairs}", pairs=", ".join(" → ".join(p) for p in found["pairs"])))
    elif found["languages"]:
        rows.append(tr("languages: {languages}", languages=", ".join(found["languages"])))
    if found["models"]:
        rows.append(tr("models: {models}", models=", ".join(found["models"])))
    if found["note"]:
        rows.append(found["note"])
    rows += [tr("missing: {what}", what=what) for what in found["missing"]]
    rows += [
        f"  {v['id']:<24} {v['language']:<8} {v['gender']:<7} {v['quality']:<8} {v['title']}"
        for v in found.get("voices", [])
    ]
    return "\n".join(rows)
