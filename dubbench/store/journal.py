"""The journal: Steps with each row's image before and after, chained by hashes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from dubbench.domain.hashing import digest, new_id
from dubbench.domain.journal import Author, Change, Message, Narrow, Step, vouched_for
from dubbench.errors import StoreError
from dubbench.i18n import tr
from dubbench.store.kinds import same_json
from dubbench.store.narrowing import narrowed
from dubbench.store.schema import CHANGE, META, SCHEMA, SIGNED_SINCE, STEP

EDIT, UNDO, REDO, MIGRATE = "edit", "undo", "redo", "migrate"
BIND = "bind"  # what a person cannot undo, only revoke: signatures, grants, consents
_CHUNK = 500


class Head(NamedTuple):
    """Where the chain ends."""

    seq: int
    hash: str


class Meta(NamedTuple):
    """What the store says about the series."""

    series_id: str
    schema: int
    head: Head


class Seal(NamedTuple):
    """Who vouches for a Step: an Ed25519 public key in hexadecimal, and what signs with it, in hexadecimal."""

    key: str
    sign: Callable[[bytes], str]


class Draft(NamedTuple):
    """A Step before it has a place in the chain."""

    author: Author
    message: Message
    group: str = ""
    act: str = EDIT
    undoes: str = ""
    seal: Seal | None = None


def genesis(series_id: str) -> str:
    """Return what the first Step chains to: no two series share a beginning."""
    return digest(f"dubbench:{series_id}")


def read_meta(connection: Connection, *, lock: bool = False) -> Meta:
    """Read the one row about the series; `lock` keeps other writers out until the transaction ends."""
    query = select(META.c.series_id, META.c.schema_version, META.c.head_seq, META.c.head_hash).where(META.c.id == 1)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise StoreError(tr("The store says nothing about its series; it is incomplete. Restore a backup."))
    return Meta(row[0], row[1], Head(row[2], row[3]))


def locked_meta(connection: Connection) -> Meta:
    """Lock the chain for this transaction; refuse where another dubbench migrated the store meanwhile."""
    meta = read_meta(connection, lock=True)
    if meta.schema != SCHEMA:
        raise StoreError(
            tr("Another dubbench has changed the store's schema. Close this one, update it, and open again.")
        )
    return meta


def append(connection: Connection, meta: Meta, draft: Draft, changes: Iterable[Change]) -> Step:
    """Write a Step at the end of the chain, which the caller has locked."""
    row: dict[str, Any] = {
        "seq": meta.head.seq + 1,
        "id": new_id(),
        "author": draft.author.id,
        "machine": int(draft.author.machine),
        "act": draft.act,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "message": draft.message.id,
        "arguments": same_json(draft.message.arguments).decode(),
        "group_id": draft.group,
        "undoes": draft.undoes,
        "schema_version": meta.schema,
        "previous": meta.head.hash,
        "signed_by": draft.seal.key if draft.seal else "",
    }
    images = tuple(changes)
    row["hash"] = chained(row, images)
    row["signature"] = draft.seal.sign(vouched_for(row["hash"])) if draft.seal else ""
    connection.execute(insert(STEP), row)
    if images:
        connection.execute(insert(CHANGE), [_change_row(row["seq"], place, c) for place, c in enumerate(images)])
    connection.execute(update(META).values(head_seq=row["seq"], head_hash=row["hash"]))
    return _step(row, images)


def _change_row(seq: int, place: int, change: Change) -> dict[str, Any]:
    table, row_id, before, after = change
    return {"seq": seq, "place": place, "table_name": table, "row_id": row_id, "before": before, "after": after}


def chained(row: Mapping[str, Any], changes: tuple[Change, ...]) -> str:
    """Return a Step's hash: over all its columns but the signature on it, the hash before it, and its images."""
    left = {"hash", "signature"} if row["schema_version"] >= SIGNED_SINCE else {"hash", "signature", "signed_by"}
    columns = [row[column.name] for column in STEP.columns if column.name not in left]
    return digest(same_json([columns, changes]))


