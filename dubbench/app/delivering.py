"""Write a delivery: the mix, the subtitles, the programme, the stems and the manifest."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dubbench import __version__, formats
from dubbench.app import subtitling
from dubbench.app.destinations import destination
from dubbench.app.dubbing import Dub, Placed, engine_uses, voice_uses
from dubbench.app.episodes import find_episodes, media_path
from dubbench.app.rendering import Names, Render, Rendition
from dubbench.app.session import MACHINE, Session
from dubbench.domain.delivery import Cue, DeliveredFile, Delivery, Stem
from dubbench.domain.hashing import digest, recipe
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Destination, Market
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.formats import manifest as manifests
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import About, Lane, WorkItem
from dubbench.media.audio import AudioRef
from dubbench.media.files import fitting_name, write_bytes
from dubbench.media.probe import container_for
from dubbench.pipeline import cues, mix

DRAFT = True  # until an episode can be signed, everything that leaves is a draft
LONGEST_SUFFIX = ".background.flac"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything a delivery is made from and tells, before anything is rendered."""

    placed: tuple[Placed, ...]
    issues: tuple[Issue, ...]
    render: Render
    recipe: str
    id: str


def deliver(
    dub: Dub,
    placed: Sequence[Placed],
    background: Stem,
    out: Path | None,
    ctx: Context,
    *,
    issues: Sequence[Issue],
) -> tuple[bool, Delivery]:
    """Write the delivery, unless the one that is there stands; return whether it was made.

    `issues` is what the run found; the manifest tells them, because a report on the files alone shall know them.
    """
    folder = (out or dub.session.folder / "deliveries").resolve()
    plan = _plan(dub, placed, background, issues, folder)
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
        DRAFT,
        str(folder),
        (*made.files, manifest),
        plan.recipe,
        dub.head,
        at,
    )
    with dub.session.store.edit(Message.of("deliver", market=dub.market.locale), MACHINE) as edit:
        edit.put(delivery)
    return True, delivery


def _plan(dub: Dub, placed: Sequence[Placed], background: Stem, issues: Sequence[Issue], folder: Path) -> _Plan:
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
        issues=issues,
        texts=[(p.target.text, p.take.spoken, p.fit.rung, p.take.engine) for p in placed],
    )
    return _Plan(
        tuple(placed), tuple(issues), render, made_from, digest(f"{dub.episode.id} {dub.market.id} {folder}")[:32]
    )


def _cues(dub: Dub, placed: Sequence[Placed], preset: Destination) -> tuple[Cue, ...]:
    pairs = [(p.target, p.fit) for p in placed]
    return cues.make_cues(pairs, subtitling.rules(dub.episode, preset), dub.market.locale)


def file_names(session: Session, episode: Episode, market: Market) -> tuple[str, ...]:
    """Name the files of a delivery before it is made."""
    base, suffix = _base(session, episode, market), container_for(episode.media)
    return tuple(base + ending for ending in _endings(suffix, destination(market.destination)))


def _names(dub: Dub, folder: Path) -> Names:
    return Names(str(folder), _base(dub.session, dub.episode, dub.market), container_for(dub.episode.media))


def _base(session: Session, episode: Episode, market: Market) -> str:
    """Name a delivery after the episode's title; names that two episodes would share get their number."""
    mark = f".{market.locale}" + (".draft" if DRAFT else "")
    return distinct(find_episodes(session, []), mark + LONGEST_SUFFIX)[episode.id] + mark


def distinct(episodes: Sequence[Episode], suffix: str) -> dict[str, str]:
    """Give every episode's id a file name's stem of its own, whatever the case, cut so that `suffix` still fits."""
    tails = dict.fromkeys((e.id for e in episodes), "")
    stems = {e.id: _stem(e, suffix).removesuffix(suffix) for e in episodes}
    for tail in ("-{0.number}", "-{0.id:.8}"):
        count = Counter(map(_folded, stems.values()))
        for episode in (e for e in episodes if count[_folded(stems[e.id])] > 1):
            tails[episode.id] += tail.format(episode)
            stems[episode.id] = _stem(episode, tails[episode.id] + suffix).removesuffix(suffix)
    return stems


def _stem(episode: Episode, end: str) -> str:
    title = re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "_", episode.title).strip() or f"episode-{episode.number}"
    return fitting_name(title, end)


def _folded(name: str) -> str:
    """Write a name as the file systems compare it that see no difference of case or composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _keep_others(dub: Dub, plan: _Plan, folder: Path) -> None:
    """Raise `BadInput` where a file of another Delivery would be replaced."""
    endings = _endings(plan.render.names.suffix, plan.render.destination)
    wanted = {_folded(plan.render.names.base + ending) for ending in endings}
    for other in dub.session.store.all(Delivery):
        if other.id == plan.id or Path(other.folder) != folder:
            continue
        for file in other.files:
            if _folded(file.name) in wanted and (folder / file.name).exists():
                raise BadInput(
                    tr(
                        "{file} is of another delivery and is not replaced. Choose another folder with -o.",
                        file=folder / file.name,
                    )
                )


def _endings(container: str, preset: Destination) -> list[str]:
    subtitles = [formats.FORMATS[name].suffix for name in preset.formats]
    return [container, *subtitles, ".dialogue.flac", ".background.flac", ".manifest.json"]


def _complete(folder: Path, delivery: Delivery) -> bool:
    return all((folder / f.name).is_file() and (folder / f.name).stat().st_size == f.size_bytes for f in delivery.files)


def _write_manifest(dub: Dub, plan: _Plan, made: Rendition, at: str) -> DeliveredFile:
    media, render = dub.episode.media, plan.render
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
