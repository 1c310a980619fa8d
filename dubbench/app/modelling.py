"""Models and engines as people see them: listed, installed, checked, removed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from dubbench.engines import bringing, registry
from dubbench.engines.added import Added
from dubbench.engines.bringing import Terms
from dubbench.engines.interfaces import EngineInfo, EngineKind, Synthesizer
from dubbench.engines.models import Models, disk_errors
from dubbench.engines.pool import EnginePool
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def listing() -> list[dict[str, Any]]:
    """List every model of the catalogue, then those that people added."""
    models = Models()
    known = [
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
    return known + [_added(one) for one in models.added.all()]


def _added(one: Added) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": registry.info(one.engine).kind.value,
        "languages": list(one.languages),
        "licence": one.licence,
        "megabytes": round(one.size_bytes / 1e6),
        "default": False,
        "installed": True,
        "engine": one.engine,
        "source": one.source,
    }


def room() -> int:
    """Say how many bytes are free where models lie."""
    folder = Models().root
    return shutil.disk_usage(next(one for one in (folder, *folder.parents) if one.exists())).free


def available(engine_id: str, ctx: Context) -> list[dict[str, Any]]:
    """List what an engine's own index offers; asks the network."""
    offers = bringing.bringer(registry.info(engine_id)).available(ctx)
    return [offer._asdict() for offer in offers]


def install(
    names: Sequence[str],
    ctx: Context,
    note: Callable[[str], None],
    *,
    default: bool = False,
    source: Path | None = None,
    terms: Terms | None = None,
) -> dict[str, Any]:
    """Install models of the catalogue, those that are there already being left as they are, and add one's own."""
    models, terms = Models(), terms or Terms()
    own = {name: found for name in names if (found := bringing.named(name))}
    added = [_bring(*found, models, ctx, terms) for found in own.values()]
    wanted = [n for n in names if n not in own] + [m.id for m in models.catalogue() if default and m.default]
    if added and not wanted:
        return {"installed": added, "new": added}
    if not wanted:
        raise BadInput(tr("Name a model, or ask for those the default engines need: dubbench models install --default"))
    new = [name for name in dict.fromkeys(wanted) if not models.installed(name)]
    for name in new:
        entry = models.entry(name)
        if not terms.offline and source is None:
            note(tr("Fetching {title} ({megabytes} MB).", title=entry.title, megabytes=entry.size_bytes // 1_000_000))
        models.install(name, ctx.within(entry.title), terms.offline, source)
    return {"installed": [*added, *wanted], "new": [*added, *new]}


def _bring(info: EngineInfo, what: str, models: Models, ctx: Context, terms: Terms) -> str:
    _refuse_taken(terms.name, info, models)
    with disk_errors(models.root):
        made = bringing.bringer(info).bring(what, models, ctx.within(what), terms)
    registry.refresh()
    return made.id


def _refuse_taken(name: str, info: EngineInfo, models: Models) -> None:
    """Keep a model of one's own from standing in the place of one that another engine reads."""
    other = models.added.get(name)
    if (other and other.engine != info.id) or name in {entry.id for entry in models.catalogue()}:
        raise BadInput(
            tr("There is a model called {name} already. Choose another --name; see: dubbench models list", name=name)
        )


def verify(names: Sequence[str], ctx: Context) -> dict[str, Any]:
    """Check the hashes of installed models; the first broken one is raised."""
    models = Models()
    there = [m.id for m in models.catalogue() if (models.root / m.id).is_dir()]
    wanted = list(names) or [*there, *(one.id for one in models.added.all())]
    for name in wanted:
        models.verify(name, ctx)
    return {"sound": wanted}


def remove(names: Sequence[str]) -> dict[str, Any]:
    """Delete installed models."""
    models = Models()
    for name in names:
        if not models.added.get(name):
            models.entry(name)
    for name in names:
        models.remove(name)
    registry.refresh()
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
        "missing": [lack.sentence for lack in registry.missing(info, models)],
        "note": info.note,
    }


def _own_licence(voice: Mapping[str, Any], engine: Mapping[str, Any]) -> str:
    """Name a voice's licence where it is not its engine's."""
    return "" if voice["licence"] == engine["licence"] else f"  [{voice['licence']}]"


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
        f"  {v['id']:<24} {v['language']:<8} {v['gender']:<7} {v['quality']:<8} {v['title']}{_own_licence(v, found)}"
        for v in found.get("voices", [])
    ]
    return "\n".join(rows)
