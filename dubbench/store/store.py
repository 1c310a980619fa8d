"""One open series: the only door to its database."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import Connection

from dubbench.domain.journal import Author, Change, Message, Narrow, Step
from dubbench.domain.series import Series
from dubbench.jobs.context import Context
from dubbench.store import assets, backup, counts, founding, history, journal, migrations, opening, rows, verify
from dubbench.store.commit import Wish, commit
from dubbench.store.counts import Counts
from dubbench.store.database import Database
from dubbench.store.edit import Changed, Edit, Row
from dubbench.store.folder import Card, read_card
from dubbench.store.journal import Draft, Head, Seal
from dubbench.store.kinds import encode, kind_of
from dubbench.store.rows import Place
from dubbench.store.writer import Writer

T = TypeVar("T")

Listener = Callable[[Step], None]


class ReadAll(Protocol):
    """Reads the objects of a type with these keys, as `Store.all` does, as they are under the lock."""

    def __call__(self, type_: type[T], /, **keys: Any) -> list[T]: ...


Guard = Callable[[ReadAll, Sequence[Change]], None]
"""Raises where the rows that an undo would bring back are not this person's to change."""


Sealing = Callable[[ReadAll, Author], Seal | None]
"""Gives who vouches for a Step of an author, as the rows are before it; raises where nobody here may."""


class Decided(NamedTuple):
    """What shall be put and what taken away, and how the Step says it; a `binding` Step is never undone."""

    message: Message
    values: Sequence[Any]
    gone: Sequence[Any] = ()
    binding: bool = False


