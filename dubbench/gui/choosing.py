"""Files, folders and words asked for over their window; everything goes on behind it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

Mode = QFileDialog.FileMode


def folder(over: QWidget, title: str, start: str, have: Callable[[str], object]) -> QFileDialog:
    """Ask for a folder, and give it to `have`; nothing is given where the person goes back."""
    dialog = _made(over, title, start, Mode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(have)
    return _shown(dialog)


def file(over: QWidget, title: str, start: str, kinds: str, have: Callable[[str], object]) -> QFileDialog:
    """Ask for a file that is there; `kinds` as Qt writes them, `Video (*.mp4);;All files (*)`."""
    dialog = _made(over, title, start, Mode.ExistingFile, kinds)
    dialog.fileSelected.connect(have)
    return _shown(dialog)


def files(over: QWidget, title: str, start: str, kinds: str, have: Callable[[list[str]], object]) -> QFileDialog:
    """Ask for files that are there."""
    dialog = _made(over, title, start, Mode.ExistingFiles, kinds)
    dialog.filesSelected.connect(have)
    return _shown(dialog)


def place(over: QWidget, title: str, start: str, kinds: str, have: Callable[[str, str], object]) -> QFileDialog:
    """Ask where a file is written; `start` proposes its name, and `have` is given its path and its kind."""
    dialog = _made(over, title, str(Path(start).parent), Mode.AnyFile, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(Path(start).name)
    dialog.fileSelected.connect(lambda path: have(path, dialog.selectedNameFilter()))
    return _shown(dialog)


def words(over: QWidget, title: str, says: str, have: Callable[[str], object]) -> QInputDialog:
    """Ask for some words."""
    dialog = QInputDialog(over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(says)
    dialog.textValueSelected.connect(have)
    dialog.open()
    return dialog


def sure(over: QWidget, title: str, says: str, does: str, do: Callable[[], object]) -> QMessageBox:
    """Ask whether something that cannot be undone shall be done; `does` names it on the button."""
    dialog = QMessageBox(QMessageBox.Icon.Warning, title, says, QMessageBox.StandardButton.Cancel, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes = dialog.addButton(does, QMessageBox.ButtonRole.DestructiveRole)
    yes.clicked.connect(do)
    dialog.open()
    return dialog


def _made(over: QWidget, title: str, start: str, mode: Mode, kinds: str = "") -> QFileDialog:
    dialog = QFileDialog(over, title, start, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    return dialog


def _shown(dialog: QFileDialog) -> QFileDialog:
    """Open it without a loop of its own: Qt's `getOpenFileName` waits in one, inside whatever asked."""
    dialog.open()
    return dialog
