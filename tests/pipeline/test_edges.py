"""Word edges reach over the speech beside them, and no words are no fault."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.pipeline.edges import reaching


def test_speech_without_any_word_is_no_fault() -> None:
    assert reaching((), (Span(0, 500),)) == ()


def test_outer_words_reach_over_speech_nobody_claims() -> None:
    line = Line("l", "e", Span(300, 900), "so be it", "en", words=(Word("so", 300, 500), Word(" be it", 500, 900)))
    (reached,) = reaching((line,), (Span(100, 1200),))
    assert reached.span == Span(100, 1200)
