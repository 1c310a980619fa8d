"""An open series with everything the use cases need: store, assets, models, an executor and who is working."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from dubbench import errors
from dubbench.app import outbound, permits, witness
from dubbench.app.work import Place
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Author
from dubbench.domain.series import Series
from dubbench.engines.models import Models
from dubbench.errors import DubbenchError, NotEnoughSpace
from dubbench.jobs.context import Context
from dubbench.jobs.executors import Executor, ThreadExecutor, run
from dubbench.jobs.items import Failure, WorkItem
from dubbench.media.assets import asset_path
from dubbench.store.folder import CARD, SeriesExists, in_words
from dubbench.store.founding import restore_card
from dubbench.store.journal import Seal
from dubbench.store.store import ReadAll, Store

MACHINE = Author("dubbench", machine=True)


def current_person() -> Author:
    """Name the person at the desk: `DUBBENCH_PERSON`, else the system's user name."""
    if name := os.environ.get("DUBBENCH_PERSON"):
        return Author(name)
    try:
        return Author(getpass.getuser())
    except (KeyError, OSError):  # a container without a passwd entry
        return Author("unknown")


def as_error(failure: Failure) -> DubbenchError:
    """Turn a failed item back into the error it was."""
    kind = getattr(errors, failure.kind, None)
    return kind(failure.message) if isinstance(kind, type) and issubclass(kind, DubbenchError) else _Unexpected(failure)


class _Unexpected(DubbenchError):
    """A fault in a work item that is no known error; keeps its kind ("Crash" of a dead worker) and where it was."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.trace, self.kind = failure.trace, failure.kind


class Watch(Protocol):
    """Who follows the work items of a session."""

    def item_begun(self, item: WorkItem) -> None:
        """Hear of an item that gets its slot."""
        ...

    def item_over(self, item: WorkItem, result: object) -> None:
        """Hear of an item that is over, after its result is stored."""
        ...


class Session:
    """One open series; use it in a `with` block. `watch` hears of every work item."""

    def __init__(
        self,
        store: Store,
        executor: Executor | None = None,
        models: Models | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.store = store
        self.models = models or Models()
        self.person = current_person()
        store.sealing = self._sealing
        self.place = Place(str(store.assets), str(self.models.root))
        self.restored = False  # whether series.toml was lost and made again
        self._executor = executor or ThreadExecutor()
        self._watch = watch

    @classmethod
    def create(cls, folder: Path, title: str, source_language: str = "", url: str | None = None) -> Self:
        """Make a new series folder and open it."""
        return cls(Store.create(folder, Series(new_id(), title, source_language), url))

    @classmethod
    def ensure(cls, folder: Path, title: str, source_language: str = "", url: str | None = None) -> Self:
        """Open the series of a folder; make it where there is none, and a lost `series.toml` again."""
        with in_words(folder):
            restored = restore_card(folder)
            known = (folder / CARD).is_file()
        if not known:
            with suppress(SeriesExists):  # another process was faster: its series is opened
                return cls.create(folder, title, source_language, url)
        session = cls.open(folder)
        session.restored = restored
        return session

    @classmethod
    def open(cls, folder: Path, executor: Executor | None = None) -> Self:
        """Open a series folder."""
        return cls(Store.open(folder), executor)

    def _sealing(self, read: ReadAll, author: Author) -> Seal | None:
        return permits.seal(read, self.person if author.machine else author)

    def beside(self, executor: Executor, watch: Watch | None = None) -> Session:
        """Make a session for another piece of work on the same open series; it is not to be closed."""
        session = Session(self.store, executor, self.models, watch)
        session.person = self.person
        return session

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def series(self) -> Series:
        return self.store.all(Series)[0]

    def work(self, items: Iterable[WorkItem], done: Callable[[WorkItem, Any], None], ctx: Context) -> list[Failure]:
        """Run work items; `done` takes each result as it comes, failures are returned; a full disk is raised."""
        failures: list[Failure] = []
        items = list(items)
        self._watch_network(items)

        def settle(item: WorkItem, result: object) -> None:
            if isinstance(result, Failure):
                failures.append(result)
            else:
                done(item, result)
            if self._watch:
                self._watch.item_over(item, result)

        run(items, self._executor, settle, ctx, self._watch.item_begun if self._watch else None)
        for full in (f for f in failures if f.kind == NotEnoughSpace.__name__):
            raise as_error(full)  # nothing else can be written either
        return failures

    def _watch_network(self, items: Sequence[WorkItem]) -> None:
        """Note what leaves the machine; refuse it where the series is confidential."""
        if found := list(outbound.through_network(items)):
            if self.series.confidential:
                outbound.refuse(found)
            outbound.note(self.store, self.person, found)

    def one(self, item: WorkItem, ctx: Context) -> Any:
        """Run one work item and give its result; a failure is raised as the error it was."""
        results: list[Any] = []
        for failure in self.work([item], lambda _item, result: results.append(result), ctx):
            raise as_error(failure)
        return results[0]

    def has_asset(self, asset: str) -> bool:
        """Tell whether a sound is still there."""
        return self.sound(asset).is_file()

    def sound(self, asset: str) -> Path:
        """Say where a sound lies."""
        return asset_path(self.store.assets, asset)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, remember where the past ends, and close the store."""
        self._executor.close()
        witness.note(self.store)
        self.store.close()
