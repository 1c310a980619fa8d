"""What a file of dialogue holds, whatever its format: entries with or without times, and what was left behind."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from dubbench.domain.script import OnScreen
from dubbench.domain.span import Span
from dubbench.errors import BadInput
from dubbench.i18n import tr


class Left(StrEnum):
    """What a conversion leaves behind."""

    POSITION = "position"
    MARKUP = "markup"
    WORD_TIMES = "word-times"
    SOUND = "sound"
    COMMENT = "comment"
    DRAWING = "drawing"
    IMAGE = "image"
    EMPTY = "empty"
    NO_DIALOGUE = "no-dialogue"
    ACTION = "action"
    LANGUAGE = "language"
    STYLE = "style"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one speaker says; `row` is where it stands in the file (a line, row or block, counted from 1).

    `span` is `None` in a script without times, `on_screen` where the file does not say. `translations` are the same
    words by language, as far as the file brings them.
    """

    text: str
    row: int
    span: Span | None = None
    speaker: str = ""
    style: str = ""
    on_screen: OnScreen | None = None
    translations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was read; `encoding` is "" for formats that are no text."""

    kind: str
    entries: tuple[Entry, ...]
    encoding: str = ""
    language: str = ""
    left: Mapping[Left, int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: its name for what is said of it, and what the file itself may not tell.

    `fps` are the frames a second of time codes, `speakers` names that count as such wherever they precede a colon,
    `columns` what a column of a table holds by its title.
    """

    name: str
    fps: Fraction | None = None
    language: str = ""
    speakers: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)

    def wrong(self, row: int, why: str) -> BadInput:
        """Say that the file is not as its format wants it, where, and why; nothing of it is taken."""
        return BadInput(tr("{file}, line {line}: {why} Nothing was imported.", file=self.name, line=row, why=why))
