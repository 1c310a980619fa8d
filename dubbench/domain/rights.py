"""What a voice may be used for: a performer's Consent, its scope, and whether a use lies in it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ConsentKind(StrEnum):
    """What of a performer is used (after the SAG-AFTRA digital replica terms)."""

    REPLICA = "replica"  # a synthetic copy of their voice
    RECORDING = "recording"  # their own recorded performance
    LICENSED = "licensed"  # a library voice under a contract of its own


class Use(StrEnum):
    """What a voice speaks in."""

    DUB = "dub"
    TRAILER = "trailer"
    ADVERTISING = "advertising"
    TRAINING = "training"


class Reason(StrEnum):
    """Why a Voice may not be used: there is no Consent, or it does not cover the use."""

    NONE = "none"
    REVOKED = "revoked"
    NOT_BEGUN = "not-begun"
    ENDED = "ended"
    TITLE = "title"
    USE = "use"
    LANGUAGE = "language"
    TERRITORY = "territory"
    MEDIUM = "medium"


@dataclass(frozen=True, slots=True)
class Consent:
    """A performer's agreement that a Voice is used; an empty tuple of titles, languages, territories or media: all.

    `begins` and `ends` are ISO dates, the end inclusive, empty: no bound. `document` is the SHA-256 of the paper they
    signed, kept in the series' folder. The producer `by` entered it; `signature` is theirs over the rest but the
    revocation (`app.rights`). A revocation stays on the record for good.
    """

    id: str
    voice_id: str
    performer: str
    kind: ConsentKind
    titles: tuple[str, ...]
    uses: tuple[Use, ...]
    languages: tuple[str, ...]
    territories: tuple[str, ...]
    media: tuple[str, ...]
    begins: str
    ends: str
    pay_creation: str
    pay_use: str
    document: str
    document_name: str
    by: str
    key: str
    at: str
    signature: str = ""
    revoked_at: str = ""
    revoked_by: str = ""
    revoked_why: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A use that is asked for: which title, in which language (BCP 47), territory and medium, on which day."""

    title: str
    use: Use
    language: str
    territory: str
    medium: str
    day: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to an engine that uses the network: never what was sent, only how much of what, and its SHA-256.

    `amount` counts characters of text or milliseconds of sound; `person_id` started the work.
    """

    id: str
    at: str
    person_id: str
    engine: str
    what: str
    amount: int
    sha256: str
    episode_id: str = ""
    market_id: str = ""
    lines: tuple[str, ...] = ()


_LIMITED = re.compile(r"non-?\s?commercial|\bNC\b|\bCPML\b", re.IGNORECASE)


def commercial(licence: str) -> bool:
    """Tell whether a licence, by its name, leaves commercial use free."""
    return _LIMITED.search(licence) is None


def lacks(consent: Consent, wanted: Wanted) -> tuple[Reason, ...]:
    """Return why a Consent does not cover a use; empty where it does."""
    checks = (
        (Reason.REVOKED, bool(consent.revoked_at)),
        (Reason.NOT_BEGUN, bool(consent.begins) and wanted.day < consent.begins),
        (Reason.ENDED, bool(consent.ends) and wanted.day > consent.ends),
        (Reason.TITLE, _outside(wanted.title, consent.titles)),
        (Reason.USE, wanted.use not in consent.uses),
        (Reason.LANGUAGE, bool(consent.languages) and not any(_speaks(wanted.language, t) for t in consent.languages)),
        (Reason.TERRITORY, _outside(wanted.territory, consent.territories)),
        (Reason.MEDIUM, _outside(wanted.medium, consent.media)),
    )
    return tuple(reason for reason, missing in checks if missing)


def covering(consents: Iterable[Consent], wanted: Wanted) -> Consent | None:
    """Return a Consent that covers a use; `None` where none does."""
    return next((one for one in consents if not lacks(one, wanted)), None)


def _outside(value: str, allowed: tuple[str, ...]) -> bool:
    return bool(allowed) and value.casefold() not in {one.casefold() for one in allowed}


def _speaks(language: str, tag: str) -> bool:
    """Tell whether a tag covers a language: `pt` covers `pt-BR`, `pt-BR` not `pt-PT`."""
    wanted, given = language.casefold().split("-"), tag.casefold().split("-")
    return wanted[: len(given)] == given
