"""Find and replace: words and options in a bar, every place in a list to choose from, nothing replaced unseen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.editors import Side
from dubbench.gui.flow import FlowRow
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.parts import button, set_role, tool
from dubbench.i18n import ntr, tr

TYPING_MS = 200
AROUND = 28
"""So many characters are shown on either side of what was found."""

_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for, what to put there, and where.

    `pattern`: a regular expression; `words`: whole words alone; `case`: capitals count; `keep_case`: what is put there
    is capitalised as what was found; `everywhere`: in every episode of the series.
    """

    find: str
    by: str = ""
    side: Side = Side.TARGET
    case: bool = False
    words: bool = False
    pattern: bool = False
    keep_case: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: characters start to end (exclusive) of a line's text, and what would stand there."""

    hit_id: str
    line_id: str
    number: int
    text: str
    start: int
    end: int
    by: str
    place: str = ""  # the episode, where several are looked through


class FindBar(QWidget):
    """Says what is looked for; takes the places found; says which of them are to be replaced."""

    search_asked = Signal(object)  # Query; one without words means: nothing any more
    replace_asked = Signal(object, object)  # Query, tuple[str, ...]: the ids of the chosen hits
    hit_chosen = Signal(str, str)  # hit id, line id: show it
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Find and replace"))
        self._hits: dict[str, Hit] = {}
        self._left_out: set[str] = set()
        self._arrow = "→"
        self._find, self._by = self._field(tr("Find")), self._field(tr("Replace by"))
        self._side = QComboBox()
        self._side.setAccessibleName(tr("Which text"))
        self._side.addItem(tr("Target"), Side.TARGET)
        self._side.addItem(tr("Source"), Side.SOURCE)
        self._case = self._option("Aa", tr("Capitals count"))
        self._words = self._option("“ ”", tr("Whole words alone"))
        self._pattern = self._option(".*", tr("Regular expression"))
        self._keep = self._option("Aa→Aa", tr("Keep capitals as they are"))
        self._everywhere = self._option(tr("All episodes"), tr("Look through all episodes"))
        self._told = QLabel()
        self.list = CardList(tr("Places found"), "")
        self._replace = button("", "replace", self._ask_replace, "primary")
        self._all = button(tr("All or none"), "check", self._toggle_all)
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self.search)
        self._build()
        self.set_hits(())

    @property
    def query(self) -> Query:
        """What is asked for as the bar stands."""
        return Query(
            find=self._find.text(),
            by=self._by.text(),
            side=Side(self._side.currentData()),
            case=self._case.isChecked(),
            words=self._words.isChecked(),
            pattern=self._pattern.isChecked(),
            keep_case=self._keep.isChecked(),
            everywhere=self._everywhere.isChecked(),
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the hits that would be replaced."""
        return tuple(hit for hit in self._hits if hit not in self._left_out)

    def open_with(self, text: str = "") -> None:
        """Show the bar, looking for the text that is chosen somewhere."""
        self.show()
        if text:
            self._find.setText(text)
        self._find.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._find.selectAll()
        self.search()

    def set_hits(self, hits: Iterable[Hit], trouble: str = "") -> None:
        """Show what was found, or what is wrong with what is looked for; who was left out stays so."""
        self._hits = {hit.hit_id: hit for hit in hits}
        self._left_out &= set(self._hits)
        self.list.setVisible(bool(self._hits))
        told = trouble or self._count()
        self._told.setText(told)
        self._told.setVisible(bool(told))
        set_role(self._told, "bad" if trouble else "soft")
        self._show()

    def set_language(self, language: str) -> None:
        """Write the places as their language is written (BCP 47)."""
        self.list.set_language(language)
        self._arrow = "←" if theme.is_rtl(language) else "→"
        self._show()

    def search(self) -> None:
        """Ask now for what the bar says."""
        self._soon.stop()
        self.search_asked.emit(self.query)

    def close_bar(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.search()
        elif event.key() == Qt.Key.Key_Down and self._hits:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._soon.stop()

    def _count(self) -> str:
        if not self._find.text():
            return ""
        lines = len({hit.line_id for hit in self._hits.values()})
        found = ntr("{count} place", "{count} places", len(self._hits))
        return f"{found} · {ntr('{count} line', '{count} lines', lines)}" if self._hits else tr("Nothing found")

    def _show(self) -> None:
        self.list.set_cards(self._card(hit) for hit in self._hits.values())
        self._replace.setText(ntr("Replace {count}", "Replace {count}", len(self.chosen)))
        self._replace.setEnabled(bool(self.chosen))
        self._all.setVisible(len(self._hits) > 1)

    def _card(self, hit: Hit) -> Card:
        on = hit.hit_id not in self._left_out
        where = " · ".join(filter(None, (hit.place, tr("Line {number}", number=hit.number))))
        choice = tr("will be replaced") if on else tr("left as it is")
        return Card(
            key=hit.hit_id,
            title=_before_and_after(hit, self._arrow),
            detail=where,
            mark="☑" if on else "☐",
            colour="accent" if on else "soft",
            faint=not on,
            said=f"{where}, {choice}: {_before_and_after(hit, self._arrow)}",
        )

    def _toggle(self, hit_id: str) -> None:
        self._left_out ^= {hit_id}
        self._show()

    def _toggle_all(self) -> None:
        self._left_out = set() if self._left_out else set(self._hits)
        self._show()

    def _ask_replace(self) -> None:
        if self.chosen:
            self.replace_asked.emit(self.query, self.chosen)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setClearButtonEnabled(True)
        field.textChanged.connect(lambda _text: self._soon.start())
        return field

    def _option(self, says: str, tip: str) -> QToolButton:
        option = QToolButton()
        option.setText(says)
        option.setToolTip(tip)
        option.setAccessibleName(tip)
        option.setCheckable(True)
        option.toggled.connect(lambda _on: self.search())
        return option

    def _build(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(4))
        for widget in (self._find, self._by, tool(tr("Close"), "close", self.close_bar)):
            fields.addWidget(widget)
        choices = FlowRow()
        options = (self._side, self._case, self._words, self._pattern, self._everywhere, self._keep)
        for one in (*options, self._replace, self._all):
            choices.flow.addWidget(one)
        self._told.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, theme.px(8))  # in line with the filters below
        layout.setSpacing(theme.px(4))
        layout.addLayout(fields)
        layout.addWidget(choices)
        layout.addWidget(self._told)
        layout.addWidget(self.list)
        self.list.setMinimumHeight(theme.px(52))
        self._side.currentIndexChanged.connect(lambda _n: self.search())
        self.list.spaced.connect(self._toggle)
        self.list.marked.connect(self._toggle)
        self.list.picked.connect(self._pick)
        self.list.taken.connect(self._pick)

    def _pick(self, hit_id: str) -> None:
        if hit_id in self._hits:
            self.hit_chosen.emit(hit_id, self._hits[hit_id].line_id)


def _before_and_after(hit: Hit, arrow: str) -> str:
    """Show a place with what is around it, what goes and what comes."""
    before, after = hit.text[: hit.start], hit.text[hit.end :]
    start = ("…" if len(before) > AROUND else "") + before[-AROUND:]
    end = after[:AROUND] + ("…" if len(after) > AROUND else "")
    found = hit.text[hit.start : hit.end]
    change = f"[{found}]" if found == hit.by else f"[{found} {arrow} {hit.by or tr('nothing')}]"
    return f"{_ISOLATE}{start}{change}{end}{_END}"
