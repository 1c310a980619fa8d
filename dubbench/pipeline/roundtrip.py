"""Hear the dub again: how much of what was sent to the voice comes back, line by line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dubbench.domain.span import Span
from dubbench.engines.interfaces import HearingRequest, Transcriber
from dubbench.formats.manifest import DubbedLine
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline.folding import folded
from dubbench.pipeline.language import is_spaceless

PAD_MS = 150
SHORTEST_WORD = 3  # a lost "e" or "o" says more about the judge than about the voice
LOST_SHARE = 0.75
AGAIN_PPM = 200_000  # hearing alone takes a second or two; it is worth it for what would count as lost


class Edit(NamedTuple):
    """One letter changed on the way: "insert", "delete" or "replace", its place in what was sent and heard."""

    tag: str
    sent_at: int
    heard_at: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of one line: errors per character sent, and the words of it that nobody heard."""

    heard: str
    cer_ppm: int
    dropped: tuple[str, ...]
    alone: bool = False


def hear_back(
    dialogue: Audio, lines: Sequence[DubbedLine], transcriber: Transcriber, language: str, ctx: Context
) -> tuple[Returned, ...]:
    """Transcribe the dub dialogue as a whole, divide it among the lines by aligning letters, and judge each.

    A line that comes back badly is heard once more by itself, with 150 ms around it: of two hearings the
    better counts, since a transcriber that loses its place says nothing about the voice.
    """
    sent = [folded(line.spoken, language) for line in lines]
    request = HearingRequest(language=language, speech=_stretches(lines, dialogue.duration_ms))
    heard = " ".join(one.text for one in transcriber.hear(dialogue, request, ctx).heard) if lines else ""
    returned = divided(sent, folded(heard, language), language)

    def again(line: DubbedLine) -> str:
        cut = dialogue.cut(max(0, line.span.start_ms - PAD_MS), line.span.end_ms + PAD_MS)
        alone = HearingRequest(language=language, speech=(Span(0, cut.duration_ms),))
        return " ".join(one.text for one in transcriber.hear(cut, alone, ctx).heard)

    return tuple(
        _better(first, divided([words], folded(again(line), language), language)[0]) if _doubtful(first) else first
        for first, line, words in zip(returned, lines, sent, strict=True)
    )


def _stretches(lines: Sequence[DubbedLine], end_ms: int) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(p.span for line in lines for p in line.placements):
        padded = Span(max(0, span.start_ms - PAD_MS), min(end_ms, span.end_ms + PAD_MS))
        if joined and padded.start_ms <= joined[-1].end_ms:
            joined[-1] = joined[-1].hull(padded)
        else:
            joined.append(padded)
    return tuple(joined)


def _doubtful(returned: Returned) -> bool:
    return returned.cer_ppm > AGAIN_PPM or bool(returned.dropped)


def _better(first: Returned, second: Returned) -> Returned:
    better = min(first, second, key=lambda one: one.cer_ppm)
    return replace(better, dropped=tuple(word for word in first.dropped if word in second.dropped), alone=True)


def divided(sent: Sequence[Sequence[str]], heard: Sequence[str], language: str) -> tuple[Returned, ...]:
    """Align all that was heard with all that was sent, letter by letter without spaces, and judge each line."""
    from rapidfuzz.distance import Levenshtein

    texts = ["".join(words) for words in sent]
    starts = [0, *itertools.accumulate(len(text) for text in texts)]
    edits = [Edit(e.tag, e.src_pos, e.dest_pos) for e in Levenshtein.editops("".join(texts), "".join(heard))]
    bounds = _bounds(starts, edits, heard)
    errors = [0] * len(texts)
    for edit in edits if texts else ():
        within, at = (bounds, edit.heard_at) if edit.tag == "insert" else (starts, edit.sent_at)
        errors[min(bisect.bisect_right(within, at), len(texts)) - 1] += 1
    lost = {edit.sent_at for edit in edits if edit.tag == "delete"}
    return tuple(
        Returned(
            _stretch(heard, bounds[number], bounds[number + 1]),
            round(errors[number] * 1_000_000 / max(1, len(text))),
            () if is_spaceless(language) else _dropped(sent[number], starts[number], lost),
        )
        for number, text in enumerate(texts)
    )


def _dropped(words: Sequence[str], start: int, lost: set[int]) -> tuple[str, ...]:
    found: list[str] = []
    for word in words:
        gone = sum(at in lost for at in range(start, start + len(word)))
        if len(word) >= SHORTEST_WORD and gone >= LOST_SHARE * len(word):
            found.append(word)
        start += len(word)
    return tuple(found)


def _bounds(starts: Sequence[int], edits: Sequence[Edit], heard: Sequence[str]) -> list[int]:
    """Return where in the letters heard each line begins, and their end.

    Letters that nobody sent, heard between two lines, go to the line whose word they are part of, else to the first.
    """
    words = [0, *itertools.accumulate(len(word) for word in heard)]
    sources = [edit.sent_at for edit in edits]
    bounds = [0]
    for start in starts[1:-1]:
        before = bisect.bisect_left(sources, start)
        first = start + sum({"insert": 1, "delete": -1}.get(edit.tag, 0) for edit in edits[:before])
        last = first + sum(e.tag == "insert" for e in edits[before : bisect.bisect_right(sources, start)])
        word = words[bisect.bisect_right(words, last) - 1]
        bounds.append(word if word >= first else last)
    return [*bounds, words[-1]]


def _stretch(words: Sequence[str], first: int, last: int) -> str:
    """Return the words that begin between two letters."""
    starts = [0, *itertools.accumulate(len(word) for word in words)]
    return " ".join(word for word, start in zip(words, starts, strict=False) if first <= start < last)
