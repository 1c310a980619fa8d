"""The subtitles of an episode as they would be delivered now, before anything is delivered."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.app.destinations import destination
from dubbench.app.session import Session
from dubbench.domain.delivery import Cue
from dubbench.domain.market import Destination, Market
from dubbench.domain.script import Line
from dubbench.domain.series import FILM, Episode
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target
from dubbench.pipeline import cues as timing
from dubbench.pipeline import voice

WHOLE_PPM = 1_000_000


def rules(episode: Episode, preset: Destination) -> timing.CueRules:
    """Return what holds for the cues of an episode: the destination's limits at the picture's rate."""
    picture = episode.media.picture
    return timing.CueRules.of(preset, picture.rate if picture else FILM)


def cues(session: Session, episode: Episode, market: Market) -> tuple[Cue, ...]:
    """Make the cues in time order: where the dub says a text it is on screen with it, else with its Lines.

    BadInput where the market's destination is not known.
    """
    store, keys = session.store, {"episode_id": episode.id, "market_id": market.id}
    lines = {line.id: line for line in store.all(Line, episode_id=episode.id)}
    takes = {take.id: take for take in store.all(Take, **keys)}
    fits = {fit.target_id: fit for fit in store.all(Fit, **keys)}
    pairs = []
    for target in store.all(Target, **keys):
        on = [lines[line_id] for line_id in target.line_ids if line_id in lines]
        fit = fits.get(target.id)
        take = takes.get(fit.take_id) if fit else None
        if on:
            heard = fit if fit and take and voice.says(take, target) else _with_lines(target, on)
            pairs.append((target, heard))
    return timing.make_cues(pairs, rules(episode, destination(market.destination)), market.locale)


def _with_lines(target: Target, lines: Sequence[Line]) -> Fit:
    """Return a Fit as if a Target were said while its Lines are."""
    span = Span(min(line.span.start_ms for line in lines), max(line.span.end_ms for line in lines))
    whole = Placement(Span(0, span.duration_ms), span.start_ms, WHOLE_PPM)
    return Fit(target.id, target.episode_id, target.market_id, target.id, "", (whole,), 0)
