"""The window over a series that the fakes dubbed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from programmes import video
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from windows import FAKES

from dubbench.app import quick
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.gui import start, theme
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context


@pytest.fixture(autouse=True)
def _type_as_at_first(qapp: QApplication) -> None:
    """Let no test inherit the size of type that another left: hands at random make it larger and smaller."""
    if theme.scale_percent() != 100:
        theme.apply(qapp, theme.Mode.LIGHT)


@pytest.fixture
def series(tmp_path: Path) -> Path:
    film = video(tmp_path / "episode.mp4")
    with quick.series_for(film, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (session, _):
        produce(session, Order(choice=FAKE), Context())
        return session.folder


@pytest.fixture
def bench(qtbot: QtBot, series: Path) -> Iterator[Workbench]:
    start.application(FAKES)
    made = start.opened(FAKES, series)
    qtbot.addWidget(made.window)
    yield made
    made.close_series()
