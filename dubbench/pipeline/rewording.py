"""Give a Line another text: words that stand keep their times, the others share the time of those they replace."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from dubbench.domain.script import Line, Origin, Word, pauses
from dubbench.domain.span import Span
from dubbench.pipeline.language import is_spaceless

LEAST_MS = 40
"""A word that comes new into a place shorter than this for each word takes time from its neighbours."""


def reworded(line: Line, text: str) -> Line:
    """Return the Line with a person's text; its span stays."""
    said = replace(line, text=text, origin=Origin.PERSON)
    if not line.words:
        return said
    tokens = words_of(text, line.language)
    old = [part for word in line.words for part in _characters(word)] if is_spaceless(line.language) else line.words
    words = tuple(_timed(old, tokens, line.span))
    return replace(said, words=words, breaks=pauses(words))


def words_of(text: str, language: str) -> list[str]:
    """Cut a text into words, each with the space before it; where words stand together, into characters."""
    return re.findall(r"\s*\S" if is_spaceless(language) else r"\s*\S+", text)


def _characters(word: Word) -> Iterator[Word]:
    """Cut a word into its characters, which share its time evenly."""
    parts = re.findall(r"\s*\S", word.text)
    for part, span in zip(parts, shared(parts, Span(word.start_ms, word.end_ms)), strict=True):
        yield word._replace(text=part, start_ms=span.start_ms, end_ms=span.end_ms)


def _timed(old: Sequence[Word], tokens: Sequence[str], span: Span) -> Iterator[Word]:
    """Yield the new words in order with their times."""
    for (a, b), (c, d), same in _blocks(old, tokens, span):
        if same:
            yield from (word._replace(text=text) for word, text in zip(old[a:b], tokens[c:d], strict=True))
        else:
            room = _phrases(old, a, b, span)
            yield from _placed(tokens[c:d], room if a < b else [_beside(room[0], tokens[c:d], old, first=a == 0)])


_Block = tuple[tuple[int, int], tuple[int, int], bool]


def _blocks(old: Sequence[Word], tokens: Sequence[str], span: Span) -> list[_Block]:
    """Say which words stand and which replace which; what comes new where there is no room takes in neighbours."""
    before, after = [word.text.strip() for word in old], [token.strip() for token in tokens]
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    pairs = [(i, j + i - a) for tag, a, b, j, _ in codes if tag == "equal" for i in range(a, b)]
    while crowded := _crowded(old, len(tokens), pairs, span):
        pairs = [pair for pair in pairs if pair not in crowded]
    return _joined(pairs, len(old), len(tokens))


def _crowded(
    old: Sequence[Word], count: int, pairs: Sequence[tuple[int, int]], span: Span
) -> frozenset[tuple[int, int]]:
    """Return the standing pairs beside a place that is too short for the words that come into it."""
    edges = [(-1, -1), *pairs, (len(old), count)]
    for (a, c), (b, d) in itertools.pairwise(edges):
        room = sum(phrase.duration_ms for phrase in _phrases(old, a + 1, b, span))
        if d - c > 1 and room < LEAST_MS * (d - c - 1):
            return frozenset({(a, c), (b, d)} & set(pairs))
    return frozenset()


def _joined(pairs: Sequence[tuple[int, int]], before: int, after: int) -> list[_Block]:
    blocks: list[_Block] = []
    edges = [(-1, -1), *pairs, (before, after)]
    for (a, c), (b, d) in itertools.pairwise(edges):
        if d - c > 1:
            blocks.append(((a + 1, b), (c + 1, d), False))
        if b < before:
            blocks.append(((b, b + 1), (d, d + 1), True))
    return blocks


def _phrases(old: Sequence[Word], first: int, last: int, span: Span) -> list[Span]:
    """Return the time of words that go, phrase by phrase; where none go, the gap between their neighbours."""
    if first < last:
        edges = [first, *(first + i for i in pauses(old[first:last])), last]
        return [Span(old[a].start_ms, old[b - 1].end_ms) for a, b in itertools.pairwise(edges)]
    start = old[first - 1].end_ms if first else min(span.start_ms, old[0].start_ms)
    end = old[last].start_ms if last < len(old) else max(span.end_ms, old[-1].end_ms)
    return [Span(start, max(start, end))]


def _beside(gap: Span, tokens: Sequence[str], old: Sequence[Word], *, first: bool) -> Span:
    """Put words that come into a gap close to the word before, or at the start to the one after: a pause stays."""
    letters = sum(len(word.text.strip()) for word in old)
    pace = sum(word.end_ms - word.start_ms for word in old) / max(1, letters)
    needed = min(gap.duration_ms, max(LEAST_MS * len(tokens), round(pace * sum(len(t.strip()) for t in tokens))))
    return Span(gap.end_ms - needed, gap.end_ms) if first else Span(gap.start_ms, gap.start_ms + needed)


def _placed(tokens: Sequence[str], phrases: Sequence[Span]) -> Iterator[Word]:
    """Share phrases' time among words by their length; each word stands in one phrase, so that pauses stay."""
    lengths = [len(token.strip()) for token in tokens]
    total, spoken = sum(lengths), sum(phrase.duration_ms for phrase in phrases)
    middles = [end - length / 2 for end, length in zip(itertools.accumulate(lengths), lengths, strict=True)]
    ends = list(itertools.accumulate(phrase.duration_ms for phrase in phrases))
    homes = [sum(middle * spoken >= end * total for end in ends[:-1]) for middle in middles]
    for home, group in itertools.groupby(zip(homes, tokens, strict=True), key=lambda pair: pair[0]):
        texts = [text for _, text in group]
        for text, span in zip(texts, shared(texts, phrases[home]), strict=True):
            yield Word(text, *span)


def shared(texts: Sequence[str], span: Span) -> list[Span]:
    """Divide a span among texts by their length."""
    return span.divided([len(text.strip()) for text in texts])
