"""Whether a series' past is what was written: the whole journal checked, beside other work or on its own."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

from dubbench.app import audit
from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.errors import Cancelled, DubbenchError
from dubbench.jobs.context import Context
from dubbench.store.store import Store

WAIT_S = 1.0
SHOWN = 5


def findings(store: Store, ctx: Context) -> list[str]:
    """Check the whole journal, every row and signature; say in sentences what is not as it was written."""
    try:
        return list(audit.findings(store, ctx))
    except Cancelled:
        raise
    except DubbenchError as error:
        return [str(error)]


class Check:
    """A check of a store that runs beside a production, on a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._found: list[str] = []
        self._thread = threading.Thread(target=self._run, name="check of the journal", daemon=True)

    def __enter__(self) -> Check:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(WAIT_S)

    def issues(self) -> list[Issue]:
        """Give what was found; a check that is not through a second after the work is left to the next run."""
        self._thread.join(WAIT_S)
        found = [] if self._thread.is_alive() else self._found
        issues = [_altered(Finding.JOURNAL_ALTERED, finding=finding) for finding in found[:SHOWN]]
        if len(found) > SHOWN:
            issues.append(_altered(Finding.JOURNAL_ALTERED_MORE, count=len(found) - SHOWN))
        return issues

    def _run(self) -> None:
        try:
            self._found = findings(self._store, Context(cancelled=self._stopped.is_set))
        except Cancelled:
            return


def _altered(found: Finding, /, **facts: object) -> Issue:
    return Issue(found, 25, Message.of(found, **facts))
