"""Speakers found by their voices, over the season: characters that stay the same people from the first episode on."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from dubbench.app import work
from dubbench.app.derived import derived_path, keep, known
from dubbench.app.engines import Choice, Chooser
from dubbench.app.revising import Edited, Page, Revision, revise
from dubbench.app.session import Session
from dubbench.app.speakers import unchosen
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.hashing import new_id, recipe
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Take
from dubbench.engines.interfaces import EngineInfo, Voiceprints
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import About, Lane, WorkItem
from dubbench.pipeline.plan import label
from dubbench.pipeline.voices import Spoken, centre, recognised, tell_apart

A_WORD = 2
"""A person's word of a line counts so many times what the machine heard before."""
ENOUGH = 40
"""So many lines of a character, the longest, make the voice that the series knows."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found: the Character of each Line and whether that is a guess, and the Characters that are new."""

    of: Mapping[str, tuple[str, bool]]
    new: tuple[Character, ...]
    episodes: tuple[Episode, ...]
    skipped: tuple[Episode, ...] = ()

    @property
    def unsure(self) -> int:
        """How many lines are guesses."""
        return sum(guess for _, guess in self.of.values())


def find(
    session: Session,
    episodes: Sequence[Episode],
    choice: Choice,
    ctx: Context,
    *,
    count: int | None = None,
) -> Told:
    """Listen who speaks in these episodes, in their order, and change nothing.

    An episode's voices are held against those of the Characters in all episodes; what a person said of a Line is not
    touched, and counts most for whose voice it is. `count` is how many speak in each episode, where it is known.
    """
    info = Chooser(choice, session.models, local=session.series.confidential).diarizer()
    heard, skipped = _Heard(session, info), list[Episode]()
    wanted = {episode.id for episode in episodes}
    for episode in session.store.all(Episode):
        if episode.id not in wanted:
            heard.learn(heard.kept(episode))
    of: dict[str, tuple[str, bool]] = {}
    for number, episode in enumerate(sorted(episodes, key=lambda one: one.number)):
        lines, prints = heard.listen(episode, ctx.share(number, number + 1, len(episodes)))
        if not lines:
            skipped.append(episode)
            continue
        of |= heard.told(lines, prints, count)
    if len(skipped) == len(episodes):
        raise BadInput(tr("Nobody has listened to this yet. First: dubbench run SERIES --until transcribe"))
    return Told(of, tuple(heard.new), tuple(one for one in episodes if one not in skipped), tuple(skipped))


def give(session: Session, told: Told) -> Edited:
    """Give the Lines to the speakers that were found, as one Step that undo takes back.

    A Line whose speaker a person named since then keeps that one.
    """

    def change(page: Page) -> Revision | None:
        named = {one.name.casefold() for one in page.read(Character)}
        new = [one for one in told.new if one.name.casefold() not in named]
        alive = {one.id for one in (*page.read(Character), *new)}
        lines = [
            replace(line, character_id=to, heard_as=to, unsure=guess)
            for line in page.lines
            for to, guess in (told.of.get(line.id, ("", False)),)
            if to in alive and not _by_person(line)
        ]
        changed = [line for line in lines if page.by_id[line.id] != line]
        moved = [line.id for line in changed if page.by_id[line.id].character_id != line.character_id]
        if not changed:
            return None
        takes = unchosen(page.beside(Take, [target.id for target in page.on(moved)]))
        used = {line.character_id for line in lines}
        put = [*(one for one in new if one.id in used), *changed, *takes]
        message = Message.of("tell-speakers", count=len(changed), speakers=len(used))
        return Revision(message, put, ids=tuple(line.id for line in changed), cut=True)

    return revise(session, [one.id for one in told.episodes], change)


def _by_person(line: Line) -> bool:
    """Tell whether a person said who speaks: somebody else than the machine heard."""
    return bool(line.character_id) and line.character_id != line.heard_as


