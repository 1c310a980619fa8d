"""A field for one text of a line: no line breaks, an undo of its own that hands on to the journal's, input methods."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from dubbench.gui import theme

IDLE_MS = 2_500
"""What was typed is written after so long without a key."""

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_DRESS = {QEvent.Type.PaletteChange, QEvent.Type.StyleChange}


def flat(text: str) -> str:
    """Put every stretch of white space into one space, as a line is stored."""
    return " ".join(text.split())


class TextEditor(QPlainTextEdit):
    """Holds what a person types until it is written: after a pause, with Enter, or when the keyboard leaves."""

    typed = Signal(str)  # the text as it stands, at every change by hand
    write_asked = Signal(str, str)  # the text, and the one the person saw before
    undo_asked = Signal()  # of the journal: here is nothing left to undo
    redo_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._language = name, ""
        self._seen = self._sent = ""
        self._composing = False
        self._loading = False
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.write)
        self.setTabChangesFocus(True)
        self.setObjectName(f"{name}-text")
        self.document().setDocumentMargin(theme.px(5))
        self.textChanged.connect(self._changed)
        self.set_language("")

    @property
    def text(self) -> str:
        """The text as it would be written."""
        return flat(self.toPlainText())

    @property
    def unwritten(self) -> bool:
        """Whether there is something that was typed and not written; an empty field is not."""
        return bool(self.text) and self.text != flat(self._seen)

    @property
    def at(self) -> int:
        """Where the cursor is in the text as it would be written, in characters."""
        return len(flat(self.toPlainText()[: self.textCursor().position()] + "|")) - 1

    def set_language(self, language: str) -> None:
        """Write in the font and the direction of a language (BCP 47)."""
        self._language = language
        self.setFont(theme.font_for(language))
        rtl = theme.is_rtl(language)
        direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        option = QTextOption(self.document().defaultTextOption())
        option.setTextDirection(direction)
        option.setAlignment(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.setLayoutDirection(direction)

    def load(self, text: str) -> None:
        """Show another line's text; what was typed before is gone."""
        self._seen, self._sent = text, ""
        self._idle.stop()
        self._show(text)

    def follow(self, text: str) -> None:
        """Show what the same line says now; what a person is typing stays, and so does the cursor."""
        typing, new = self.unwritten, flat(text)
        ours = new == self.text or bool(self._sent and new == self._sent)
        if typing and not ours:
            return
        self._seen, self._sent = text, ""
        if new == self.text:
            self._idle.stop()
            if typing:
                self.document().clearUndoRedoStacks()  # from here on the journal undoes it
        elif not typing:
            self._show(text)

    def write(self) -> None:
        """Ask that what was typed is written; an empty text never is, and what stood there comes back later."""
        self._idle.stop()
        if self.unwritten and not self._composing and self.text != self._sent:
            self._sent = self.text
            self.write_asked.emit(self.text, self._seen)

    def refused(self) -> None:
        """Take note that the text could not be written: it stays, and is offered again."""
        self._sent = ""

    def undo_own(self) -> bool:
        """Undo what was typed here last; say whether there was anything."""
        there = self.document().isUndoAvailable() and not self.isReadOnly()
        if there:
            self.undo()
        return there

    def redo_own(self) -> bool:
        """Make again what was undone here last; say whether there was anything."""
        there = self.document().isRedoAvailable() and not self.isReadOnly()
        if there:
            self.redo()
        return there

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for room for two lines, which is what a subtitle has."""
        return QSize(theme.px(240), 2 * self.fontMetrics().lineSpacing() + theme.px(16))

    def event(self, event: QEvent) -> bool:
        if self._composing and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.key() in _ENTER | {Qt.Key.Key_Escape})  # the input method's: they confirm no line
            if event.isAccepted():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Undo):
            if not self.undo_own():
                self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _REDO:
            if not self.redo_own():
                self.redo_asked.emit()
        elif event.key() in _ENTER:
            if not self._composing and not event.modifiers() & ~_SHIFT_OR_PAD:
                self.write()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Paste without line breaks."""
        self.insertPlainText(" ".join(source.text().splitlines()))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}:
            self._composing = False
            self.leave()

    def leave(self) -> None:
        """Write what was typed; a text that was wiped out comes back."""
        self.write()
        if not self.text and self._seen:
            self._show(self._seen)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in _DRESS and hasattr(self, "_language"):
            self.setFont(theme.font_for(self._language))

    def _show(self, text: str) -> None:
        self._loading = True
        place = self.textCursor().position()
        self.setPlainText(text)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        self.setTextCursor(cursor)
        self._loading = False

    def _changed(self) -> None:
        if self._loading:
            return
        if self.unwritten:
            self._idle.start()
        else:
            self._idle.stop()
        self.typed.emit(self.text)


_REDO = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Z)
_SHIFT_OR_PAD = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
