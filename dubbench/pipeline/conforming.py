"""Lay a script on what was heard: when each of its words is spoken, and by which Line it is known already.

Script and hearing are two accounts of the same speech. Their words are aligned once, globally (edit operations over
folded words, by rapidfuzz); a word that both have takes the heard time, words between share what lies between.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry
from dubbench.pipeline.folding import folded
from dubbench.pipeline.parting import spoken_words
from dubbench.pipeline.rewording import shared, words_of

SURE_SHARE = 0.6
"""A script's line whose words were recognised to this share is where it was heard."""
LEAST_SHARE = 0.25
"""Below this share an entry without a time of its own was not heard at all."""
SAME_TIME = 0.5
"""A Line is the one meant where it shares this much of an entry's time, and no words tell better."""


@dataclass(frozen=True, slots=True)
class Conformed:
    """An entry with its words in time; `span` is `None` where it was not heard and has no time of its own.

    `line_id` names the Line that it stands for ("": none yet), `share` how much of it was recognised (0 to 1).
    """

    entry: Entry
    span: Span | None
    words: tuple[Word, ...] = ()
    line_id: str = ""
    share: float = 0.0

    @property
    def sure(self) -> bool:
        """Whether its words were recognised, so that its time is that of the speech."""
        return self.share >= SURE_SHARE


class _Spoken(NamedTuple):
    """One folded word that was heard, in the Line that has it."""

    text: str
    start_ms: int
    end_ms: int
    line_id: str


def conform(entries: Sequence[Entry], lines: Sequence[Line], language: str) -> tuple[Conformed, ...]:
    """Place every entry of a script in time and say which Line it stands for; each Line stands for one at most."""
    heard = [word for line in lines for word in _spoken(line)]
    tokens = [list(_tokens(entry, language)) for entry in entries]
    found = _matches([token for own in tokens for _, token in own], [word.text for word in heard])
    starts = itertools.accumulate(map(len, tokens), initial=0)
    placed = []
    for entry, own, start in zip(entries, tokens, starts, strict=False):
        known = [(word, heard[found[at]]) for at, (word, _) in enumerate(own, start) if at in found]
        share = len(known) / len(own) if own else 0.0
        one = _placed(entry, known, share, language) if _heard(entry, share) else _unheard(entry, share, language)
        by_line = Counter(spoken.line_id for _, spoken in known if _heard(entry, share))
        placed.append((one, by_line))
    return tuple(_claimed(placed, lines))


def _spoken(line: Line) -> Iterator[_Spoken]:
    for word in line.words or spoken_words(line.text, line.language, line.span):
        tokens = folded(word.text, line.language)
        for token, span in zip(tokens, shared(tokens, Span(word.start_ms, word.end_ms)), strict=True):
            yield _Spoken(token, span.start_ms, span.end_ms, line.id)


def _tokens(entry: Entry, language: str) -> Iterator[tuple[int, str]]:
    """Yield each folded word of an entry with the number of the written word that it belongs to."""
    for number, word in enumerate(words_of(entry.text, language)):
        for token in folded(word, language):
            yield number, token


def _matches(said: Sequence[str], heard: Sequence[str]) -> dict[int, int]:
    """Return by number which heard word each word of the script is; one misheard by a letter or two counts as well."""
    found: dict[int, int] = {}
    for one in Levenshtein.opcodes(said, heard):
        pairs = zip(range(one.src_start, one.src_end), range(one.dest_start, one.dest_end), strict=False)
        if one.tag == "equal":
            found |= dict(pairs)
        elif one.tag == "replace":
            found |= {a: b for a, b in pairs if _alike(said[a], heard[b])}
    return found


def _alike(one: str, other: str) -> bool:
    return Levenshtein.normalized_similarity(one, other) > SURE_SHARE


def _heard(entry: Entry, share: float) -> bool:
    """Tell whether an entry was heard: one with a time of its own is not moved for a few words that others say, too."""
    return share >= (SURE_SHARE if entry.span else LEAST_SHARE)


def _unheard(entry: Entry, share: float, language: str) -> Conformed:
    words = spoken_words(entry.text, language, entry.span) if entry.span else ()
    return Conformed(entry, entry.span, words, share=share)


def _placed(entry: Entry, known: Sequence[tuple[int, _Spoken]], share: float, language: str) -> Conformed:
    words = tuple(_timed(words_of(entry.text, language), known, entry.span))
    return Conformed(entry, Span(words[0].start_ms, words[-1].end_ms), words, share=share)


def _timed(tokens: Sequence[str], known: Sequence[tuple[int, _Spoken]], outer: Span | None) -> Iterator[Word]:
    """Give written words the times of what was heard of them; those between share what lies between."""
    times: dict[int, Span] = {}
    for word, spoken in known:
        span = Span(spoken.start_ms, spoken.end_ms)
        times[word] = times[word].hull(span) if word in times else span
    anchors = sorted(times)
    first, last = times[anchors[0]], times[anchors[-1]]
    letter_ms = max(30, (last.end_ms - first.start_ms) // max(1, sum(len(tokens[i]) for i in anchors)))
    at = 0
    while at < len(tokens):
        if at in times:
            yield Word(tokens[at], *times[at])
            at += 1
            continue
        stop = next((anchor for anchor in anchors if anchor > at), len(tokens))
        missing = tokens[at:stop]
        needed = letter_ms * sum(map(len, missing))
        before = times[at - 1].end_ms if at else None
        after = times[stop].start_ms if stop < len(tokens) else None
        if before is None:
            edge = after or 0
            before = max(0, edge - needed) if outer is None else min(edge, max(outer.start_ms, edge - needed))
        if after is None:
            after = before + needed if outer is None else max(before, min(outer.end_ms, before + needed))
        span = Span(before, max(before, after))
        yield from (Word(token, *part, 0) for token, part in zip(missing, shared(missing, span), strict=True))
        at = stop


def _claimed(placed: Sequence[tuple[Conformed, Counter[str]]], lines: Sequence[Line]) -> Iterator[Conformed]:
    """Let every entry claim the Line whose words, else whose time, it has most of; the greater claim wins."""
    claims: list[tuple[float, int, str]] = []
    for number, (one, by_line) in enumerate(placed):
        claims += [(10.0 + count, number, line_id) for line_id, count in by_line.items()]
        if one.span:
            both = [(line, line.span.overlap_ms(one.span) / max(1, one.span.duration_ms)) for line in lines]
            claims += [(part, number, line.id) for line, part in both if part >= SAME_TIME]
    taken: dict[int, str] = {}
    for _, number, line_id in sorted(claims, key=lambda claim: (-claim[0], claim[1], claim[2])):
        if number not in taken and line_id not in taken.values():
            taken[number] = line_id
    for number, (one, _) in enumerate(placed):
        yield replace(one, line_id=taken.get(number, ""))
