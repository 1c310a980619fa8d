"""Every word of grid, editors and panels goes through the catalogue: in a made-up language nothing stays English."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from typing import Any

import pytest
from grid_rows import row
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dubbench import i18n
from dubbench.gui.character_picker import CharacterItem, CharacterPicker
from dubbench.gui.editors import LineEditors
from dubbench.gui.find import FindBar, Hit
from dubbench.gui.grid.columns import ORDER
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.panels.history import HistoryItem, HistoryPanel
from dubbench.gui.panels.issues import IssueItem, IssuesPanel
from dubbench.gui.panels.jobs import JobItem, JobsPanel, JobStanding
from dubbench.gui.panels.takes import TakeItem, TakesPanel
from dubbench.gui.panels.wordings import Wording, WordingsPanel
from dubbench.gui.stagebar import Stage, StageBar, StageState
from dubbench.gui.values import FLAGS, Shown

_LETTERS = re.compile(r"[A-Za-z]{3,}")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class Pseudo(gettext.NullTranslations):
    """Write every message in capitals of another script, its arguments as they are."""

    def gettext(self, message: str) -> str:
        return "".join(part if part.startswith("{") else _foreign(part) for part in re.split(r"(\{\w+\})", message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _foreign(text: str) -> str:
    return "".join(chr(0x0410 + ord(c.lower()) - ord("a")) if c.isascii() and c.isalpha() else c for c in text)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", Pseudo())


def _grid() -> QWidget:
    grid = LinesGrid()
    grid.set_languages("zh", "ar")
    grid.set_rows(
        row(n, character="", source="1", target="2", state=state, flags=FLAGS, fit_ppm=n * 300_000, rung=n)
        for n, state in enumerate(Shown)
    )
    return grid


def _editors() -> QWidget:
    editors = LineEditors()
    editors.set_row(row(1, source="1", target="2"))
    return editors


def _takes() -> QWidget:
    panel = TakesPanel()
    panel.set_takes([TakeItem("a", 1, "", "1", 900, used=True, kept=True), TakeItem("b", 2, "", "2", 900, stale=True)])
    return panel


def _wordings() -> QWidget:
    panel = WordingsPanel()
    panel.set_wordings([Wording("a", "1")])
    return panel


def _issues() -> QWidget:
    panel = IssuesPanel()
    panel.set_issues(IssueItem(str(n), "1", n, "L1", 1, 5, waived="1") for n in (1, 5, 25))
    panel.set_failed(2)
    return panel


def _history() -> QWidget:
    panel = HistoryPanel()
    panel.set_steps([HistoryItem("a", "1", "1", "1", mine=True, undone=True)])
    return panel


def _jobs() -> QWidget:
    panel = JobsPanel()
    panel.set_jobs(JobItem(one.value, "1", one, 500, 4000, failed=2) for one in JobStanding)
    return panel


def _find() -> QWidget:
    bar = FindBar()
    bar.open_with("1")
    bar.set_hits([Hit("a", "L1", 1, "1", 0, 1, ""), Hit("b", "L1", 1, "1", 0, 1, "")])
    return bar


def _stages() -> QWidget:
    bar = StageBar()
    bar.set_stages(Stage(n, state, n) for n, state in enumerate(StageState, 1))
    return bar


def _picker() -> QWidget:
    picker = CharacterPicker()
    picker.open_at(QPoint(0, 0), [CharacterItem("a", "1", lines=2)])
    picker._search.setText("2")
    return picker


MADE = (_grid, LinesGrid, _editors, LineEditors, _takes, _wordings, _issues, _history, _jobs, _find, _stages, _picker)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_nothing_stays_english(qtbot: QtBot, make: Any) -> None:
    widget = make()
    qtbot.addWidget(widget)
    assert {text for text in _words(widget) if _LETTERS.search(text)} == set()


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    for make in MADE:
        widget = make()
        qtbot.addWidget(widget)
        nameless = [
            one
            for one in widget.findChildren(QWidget)
            if isinstance(one, QAbstractButton | QAbstractItemView | QLineEdit | QComboBox | QPlainTextEdit)
            and not (one.accessibleName() or getattr(one, "text", str)())
            and not one.objectName().startswith("qt_")
            and not one.parent().inherits("QComboBoxPrivateContainer")
            and one.focusPolicy() != Qt.FocusPolicy.NoFocus
        ]
        assert not nameless, make.__name__


def _words(widget: QWidget) -> Iterator[str]:
    """Give everything a person reads or hears in a widget."""
    for one in [widget, *widget.findChildren(QWidget)]:
        yield from (one.accessibleName(), one.accessibleDescription(), one.toolTip())
        if isinstance(one, QLabel | QAbstractButton):
            yield one.text()
        if isinstance(one, QLineEdit | QPlainTextEdit):
            yield one.placeholderText()
        if isinstance(one, QAbstractItemView | QComboBox):
            yield from _cells(one.model(), len(ORDER) if isinstance(one, QTableView) else 1)


def _cells(model: QAbstractItemModel, columns: int) -> Iterator[str]:
    for section in range(columns):
        yield str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        for n in range(model.rowCount()):
            yield from (str(model.data(model.index(n, section), role) or "") for role in ROLES)


def test_the_columns_menu_is_translated(qtbot: QtBot) -> None:
    grid = LinesGrid()
    qtbot.addWidget(grid)
    texts = [action.text() for action in grid.view.columns_menu().actions()]
    assert len(texts) == len(ORDER) + 2
    assert not any(_LETTERS.search(text) for text in texts)