def _step(row: Mapping[str, Any], changes: tuple[Change, ...]) -> Step:
    return Step(
        seq=row["seq"],
        id=row["id"],
        author=Author(row["author"], bool(row["machine"])),
        at=row["at"],
        message=Message(row["message"], arguments(row["arguments"])),
        group=row["group_id"],
        undoes=row["undoes"],
        schema=row["schema_version"],
        previous=row["previous"],
        hash=row["hash"],
        changes=changes,
        binding=row["act"] == BIND,
        signed_by=row["signed_by"],
        signature=row["signature"],
    )


def arguments(text: str) -> dict[str, Any]:
    """Read a message's arguments as they are stored."""
    return msgspec.json.decode(text, type=dict[str, Any])


def read_steps(
    connection: Connection,
    *,
    since: int = 0,
    author: str | None = None,
    table: str | None = None,
    row_id: str | None = None,
    limit: int | None = None,
    images: bool = True,
    only: Narrow | None = None,
) -> list[Step]:
    """Return Steps after `since` in order, each with its changes if `images`; with a limit, the newest of them."""
    query = select(STEP).where(STEP.c.seq > since)
    if only is not None:
        query = narrowed(connection, query, only)
    if author is not None:
        query = query.where(STEP.c.author == author)
    if table is not None or row_id is not None:
        query = query.where(STEP.c.seq.in_(_seqs_touching(table, row_id)))
    newest_first = query.order_by(STEP.c.seq.desc()).limit(limit)
    rows = connection.execute(newest_first).mappings().all()
    return list(_with_changes(connection, rows[::-1])) if images else [_step(dict(row), ()) for row in rows[::-1]]


def _seqs_touching(table: str | None, row_id: str | None) -> Select[tuple[int]]:
    query = select(CHANGE.c.seq)
    if table is not None:
        query = query.where(CHANGE.c.table_name == table)
    return query.where(CHANGE.c.row_id == row_id) if row_id is not None else query


def touched(connection: Connection, since: int) -> dict[int, frozenset[tuple[str, str]]]:
    """Return the (table, id) pairs of every Step after `since`, without their images."""
    query = select(CHANGE.c.seq, CHANGE.c.table_name, CHANGE.c.row_id).where(CHANGE.c.seq > since)
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for seq, table, row_id in connection.execute(query):
        found[seq].add((table, row_id))
    return {seq: frozenset(places) for seq, places in sorted(found.items())}


def _with_changes(connection: Connection, rows: Sequence[RowMapping]) -> Iterator[Step]:
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        changes = changes_of(connection, [row["seq"] for row in chunk])
        yield from (_step(dict(row), changes.get(row["seq"], ())) for row in chunk)


def changes_of(connection: Connection, seqs: list[int]) -> dict[int, tuple[Change, ...]]:
    """Return the changes of up to 500 Steps."""
    columns = (CHANGE.c.seq, CHANGE.c.table_name, CHANGE.c.row_id, CHANGE.c.before, CHANGE.c.after)
    query = select(*columns).where(CHANGE.c.seq.in_(seqs)).order_by(CHANGE.c.seq, CHANGE.c.place)
    found: dict[int, list[Change]] = defaultdict(list)
    for seq, *images in connection.execute(query):
        found[seq].append(Change(*images))
    return {seq: tuple(changes) for seq, changes in found.items()}


def hash_at(connection: Connection, seq: int) -> str:
    """Return the hash of a Step by its number; "" where there is none."""
    return connection.execute(select(STEP.c.hash).where(STEP.c.seq == seq)).scalar() or ""


def last(connection: Connection) -> Head | None:
    """Return the newest Step's place and hash, as the chain itself has it."""
    row = connection.execute(select(STEP.c.seq, STEP.c.hash).order_by(STEP.c.seq.desc()).limit(1)).one_or_none()
    return Head(row[0], row[1]) if row else None
