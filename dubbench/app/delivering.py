"""Write a delivery: the mix, the subtitles, the programme, the stems and the manifest."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from dubbench import __version__
from dubbench.app.destinations import destination
from dubbench.app.dubbing import Dub, Placed, engine_uses
from dubbench.app.episodes import find_episodes, media_path
from dubbench.app.rendering import Names, Render, Rendition
from dubbench.app.session import MACHINE
from dubbench.domain.delivery import Cue, DeliveredFile, Delivery, Stem
from dubbench.domain.hashing import digest, recipe
from dubbench.domain.journal import Message
from dubbench.domain.market import Destination
from dubbench.formats import manifest as manifests
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.media.audio import AudioRef
from dubbench.media.files import fitting_name, write_bytes
from dubbench.media.probe import container_for
from dubbench.pipeline import cues, mix

DRAFT = True  # until an episode can be signed, everything that leaves is a draft
LONGEST_SUFFIX = ".background.flac"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a delivery is made from, before anything is rendered."""

    render: Render
    recipe: str
    id: str


def deliver(
    dub: Dub, placed: Sequence[Placed], background: Stem, out: Path | None, ctx: Context
) -> tuple[bool, Delivery]:
    """Write the delivery unless the one that is there stands; return whether it was made."""
    folder = (out or dub.session.folder / "deliveries").resolve()
    plan = _plan(dub, placed, background, folder)
    old = dub.session.store.get(Delivery, plan.id)
    if old and old.recipe == plan.recipe and _complete(folder, old):
        return False, old
    head = dub.session.store.head()
    item = WorkItem(f"deliver {plan.id}", "dubbench.app.rendering:render", plan.render)
    made: Rendition = dub.session.one(item, ctx)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = _write_manifest(dub, placed, plan.render, made, head=head.hash, at=at)
    delivery = Delivery(
        plan.id,
        dub.episode.id,
        dub.market.id,
        plan.render.destination.id,
        DRAFT,
        str(folder),
        (*made.files, manifest),
        plan.recipe,
        head.hash,
        at,
    )
    with dub.session.store.edit(Message.of("deliver", market=dub.market.locale), MACHINE) as edit:
        edit.put(delivery)
    return True, delivery


def _plan(dub: Dub, placed: Sequence[Placed], background: Stem, folder: Path) -> _Plan:
    preset = destination(dub.market.destination)
    media = dub.episode.media
    mixing = mix.mix_plan(
        [p.fit for p in placed],
        {p.take.id: p.take for p in placed},
        AudioRef(background.asset),
        preset,
        frames=background.frames,
        channels=background.channels,
        rate_hz=background.rate_hz,
    )
    names = _names(dub, folder)
    render = Render(
        dub.session.place,
        str(media_path(dub.session, dub.episode)),
        media,
        dub.episode.audio_stream,
        background.asset,
        mixing,
        _cues(dub, placed, preset),
        preset,
        dub.source,
        dub.market.locale,
        dub.episode.title,
        DRAFT,
        names,
    )
    made_from = recipe(
        "delivery",
        program=__version__,
        media=media.sha256,
        heard=[render.plan, render.stream, render.background],
        read=[render.cues, render.title, render.source_language, render.locale, render.draft],
        destination=preset,
        texts=[(p.target.text, p.take.spoken, p.fit.rung, p.take.engine) for p in placed],
    )
    return _Plan(render, made_from, digest(f"{dub.episode.id} {dub.market.id} {folder}")[:32])


def _cues(dub: Dub, placed: Sequence[Placed], preset: Destination) -> tuple[Cue, ...]:
    picture = dub.episode.media.picture
    rate = Fraction(picture.rate_num, picture.rate_den) if picture and picture.rate_num else Fraction(25)
    rules = cues.CueRules.of(preset, rate)
    return cues.make_cues([(p.target, p.fit) for p in placed], rules, dub.market.locale)


def _names(dub: Dub, folder: Path) -> Names:
    """Name the files after the episode's title; titles that two episodes share get their number."""
    title = re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "_", dub.episode.title).strip() or f"episode-{dub.episode.number}"
    others = [e.title for e in find_episodes(dub.session, []) if e.id != dub.episode.id]
    stem = f"{title}-{dub.episode.number}" if dub.episode.title in others else title
    mark = f".{dub.market.locale}" + (".draft" if DRAFT else "")
    longest = mark + LONGEST_SUFFIX
    base = fitting_name(stem, longest).removesuffix(LONGEST_SUFFIX)
    return Names(str(folder), base, container_for(dub.episode.media))


def _complete(folder: Path, delivery: Delivery) -> bool:
    return all((folder / f.name).is_file() and (folder / f.name).stat().st_size == f.size_bytes for f in delivery.files)


def _write_manifest(
    dub: Dub, placed: Sequence[Placed], render: Render, made: Rendition, *, head: str, at: str
) -> DeliveredFile:
    media = dub.episode.media
    told = manifests.Manifest(
        episode_id=dub.episode.id,
        episode_number=dub.episode.number,
        episode_title=dub.episode.title,
        market_id=dub.market.id,
        locale=dub.market.locale,
        source_language=dub.source,
        destination=render.destination,
        draft=DRAFT,
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
        lines=tuple(manifests.DubbedLine.of(p.target, p.lines, p.fit, p.take) for p in placed),
        engines=engine_uses(dub, placed),
        mix_gain_mdb=made.gain_mdb,
        loudness_mdb=made.loudness_mdb,
        true_peak_mdb=made.true_peak_mdb,
        head=head,
    )
    data = manifests.to_json(told).encode()
    path = render.names.path(".manifest.json")
    write_bytes(path, data)
    return DeliveredFile(path.name, "manifest", digest(data), len(data))
