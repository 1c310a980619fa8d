"""A person's key on this machine: made, kept in the system's keyring or a file of theirs alone, and signed with."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dubbench import paths
from dubbench.domain.people import Person
from dubbench.errors import BadInput, NoPermission, NotPermitted
from dubbench.i18n import tr

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SERVICE = "dubbench"
KEY_BYTES = 32
_ID = re.compile(r"[\w.+-]{1,64}")


class Keep(Protocol):
    """Where secrets of 32 bytes lie, under a person's id."""

    def load(self, person_id: str) -> bytes | None: ...

    def store(self, person_id: str, secret: bytes) -> None: ...


class Files:
    """One file a key, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, person_id: str) -> bytes | None:
        """Read a key; `NoPermission` where others on this machine could read it, too."""
        file = self._file(person_id)
        try:
            if os.name == "posix" and file.stat().st_mode & 0o077:
                raise NoPermission(
                    tr("Others can read the key {file}. Take that away first: chmod 600 {file}", file=file)
                )
            secret = bytes.fromhex(file.read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise NoPermission(tr("The key {file} cannot be read: {cause}", file=file, cause=error)) from error
        if len(secret) != KEY_BYTES:
            raise NoPermission(
                tr("The key {file} is damaged. Bring it back from a backup; else move it away, have a new one made "
                   "(dubbench people key), and let a producer give it to you: dubbench people rekey", file=file)
            )  # fmt: skip
        return secret

    def store(self, person_id: str, secret: bytes) -> None:
        """Keep a key, whole or not at all; `NoPermission` where it cannot be."""
        file = self._file(person_id)
        part = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secret.hex())
                out.flush()
                os.fsync(out.fileno())
            part.rename(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise NoPermission(tr("The key {file} cannot be written: {cause}", file=file, cause=error)) from error

    def _file(self, person_id: str) -> Path:
        return self._folder / f"{checked(person_id)}.key"


class Ring:
    """The system's keyring."""

    def load(self, person_id: str) -> bytes | None:
        import keyring

        found = keyring.get_password(SERVICE, checked(person_id))
        return bytes.fromhex(found) if found else None

    def store(self, person_id: str, secret: bytes) -> None:
        import keyring

        keyring.set_password(SERVICE, checked(person_id), secret.hex())


def keep() -> Keep:
    """Return where keys lie: the folder `DUBBENCH_KEYS`, else the system's keyring, else files in the person's data."""
    if folder := os.environ.get("DUBBENCH_KEYS"):
        return Files(Path(folder))
    import keyring

    usable = getattr(keyring.get_keyring(), "priority", 0) >= 1
    return Ring() if usable else Files(paths.keys())


def checked(person_id: str) -> str:
    """Return an id that can name a key; `BadInput` where it cannot."""
    if not _ID.fullmatch(person_id):
        raise BadInput(
            tr("“{id}” cannot be a person's id. Use up to 64 letters, digits, dots, dashes and + _.", id=person_id)
        )
    return person_id


def make(person_id: str) -> str:
    """Return the public key of a person on this machine, in hexadecimal; a key is made where there is none yet."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = _private(person_id)
    if private is None:
        private = Ed25519PrivateKey.generate()
        keep().store(person_id, private.private_bytes_raw())
        forget()
    return private.public_key().public_bytes_raw().hex()


def own(person: Person) -> bool:
    """Tell whether this machine holds the key of a Person."""
    private = _private(person.id)
    return private is not None and private.public_key().public_bytes_raw().hex() == person.key


def sign(person: Person, data: bytes) -> str:
    """Sign with a Person's key, in hexadecimal; `NotPermitted` where this machine does not hold it."""
    return signer(person)(data)


def signer(person: Person) -> Callable[[bytes], str]:
    """Return what signs with a Person's key, for many at once; `NotPermitted` where this machine does not hold it."""
    private = _private(person.id)
    if private is None or not own(person):
        raise NotPermitted(
            tr("The key of {name} is not on this machine, so nothing can be signed in their name here.",
               name=person.name)
        )  # fmt: skip
    return lambda data: private.sign(data).hex()


def valid(key: str, data: bytes, signature: str) -> bool:
    """Tell whether a signature over these bytes was made with a key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def forget() -> None:
    """Read keys anew from where they lie."""
    _loaded.cache_clear()


def _private(person_id: str) -> Ed25519PrivateKey | None:
    return _loaded(person_id, os.environ.get("DUBBENCH_KEYS", ""))


@cache
def _loaded(person_id: str, _place: str) -> Ed25519PrivateKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret = keep().load(person_id)
    return Ed25519PrivateKey.from_private_bytes(secret) if secret else None
