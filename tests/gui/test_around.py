"""Pages beside the work: the program and the machine, the logs, pictures for reports."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QTabWidget
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench import __version__, paths
from dubbench.gui.about import AboutDialog
from dubbench.gui.log_view import LogDialog
from dubbench.gui.workbench import Workbench
from dubbench.jobs import trouble


def opened(bench: Workbench, qtbot: QtBot, command: str) -> AboutDialog | LogDialog:
    assert bench.window.actions_.run(command)
    qtbot.waitUntil(lambda: bench.informing.dialog is not None, timeout=20_000)
    dialog = bench.informing.dialog
    assert isinstance(dialog, AboutDialog | LogDialog)
    assert dialog.isVisible()
    return dialog


def test_the_program_names_its_engines_and_the_machine(bench: Workbench, qtbot: QtBot) -> None:
    dialog = opened(bench, qtbot, "help.about")
    dialog.copy()
    told = QGuiApplication.clipboard().text()
    assert told.startswith(f"dubbench {__version__}\n")
    assert "ffmpeg" in told
    assert "GPL-3.0" in told
    dialog.accept()
    assert bench.informing.dialog is None


def test_the_logs_are_read_and_say_where_they_lie(bench: Workbench, qtbot: QtBot) -> None:
    trouble.keep("Traceback: a worker lost its way")
    bench.work.run("fit")
    desk = bench.series.desk
    assert desk is not None
    qtbot.waitUntil(lambda: any(one.ended and one.job.logged for one in desk.jobs()), timeout=60_000)
    dialog = opened(bench, qtbot, "help.log")
    texts = {one.accessibleName(): one.toPlainText() for one in dialog.findChildren(QPlainTextEdit)}
    assert "a worker lost its way" in texts["Errors"]
    assert "Fit" in texts["Work on this series"]
    dialog.copy()
    assert "a worker lost its way" in QGuiApplication.clipboard().text()


def test_without_a_series_the_errors_alone_are_there(bench: Workbench, qtbot: QtBot) -> None:
    bench.close_series()
    dialog = opened(bench, qtbot, "help.log")
    pages = dialog.findChild(QTabWidget)
    assert pages is not None
    assert pages.count() == 1
    (errors,) = dialog.findChildren(QPlainTextEdit)
    assert errors.toPlainText() == ""
    assert errors.placeholderText() == "No unexpected error has been kept."
    assert trouble.kept() == (paths.cache() / "errors.log", "")


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_every_drawing_is_saved(bench: Workbench, qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    offers = dict(bench.picturing.offers())
    offers |= shown(bench, qtbot).picturing.offers()
    assert len(offers) == 4
    for number, save in enumerate(offers.values()):
        file = tmp_path / f"{number}{suffix}"
        bench.picturing.save(file, save)
        if suffix == ".png":
            assert len({QImage(str(file)).pixel(x, 5) for x in range(0, 400, 3)} | {0}) > 1
        else:
            assert "<svg" in file.read_text("utf-8")
    assert bench.window.banners.banners()[0].text.endswith(str(tmp_path / f"3{suffix}"))


def test_a_picture_is_asked_for_and_refused_in_words(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    def ask(name: str) -> None:
        assert bench.window.actions_.run("file.save-picture")
        dialog = bench.window.findChild(QFileDialog)
        dialog.selectNameFilter("Picture of shapes (*.svg)")
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.reject()
        qtbot.waitUntil(lambda: not bench.window.findChildren(QFileDialog))

    ask("season")
    assert (tmp_path / "season.svg").is_file()
    ask("season.jpg")
    assert "season.jpg is neither .png nor .svg" in bench.window.banners.banners()[-1].text
    bench.close_series()
    assert not bench.window.actions_.possible("file.save-picture")
