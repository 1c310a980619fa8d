"""A list of small cards: a mark, two lines of text, something at the end, how far it is. Every panel is made of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dubbench.gui import fonts, theme
from dubbench.gui.parts import choose_row
from dubbench.gui.type import Type, with_symbols

Index = QModelIndex | QPersistentModelIndex
_CARD = Qt.ItemDataRole.UserRole
_LTR, _RTL = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
_BY_TEXT = Qt.LayoutDirection.LayoutDirectionAuto  # English in a window in Arabic keeps its full stop on the right


@dataclass(frozen=True, slots=True)
class Card:
    """One entry; `colour` names a token for its mark, `permille` draws how far it is, `said` is read aloud.

    `strong` is written bold, `faint` softly: what is chosen, what is undone or over.
    """

    key: str
    title: str
    detail: str = ""
    end: str = ""
    mark: str = ""
    colour: str = "soft"
    strong: bool = False
    faint: bool = False
    permille: int | None = None
    said: str = ""

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return self.said or ", ".join(filter(None, (self.title, self.detail, self.end)))


class CardModel(QAbstractListModel):
    """Cards as Qt asks for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: tuple[Card, ...] = ()

    def set_cards(self, cards: tuple[Card, ...]) -> None:
        """Show these; where the same entries only changed, only those are painted again."""
        old, new = self.cards, cards
        if [one.key for one in old] != [one.key for one in new]:
            self.beginResetModel()
            self.cards = new
            self.endResetModel()
            return
        self.cards = new
        for n, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(n), self.index(n))

    def place(self, key: str) -> int | None:
        return next((n for n, card in enumerate(self.cards) if card.key == key), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.title
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return card.words
        return card if role == _CARD else None


class CardList(QListView):
    """Takes cards; Enter and a double click take one, the bar at the foot of its panel does the rest."""

    picked = Signal(str)  # another card is at hand, by the person or because the old one is gone
    taken = Signal(str)  # Enter or a double click
    spaced = Signal(str)  # Space
    marked = Signal(str)  # a click on its mark
    menu_asked = Signal(str, QPoint)  # a card's key or "", where on the screen

    def __init__(self, name: str, empty: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._empty, self._lines = empty, lines
        self._language = ""
        self.dress = Dress("", lines)
        self._cards = CardModel(self)
        self.setModel(self._cards)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(lines == 1)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleDescription(empty)
        self.selectionModel().currentChanged.connect(lambda _now, _old: self.picked.emit(self.current))
        self.doubleClicked.connect(lambda index: self.taken.emit(self._cards.cards[index.row()].key))

    @property
    def cards(self) -> Sequence[Card]:
        return self._cards.cards

    @property
    def current(self) -> str:
        """The key of the card at hand; "" for none."""
        index = self.currentIndex()
        return self._cards.cards[index.row()].key if index.isValid() else ""

    def set_cards(self, cards: Iterable[Card]) -> None:
        """Show these cards; the one at hand stays."""
        current, scrolled = self.current, self.verticalScrollBar().value()
        self._cards.set_cards(tuple(cards))
        if current != self.current:
            self.set_current(current)
            self.verticalScrollBar().setValue(scrolled)
            self.picked.emit(self.current)
        self.setAccessibleDescription("" if self._cards.cards else self._empty)
        self.viewport().update()

    def set_current(self, key: str) -> None:
        """Take a card in hand."""
        place = self._cards.place(key)
        if place is None:
            self.selectionModel().clear()
        else:
            choose_row(self, place)

    def set_empty(self, words: str) -> None:
        """Say this where there are no cards."""
        self._empty = words
        self.viewport().update()

    def set_language(self, language: str) -> None:
        """Write as a language is written (BCP 47)."""
        self._language = language
        self._renew()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            if self.current:
                self.taken.emit(self.current)
            return
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if self.current:
                self.spaced.emit(self.current)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < self.dress.pad + self.dress.mark:
            self.marked.emit(self._cards.cards[index.row()].key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        where = event.pos() if by_mouse else self.visualRect(self.currentIndex()).bottomLeft()
        self.menu_asked.emit(self.current, self.viewport().mapToGlobal(where))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self._cards.cards:
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("soft"))
            margin = theme.px(12)
            room = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            painter.end()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            with suppress(AttributeError):  # Qt tells this before the list is made
                self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._lines > 1 and event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _renew(self) -> None:
        self.dress = Dress(self._language, self._lines)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class Dress:
    """Fonts and lengths of the cards: one for a theme and a language; titles have so many lines."""

    def __init__(self, language: str, lines: int) -> None:
        body = QApplication.font()
        written = with_symbols(fonts.font_beside(language) if language else body)
        bold, small = QFont(written), QFont(written)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPointSizeF(body.pointSizeF() * 0.92)
        self.plain, self.bold, self.small = Type(written), Type(bold), Type(small)
        self.pad, self.gap, self.mark, self.bar = theme.px(8), theme.px(3), theme.px(22), theme.px(3)
        self.lines, self.line = lines, round(self.plain.height)
        self.first, self.second = lines * self.line, round(self.small.height)
        self.direction = _RTL if theme.is_rtl(language) else _LTR

    def height(self, card: Card, width: int) -> int:
        """Return how high a card is in a list of some width: its title has as many lines as it needs."""
        return (self.first if self.wraps(card, width) else self.line) + self.second + 2 * self.pad - self.gap

    def wraps(self, card: Card, width: int) -> bool:
        """Say whether the title goes on in further lines."""
        return self.lines > 1 and self.title(card).width(_flat(card.title)) > self.room(card, width)

    def room(self, card: Card, width: int) -> int:
        """Return how wide a line of the title may be, beside the mark and what stands at the end."""
        end = self.small.width(_flat(card.end))
        return width - self.mark - 2 * self.pad - (round(end) + self.pad if card.end else 0)

    def title(self, card: Card) -> Type:
        return self.bold if card.strong else self.plain


class _Painter(QStyledItemDelegate):
    def __init__(self, view: CardList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        card = self._view.cards[index.row()]
        return QSize(theme.px(160), self._view.dress.height(card, self._view.viewport().width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card, dress, rect = self._view.cards[index.row()], self._view.dress, option.rect
        painter.setLayoutDirection(_BY_TEXT)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.colour("selection"))
        painter.fillRect(
            rect.left(), rect.bottom(), rect.width(), 1, theme.mix(theme.tokens().page, theme.tokens().rule, 60)
        )
        inner = rect.adjusted(dress.pad, dress.pad - dress.gap, -dress.pad, 0)
        painter.setPen(theme.colour("ink" if chosen else card.colour))
        self._text(painter, dress.plain, inner, card.mark)
        inner.adjust(dress.mark, 0, 0, 0)
        ink = "soft" if card.faint and not chosen else "ink"
        end = round(dress.small.width(_flat(card.end)))
        painter.setPen(theme.colour("ink" if chosen else "soft"))
        self._text(painter, dress.small, QRect(inner.right() - end, inner.top(), end + 1, dress.first), card.end)
        painter.setPen(theme.colour(ink))
        first = QRect(inner.left(), inner.top(), dress.room(card, rect.width()), dress.first)
        below = self._title(painter, card, first, dress.wraps(card, rect.width()))
        painter.setPen(theme.colour("ink" if chosen else "soft"))
        second = QRect(inner.left(), below, inner.width(), dress.second)
        self._text(painter, dress.small, second, card.detail)
        if card.permille is not None:
            foot = QRect(inner.left(), rect.bottom() - dress.bar - 1, inner.width(), dress.bar)
            painter.fillRect(foot, theme.colour("rule"))
            foot.setWidth(foot.width() * card.permille // 1000)
            painter.fillRect(foot, theme.colour("accent"))

    def _title(self, painter: QPainter, card: Card, where: QRect, wraps: bool) -> int:
        """Write in one line or two; return where what is below begins."""
        dress, kind, flat = self._view.dress, self._view.dress.title(card), _flat(card.title)
        if not wraps and (dress.lines == 1 or dress.direction == _LTR):
            self._text(painter, kind, where, flat)
            return where.top() + dress.line
        painter.setFont(kind.font)
        painter.setLayoutDirection(dress.direction)
        shown = kind.fitted(flat, dress.lines * where.width() - dress.line)
        painter.drawText(where, Qt.TextFlag.TextWordWrap, shown)
        painter.setLayoutDirection(_BY_TEXT)
        return where.top() + (dress.first if wraps else dress.line)

    @staticmethod
    def _text(painter: QPainter, kind: Type, where: QRect, text: str) -> None:
        if text:
            painter.setFont(kind.font)
            shown = kind.fitted(_flat(text), where.width())
            painter.drawText(where.left(), where.top() + round(kind.ascent), shown)


def _flat(text: str) -> str:
    return " ".join(text.split())
