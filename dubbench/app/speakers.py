"""Characters, and which Lines are theirs: whoever speaks a Line decides by which voice it is dubbed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from dubbench.app import permits
from dubbench.app.revising import Edited, Page, Revision, present, revise
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Profile
from dubbench.domain.people import EDITING
from dubbench.domain.script import Character, Line, Origin
from dubbench.domain.target import Take
from dubbench.domain.timing import UNNAMED
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll


def add_character(session: Session, name: str, *, gender: str = "", age: str = "", role: str = "") -> Edited:
    """Add a Character to the series; a name is given once."""
    made = Character(new_id(), _named(name), gender, age, role)

    def decision(read: ReadAll) -> Decided:
        permits.require(read, session.person, EDITING)
        _refuse_taken(read(Character), made)
        return Decided(Message.of("add-character", name=made.name), [made])

    return Edited(changed_by(session.store.decide(session.person, decision)), (made.id,))


def rename_character(session: Session, character_id: str, name: str) -> Edited:
    """Give a Character another name."""
    said = _named(name)

    def decision(read: ReadAll) -> Decided:
        permits.require(read, session.person, EDITING)
        known = read(Character)
        old = present(next((c for c in known if c.id == character_id), None))
        wanted = replace(old, name=said)
        _refuse_taken(known, wanted)
        return Decided(Message.of("rename-character", name=old.name, to=said), [wanted])

    return Edited(changed_by(session.store.decide(session.person, decision)), (character_id,))


def delete_character(session: Session, character_id: str) -> Edited:
    """Delete a Character with its Profiles; its Lines are of an unnamed speaker again, by their pitch."""
    episodes = {line.episode_id for line in session.store.all(Line) if line.character_id == character_id}

    def change(page: Page) -> Revision:
        elsewhere = (line for line in page.read(Line) if line.episode_id not in episodes)
        if any(line.character_id == character_id for line in elsewhere):
            raise Conflict(tr("This character was given lines meanwhile. Read it again and decide."))
        gone = present(next((c for c in page.read(Character) if c.id == character_id), None))
        lines = [line for line in page.lines if line.character_id == character_id]
        profiles = [p for p in page.read(Profile) if p.character_id == character_id]
        return Revision(
            Message.of("delete-character", name=gone.name), _spoken_by(page, lines, ""), [gone, *profiles],
            tuple(line.id for line in lines),
        )  # fmt: skip

    return revise(session, episodes, change)


def assign(session: Session, line_ids: Sequence[str], character_id: str) -> Edited:
    """Say who speaks these Lines; empty: an unnamed speaker. The next run speaks them by that voice.

    A Take that a person chose for them was of the other speaker, so its choice ends.
    """

    def change(page: Page) -> Revision:
        name = ""
        if character_id:
            name = present(next((c for c in page.read(Character) if c.id == character_id), None)).name
        return _given(page, line_ids, character_id, name)

    return _revise_lines(session, line_ids, change)


def assign_to_new(session: Session, line_ids: Sequence[str], name: str) -> Edited:
    """Give these Lines to a Character that is made for them, as one Step; a name is given once."""
    made = Character(new_id(), _named(name))

    def change(page: Page) -> Revision:
        _refuse_taken(page.read(Character), made)
        given = _given(page, line_ids, made.id, made.name)
        return given._replace(put=[made, *given.put])

    return _revise_lines(session, line_ids, change)


def _revise_lines(session: Session, line_ids: Sequence[str], change: Callable[[Page], Revision]) -> Edited:
    episodes = {present(session.store.get(Line, line_id)).episode_id for line_id in line_ids}
    return revise(session, episodes, change) if line_ids else Edited()


def _given(page: Page, line_ids: Sequence[str], character_id: str, name: str) -> Revision:
    """Return the change that gives Lines to a speaker; without a name, to an unnamed one."""
    lines = [page.line(line_id) for line_id in dict.fromkeys(line_ids)]
    told = Message.of("assign-lines" if name else "unassign-lines", count=len(lines), name=name)
    changed = [line for line in lines if line.character_id != character_id]
    return Revision(told, _spoken_by(page, changed, character_id), ids=tuple(line.id for line in lines))


def find_character(session: Session, name: str) -> Character:
    """Find a Character by its name, whatever the case."""
    known = session.store.all(Character)
    found = next((c for c in known if c.name.casefold() == " ".join(name.split()).casefold()), None)
    if found is None:
        names = ", ".join(sorted(c.name for c in known)) or tr("none yet")
        raise BadInput(tr("There is no character “{name}”. There are: {names}.", name=name, names=names))
    return found


def characters(session: Session) -> list[dict[str, Any]]:
    """List the Characters with how many Lines they have and how each Market casts them."""
    lines = session.store.all(Line)
    voices = session.store.all(Profile)
    return [
        {
            "id": character.id,
            "name": character.name,
            "gender": character.gender,
            "lines": sum(line.character_id == character.id for line in lines),
            "voices": {p.market_id: p.voice_id for p in voices if p.character_id == character.id and p.voice_id},
        }
        for character in sorted(session.store.all(Character), key=lambda c: c.name)
    ]


def _spoken_by(page: Page, lines: Iterable[Line], character_id: str) -> list[Line | Take]:
    """Give Lines to a speaker, and end the choice of Takes that another spoke."""
    given = [replace(line, character_id=character_id, origin=Origin.PERSON) for line in lines]
    targets = [target.id for target in page.on(line.id for line in given)]
    return [*given, *unchosen(page.beside(Take, targets))]


def unchosen(takes: Iterable[Take], but: Collection[str] = ()) -> list[Take]:
    """Return the Takes that a person chose, but for some, as ones that nobody did."""
    return [
        replace(t, origin=Origin.MACHINE, chosen_by="") for t in takes if t.origin is Origin.PERSON and t.id not in but
    ]


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not said or said.casefold() in UNNAMED:
        raise BadInput(tr("“{name}” cannot be a character's name.", name=name))
    return said


def _refuse_taken(known: Iterable[Character], wanted: Character) -> None:
    for other in known:
        if other.id != wanted.id and other.name.casefold() == wanted.name.casefold():
            raise BadInput(tr("There is a character “{name}” already.", name=other.name))
