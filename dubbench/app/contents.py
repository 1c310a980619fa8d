"""What a signature covers today: of a Target its text, its place in a culture or its sound; of a market its cast."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from dubbench.domain.market import Profile
from dubbench.domain.reviewing import reviewed
from dubbench.domain.script import Line
from dubbench.domain.series import Series
from dubbench.domain.signing import (
    OF_TARGETS,
    SentBack,
    SignKind,
    SignOff,
    audio_of,
    casting_of,
    culture_of,
    profile_of,
    sealed,
    text_of,
)
from dubbench.domain.state import State, state_of
from dubbench.domain.target import Fit, Take, Target
from dubbench.domain.timing import speaker
from dubbench.pipeline import voice
from dubbench.store.store import ReadAll

T = TypeVar("T")


class Heard(NamedTuple):
    """The Fit and the Take that say what a Target says today; none where it is not spoken as it is."""

    fit: Fit | None = None
    take: Take | None = None


def heard(target: Target, fit_of: Mapping[str, Fit], takes: Mapping[str, Take]) -> Heard:
    """Return what is heard of a Target."""
    fit = fit_of.get(target.id)
    take = takes.get(fit.take_id) if fit else None
    return Heard(fit, take) if fit and take and voice.says(take, target) else Heard()


def covered(
    kind: SignKind, target: Target, lines: Sequence[Line], profiles: Mapping[str, Profile], sound: Heard
) -> dict[str, Any] | None:
    """Return what a signature on a Target covers as it is; `None` where there is nothing to sign."""
    if not target.text.strip() or not lines:
        return None
    if kind is SignKind.TEXT:
        return text_of(target, lines)
    if kind is SignKind.CULTURE:
        return culture_of(target, (), _told(profiles.get(speaker(lines[0]))))
    return audio_of(sound.take, sound.fit) if sound.take and sound.fit else None


def _told(profile: Profile | None) -> Profile | None:
    """Return a Profile that says something; one that only casts a voice is none to a culture."""
    return profile if profile and (profile.name or profile.background or profile.register) else None


@dataclass(frozen=True)
class Facts:
    """Everything that decides what people see of episodes in a market, read at one moment."""

    market_id: str
    lines: Mapping[str, Line]
    targets: Mapping[str, Target]
    fit_of: Mapping[str, Fit]
    takes: Mapping[str, Take]
    profiles: Mapping[str, Profile]
    signoffs: Mapping[str, Sequence[SignOff]]
    sent: Mapping[str, Sequence[SentBack]]
    text_steps: int = 1
    _sealed: dict[tuple[SignKind, str], tuple[str, str]] = field(default_factory=dict)

    def lines_of(self, target: Target) -> tuple[Line, ...]:
        """Return a Target's Lines in time order."""
        if len(target.line_ids) == 1:
            only = self.lines.get(target.line_ids[0])
            return (only,) if only else ()
        found = (self.lines[line_id] for line_id in target.line_ids if line_id in self.lines)
        return tuple(sorted(found, key=lambda line: (line.span.start_ms, line.id)))

    def heard(self, target: Target) -> Heard:
        return heard(target, self.fit_of, self.takes)

    def covered(self, kind: SignKind, subject_id: str) -> dict[str, Any] | None:
        """Return what a signature would cover today; `None` where there is nothing to sign."""
        if kind is SignKind.CASTING:
            return casting_of(self.profiles.values()) if any(p.voice_id for p in self.profiles.values()) else None
        if kind is SignKind.PROFILE:
            profile = next((p for p in self.profiles.values() if p.id == subject_id), None)
            return None if _told(profile) is None or profile is None else profile_of(profile)
        target = self.targets.get(subject_id)
        if target is None:
            return None
        return covered(kind, target, self.lines_of(target), self.profiles, self.heard(target))

    def sealed(self, kind: SignKind, subject_id: str) -> tuple[str, str]:
        """Return the hash of what a signature would cover today, and that in words; ("", "") where there is nothing."""
        known = self._sealed.get((kind, subject_id))
        if known is None:
            now = self.covered(kind, subject_id)
            known = self._sealed[kind, subject_id] = ("", "") if now is None else sealed(now)
        return known

    def content(self, kind: SignKind, subject_id: str) -> str:
        """Return the hash of what is there today; "" where there is nothing to sign."""
        return self.sealed(kind, subject_id)[0]

    def base(self, target: Target) -> State:
        """Tell how far a Target is before anybody signs."""
        return state_of(target, self.lines_of(target))

    def state(self, target: Target) -> State:
        """Tell how far a Target is, as people see it."""
        return reviewed(
            self.base(target),
            self.signoffs.get(target.id, ()),
            self.sent.get(target.id, ()),
            lambda kind: self.content(kind, target.id),
            self.text_steps,
        )


def facts(
    read: ReadAll, market_id: str, episode_ids: Iterable[str] = (), kinds: Iterable[SignKind] = tuple(SignKind)
) -> Facts:
    """Read episodes (none given: all) in a market in bulk, by `Store.all` or under the lock.

    What is said is read only for kinds about lines, sounds only where one that is asked for, or that somebody signed,
    covers them.
    """
    of_episodes = {"episode_id": list(episode_ids)}
    of_episodes = of_episodes if of_episodes["episode_id"] else {}
    keys = {"market_id": market_id, **of_episodes}
    kinds = frozenset(kinds)
    said = not kinds.isdisjoint((*OF_TARGETS, SignKind.EPISODE))
    signoffs, sent = read(SignOff, **keys), read(SentBack, **keys)
    sounds = SignKind.AUDIO in {*kinds, *(row.kind for row in signoffs), *(row.kind for row in sent)}
    if of_episodes:  # those of a whole market stand beside every episode's
        signoffs = [*signoffs, *read(SignOff, market_id=market_id, episode_id="")]
    return Facts(
        market_id,
        {line.id: line for line in read(Line, **of_episodes)} if said else {},
        {target.id: target for target in read(Target, **keys)} if said else {},
        {fit.target_id: fit for fit in read(Fit, **keys)} if sounds else {},
        {take.id: take for take in read(Take, **keys)} if sounds else {},
        {profile.character_id: profile for profile in read(Profile, market_id=market_id)},
        gathered(signoffs, "subject_id"),
        gathered(sent, "target_id"),
        next((series.signing.text_steps for series in read(Series)), 1),
    )


def gathered(rows: Iterable[T], by: str) -> dict[str, tuple[T, ...]]:
    """Gather rows by one of their fields, in the order they come."""
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by)].append(row)
    return {key: tuple(some) for key, some in found.items()}
