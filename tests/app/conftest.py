"""A series that the fakes dubbed, as far as its lines lie in the picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from programmes import video

from dubbench.app import quick
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.jobs.context import Context


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


@pytest.fixture
def session(film: Path, tmp_path: Path) -> Iterator[Session]:
    with quick.series_for(film, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (opened, _):
        produce(opened, Order(choice=FAKE, until=Stage.FIT), Context())
        yield opened
