"""The history as pages to print and file: a PDF with the fonts that this machine has."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dubbench.app.tables import refuse_other
from dubbench.i18n import tr
from dubbench.media.files import write_bytes

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = (
    (
        "DejaVuSans.ttf",
        "NotoSans-Regular.ttf",
        "Arial Unicode.ttf",
        "arial.ttf",
        "Arial.ttf",
        "LiberationSans-Regular.ttf",
    ),
    ("NotoSansCJK-Regular.ttc", "PingFang.ttc", "msyh.ttc", "NotoSansSC-Regular.ttf", "wqy-zenhei.ttc"),
    ("NotoSansArabic-Regular.ttf", "NotoNaskhArabic-Regular.ttf", "GeezaPro.ttc"),
    ("NotoSansDevanagari-Regular.ttf", "Nirmala.ttf", "Kohinoor.ttc"),
)
_PLACES = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
_PLAIN = "Helvetica"


def write_pdf(rows: Sequence[Mapping[str, Any]], out: Path, title: str) -> None:
    """Write steps, newest first; characters that no font of this machine has are counted on the last page."""
    from fpdf import FPDF

    refuse_other(out, ".pdf")
    page = FPDF(format="A4")
    page.set_title(title)
    page.set_margin(16)
    page.set_auto_page_break(auto=True, margin=16)
    known = _take_fonts(page)
    missing: set[str] = set()
    page.add_page()
    _write(page, known, missing, tr("History of {title}", title=title), size=16)
    for row in rows:
        who = tr("{name} (machine)", name=row["author"]) if row["machine"] else row["author"]
        place = " · ".join(
            filter(None, (row["episode"] and tr("episode {number}", number=row["episode"]), row["market"]))
        )
        _write(page, known, missing, " · ".join(filter(None, (f"{row['seq']}", row["at"], who, place))), size=8)
        _write(page, known, missing, row["message"], size=10)
        if row["before"] or row["after"]:
            _write(page, known, missing, f"− {row['before']}", size=9)
            _write(page, known, missing, f"+ {row['after']}", size=9)
        page.ln(2)
    if missing:
        lost = tr("{count} characters of this history are in no font of this machine and are written as ▯.",
                  count=len(missing))  # fmt: skip
        _write(page, known, set(), lost, size=9)
    write_bytes(out, bytes(page.output()))


def _take_fonts(page: FPDF) -> frozenset[int]:
    """Let a document use the fonts of this machine; return the characters that they have, by number."""
    known: set[int] = set()
    names = []
    for number, candidates in enumerate(_FONTS):
        for file in _found(candidates):
            with suppress(OSError, RuntimeError, ValueError, KeyError):  # a font that cannot be read is none
                page.add_font(f"font{number}", fname=file)
                known |= set(getattr(page.fonts[f"font{number}"], "cmap", ()))
                names.append(f"font{number}")
                break
    if names:
        page.set_font(names[0])
        page.set_fallback_fonts(names[1:], exact_match=False)
        page.set_text_shaping(True)  # letters that join, as Arabic's, and text from right to left
    else:
        page.set_font(_PLAIN)
        known = set(range(32, 127)) | set(range(160, 256))
    return frozenset(known)


def _found(candidates: Sequence[str]) -> Iterator[Path]:
    """Find fonts by the names of their files, in the order they are preferred."""
    wanted = {name.casefold(): place for place, name in enumerate(candidates)}
    found: list[tuple[int, Path]] = []
    for place in _PLACES.get(sys.platform, _PLACES["linux"]):
        for folder, _, files in os.walk(Path(place).expanduser()):
            found += [(wanted[name.casefold()], Path(folder) / name) for name in files if name.casefold() in wanted]
    yield from (path for _, path in sorted(found))


def _write(page: FPDF, known: frozenset[int], missing: set[str], text: str, *, size: int) -> None:
    lost = {char for char in text if ord(char) not in known and not char.isspace()}
    missing |= lost
    for char in lost:
        text = text.replace(char, "▯" if ord("▯") in known else "?")
    page.set_font_size(size)
    page.multi_cell(0, None, text, new_x="LMARGIN", new_y="NEXT")
