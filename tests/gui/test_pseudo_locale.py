"""Every word of the frame goes through the catalogue: in a made-up language nothing stays English."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gettext

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from dubbench import i18n
from dubbench.gui.about import AboutDialog, Facts
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.checklist_view import Checklist, ChecklistView, Mark, Point
from dubbench.gui.home import HomePage
from dubbench.gui.keys import Keymap
from dubbench.gui.keys_page import KeysPage
from dubbench.gui.model_manager import ModelManager
from dubbench.gui.model_rows import ModelRow
from dubbench.gui.new_series import NewSeriesDialog
from dubbench.gui.seasons import Cell, Season, SeasonRow, Standing
from dubbench.gui.statusbar import Job, Sound
from dubbench.gui.window import MainWindow


class Pseudo(gettext.NullTranslations):
    """Put every message into brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_catalogue", Pseudo())


DATA = {"dubbench", "E1", "Heiress", "pt-BR", "0:42", "dubbench 1"}
QT_S_OWN = {  # its catalogue has them
    "Close",
    "Float",
    "Closes the dock widget",
    "Undocks and re-attaches the dock widget",
    "Press shortcut",
}


def words(widget: QWidget) -> set[str]:
    """Collect what a person reads or hears in a widget."""
    found: set[str] = set()
    for one in [widget, *widget.findChildren(QWidget)]:
        found |= {one.accessibleName(), one.accessibleDescription(), one.toolTip(), one.windowTitle()}
        if isinstance(one, QLabel | QAbstractButton):
            found.add(one.text())
        if isinstance(one, QLineEdit):
            found.add(one.placeholderText())
        if isinstance(one, QComboBox):
            found |= {one.itemText(n) for n in range(one.count())}
        if isinstance(one, QTableView):
            model = one.model()
            found |= {
                str(model.headerData(n, one.horizontalHeader().orientation())) for n in range(model.columnCount())
            }
        if isinstance(one, QPlainTextEdit):
            found.add(one.placeholderText())
    return found


def english(widget: QWidget) -> set[str]:
    return {
        one for one in words(widget) if any(c.isalpha() for c in one) and "⟦" not in one and one not in DATA | QT_S_OWN
    }


def test_the_window(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.add_panel("takes", "⟦Takes⟧", QWidget())
    window.set_job(Job("⟦Rendering⟧", 100, 42, failed=2, waiting=1))
    window.set_sound(Sound(trouble="⟦none⟧"))
    window.set_saved("0:42")
    window.set_banner(Banner("x", "⟦text⟧", Tone.ERROR, (("a", "⟦go⟧"),), "Traceback"))
    assert english(window) == set()
    for menu in window.menus.values():
        assert menu.title().startswith("⟦")
    labels = [one.text() for one in window.findChildren(QAction) if one.text() and not one.isSeparator()]
    assert not [one for one in labels if "⟦" not in one]


def test_home(qtbot: QtBot) -> None:
    home = HomePage()
    qtbot.addWidget(home)
    cells = tuple(Cell(one, 10, 5, 2, 1, 3) for one in Standing)
    markets = tuple((f"m{n}", "pt-BR") for n in range(len(cells)))
    home.set_season(Season("Heiress", "", markets, (SeasonRow("e", 1, "E1", cells=cells),)))
    assert english(home) == set()
    assert all("⟦" in cell.words for cell in cells)


@pytest.mark.parametrize("made", [NewSeriesDialog, ModelManager, ChecklistView])
def test_a_page(qtbot: QtBot, made: type[QWidget]) -> None:
    page = made()
    qtbot.addWidget(page)
    if isinstance(page, ModelManager):
        page.set_models([ModelRow("pt-BR", "E1", "translator", default=True)], 10)
        page._ask()
    if isinstance(page, ChecklistView):
        page.set_checklist(Checklist("E1", (Point("a", "⟦b⟧", Mark.STOP, mend="⟦c⟧"),), (("s", "⟦s⟧"),), "s", ""))
    assert english(page) == set()


def test_keys_and_about(qtbot: QtBot) -> None:
    keys = KeysPage(Keymap())
    qtbot.addWidget(keys)
    assert english(keys) == set()
    assert all("⟦" in item.text(0) for item in keys._items())
    about = AboutDialog(Facts("1"))
    qtbot.addWidget(about)
    assert english(about) == set()
