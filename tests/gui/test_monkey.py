"""A monkey at the real window: keys, clicks, drags and commands at random; then everything of it is undone, exactly.

`make monkey` lets it do 10,000 things with each seed; `make test` a few hundred.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from monkey import Monkey, dialogs, freed, weighed
from programmes import video
from PySide6.QtGui import QDesktopServices
from pytestqt.exceptions import format_captured_exceptions
from pytestqt.qtbot import QtBot

from dubbench.app import modelling, season
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.market import Market
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Take, Target
from dubbench.errors import DubbenchError
from dubbench.gui import choosing, making
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context

ACTIONS = int(os.environ.get("DUBBENCH_MONKEY", "250"))
ANA = Author("ana")
"""Whose steps are those of the monkey alone."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a season of two episodes, dubbed for one market and translated for another; a third film lies beside it."""
    place = tmp_path_factory.mktemp("made")
    says = (("You never told them.", "That house was mine.", "Come back at night."), ("Nora left.", "Who told you?"))
    films = [video(place / f"{n}.mp4", texts=texts) for n, texts in enumerate((*says, ("I came back.",)), 1)]
    folder = Path(season.start(place / "season", ["pt-BR", "ar-SA"], source="en")["folder"])
    season.add(folder, films[:2])
    with Session.open(folder) as session:
        produce(session, Order(markets=("pt-BR",), choice=FAKE), Context())
        produce(session, Order(markets=("ar-SA",), until=Stage.TRANSLATE, choice=FAKE), Context())
    return place


@pytest.fixture
def series(made: Path, tmp_path: Path) -> Path:
    copied = shutil.copytree(made, tmp_path / "copied")
    return copied / "season.dubbench"


@pytest.fixture(autouse=True)
def caged(tmp_path: Path, series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the monkey from other programs, the network, and the files of the machine."""
    dice = random.Random(7)

    def refuse(*_: object, **__: object) -> None:
        raise DubbenchError("No network for monkeys.")

    def chosen(*given: object) -> Callable[..., None]:
        """Answer a system's dialog now and then."""

        def ask(*asked: Any) -> None:
            if dice.random() < 0.2:
                asked[-1](*given)

        return ask

    monkeypatch.setenv("DUBBENCH_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(modelling, "install", refuse)
    monkeypatch.setattr(making, "home", lambda: tmp_path / "documents")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    monkeypatch.setattr(choosing, "folder", chosen(str(series)))
    monkeypatch.setattr(choosing, "file", chosen(str(series.parent / "1.mp4")))
    monkeypatch.setattr(choosing, "files", chosen([str(series.parent / "3.mp4")]))
    monkeypatch.setattr(choosing, "place", chosen(str(tmp_path / "picture"), "shapes (*.svg)"))


@pytest.fixture
def anas(bench: Workbench, qtbot: QtBot) -> Iterator[Workbench]:
    """The window in ana's hands, whenever the series is opened."""

    def hand_over() -> None:
        bench.series.session.person = ANA

    bench.window.actions_.on("file.quit", lambda: None)  # it is in menus, too
    bench.series.opened.connect(hand_over)
    hand_over()
    yield bench
    bench.modelling.close()
    bench.informing.close()


def said(bench: Workbench) -> dict[type, dict[str, str]]:
    """Give what people decide about: lines, words, who speaks, which take, in which market."""
    store = bench.series.session.store
    return {type_: {row.id: repr(row) for row in store.all(type_)} for type_ in (Line, Target, Character, Market, Take)}


def play(bench: Workbench, qtbot: QtBot, monkey: Monkey) -> None:
    """Let the monkey do its things, and wait until what it began has ended."""
    monkey.show()
    with qtbot.captureExceptions() as exceptions:
        for _ in range(ACTIONS):
            monkey.act()
            if monkey.done % 1_000 == 0:
                print(monkey.seed, monkey.done, weighed(bench), flush=True)
            if exceptions:
                story = "\n".join(monkey.story)
                pytest.fail(f"after {monkey.done} actions:\n{story}\n{format_captured_exceptions(exceptions)}")
        if bench.series.folder != monkey.folder if bench.series else True:
            bench.open_series(monkey.folder)
        for one in dialogs():
            one.close()
        bench.page.widgets.editors.flush()
        bench.work.cancel()
        desk = bench.series.desk
        assert desk
        qtbot.waitUntil(lambda: all(job.ended for job in desk.jobs()), timeout=30_000)
        freed()
    assert not exceptions, format_captured_exceptions(exceptions)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_breaks_and_all_of_it_is_undone(anas: Workbench, qtbot: QtBot, seed: int) -> None:
    anas.work.produce = lambda _order: ""  # type: ignore[method-assign]  # what runs made for a line keeps it there
    before = said(anas)
    play(anas, qtbot, Monkey(anas, seed))
    session = anas.series.session
    assert session.store.verify() == ()
    after = said(anas)
    back = 0
    while session.store.undo(ANA) is not None:
        back += 1
    now = said(anas)
    for type_ in (Line, Target, Character):
        assert now[type_] == before[type_]
    for type_ in (Market, Take):  # new ones came from work, and from the season
        assert {row: now[type_].get(row) for row in before[type_]} == before[type_]
    for _ in range(back):
        session.store.redo(ANA)
    assert said(anas) == after
    assert session.store.verify() == ()


@pytest.mark.timeout(3600)
def test_nothing_breaks_while_runs_change_the_same_lines(anas: Workbench, qtbot: QtBot) -> None:
    play(anas, qtbot, Monkey(anas, 4, runs=True))
    assert len(anas.series.session.store.all(Episode)) >= 2
    assert anas.series.session.store.verify() == ()
