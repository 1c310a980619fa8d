"""Hooks of episodes: found by measuring, kept with the Lines, set by people; a person's word stays."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dubbench.app import shots
from dubbench.app.revising import Edited, Page, Revision, revise
from dubbench.app.session import Session
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.journal import Message
from dubbench.domain.script import Hook, HookKind, Line, Origin
from dubbench.domain.series import Episode
from dubbench.errors import BadInput, MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.assets import AssetReader
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.resample import resampled
from dubbench.pipeline.hooks import Heard, Marked, curve, hooks
from dubbench.pipeline.onsets import sudden
from dubbench.pipeline.tone import tones

RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Found:
    """What carries an episode: the Lines that were marked, and how intense each of its seconds is (0 to 1)."""

    episode: Episode
    lines: tuple[Line, ...]
    marked: tuple[Marked, ...]
    curve: tuple[float, ...]


def find(session: Session, episode: Episode, ctx: Context) -> Found:
    """Find an episode's hooks by its stems and its picture; `BadInput` where nobody listened yet."""
    lines = tuple(session.store.all(Line, episode_id=episode.id))
    stems = {stem.kind: stem for stem in session.store.all(Stem, episode_id=episode.id)}
    if not lines or len(stems) < len(StemKind) or not all(session.has_asset(stem.asset) for stem in stems.values()):
        raise BadInput(tr("Nobody has listened to this yet. First: dubbench run SERIES --until transcribe"))
    dialogue, background = (_sound(session, stems[kind]) for kind in (StemKind.DIALOGUE, StemKind.BACKGROUND))
    try:
        cuts = shots.ensure(session, episode, ctx)
    except MediaError:  # the file is elsewhere: what is heard tells enough
        cuts = ()
    heard = Heard(
        episode.media.duration_ms, tones(dialogue, [line.span for line in lines]), cuts, sudden(background)
    )  # fmt: skip
    return Found(episode, lines, hooks(lines, heard), curve(lines, heard))


def put(session: Session, found: Sequence[Found]) -> Edited:
    """Keep what was found with the Lines, as one Step; what a person said of a Line stays."""
    marks = {one.line_id: one for episode in found for one in episode.marked}
    ids = {line.id for episode in found for line in episode.lines}

    def change(page: Page) -> Revision | None:
        rows = [replace(line, hook=_hook(line, marks.get(line.id))) for line in page.lines if line.id in ids]
        changed = [row for row in rows if row != page.line(row.id)]
        if not changed:
            return None
        count = sum(row.hooked for row in rows)
        return Revision(Message.of("mark-hooks", count=count), changed, ids=tuple(row.id for row in changed), cut=True)

    return revise(session, [one.episode.id for one in found], change)


def say(session: Session, line_ids: Sequence[str], kind: HookKind) -> Edited:
    """Set whether Lines carry a hook, and of what kind, by a person's word."""
    episodes = {line.episode_id for line in session.store.all(Line, id=list(line_ids))}

    def change(page: Page) -> Revision:
        rows = [replace(page.line(line_id), hook=Hook(kind, (), Origin.PERSON)) for line_id in line_ids]
        told = Message.of("set-hook", number=page.number(page.line(line_ids[0])), kind=kind.value)
        return Revision(told, rows, ids=tuple(line_ids), cut=True)

    return revise(session, episodes, change)


def _hook(line: Line, mark: Marked | None) -> Hook | None:
    if line.hook is not None and line.hook.origin is Origin.PERSON:
        return line.hook
    return Hook(mark.kind, mark.why) if mark else None


def _sound(session: Session, stem: Stem) -> Audio:
    sound = AssetReader(session.store.assets).read(AudioRef(stem.asset))
    return resampled(Audio(sound.mono()[:, None], sound.rate_hz), RATE_HZ)


def why_words(why: Sequence[str]) -> list[str]:
    """Name the reasons for which a Line was marked."""
    known = {
        "first": tr("it opens the episode"),
        "last": tr("it ends the episode"),
        "loud": tr("louder than the others"),
        "pitch": tr("far from the speaker's usual pitch"),
        "pace": tr("quicker than the others"),
        "words": tr("what it says"),
        "asked": tr("a question or an exclamation"),
        "before": tr("a sound or a pause before it"),
        "cuts": tr("cut on it"),
        "turn": tr("another one answers"),
    }
    return [known[one] for one in why]
