"""One control for each field of a settings value, chosen by the field's type and metadata.

A field of a frozen dataclass says `label`, and where it has them `help`, `choices` (values, or pairs of value and
label), `offers` (values of which none is the best there is), `range` (low, high), `unit` and `group` in its metadata;
or all of that in one value, `about`, with its `section`. Words may be functions, asked when they are shown.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from dubbench.gui import choosing, theme
from dubbench.gui.parts import tool
from dubbench.i18n import tr

LARGEST = 2**31 - 1
Changed = Callable[[], None]
Told = typing.Mapping[str, typing.Any]


@dataclass(frozen=True, slots=True)
class Control:
    """A field on the page: its widget, and how its value is read and shown."""

    name: str
    label: str
    help: str
    group: str
    widget: QWidget
    read: Callable[[], object]
    show: Callable[[typing.Any], None]


def controls(kind: type, changed: Changed, section: str = "") -> list[Control]:
    """Make a control for every field of a dataclass that has a label; `changed` is called when a person changes one.

    A `section` leaves the fields of other sections out.
    """
    types = typing.get_type_hints(kind)
    every = [(one.name, types[one.name], _told(one)) for one in dataclasses.fields(kind)]
    return [
        _control(name, of, told, changed)
        for name, of, told in every
        if told.get("label") and section in {"", told.get("section")}
    ]


def _told(one: dataclasses.Field[object]) -> Told:
    """Give the words and limits of a field."""
    about = one.metadata.get("about")
    if about is None:
        return one.metadata
    limits = {} if about.lowest is None else {"range": (about.lowest, about.highest)}
    names = ("label", "help", "choices", "offers", "section")
    told = {name: found for name in names if (found := getattr(about, name))} | limits
    return told | {"help": ""} if about.offers else told  # the list itself says what none of them means


def _control(name: str, kind: object, told: Told, changed: Changed) -> Control:
    says, helps, group = (_word(told.get(key, "")) for key in ("label", "help", "group"))
    widget, read, show = _made(kind, told, changed)
    widget.setObjectName(name)
    widget.setAccessibleName(says)
    widget.setAccessibleDescription(helps)
    widget.setToolTip(helps)
    return Control(name, says, helps, group, widget, read, show)


Made = tuple[QWidget, Callable[[], object], Callable[[typing.Any], None]]


def _made(kind: object, told: Told, changed: Changed) -> Made:
    choices = _choices(kind, told.get("choices")) or _offers(told.get("offers"))
    if choices:
        return _chooser(choices, changed)
    makers: dict[object, Callable[[Told, Changed], Made]] = {
        bool: _switch,
        int: _number,
        float: _fraction,
        Path: _folder,
        tuple[str, ...]: _several,
    }
    return makers.get(kind, _text)(told, changed)


def _choices(kind: object, told: object) -> list[tuple[object, str]]:
    """Give values with labels; those of an enum are its own names where nobody says otherwise."""
    found = told() if callable(told) else told
    if found is None and isinstance(kind, type) and issubclass(kind, Enum):
        found = list(kind)
    if isinstance(found, dict):
        found = found.items()
    return [_pair(one) for one in found] if isinstance(found, Iterable) else []


def _offers(told: object) -> list[tuple[object, str]]:
    found = told() if callable(told) else told
    return [("", tr("The best that is installed")), *map(_pair, found)] if isinstance(found, Iterable) else []


def _pair(one: object) -> tuple[object, str]:
    if isinstance(one, tuple) and len(one) == 2:
        return one[0], _word(one[1])
    return one, str(one.value if isinstance(one, Enum) else one)


def _word(told: object) -> str:
    return str(told()) if callable(told) else tr(str(told)) if told else ""


def _chooser(choices: list[tuple[object, str]], changed: Changed) -> Made:
    box = QComboBox()
    values = [value for value, _ in choices]
    box.addItems([label for _, label in choices])
    box.activated.connect(lambda _row: changed())

    def show(value: object) -> None:
        if value not in values:  # an engine that is not there today stays chosen, and is seen
            values.append(value)
            box.addItem(str(value))
        box.setCurrentIndex(values.index(value))

    return box, lambda: values[box.currentIndex()], show


def _switch(_told: Told, changed: Changed) -> Made:
    box = QCheckBox()
    box.clicked.connect(lambda _on: changed())
    return box, box.isChecked, box.setChecked


def _number(told: Told, changed: Changed) -> Made:
    box = QSpinBox()
    low, high = told.get("range", (-LARGEST, LARGEST))
    box.setRange(low, high)
    box.setSingleStep(told.get("step", 1))
    box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
    unit = _word(told.get("unit", ""))
    box.setSuffix(f" {unit}" if unit else "")
    box.setKeyboardTracking(False)
    box.valueChanged.connect(lambda _value: changed())
    return box, box.value, box.setValue


def _fraction(told: Told, changed: Changed) -> Made:
    box = QDoubleSpinBox()
    low, high = told.get("range", (-1e9, 1e9))
    box.setRange(low, high)
    box.setSingleStep(told.get("step", 0.1))
    box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
    box.setKeyboardTracking(False)
    box.valueChanged.connect(lambda _value: changed())
    return box, box.value, box.setValue


def _text(_told: Told, changed: Changed) -> Made:
    line = QLineEdit()
    line.editingFinished.connect(changed)
    return line, line.text, lambda value: line.setText("" if value is None else str(value))


def _several(_told: Told, changed: Changed) -> Made:
    line = QLineEdit()
    line.setPlaceholderText(tr("several, with commas between"))
    line.editingFinished.connect(changed)

    def read() -> tuple[str, ...]:
        return tuple(part for one in line.text().split(",") if (part := one.strip()))

    return line, read, lambda value: line.setText(", ".join(value))


def _folder(_told: Told, changed: Changed) -> Made:
    both = QWidget()
    line = QLineEdit()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    both.setFocusProxy(line)

    def take(folder: str) -> None:
        line.setText(folder)
        changed()

    def browse() -> None:
        choosing.folder(both, tr("Choose a folder"), line.text(), take)

    row.addWidget(line, 1)
    row.addWidget(tool(tr("Choose a folder"), "folder", browse))
    line.editingFinished.connect(changed)
    return both, lambda: Path(line.text()), lambda value: line.setText(str(value))
