"""The programme of an episode in a market before it is rendered: what is heard and read, and what is signed of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dubbench import __version__
from dubbench.app import subtitling
from dubbench.app.delivery_names import names
from dubbench.app.destinations import destination
from dubbench.app.dubbing import Dub, Placed
from dubbench.app.episodes import media_path
from dubbench.app.rendering import Render
from dubbench.domain.delivery import Cue, Stem
from dubbench.domain.hashing import canonical, digest, plain, recipe
from dubbench.domain.journal import Issue
from dubbench.domain.market import Destination
from dubbench.domain.signing import sealed
from dubbench.media.audio import AudioRef
from dubbench.pipeline import cues, mix


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything a delivery is made from and tells.

    `content` is what an episode's signature covers, the same for a draft and the final one; `signed` spells it out.
    """

    placed: tuple[Placed, ...]
    issues: tuple[Issue, ...]
    render: Render
    recipe: str
    id: str
    content: str
    signed: str


def programme(
    dub: Dub, placed: Sequence[Placed], background: Stem, folder: Path, *, issues: Sequence[Issue], draft: bool
) -> Programme:
    """Put together what an episode is in a market: its mix, its cues, and the names of its files."""
    render = _render(dub, placed, background, folder, draft=draft)
    made_from = recipe(
        "delivery",
        program=__version__,
        media=dub.episode.media.sha256,
        heard=[render.plan, render.stream, render.background],
        read=[render.cues, render.title, render.source_language, render.locale, render.draft],
        destination=render.destination,
        issues=issues,
        texts=[(p.target.text, p.take.spoken, p.fit.rung, p.take.engine) for p in placed],
    )
    content, signed = sealed(covered(render))
    mark = "" if draft else " final"
    row_id = digest(f"{dub.episode.id} {dub.market.id} {folder}{mark}")[:32]
    return Programme(tuple(placed), tuple(issues), render, made_from, row_id, content, signed)


def covered(render: Render) -> dict[str, Any]:
    """Return what an episode's signature covers: the rendered programme and its subtitles, whatever they are called."""
    return {
        "media": render.media.sha256,
        "stream": render.stream,
        "sound": digest(canonical([render.plan, render.background])),
        "cues": [[cue.span.start_ms, cue.span.end_ms, cue.text] for cue in render.cues],
        "title": render.title,
        "languages": [render.source_language, render.locale],
        "destination": plain(render.destination),
    }


def _render(dub: Dub, placed: Sequence[Placed], background: Stem, folder: Path, *, draft: bool) -> Render:
    preset = destination(dub.market.destination)
    mixing = mix.mix_plan(
        [p.fit for p in placed],
        {p.take.id: p.take for p in placed},
        AudioRef(background.asset),
        preset,
        frames=background.frames,
        channels=background.channels,
        rate_hz=background.rate_hz,
    )
    return Render(
        dub.session.place,
        str(media_path(dub.session, dub.episode)),
        dub.episode.media,
        dub.episode.audio_stream,
        background.asset,
        mixing,
        _cues(dub, placed, preset),
        preset,
        dub.source,
        dub.market.locale,
        dub.episode.title,
        draft,
        names(dub.session, dub.episode, dub.market, folder, draft=draft),
    )


def _cues(dub: Dub, placed: Sequence[Placed], preset: Destination) -> tuple[Cue, ...]:
    pairs = [(p.target, p.fit) for p in placed]
    return cues.make_cues(pairs, subtitling.rules(dub.episode, preset), dub.market.locale)
