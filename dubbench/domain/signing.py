"""SignOffs: what each covers, what was signed, and whether it still stands (DESIGN section 7)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from dubbench.domain.hashing import canonical, digest, plain
from dubbench.domain.market import Profile
from dubbench.domain.people import Role
from dubbench.domain.script import Line
from dubbench.domain.target import Fit, Take, Target


class SignKind(StrEnum):
    """What a signature is for."""

    TEXT = "text"
    CULTURE = "culture"
    AUDIO = "audio"
    EPISODE = "episode"
    PROFILE = "profile"
    CASTING = "casting"


SIGNERS: Mapping[SignKind, frozenset[Role]] = MappingProxyType(
    {
        SignKind.TEXT: frozenset({Role.APPROVER}),
        SignKind.CULTURE: frozenset({Role.CULTURAL_REVIEWER}),
        SignKind.AUDIO: frozenset({Role.APPROVER}),
        SignKind.EPISODE: frozenset({Role.APPROVER, Role.PRODUCER}),
        SignKind.PROFILE: frozenset({Role.CULTURAL_REVIEWER, Role.APPROVER}),
        SignKind.CASTING: frozenset({Role.APPROVER, Role.PRODUCER}),
    }
)
"""The roles of which a person needs one to sign."""

OF_TARGETS = (SignKind.TEXT, SignKind.CULTURE, SignKind.AUDIO)
"""The kinds whose subject is a Target."""


class Mqm(StrEnum):
    """Why a line is sent back: the dimensions of MQM, and those that dubbing adds."""

    TERMINOLOGY = "terminology"
    ACCURACY = "accuracy"
    LINGUISTIC = "linguistic"
    STYLE = "style"
    LOCALE = "locale"
    AUDIENCE = "audience"
    DESIGN = "design"
    TIMING = "timing"
    RATE = "rate"
    VOICE = "voice"
    EMOTION = "emotion"
    PRONUNCIATION = "pronunciation"


@dataclass(frozen=True, slots=True)
class SignOff:
    """A Person's signature on content; it is never changed, only revoked: taken away by a Step that says why.

    `subject_id` is a Target's, for `EPISODE` an Episode's, for `PROFILE` a Profile's, for `CASTING` a Market's id.
    `signed` is what was signed, as canonical JSON, and `content` its hash. `head` is where the series' chain ended.
    `signature` is Ed25519 by `key` over everything else, in hexadecimal.
    """

    id: str
    kind: SignKind
    subject_id: str
    episode_id: str
    market_id: str
    person_id: str
    key: str
    at: str
    content: str
    signed: str
    head: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class SentBack:
    """A Target that a reviewer would not sign: why, and on what content; it is over when that changes.

    `kind` is the signature that was refused, `comment_id` the Comment that says what is wrong.
    """

    id: str
    kind: SignKind
    target_id: str
    episode_id: str
    market_id: str
    person_id: str
    at: str
    category: Mqm
    content: str
    comment_id: str


def to_sign(record: Any) -> bytes:
    """Return the bytes that a record's `signature` is made over: all its other fields, in canonical JSON."""
    values = {f.name: plain(getattr(record, f.name)) for f in fields(record) if f.name != "signature"}
    return canonical({type(record).__name__: values}).encode()


def text_of(target: Target, lines: Iterable[Line]) -> dict[str, Any]:
    """Return what a text signature covers: the source, and what the Market says and shows for it."""
    return {
        "source": [line.text for line in lines],
        "target": target.text,
        "subtitle": target.subtitle_text,
    }


def culture_of(target: Target, decisions: Iterable[str] = (), profile: Profile | None = None) -> dict[str, Any]:
    """Return what a culture signature covers: the Market's text, its Decisions, and its Profile of the speaker."""
    known = {} if profile is None else {
        "name": profile.name, "background": profile.background, "register": profile.register,
    }  # fmt: skip
    return {"target": target.text, "subtitle": target.subtitle_text, "decisions": sorted(decisions), "profile": known}


def audio_of(take: Take, fit: Fit) -> dict[str, Any]:
    """Return what an audio signature covers: a take, and where, how fast and how loud it sits."""
    return {
        "take": take.asset,
        "spoken": take.spoken,
        "voice": take.voice_id,
        "placements": plain(fit.placements),
        "gain_mdb": fit.gain_mdb,
    }


def profile_of(profile: Profile) -> dict[str, Any]:
    """Return what a Profile's signature covers: everything a Market knows of a Character but its voice."""
    return {
        "character": profile.character_id,
        "name": profile.name,
        "background": profile.background,
        "register": profile.register,
    }


def casting_of(profiles: Iterable[Profile]) -> dict[str, Any]:
    """Return what a casting signature covers: who speaks with which voice in a Market."""
    return {"cast": sorted([p.character_id, p.voice_id] for p in profiles if p.voice_id)}


def sealed(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return content as it is signed, and its hash."""
    signed = canonical(content)
    return digest(signed), signed


class Standing(StrEnum):
    """How a required signature stands."""

    NONE = "none"
    PARTLY = "partly"
    SIGNED = "signed"
    STALE = "stale"


def standing(signoffs: Sequence[SignOff], content: str, needed: int = 1) -> Standing:
    """Tell how what is there today is signed, by so many different people as are needed."""
    valid = {one.person_id for one in signoffs if one.content == content}
    if len(valid) >= needed:
        return Standing.SIGNED
    if valid:
        return Standing.PARTLY
    return Standing.STALE if signoffs else Standing.NONE
