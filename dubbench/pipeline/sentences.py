"""Tell where a spoken sentence ends: marks, abbreviations, decimals, ellipses, pauses."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from dataclasses import dataclass

from dubbench.domain.script import Word
from dubbench.pipeline.breaks import CLOSERS
from dubbench.pipeline.language import LanguageTable, is_spaceless, table

FULL_ENDS = tuple("!?。！？｡")
ELLIPSES = ("…", "...")
_BEFORE_WORD = " \"'“‘«¿¡(-—"
_INITIAL = re.compile(r"^[^\W\d_]\.$")


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """`pause_ms` helps a doubtful mark to end a sentence; after `seam_ms` a new stretch in capitals begins one."""

    lists: LanguageTable
    spaced: bool
    pause_ms: int
    seam_ms: int

    @classmethod
    def of(cls, language: str, pause_ms: int, seam_ms: int) -> SentenceRules:
        return cls(table(language), not is_spaceless(language), pause_ms, seam_ms)

    def ends(self, word: Word, following: Word, *, seam: bool) -> bool:
        """Whether a sentence ends between two words; `seam`: the second begins a recognised stretch."""
        text = word.text.strip().rstrip(CLOSERS)
        if not text or self._glued(text, following.text):
            return False
        pause = following.start_ms - word.end_ms
        capital = not following.text.strip(_BEFORE_WORD)[:1].islower()
        if text.endswith(ELLIPSES):
            return capital and (pause >= self.pause_ms // 3 or seam)
        if text.endswith(FULL_ENDS):
            return capital or pause >= self.pause_ms
        if not text.endswith("."):
            return seam and capital and pause >= self.seam_ms
        return not self._abbreviated(text, may_end=capital and pause >= self.pause_ms // 2)

    def _glued(self, text: str, after: str) -> bool:
        """Whether the next piece belongs to the same word, as `3` `.5` do."""
        apart = after[:1].isspace() or not self.spaced or text.endswith(FULL_ENDS)
        return not apart and bool(after.strip())

    def _abbreviated(self, text: str, *, may_end: bool) -> bool:
        """Whether the full stop belongs to the word; one such as `p.m.` may end a sentence all the same."""
        word = text.lstrip(_BEFORE_WORD)
        lower = word.lower()
        if lower in self.lists.titles or (_INITIAL.match(word) and word[0].isupper() and word != "I."):
            return True
        return lower in self.lists.abbreviations and not may_end
