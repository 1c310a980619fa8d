"""Consents as the command line gives and lists them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from dubbench.app import outbound, rights, usage
from dubbench.app.audit import DOCUMENTS
from dubbench.app.licensing import Rights, told
from dubbench.app.licensing import rights as asked
from dubbench.app.revising import present
from dubbench.app.session import Session
from dubbench.domain.delivery import Delivery
from dubbench.domain.hashing import plain
from dubbench.domain.market import Market
from dubbench.domain.people import Person
from dubbench.domain.rights import Consent, ConsentKind, Use
from dubbench.domain.series import Episode
from dubbench.domain.target import Take
from dubbench.errors import BadInput
from dubbench.i18n import tr

E = TypeVar("E", bound=StrEnum)


def give(folder: Path, given: rights.Given) -> dict[str, Any]:
    """Enter a consent."""
    with Session.open(folder) as session:
        made = rights.give(session, given)
        return _row(present(session.store.get(Consent, made.ids[0])), _markets(session))


def kind(name: str) -> ConsentKind:
    """Read a kind of consent as it is written."""
    return _chosen(ConsentKind, name)


def uses(names: Iterable[str]) -> tuple[Use, ...]:
    """Read uses as they are written."""
    return tuple(_chosen(Use, name) for name in names)


def listing(folder: Path) -> list[dict[str, Any]]:
    """List the consents of a series, by performer."""
    with Session.open(folder) as session:
        return rows(session)


def rows(session: Session) -> list[dict[str, Any]]:
    """Tell of the consents of an open series, by performer."""
    markets = _markets(session)
    every = sorted(session.store.all(Consent), key=lambda one: (one.performer, one.at))
    return [_row(one, markets) for one in every]


def heard(session: Session, consent_id: str) -> tuple[float, int]:
    """Tell for how many seconds the voice of a consent is heard as the series stands, and in how many deliveries."""
    one = present(session.store.get(Consent, consent_id))
    takes = [take for take in session.store.all(Take) if take.voice_id == one.voice_id]
    return usage.seconds(session, one.voice_id), len(rights.containing(session, one.voice_id, takes))


def show(folder: Path, name: str) -> dict[str, Any]:
    """Tell everything of one consent, named by its id or voice, and where its document lies ("": it is gone)."""
    with Session.open(folder) as session:
        one = rights.find(session, name)
        paper = session.folder / DOCUMENTS / one.document
        return _row(one, _markets(session)) | {"document_file": str(paper) if paper.is_file() else ""}


def voice_uses(folder: Path, name: str) -> dict[str, Any]:
    """Tell where the voice of a consent is heard: episodes and markets with the seconds, and deliveries."""
    with Session.open(folder) as session:
        one = rights.find(session, name)
        takes = session.store.all(Take)
        found = rights.containing(session, one.voice_id, [take for take in takes if take.voice_id == one.voice_id])
        deliveries = _deliveries(session, found)
    rows = [row for row in usage.voices(folder) if row["voice"] == one.voice_id]
    return {"voice": one.voice_id, "performer": one.performer, "uses": rows, "deliveries": deliveries}


def revoke(folder: Path, name: str, why: str) -> dict[str, Any]:
    """Revoke a consent by its id or voice."""
    with Session.open(folder) as session:
        made = rights.revoke(session, rights.find(session, name).id, why)
        return {
            "consent": _row(made.consent, _markets(session)),
            "takes": made.takes,
            "deliveries": _deliveries(session, made.deliveries),
        }


def sent(folder: Path) -> list[dict[str, Any]]:
    """List what left the machine over a network, oldest first: to whom and how much of what, never what it said.

    `amount` counts characters of text or milliseconds of sound.
    """
    with Session.open(folder) as session:
        names = {person.id: person.name for person in session.store.all(Person)}
        episodes = {one.id: one.number for one in session.store.all(Episode)}
        locales = {one.id: one.locale for one in session.store.all(Market)}
        return [
            {
                "at": one.at,
                "person": names.get(one.person_id, one.person_id),
                "engine": one.engine,
                "what": one.what,
                "amount": one.amount,
                "sha256": one.sha256,
                "episode": episodes.get(one.episode_id, 0),
                "market": locales.get(one.market_id, ""),
                "lines": list(one.lines),
            }
            for one in outbound.sent(session.store)
        ]


def _deliveries(session: Session, found: Iterable[Delivery]) -> list[dict[str, Any]]:
    episodes = {one.id: one.number for one in session.store.all(Episode)}
    locales = {one.id: one.locale for one in session.store.all(Market)}
    return [
        {
            "episode": episodes.get(one.episode_id, 0),
            "market": locales.get(one.market_id, ""),
            "folder": one.folder,
            "draft": one.draft,
            "made_at": one.made_at,
        }
        for one in found
    ]


def _markets(session: Session) -> list[Rights]:
    return [asked(session, one) for one in sorted(session.store.all(Market), key=lambda one: one.locale)]


def _row(one: Consent, markets: Sequence[Rights]) -> dict[str, Any]:
    rows = []
    for market in markets:
        reason = replace(market, consents=(one,)).why_not(one.voice_id)
        why = told(reason, one.voice_id, market.wanted) if reason else ""
        rows.append({"market": market.wanted.language, "covered": reason is None, "why": why})
    kept = {name: value for name, value in plain(one).items() if name not in {"signature", "key", "voice_id"}}
    return kept | {"voice": one.voice_id, "revoked": bool(one.revoked_at), "markets": rows}


def _chosen(among: type[E], name: str) -> E:
    try:
        return among(name)
    except ValueError:
        known = ", ".join(one.value for one in among)
        raise BadInput(tr("There is no “{name}”. There are: {known}.", name=name, known=known)) from None
