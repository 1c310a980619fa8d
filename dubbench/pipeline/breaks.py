"""Where a text may be broken, and how much each place would hurt."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from typing import NamedTuple

from dubbench.pipeline.language import LanguageTable, table

SENTENCE_ENDS = ".!?…。！？｡"
CLAUSE_ENDS = ",;:—–，、；：､"
CLOSERS = "\"'”’»)]}」』）】》〉"
OPENERS = "\"'“‘«([{¿¡「『（【《〈"
STRIPPED = SENTENCE_ENDS + CLAUSE_ENDS + CLOSERS + OPENERS + " -"

FREE, CLAUSE, CONJUNCTION, PREPOSITION, PLAIN, NAME, BOUND = 0, 10, 20, 30, 60, 150, 200

# A CJK character may stand beside any other, except that no line begins with a closing mark or a small kana.
_CJK = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]"
_NO_START = r"[\s,.!?…:;、。，．！？；：”’）】》〉」』ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％)\]]"
_EDGE = re.compile(
    rf"\s+(?=\S)"
    rf"|(?<={_CJK})(?!{_NO_START})(?=\S)"
    rf"|(?<=[、。，．！？；：”’）】》〉」』])(?!{_NO_START})(?=\S)"
    rf"|(?<=[0-9A-Za-z])(?={_CJK})"
)
_NEVER_AFTER = "“‘（【《〈「『([¿¡"


class Break(NamedTuple):
    """A place where a text may be divided: the part after it begins at `at`; `cost` 0 is best."""

    at: int
    cost: int


def breaks(text: str, language: str) -> tuple[Break, ...]:
    """List the places between words (in CJK between characters) with what a break there costs."""
    words = table(language)
    edges = [match.span() for match in _EDGE.finditer(text)]
    places = [(end, text[:start]) for start, end in edges if start > 0 and text[start - 1] not in _NEVER_AFTER]
    return tuple(Break(at, _cost(before, text[at:], words)) for at, before in places)


def bare(word: str) -> str:
    """Return a word as the tables list it: lower case, without the marks around it."""
    return word.strip(STRIPPED).lower().replace("’", "'")


def _cost(before: str, after: str, words: LanguageTable) -> int:
    last = _last_word(before)
    first = after.split(maxsplit=1)[0] if after.strip() else ""
    if (marked := _marked(last)) is not None and last.lower() not in words.titles:
        return marked
    if bare(last) in words.binding or last.lower() in words.titles:
        return BOUND
    if bare(first) in words.conjunctions:
        return CONJUNCTION
    if bare(first) in words.prepositions:
        return PREPOSITION
    return NAME if _is_name(last, first) else PLAIN


def _last_word(before: str) -> str:
    parts = before[-40:].split()
    return parts[-1] if parts else ""


def _marked(word: str) -> int | None:
    end = word.rstrip(CLOSERS)[-1:]
    if end and end in SENTENCE_ENDS:
        return FREE
    return CLAUSE if end and (end in CLAUSE_ENDS or word == "-") else None


def _is_name(last: str, first: str) -> bool:
    return last[:1].isupper() and first[:1].isupper() and len(last) > 1
