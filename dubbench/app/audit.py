"""Whether a series is what its people made it: the chain of its steps, every row, every signature, every document."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from dubbench.app import identity, own_work, people, permits, rightful, vouched, witness
from dubbench.app.session import Session
from dubbench.domain.delivery import Delivery, Stem
from dubbench.domain.hashing import digest, new_id
from dubbench.domain.journal import Message
from dubbench.domain.people import EVERYWHERE, Person, Role
from dubbench.domain.remarks import Waiver
from dubbench.domain.rights import Consent
from dubbench.domain.signing import SignOff, to_sign
from dubbench.domain.target import Fit, Take
from dubbench.errors import BadInput, DubbenchError
from dubbench.formats import manifest
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.assets import asset_path
from dubbench.media.files import sha256_of
from dubbench.store.journal import Head
from dubbench.store.store import Decided, ReadAll, Store

DOCUMENTS = "documents"
"""The folder of a series in which the papers of its consents lie, each under its hash."""


def findings(store: Store, ctx: Context) -> Iterator[str]:
    """Yield a sentence for everything that is not as it was written, the first altered step before all else."""
    known, unseen = witness.seen(store.id), witness.unreadable()
    manifests, strange = _delivered(store)
    heads = {one.head for one in store.all(SignOff)} | manifests
    broken = store.verify(sorted(heads), context=ctx)
    yield from broken
    yield from strange
    yield from filter(None, (witness.missing(store, known), unseen))
    yield from _signatures(store, ctx)
    yield from people.unsound(store)
    yield from _consents(store)
    yield from rightful.findings(store)
    if not broken:  # else the first altered step is named, and nothing that follows can be read with trust
        yield from vouched.findings(store)
        yield from own_work.findings(store)


def thorough(store: Store, ctx: Context) -> Iterator[str]:
    """Yield what `findings` does, and every sound that was exchanged."""
    yield from findings(store, ctx)
    yield from exchanged(store, placed_sounds(store))


def accept(session: Session, why: str) -> Head:
    """Hold the past as it is for the right one on this machine; the history keeps who said so, and why.

    A producer does, where the series knows its people.
    """
    reason = " ".join(why.split())
    if not reason:
        raise BadInput(tr("Say why this past is the right one: the history keeps it."))
    lost, at = witness.seen(session.store.id), datetime.now(UTC).isoformat(timespec="milliseconds")
    evidence = lost.hash if lost else ""

    def decision(read: ReadAll) -> Decided:
        permits.require(read, session.person, (Role.PRODUCER,), EVERYWHERE)
        row = Waiver(new_id(), "past", session.store.id, evidence, "", "", session.person.id, at, reason)
        return Decided(Message.of("accept-past", why=reason), [row], binding=True)

    session.store.decide(session.person, decision)
    return witness.accept(session.store)


def _delivered(store: Store) -> tuple[set[str], list[str]]:
    """Return the ends of the chain that manifests on disk name, and which of these are not as they were delivered."""
    heads: set[str] = set()
    strange = []
    for delivery in store.all(Delivery):
        for file in (one for one in delivery.files if one.kind == "manifest"):
            place = Path(delivery.folder) / file.name
            try:
                data = place.read_bytes()
            except OSError:  # moved, or taken to its platform: the delivery's row names its head
                continue
            if digest(data) != file.sha256:
                strange.append(tr("The manifest {file} is not what was delivered.", file=place))
                continue
            with suppress(DubbenchError):
                heads.add(manifest.from_json(data).head)
    return heads, strange


def _signatures(store: Store, ctx: Context) -> Iterator[str]:
    keys = {one.id: {one.key, *one.former_keys} for one in store.all(Person)}
    signoffs = store.all(SignOff)
    for number, one in enumerate(signoffs):
        ctx.progress(number, len(signoffs))
        what = tr("The signature of {name} on {subject} ({at})", name=one.person_id, subject=one.kind.value, at=one.at)
        if digest(one.signed) != one.content:
            yield tr("{what} was altered: what was signed is not what its hash says.", what=what)
        elif one.key not in keys.get(one.person_id, ()):
            yield tr("{what} was made with a key that is not theirs.", what=what)
        elif not identity.valid(one.key, to_sign(one), one.signature):
            yield tr("{what} is not what they signed.", what=what)


def placed_sounds(store: Store) -> set[str]:
    """Return the assets of all sounds that are placed in a programme."""
    placed = {fit.take_id for fit in store.all(Fit)}
    return {take.asset for take in store.all(Take) if take.id in placed} | {stem.asset for stem in store.all(Stem)}


def exchanged(store: Store, assets: Iterable[str]) -> Iterator[str]:
    """Hold sounds against the hash that is their name; one that is gone is made anew. This reads all of them."""
    for asset in sorted(assets):
        file = asset_path(store.assets, asset)
        if file.is_file() and sha256_of(file) != asset:
            yield tr("The sound {asset} is not what it was: {file}", asset=asset[:12], file=file)


def as_given(consent: Consent) -> Consent:
    """Return a Consent as its producer signed it: before it was revoked."""
    return replace(consent, revoked_at="", revoked_by="", revoked_why="")


def _consents(store: Store) -> Iterator[str]:
    keys = {one.id: {one.key, *one.former_keys} for one in store.all(Person)}
    for one in store.all(Consent):
        told = {"performer": one.performer, "voice": one.voice_id}
        if one.key not in keys.get(one.by, ()) or not identity.valid(one.key, to_sign(as_given(one)), one.signature):
            yield tr("The consent of {performer} for {voice} is not what its producer signed.", **told)
        file = store.folder / DOCUMENTS / one.document
        try:
            if sha256_of(file) != one.document:
                yield tr("The document of {performer}'s consent for {voice} was altered: {file}", **told, file=file)
        except OSError:
            yield tr("The document of {performer}'s consent for {voice} is not there: {file}", **told, file=file)
