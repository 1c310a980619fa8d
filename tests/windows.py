"""The real window in tests: its settings with the fake engines, and an episode shown in it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pytestqt.qtbot import QtBot

from dubbench.app.engines import FAKE
from dubbench.app.settings import Settings
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui.workbench import Workbench

FAKES = Settings(
    transcriber=FAKE.transcriber,
    detector=FAKE.detector,
    separator=FAKE.separator,
    translator=FAKE.translator,
    synthesizer=FAKE.synthesizer,
)


def shown(bench: Workbench, qtbot: QtBot) -> Workbench:
    store = bench.series.session.store
    bench.open_episode(store.all(Episode)[0].id, store.all(Market)[0].id)
    qtbot.waitUntil(lambda: not bench.page.reading.waits, timeout=20_000)
    return bench
