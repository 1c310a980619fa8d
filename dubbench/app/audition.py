"""A new Take heard in its place at once, before the next run of the fit decides where it sits."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

from dubbench.app.preview import Tracks
from dubbench.app.session import Session
from dubbench.domain.script import Line
from dubbench.domain.target import Fit, Take, Target
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.media.assets import AssetReader
from dubbench.pipeline import fit as fitting
from dubbench.pipeline.mix import clips_of


def audition(session: Session, opened: Tracks, take: Take) -> Fit:
    """Hear a new Take in context at once, placed among its neighbours as they are; nothing is stored.

    The next run of the fit decides for good: `preview.refresh` then lays what it decided.
    """
    if (take.episode_id, take.market_id) != (opened.episode.id, opened.market_id):
        raise BadInput(tr("This take is of another episode or market than the one that is open."))
    fit = _provisional(session, opened, take)
    opened.mixer.put(fit.id, clips_of(fit, take), AssetReader(session.store.assets))
    return fit


def _provisional(session: Session, opened: Tracks, take: Take) -> Fit:
    """Fit a Take between the lines before and after it."""
    episode, market = take.episode_id, take.market_id
    lines = {line.id: line for line in session.store.all(Line, episode_id=episode)}
    targets = {target.id: target for target in session.store.all(Target, episode_id=episode, market_id=market)}
    takes = {one.id: one for one in session.store.all(Take, episode_id=episode, market_id=market)}
    fits = {one.target_id: one for one in session.store.all(Fit, episode_id=episode, market_id=market)}
    heard = {key: takes[fit.take_id] for key, fit in fits.items() if fit.take_id in takes}
    old = heard.get(take.target_id)
    heard[take.target_id] = take
    items = [
        fitting.ToFit(targets[key], one, spoken, _level(spoken), one.level_mdb)
        for key, one in heard.items()
        if key in targets and (spoken := tuple(lines[i] for i in targets[key].line_ids if i in lines))
    ]
    items.sort(key=lambda item: item.lines[0].span)
    at = next((number for number, item in enumerate(items) if item.take is take), None)
    if at is None:
        raise BadInput(tr("The line of this take is not there any more."))
    placed = fitting.fit(items[max(0, at - 1) : at + 2], opened.episode.media.duration_ms)
    made = next(one for one in placed if one.target_id == take.target_id)
    before = fits.get(take.target_id)
    if before and old and old.level_mdb is not None and take.level_mdb is not None:
        return replace(made, gain_mdb=before.gain_mdb + old.level_mdb - take.level_mdb)
    return made


def _level(lines: tuple[Line, ...]) -> int | None:
    levels = [line.level_mdb for line in lines if line.level_mdb is not None]
    return round(sum(levels) / len(levels)) if levels else None
