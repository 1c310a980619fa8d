"""What a database error means, in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from dubbench.errors import DubbenchError, NoPermission, NotEnoughSpace, StoreError
from dubbench.i18n import tr


def reason(error: DBAPIError, place: str) -> DubbenchError:
    """Return the error a person can read for what SQLite or PostgreSQL reported."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or ""
    for starts, answer in _ANSWERS:
        if code.startswith(starts):
            return answer(place)
    if "no password supplied" in str(error.orig):  # said by the client, which has no code for it
        return _login(place)
    return StoreError(tr("The store {place} cannot be used: {cause}", place=place, cause=_first_line(error)))


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip() or "?").splitlines()[0]


def _full(place: str) -> DubbenchError:
    return NotEnoughSpace(
        tr("The disk with {place} is full. What was finished is kept; make room and try again.", place=place)
    )


def _refused(place: str) -> DubbenchError:
    return NoPermission(tr("{place} cannot be read or written. Change its permissions and try again.", place=place))


def _busy(place: str) -> DubbenchError:
    return StoreError(
        tr("Another program has been writing to {place} for long. Wait for it and try again.", place=place)
    )


def _damaged(place: str) -> DubbenchError:
    return StoreError(
        tr("{place} is damaged or no series store. Restore a copy, or one from the folder backups.", place=place)
    )


def _login(place: str) -> DubbenchError:
    return NoPermission(
        tr("{place} refused the login. Set PGPASSWORD or write the password into ~/.pgpass.", place=place)
    )


_ANSWERS = (
    (("SQLITE_FULL", "53100"), _full),
    (("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH", "42501"), _refused),
    (("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01"), _busy),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB"), _damaged),
    (("28",), _login),
)
