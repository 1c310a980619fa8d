"""A new cut of an episode: its Lines are found again in the new sound, and keep their texts and signatures."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from dubbench.app import lines as line_edits
from dubbench.app.episodes import probed
from dubbench.app.revising import Edited, Page, Revision, revise
from dubbench.app.session import Session
from dubbench.app.source_sounds import programme
from dubbench.domain.journal import Message
from dubbench.domain.script import Line
from dubbench.domain.series import Episode, Listening
from dubbench.domain.span import Span
from dubbench.domain.timing import SHORTEST_MS, moved, speaker
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.media.pcm import RATE_HZ as PLAYED_HZ
from dubbench.media.resample import resampled
from dubbench.pipeline.recut import RATE_HZ, Floats, Kept, kept_stretches, new_stretches, placed

WHOLE = 0.95
"""A Line is kept where so much of its speech is in one stretch of the new cut."""
PARTLY = 0.3
"""Where less is left of it, a Line is dropped."""


class Fate(StrEnum):
    """What becomes of a Line."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Moved:
    """A Line of the old cut and where it is in the new one (`None`: nowhere); `share` is how much of it is there."""

    line: Line
    fate: Fate
    share: float
    now: Line | None = None


@dataclass(frozen=True, slots=True)
class Recut:
    """What a new cut would do: the episode with its new programme, every Line's fate, and what is new in it."""

    episode: Episode
    lines: tuple[Moved, ...]
    kept: tuple[Kept, ...]
    new: tuple[Span, ...]

    def of(self, fate: Fate) -> tuple[Moved, ...]:
        """Return the Lines that share a fate."""
        return tuple(one for one in self.lines if one.fate is fate)


def compare(session: Session, episode: Episode, path: Path, ctx: Context, audio_stream: int | None = None) -> Recut:
    """Find an episode's Lines again in a new cut; nothing is changed.

    `BadInput` where nothing of the episode is in it. The old cut is read from its file, or put together from its stems.
    """
    wanted = probed(session, path, episode, audio_stream)
    ctx.progress(0, 3, path.name)
    old = programme(session, episode, ctx)
    before = _small(Audio(old.read(0, old.frames), PLAYED_HZ))
    ctx.progress(1, 3, path.name)
    after = _small(decode_audio(path, wanted.audio_stream, RATE_HZ, ctx))
    ctx.progress(2, 3, path.name)
    kept = kept_stretches(before, after)
    if not kept:
        raise BadInput(
            tr("Nothing of episode {number} is heard in {path}. To add it as another episode: dubbench add",
               number=episode.number, path=path)
        )  # fmt: skip
    duration_ms = wanted.media.duration_ms
    fates = [_fate(line, kept, duration_ms) for line in session.store.all(Line, episode_id=episode.id)]
    heard = replace(wanted, listening=_listening(episode.listening, kept))
    return Recut(heard, tuple(_apart(fates)), kept, new_stretches(kept, duration_ms))


def put(session: Session, found: Recut) -> Edited:
    """Put a new cut in the place of the old one, as one Step; `Conflict` where lines changed since it was compared.

    Lines that are kept or changed keep their texts, and with them the signatures on text and culture. The next run
    hears what is new and places the takes anew.
    """

    def change(page: Page) -> Revision:
        if {line.id: line for line in page.lines} != {one.line.id: one.line for one in found.lines}:
            raise Conflict(tr("Lines of the episode were changed meanwhile. Compare the new cut again."))
        gone = {one.line.id for one in found.lines if one.now is None}
        shortened, lost = line_edits.left_by(page, gone)
        rows = [one.now for one in found.lines if one.now is not None and one.now != one.line]
        counts = {fate.value: len(found.of(fate)) for fate in Fate}
        told = Message.of("recut-episode", number=found.episode.number, **counts)
        dropped = [one.line for one in found.lines if one.now is None]
        ids = tuple(one.line.id for one in found.of(Fate.CHANGED))
        return Revision(told, [found.episode, *rows, *shortened], [*dropped, *lost], ids=ids, cut=True)

    return revise(session, [found.episode.id], change)


def _small(audio: Audio) -> Floats:
    return resampled(Audio(audio.mono()[:, None], audio.rate_hz), RATE_HZ).mono()


def _fate(line: Line, kept: Sequence[Kept], duration_ms: int) -> Moved:
    stretch, share = placed(line.phrases(), kept)
    if stretch is None or share < PARTLY:
        return Moved(line, Fate.DROPPED, share)
    span = line.span
    if share < WHOLE:
        inside = Span(max(span.start_ms, stretch.span.start_ms), min(span.end_ms, stretch.span.end_ms))
        line_there = moved(line, inside)
    else:
        line_there = line
    now = line_there.span.shifted(stretch.shift_ms)
    now = Span(max(0, now.start_ms), min(duration_ms, now.end_ms))
    if now.duration_ms < SHORTEST_MS:
        return Moved(line, Fate.DROPPED, share)
    return Moved(line, Fate.KEPT if share >= WHOLE else Fate.CHANGED, share, moved(line_there, now))


def _apart(fates: Sequence[Moved]) -> list[Moved]:
    """End a Line where the next one of its speaker begins, where a cut brought them together."""
    made = {one.line.id: one for one in fates}
    there = sorted((one.now for one in fates if one.now is not None), key=lambda line: line.span)
    last: dict[str, Line] = {}
    for line in there:
        before = last.get(speaker(line))
        if before and before.span.end_ms > line.span.start_ms >= before.span.start_ms + SHORTEST_MS:
            ended = moved(before, before.span._replace(end_ms=line.span.start_ms))
            made[before.id] = replace(made[before.id], now=ended)
        last[speaker(line)] = line
    return list(made.values())


def _listening(known: Listening | None, kept: Sequence[Kept]) -> Listening | None:
    """Move where somebody speaks along; the next run listens anew."""
    if known is None:
        return None
    parts = [
        Span(max(speech.start_ms, one.span.start_ms), min(speech.end_ms, one.span.end_ms)).shifted(one.shift_ms)
        for one in kept
        for speech in known.speech
        if speech.overlap_ms(one.span)
    ]
    return replace(known, speech=tuple(sorted(parts)))
