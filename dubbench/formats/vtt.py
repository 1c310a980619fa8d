"""WebVTT (.vtt), W3C Candidate Recommendation of 2019: times in milliseconds, always UTF-8."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from html import unescape

from dubbench.domain.delivery import Cue
from dubbench.formats.subtitles import Format, SubtitleMeta, from_text, to_file


def write(cues: Sequence[Cue], meta: SubtitleMeta) -> str:  # noqa: ARG001 - the format has no place for it
    """Write cues as WebVTT text."""
    escaped = [cue._replace(text=_escaped(cue.text)) for cue in cues]
    return to_file(escaped).to_string("vtt").rstrip("\n") + "\n"


def read(text: str) -> tuple[Cue, ...]:
    """Read WebVTT text."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return tuple(cue._replace(text=unescape(cue.text)) for cue in from_text(plain, "vtt", "WebVTT"))


def _escaped(text: str) -> str:
    arrows = text.replace("-->", "→")
    return arrows.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


FORMAT = Format("vtt", ".vtt", write, read)
