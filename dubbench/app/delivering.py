"""Write a delivery: the mix, the subtitles, the programme, the stems and the manifest."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dubbench.app.delivery_names import endings, folded
from dubbench.app.dubbing import Dub, Placed, engine_uses, voice_uses
from dubbench.app.programme import Programme, programme
from dubbench.app.rendering import Rendition
from dubbench.app.session import MACHINE
from dubbench.domain.delivery import DeliveredFile, Delivery, Stem
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Issue, Message
from dubbench.errors import BadInput
from dubbench.formats import manifest as manifests
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import About, Lane, WorkItem
from dubbench.media.files import sha256_of, write_bytes

Release = Callable[[Programme], None]
"""Raises where a programme may not leave the house as anything but a draft."""


def deliver(
    dub: Dub,
    placed: Sequence[Placed],
    background: Stem,
    out: Path | None,
    ctx: Context,
    *,
    issues: Sequence[Issue],
    release: Release | None = None,
) -> tuple[bool, Delivery]:
    """Write the delivery, unless the one that is there stands; return whether it was made.

    `issues` is what the run found; the manifest tells them, because a report on the files alone shall know them.
    Without a `release` it is a draft and says so.
    """
    folder = (out or dub.session.folder / "deliveries").resolve()
    plan = programme(dub, placed, background, folder, issues=issues, draft=release is None)
    if release is not None:
        release(plan)
    old = dub.session.store.get(Delivery, plan.id)
    if old and old.recipe == plan.recipe and _complete(folder, old):
        return False, old
    _keep_others(dub, plan, folder)
    about = About("export", dub.episode.id, dub.market.id)
    item = WorkItem(f"deliver {plan.id}", "dubbench.app.rendering:render", plan.render, Lane.LONG, about=about)
    made: Rendition = dub.session.one(item, ctx)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = _write_manifest(dub, plan, made, at)
    delivery = Delivery(
        plan.id,
        dub.episode.id,
        dub.market.id,
        plan.render.destination.id,
        plan.render.draft,
        str(folder),
        (*made.files, manifest),
        plan.recipe,
        dub.head,
        at,
    )
    told = "deliver" if plan.render.draft else "deliver-final"
    with dub.session.store.edit(Message.of(told, market=dub.market.locale), MACHINE) as edit:
        edit.put(delivery)
    return True, delivery


def _keep_others(dub: Dub, plan: Programme, folder: Path) -> None:
    """Raise `BadInput` where a file of another Delivery would be replaced."""
    ends = endings(plan.render.names.suffix, plan.render.destination)
    wanted = {folded(plan.render.names.base + ending) for ending in ends}
    for other in dub.session.store.all(Delivery):
        if other.id == plan.id or Path(other.folder) != folder:
            continue
        for file in other.files:
            if folded(file.name) in wanted and (folder / file.name).exists():
                raise BadInput(
                    tr(
                        "{file} is of another delivery and is not replaced. Choose another folder with -o.",
                        file=folder / file.name,
                    )
                )


def _complete(folder: Path, delivery: Delivery) -> bool:
    return all((folder / f.name).is_file() and sha256_of(folder / f.name) == f.sha256 for f in delivery.files)


def _write_manifest(dub: Dub, plan: Programme, made: Rendition, at: str) -> DeliveredFile:
    media, render = dub.episode.media, plan.render
    told = manifests.Manifest(
        episode_id=dub.episode.id,
        episode_number=dub.episode.number,
        episode_title=dub.episode.title,
        market_id=dub.market.id,
        locale=dub.market.locale,
        source_language=dub.source,
        destination=render.destination,
        draft=render.draft,
        made_at=at,
        source=manifests.SourceFile(
            media.path,
            media.sha256,
            media.duration_ms,
            dub.episode.audio_stream,
            render.plan.channels,
            dub.source,
            media.picture,
            separated=True,
        ),
        files=made.files,
        lines=tuple(manifests.DubbedLine.of(p.target, p.lines, p.fit, p.take) for p in plan.placed),
        engines=engine_uses(dub, plan.placed),
        voices=voice_uses(plan.placed),
        issues=plan.issues,
        mix_gain_mdb=made.gain_mdb,
        loudness_mdb=made.loudness_mdb,
        true_peak_mdb=made.true_peak_mdb,
        head=dub.head,
    )
    data = manifests.to_json(told).encode()
    path = render.names.path(".manifest.json")
    write_bytes(path, data)
    return DeliveredFile(path.name, "manifest", digest(data), len(data))
