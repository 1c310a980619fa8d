"""Text as it sounds: case, punctuation and spelling of numbers folded away before texts are compared."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import unicodedata

from dubbench.pipeline.numbers import spelled

SILENT = re.compile(r"(?<=\w)['’](?=\w)")
MARKS = re.compile(r"[^\w\s]|_")


def folded(text: str, language: str) -> tuple[str, ...]:
    """Return the words of a text, folded; a language without spaces gives stretches between punctuation."""
    plain = unicodedata.normalize("NFKC", spelled(text, language)).casefold()
    plain = SILENT.sub("", plain)
    return tuple(MARKS.sub(" ", plain).split())