@dataclass(slots=True)
class _Heard:
    """The voices known so far; of each Character the voiceprints of its longest lines, no more however long it goes."""

    session: Session
    info: EngineInfo
    voices: dict[str, list[tuple[int, Voiceprints]]] = field(default_factory=dict)
    new: list[Character] = field(default_factory=list)

    def listen(self, episode: Episode, ctx: Context) -> tuple[list[Line], Voiceprints]:
        """Give an episode's Lines and their voiceprints, heard now where they were not kept."""
        lines, found = self.kept(episode)
        stem = self._dialogue(episode)
        if found is not None or not lines or stem is None:
            return (lines, found) if found is not None else ([], np.zeros((0, 1), np.float32))
        order = work.HearVoices(self.session.place, stem.asset, tuple(line.span for line in lines), self.info.id)
        about = About("transcribe", episode.id)
        item = WorkItem(f"voices {episode.id}", "dubbench.app.work:hear_voices", order, Lane.LONG, about=about)
        made = cast(Voiceprints, self.session.one(item, ctx))
        held = io.BytesIO()
        np.save(held, made)
        keep(derived_path(self.session, "voiceprints", self._recipe(stem, lines), ".npy"), held.getvalue())
        return lines, made

    def kept(self, episode: Episode) -> tuple[list[Line], Voiceprints | None]:
        """Give an episode's Lines, and their voiceprints where they were heard before."""
        lines, stem = self.session.store.all(Line, episode_id=episode.id), self._dialogue(episode)
        if not lines or stem is None:
            return lines, None
        place = derived_path(self.session, "voiceprints", self._recipe(stem, lines), ".npy")
        found = known(place, _read)
        return lines, found if found is not None and len(found) == len(lines) else None

    def learn(self, heard: tuple[list[Line], Voiceprints | None]) -> None:
        """Learn how the Characters of an episode sound that is not asked about."""
        lines, prints = heard
        if prints is not None:
            self._remember(lines, prints, {line.id: line.character_id for line in lines})

    def told(self, lines: Sequence[Line], prints: Voiceprints, count: int | None) -> dict[str, tuple[str, bool]]:
        """Say who speaks each Line of an episode, and learn from it."""
        apart = tell_apart(prints, [line.speech_ms for line in lines], count)
        who = self._who(lines, prints, apart)
        of = {
            line.id: (line.character_id, False) if _by_person(line) else (who[one.voice], one.unsure)
            for line, one in zip(lines, apart, strict=True)
        }
        self._remember(lines, prints, {line_id: name for line_id, (name, _) in of.items()})
        return of

    def _who(self, lines: Sequence[Line], prints: Voiceprints, apart: Sequence[Spoken]) -> dict[int, str]:
        """Name the voices of an episode: as people said of their lines, as before, by known voices, else as new."""
        members = {
            voice: [n for n, one in enumerate(apart) if one.voice == voice] for voice in {o.voice for o in apart}
        }
        alive = {one.id for one in self.session.store.all(Character)}
        named = {}
        for voice, numbers in members.items():
            votes: Counter[str] = Counter()
            for line in (lines[n] for n in numbers if lines[n].character_id in alive):
                votes[line.character_id] += A_WORD if _by_person(line) else 1
            if votes:
                named[voice] = votes.most_common(1)[0][0]
        open_ = {voice: centre(prints[numbers]) for voice, numbers in members.items() if voice not in named}
        known_voices = {
            name: centre(np.stack([print_ for _, print_ in held])) for name, held in self.voices.items() if held
        }
        same = prints.shape[1]
        comparable = {
            name: one for name, one in known_voices.items() if len(one) == same and name not in named.values()
        }
        found = named | recognised(open_, comparable)
        for voice in sorted(set(members) - set(found)):
            found[voice] = self._newcomer()
        return found

    def _newcomer(self) -> str:
        """Make a Character for a voice that nobody knows."""
        taken = {one.name.casefold() for one in (*self.session.store.all(Character), *self.new)}
        number = 1
        while (name := tr("Speaker {number}", number=number)).casefold() in taken:
            number += 1
        self.new.append(Character(new_id(), name))
        return self.new[-1].id

    def _remember(self, lines: Iterable[Line], prints: Voiceprints, of: Mapping[str, str]) -> None:
        for line, print_ in zip(lines, prints, strict=True):
            if (name := of.get(line.id)) and print_.any():
                held = self.voices.setdefault(name, [])
                held.append((line.speech_ms, print_))
                held.sort(key=lambda one: -one[0])
                del held[ENOUGH:]

    def _dialogue(self, episode: Episode) -> Stem | None:
        stems = self.session.store.all(Stem, episode_id=episode.id)
        found = (one for one in stems if one.kind is StemKind.DIALOGUE and self.session.has_asset(one.asset))
        return next(found, None)

    def _recipe(self, stem: Stem, lines: Sequence[Line]) -> str:
        spans = [tuple(line.span) for line in lines]
        return recipe("voiceprints", stem=stem.asset, engine=label(self.info), spans=spans)


def _read(data: bytes) -> Voiceprints:
    found = np.load(io.BytesIO(data), allow_pickle=False)
    if found.ndim != 2 or found.dtype != np.float32:
        raise ValueError("damaged voiceprints")
    return cast(Voiceprints, found)


def summary(session: Session, told: Told) -> Iterator[tuple[str, int, int, int, bool]]:
    """Yield each speaker's name, lines, milliseconds and guesses, and whether they are new, who speaks most first."""
    lines = {line.id: line for episode in told.episodes for line in session.store.all(Line, episode_id=episode.id)}
    names = {one.id: one.name for one in (*session.store.all(Character), *told.new)}
    new = {one.id for one in told.new}
    spoken: dict[str, list[tuple[Line, bool]]] = {}
    for line_id, (name, guess) in told.of.items():
        spoken.setdefault(name, []).append((lines[line_id], guess))
    for name, own in sorted(spoken.items(), key=lambda one: -sum(line.speech_ms for line, _ in one[1])):
        ms = sum(line.speech_ms for line, _ in own)
        yield names.get(name, name), len(own), ms, sum(guess for _, guess in own), name in new
