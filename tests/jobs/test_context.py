"""A cancel may come at any moment, even while a hook is being hung up; a pause holds work where it asks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import pytest

from dubbench.errors import Cancelled
from dubbench.jobs.context import Context, Progress


def test_a_signal_that_finds_the_lock_held_still_kills() -> None:
    context, killed = Context(), threading.Event()

    def interrupted() -> None:
        with context.on_cancel(killed.set), context._lock:  # where a signal handler may come in
            context.kill()

    threading.Thread(target=interrupted, daemon=True).start()
    assert killed.wait(5)


def test_work_stays_where_it_asks_until_the_pause_ends() -> None:
    pause, passed = threading.Event(), threading.Event()
    pause.set()
    context = Context(paused=pause.is_set)
    work = threading.Thread(target=lambda: (context.within("part").progress(1, 2), passed.set()))
    work.start()
    assert not passed.wait(0.15)
    pause.clear()
    assert passed.wait(5)
    work.join()


def test_a_cancel_ends_a_pause() -> None:
    with pytest.raises(Cancelled):
        Context(cancelled=lambda: True, paused=lambda: True).check()


def test_a_share_is_a_part_of_the_whole() -> None:
    seen: list[Progress] = []
    whole = Context(seen.append)
    whole.share(0, 1, 4).progress(2, 2)
    whole.share(1, 3, 4).progress(10, 10)
    whole.share(1, 3, 4).progress(0, 0, "waiting")
    assert [p.done / p.total for p in seen] == [0.25, 1.0, 0.25]


def test_what_looks_after_other_work_never_waits() -> None:
    seen: list[Progress] = []
    Context(seen.append, paused=lambda: True).within("season").tell(Progress(1, 1, "line", "“Hello.”"))
    assert seen == [Progress(1, 1, "season · line", "“Hello.”")]
