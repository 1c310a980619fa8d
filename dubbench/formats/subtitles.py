"""Between our Cues and the events of pysubs2; what every subtitle format shares."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dubbench.domain.delivery import Cue
from dubbench.domain.span import Span
from dubbench.errors import BadInput
from dubbench.i18n import tr

if TYPE_CHECKING:
    import pysubs2


_HEADERS = {"vtt": ("WEBVTT",), "ass": ("[Script Info]", ";")}
"""How a file without a single cue begins if it is one of the format at all; SubRip has no such beginning."""


class SubtitleMeta(NamedTuple):
    """What a subtitle file says about itself; the picture's size in pixels, 0 where there is none."""

    title: str = ""
    language: str = ""
    width: int = 0
    height: int = 0


class Format(NamedTuple):
    """A subtitle format: both functions take and return whole files as text."""

    name: str
    suffix: str
    write: Callable[[Sequence[Cue], SubtitleMeta], str]
    read: Callable[[str], tuple[Cue, ...]]


def to_file(cues: Sequence[Cue]) -> pysubs2.SSAFile:
    """Make a file of events in time order; no text may end a cue or begin a tag."""
    import pysubs2

    file = pysubs2.SSAFile()
    for cue in sorted(cues, key=lambda cue: cue.span):
        event = pysubs2.SSAEvent(start=cue.span.start_ms, end=cue.span.end_ms)
        event.plaintext = _harmless(cue.text)
        file.events.append(event)
    return file


def from_text(text: str, kind: str, name: str) -> tuple[Cue, ...]:
    """Read a file's cues without their markup; comments and empty cues are left out."""
    import pysubs2

    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        file = pysubs2.SSAFile.from_string(plain, format_=kind)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError) as problem:
        raise _unreadable(name) from problem
    if not file.events and plain.strip() and not plain.startswith(_HEADERS.get(kind, ())):
        raise _unreadable(name)
    events = (event for event in file.events if not event.is_comment and event.plaintext.strip())
    return tuple(sorted(Cue(Span(event.start, event.end), event.plaintext.strip()) for event in events))


def _unreadable(name: str) -> BadInput:
    return BadInput(tr("This is not a readable {name} file. Give a complete one in UTF-8.", name=name))


def _harmless(text: str) -> str:
    """Replace what the formats would read as markup: braces, backslashes, an arrow, an empty line."""
    lines = (line.strip() for line in text.splitlines())
    joined = "\n".join(line for line in lines if line)
    return joined.replace("{", "(").replace("}", ")").replace("\\", "/").replace("-->", "→")