class Store:
    """Safe for use from any thread: reads run beside one another, writes one after another on the store thread."""

    def __init__(self, folder: Path, card: Card, database: Database) -> None:
        self.folder = folder
        self.id = card.id
        self.address = card.store
        self._database = database
        self._writer = Writer(f"store {card.id}")
        self._listeners: list[Listener] = []
        self.sealing: Sealing | None = None

    @classmethod
    def create(cls, folder: Path, series: Series, url: str | None = None) -> Self:
        """Make a series folder with an empty store: SQLite in it, or the PostgreSQL database at `url`.

        `SeriesExists` where there is one already, or another process was faster.
        """
        card = founding.found(folder, series, url)
        return cls(folder, card, opening.connect(folder, card))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a series after a quick check; an older schema is backed up and migrated, a newer one refused."""
        card = read_card(folder)
        database = opening.connect(folder, card)
        try:
            migrations.bring_up(database, folder / "backups")
            verify.quick(database)
        except BaseException:
            database.close()
            raise
        return cls(folder, card, database)

    @property
    def assets(self) -> Path:
        """The folder of content-addressed sound."""
        return self.folder / "assets"

    @property
    def cache(self) -> Path:
        """The folder of what can be made again."""
        return self.folder / "cache"

    def read(self, type_: type[T], row_id: str) -> Row:
        """Return an object with its version, for `edit.put(..., expect=version)`."""
        with self._database.read() as connection:
            return Row(*rows.read_one(connection, type_, row_id))

    def get(self, type_: type[T], row_id: str) -> T | None:
        """Return an object, `None` where there is none."""
        with self._database.read() as connection:
            return rows.read_one(connection, type_, row_id)[0]

    def all(self, type_: type[T], /, **keys: Any) -> list[T]:
        """Return the objects whose key columns have these values (one, or any of a collection).

        Lines come by start, Episodes by number, Deliveries by time, everything else by id.
        """
        with self._database.read() as connection:
            return rows.read_all(connection, type_, keys)

    @contextmanager
    def edit(
        self, message: Message, author: Author, group: str | None = None, *, binding: bool = False
    ) -> Iterator[Edit]:
        """Gather changes and commit them as one Step; nothing is written where the block raises.

        A `binding` Step is on nobody's undo stack.
        """
        edit = Edit(self.read)
        yield edit
        if edit.wishes:
            draft = Draft(author, message, group or "", journal.BIND if binding else journal.EDIT)
            edit.step = self._write(lambda connection: commit(connection, self._sealed(connection, draft), edit.wishes))

    def decide(self, author: Author, decision: Callable[[ReadAll], Decided | None]) -> Step | None:
        """Read, decide and write under one lock: nobody changes anything between what is read and what is put."""

        def decide(connection: Connection) -> Step | None:
            journal.locked_meta(connection)
            decided = decision(_reading(connection))
            if decided is None:
                return None
            draft = Draft(author, decided.message, act=journal.BIND if decided.binding else journal.EDIT)
            return commit(connection, self._sealed(connection, draft), _wishes(decided))

        return self._write(decide)

    def undo(self, author: Author, guard: Guard | None = None) -> Step | None:
        """Reverse the author's latest group; `None` where nothing is left, `Conflict` where newer work stands on it."""
        return self._write(lambda connection: history.undo(*self._asked(connection, author, guard)))

    def redo(self, author: Author, guard: Guard | None = None) -> Step | None:
        """Bring back what the author undid last; `None` where nothing is left."""
        return self._write(lambda connection: history.redo(*self._asked(connection, author, guard)))

    def head(self) -> Head:
        """Return where the chain of Steps ends: its number and hash."""
        with self._database.read() as connection:
            return journal.read_meta(connection).head

    def hash_at(self, seq: int) -> str:
        """Return the hash of a Step by its number; "" where there is none."""
        with self._database.read() as connection:
            return journal.hash_at(connection, seq)

    def steps(
        self,
        *,
        since: int = 0,
        author: str | None = None,
        table: str | None = None,
        row_id: str | None = None,
        limit: int | None = None,
        images: bool = True,
        only: Narrow | None = None,
    ) -> list[Step]:
        """Return Steps after `since` in order, narrowed by author or by what they touched; a limit keeps the last.

        Without `images` they bear no changes, and are read in a moment however much they changed.
        """
        with self._database.read() as connection:
            return journal.read_steps(
                connection,
                since=since,
                author=author,
                table=table,
                row_id=row_id,
                limit=limit,
                images=images,
                only=only,
            )

    def touched(self, since: int) -> dict[int, Changed]:
        """Return the (table, id) pairs that each Step after `since` changed, whoever made it."""
        with self._database.read() as connection:
            return journal.touched(connection, since)

    def counts(self, episode_id: str | None = None) -> Counts:
        """Count what `status` shows, of the whole series or of one episode."""
        with self._database.read() as connection:
            return counts.count(connection, episode_id)

    def signed_counts(self, kind: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Count the Targets of each (episode id, market id), and those that somebody ever signed for a kind."""
        with self._database.read() as connection:
            return counts.signed(connection, kind)

    def verify(self, heads: Iterable[str] = (), context: Context | None = None) -> tuple[str, ...]:
        """Check the whole journal and every row; return a sentence for each finding, none where all is well."""
        return tuple(verify.full(self._database, heads, context or Context()))

    def referenced_assets(self, *, journal: bool = True) -> frozenset[str]:
        """Return the assets that rows name, and those that an undo could bring back."""
        with self._database.read() as connection:
            return assets.referenced(connection, journal=journal)

    def settle(self) -> None:
        """Bring what was committed to its final place, so that no later edit waits for the disk; from any thread."""
        self._database.settle()

    def backup_to(self, target: Path) -> None:
        """Write a consistent copy as one SQLite file, from either database, while others work."""
        backup.copy_to(self._database, target)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every Step made here, on the thread that made it.

        `changed_by` gives the (table, id) pairs of a Step. Returns what ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Finish what is being written and let go of the database."""
        self._writer.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, task: Callable[[Connection], Step | None]) -> Step | None:
        step = self._writer.run(lambda: self._transaction(task))
        if step is not None and step.changes:
            for listener in list(self._listeners):
                listener(step)
        return step

    def _sealed(self, connection: Connection, draft: Draft) -> Draft:
        if self.sealing is None:
            return draft
        journal.locked_meta(connection)  # nobody gets another key between this and the Step
        return draft._replace(seal=self.sealing(_reading(connection), draft.author))

    def _asked(
        self, connection: Connection, author: Author, guard: Guard | None
    ) -> tuple[Connection, Author, history.Guard, Seal | None]:
        seal = self._sealed(connection, Draft(author, Message(""))).seal
        return connection, author, _guarding(connection, guard), seal

    def _transaction(self, task: Callable[[Connection], Step | None]) -> Step | None:
        with self._database.write() as connection:
            return task(connection)


def _wishes(decided: Decided) -> dict[Place, Wish]:
    gone = {(kind_of(type(value)).table, value.id): Wish(None) for value in decided.gone}
    return gone | {(kind_of(type(value)).table, value.id): Wish(encode(value)) for value in decided.values}


def _reading(connection: Connection) -> ReadAll:
    def read(type_: type[T], /, **keys: Any) -> list[T]:
        return rows.read_all(connection, type_, keys)

    return read


def _guarding(connection: Connection, guard: Guard | None) -> Callable[[Sequence[Change]], None]:
    return lambda changes: guard(_reading(connection), changes) if guard else None
