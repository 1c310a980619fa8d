"""Advanced SubStation Alpha (.ass): styled for the picture, inside the safe box of a vertical one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from dubbench.domain.delivery import Cue
from dubbench.domain.span import Span
from dubbench.formats.subtitles import Format, SubtitleMeta, from_text, to_file

if TYPE_CHECKING:
    import pysubs2

DEFAULT_SIZE = (1080, 1920)


class Box(NamedTuple):
    """Margins and letter height as parts of the picture's width (left, right, letters) and height (bottom)."""

    left: Fraction
    right: Fraction
    bottom: Fraction
    letters: Fraction


# STANDARDS section 2: at 1080 x 1920 the safe box is x 65 to 900, y 270 to 1440; 24 characters fill its width.
VERTICAL = Box(Fraction(65, 1080), Fraction(180, 1080), Fraction(480, 1920), Fraction(62, 1080))
WIDE = Box(Fraction(1, 10), Fraction(1, 10), Fraction(1, 15), Fraction(3, 100))


def write(cues: Sequence[Cue], meta: SubtitleMeta) -> str:
    """Write cues as ASS text for the picture's size; times are rounded down to hundredths so that none overlap."""
    width, height = (meta.width, meta.height) if meta.width and meta.height else DEFAULT_SIZE
    file = to_file([cue._replace(span=_hundredths(cue.span)) for cue in cues])
    file.info.update(PlayResX=str(width), PlayResY=str(height), WrapStyle="2", ScaledBorderAndShadow="yes")
    file.info.update({"Title": meta.title or "dubbench", "Language": meta.language})
    file.styles = {"Default": _style(width, height)}
    return file.to_string("ass").rstrip("\n") + "\n"


def read(text: str) -> tuple[Cue, ...]:
    """Read ASS text."""
    return from_text(text, "ass", "ASS")


def _hundredths(span: Span) -> Span:
    return Span(span.start_ms // 10 * 10, span.end_ms // 10 * 10)


def _style(width: int, height: int) -> pysubs2.SSAStyle:
    import pysubs2

    box = VERTICAL if height > width else WIDE
    letters = round(width * box.letters)
    return pysubs2.SSAStyle(
        fontname="Arial",
        fontsize=letters,
        bold=True,
        outline=max(1, round(letters / 16)),
        shadow=0,
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=round(width * box.left),
        marginr=round(width * box.right),
        marginv=round(height * box.bottom),
    )


FORMAT = Format("ass", ".ass", write, read)
