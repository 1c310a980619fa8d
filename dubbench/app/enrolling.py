"""What a person, a key and a role must be to be taken into a series."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from dubbench.app import identity
from dubbench.app.session import MACHINE
from dubbench.domain.people import Person, Role
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.store.store import ReadAll

_NAME = 80
_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}

_ANYBODYS = (bytes([1, *[0] * 63])).hex()
"""The signature that holds without a secret, of one message in eight or more, where a key is a point of small order."""


def as_role(text: Role | str) -> Role:
    """Read a role as it is written; `BadInput` where there is none of that name."""
    try:
        return Role(text)
    except ValueError:
        raise BadInput(tr("There is no role “{role}”. There are: {roles}.", role=text, roles=", ".join(Role))) from None


def known(read: ReadAll, person_id: str, *, left: bool = False) -> Person:
    """Return one of the people by id; `BadInput` where there is none, or where they left and it is not asked for."""
    people = read(Person)
    match = next((one for one in people if one.id == person_id), None)
    if match is None:
        ids = ", ".join(sorted(one.id for one in people if not one.left)) or tr("none yet")
        raise BadInput(tr("{id} is not one of the people of this series. They are: {ids}.", id=person_id, ids=ids))
    if match.left and not left:
        raise BadInput(tr("{name} has left this series. Add them again first: dubbench people add", name=match.name))
    return match


def refuse_key(people: Iterable[Person], person_id: str, key: str) -> None:
    """Raise `BadInput` where a key is another person's, or was."""
    other = next((one for one in people if one.id != person_id and key in {one.key, *one.former_keys}), None)
    if other:
        raise BadInput(tr("This is the key of {name}. Everybody has a key of their own.", name=other.name))


def former(person: Person, key: str) -> tuple[str, ...]:
    """Return the keys that a person had before this one."""
    return tuple(one for one in dict.fromkeys((*person.former_keys, person.key)) if one != key)


def free(person_id: str) -> str:
    """Return an id that a person can have; `BadInput` where it is none, or the program's own."""
    if same_id(identity.checked(person_id), MACHINE.id):
        raise BadInput(tr("{id} is the name under which the program itself works. Use another.", id=person_id))
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in person_id if char.isalpha()}
    if len(scripts) > 1 and not scripts <= _JAPANESE:
        raise BadInput(
            tr("“{id}” mixes letters of several scripts, which look like one another. Use those of one.", id=person_id)
        )
    return person_id


def same_id(one: str, other: str) -> bool:
    """Tell whether two ids are the same to people: whatever their case, and however their letters are composed."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def named(name: str) -> str:
    """Return a name as people read it, on one line."""
    said = " ".join(name.split())
    if not said or len(said) > _NAME or not said.isprintable():
        raise BadInput(tr("“{name}” cannot be a person's name. Write 1 to {most} characters.", name=name, most=_NAME))
    return said


def key_of(text: str) -> str:
    """Read a public key; `BadInput` where it is none."""
    try:
        key = bytes.fromhex(text).hex()
    except ValueError:
        key = ""
    if len(key) != 64:
        raise BadInput(
            tr("“{key}” is no public key: 64 letters and digits, as `dubbench people key` prints it.", key=text[:80])
        )
    if any(identity.valid(key, bytes([number]), _ANYBODYS) for number in range(256)):
        raise BadInput(tr("“{key}” is a key that anybody can sign with. Use one of `dubbench people key`.", key=key))
    return key
