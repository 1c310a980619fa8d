"""formats: one module per interchange format; imports jobs and domain."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.domain.delivery import Cue
from dubbench.errors import BadInput
from dubbench.formats import ass, srt, vtt
from dubbench.formats.subtitles import Format, SubtitleMeta
from dubbench.i18n import tr

FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in (srt, vtt, ass)}

__all__ = ["FORMATS", "Format", "SubtitleMeta", "read", "write"]


def write(name: str, cues: Sequence[Cue], meta: SubtitleMeta) -> str:
    """Write cues in a named format and return the file's text."""
    return _format(name).write(cues, meta)


def read(name: str, text: str) -> tuple[Cue, ...]:
    """Read the cues of a file's text in a named format."""
    return _format(name).read(text)


def _format(name: str) -> Format:
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise BadInput(tr("There is no subtitle format {name}; there are {known}.", name=repr(name), known=known))
    return FORMATS[name]
