"""Why a person may not sign something, in words: nothing there, their own work, signed already, sent back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dubbench.app import permits
from dubbench.app.contents import Facts
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.people import Person
from dubbench.domain.reviewing import makers, sent_back
from dubbench.domain.script import Origin
from dubbench.domain.signing import SIGNERS, SignKind
from dubbench.errors import DubbenchError, NotPermitted
from dubbench.i18n import tr
from dubbench.store.store import ReadAll


def signer(read: ReadAll, author: Author, kind: SignKind, market_id: str) -> Person:
    """Return who is at work where they may sign a kind in a market; `NotPermitted` where not."""
    who = permits.require(read, author, SIGNERS[kind], market_id)
    if who is None:
        raise NotPermitted(
            tr("This series knows nobody yet, so nobody signs in it. Its producer begins: dubbench people --help")
        )
    if who.service:
        raise NotPermitted(tr("{name} is a machine's identity. A machine never signs.", name=who.name))
    return who


def refused_role(read: ReadAll, author: Author, kind: SignKind, market_id: str) -> str:
    """Say why a person cannot sign a kind at all; "" where they can."""
    try:
        signer(read, author, kind, market_id)
    except DubbenchError as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Says why a person may not sign a subject as it is; `names` are those of all people, by id."""

    session: Session
    facts: Facts
    kind: SignKind
    who: Person
    names: Mapping[str, str]

    def of(self, subject_id: str) -> str:
        """Say why this person may not sign a subject; "" where they may."""
        if self.facts.covered(self.kind, subject_id) is None:
            return self._nothing(subject_id)
        if self.who.id in self._makers(subject_id):
            return tr("This is your own work: {what}. Somebody else signs it.", what=self.shown(subject_id))
        if self._signed(subject_id):
            return tr("You have signed this already, as it is: {what}", what=self.shown(subject_id))
        if subject_id not in self.facts.sent:
            return ""
        back = sent_back(self.facts.sent.get(subject_id, ()), lambda kind: self.facts.content(kind, subject_id))
        for one in (one for one in back if one.kind is self.kind):
            name = self.names.get(one.person_id, one.person_id)
            return tr(
                "{name} sent this back, and it was not changed since: {what}", name=name, what=self.shown(subject_id)
            )
        return ""

    def _signed(self, subject_id: str) -> bool:
        """Tell whether this person has signed a subject as it is, under the key they have."""
        me = (self.kind, self.who.id, self.who.key)
        mine = [one for one in self.facts.signoffs.get(subject_id, ()) if (one.kind, one.person_id, one.key) == me]
        return bool(mine) and self.facts.content(self.kind, subject_id) in {one.content for one in mine}

    def shown(self, subject_id: str) -> str:
        """Return what a person recognises a subject by."""
        if target := self.facts.targets.get(subject_id):
            return f"“{target.text}”"
        profile = next((p for p in self.facts.profiles.values() if p.id == subject_id), None)
        return f"“{profile.name or profile.character_id}”" if profile else tr("the cast")

    def _nothing(self, subject_id: str) -> str:
        if self.kind is SignKind.AUDIO and subject_id in self.facts.targets:
            return tr("Nothing speaks this as it is written, so there is no sound to sign: {what}. Run the dub first.",
                      what=self.shown(subject_id))  # fmt: skip
        if subject_id in self.facts.targets:
            return tr("There is nothing to sign: the line says nothing in this market yet.")
        return tr("There is nothing to sign: it was deleted, or nobody wrote or cast anything yet.")

    def _makers(self, subject_id: str) -> frozenset[str]:
        if target := self.facts.targets.get(subject_id):
            take = self.facts.heard(target).take if self.kind is SignKind.AUDIO else None
            return makers(self.kind, target, self.facts.lines_of(target), take)
        if self.kind is SignKind.PROFILE:
            return self._last_author(subject_id)
        chosen = [p.id for p in self.facts.profiles.values() if p.voice_id and p.origin is Origin.PERSON]
        return frozenset(name for profile_id in chosen for name in self._last_author(profile_id))

    def _last_author(self, profile_id: str) -> frozenset[str]:
        """Return the person who wrote a Profile last, by the journal; a machine's work is nobody's."""
        steps = self.session.store.steps(table="profile", row_id=profile_id, images=False)
        return frozenset([step.author.id for step in steps if not step.author.machine][-1:])
