"""A cancel may come at any moment, even while a hook is being hung up."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

from dubbench.jobs.context import Context


def test_a_signal_that_finds_the_lock_held_still_kills() -> None:
    context, killed = Context(), threading.Event()

    def interrupted() -> None:
        with context.on_cancel(killed.set), context._lock:  # where a signal handler may come in
            context.kill()

    threading.Thread(target=interrupted, daemon=True).start()
    assert killed.wait(5)
