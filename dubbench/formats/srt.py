"""SubRip (.srt): numbered cues, times in milliseconds, UTF-8 without a byte order mark."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.domain.delivery import Cue
from dubbench.formats.subtitles import Format, SubtitleMeta, from_text, to_file

_NEXT = "\n\n0\n"  # pysubs2 takes a last line of digits for the number of the next cue, even where none follows
_NO_TAGS = str.maketrans("<>", "‹›")


def write(cues: Sequence[Cue], meta: SubtitleMeta) -> str:  # noqa: ARG001 - the format has no place for it
    """Write cues as SubRip text."""
    plain = [cue._replace(text=cue.text.replace("-->", "→").translate(_NO_TAGS)) for cue in cues]
    return to_file(plain).to_string("srt").rstrip("\n") + "\n"


def read(text: str) -> tuple[Cue, ...]:
    """Read SubRip text."""
    return from_text(f"{text}{_NEXT}" if text.strip() else text, "srt", "SubRip")


FORMAT = Format("srt", ".srt", write, read)
