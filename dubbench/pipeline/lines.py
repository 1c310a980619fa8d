"""Turn recognised speech into Lines: sentences, cut at long silences, with their phrase breaks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dubbench.domain.hashing import digest
from dubbench.domain.script import LINE_PAUSE_MS, PHRASE_PAUSE_MS, Line, Word, pauses
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Heard
from dubbench.pipeline.sentences import SentenceRules

SAME_SHARE = 0.8
"""A Line heard again is the same one where both share this much of the time that they take together."""
_SOUND = re.compile(r"[\[(*♪][^\])*♪]*[\])*♪]|[♪♫]")


@dataclass(frozen=True, slots=True)
class LineLimits:
    """When speech is cut (STANDARDS section 1; the issue's chain).

    `longest_ms`: a sentence that runs on beyond it is cut at its longest pause. `shortest_word_ms`: what a word
    without a duration is given. `seam_ms`: a new recognised stretch in capitals after such a pause begins a sentence.
    """

    phrase_pause_ms: int = PHRASE_PAUSE_MS
    line_pause_ms: int = LINE_PAUSE_MS
    longest_ms: int = 15_000
    shortest_word_ms: int = 40
    seam_ms: int = 600


def make_lines(
    heard: Sequence[Heard],
    language: str,
    episode_id: str,
    *,
    speech: Sequence[Span] = (),
    recipe: str = "",
    limits: LineLimits | None = None,
) -> tuple[Line, ...]:
    """Make the Lines of an episode; words are kept in order, none is lost but marks of sounds (`[music]`, `♪`)."""
    limits = limits or LineLimits()
    words, seams = _words(heard, speech, limits)
    rules = SentenceRules.of(language, limits.phrase_pause_ms, limits.seam_ms)
    blank = Line("", episode_id, Span(0, 0), "", language, recipe=recipe)
    made: list[Line] = []
    for sentence in _sentences(words, seams, rules):
        parts = _parts(sentence, limits)
        ids = [_line_id(blank, len(made) + i, part) for i, part in enumerate(parts)]
        made += [_line(part, id_, ids[0], blank, limits) for part, id_ in zip(parts, ids, strict=True)]
    return tuple(made)


def uncovered(lines: Sequence[Line], speech: Sequence[Span], shortest_ms: int = 500) -> tuple[Span, ...]:
    """List the speech that no Line covers, leaving out what is shorter than `shortest_ms`."""
    rest = list(speech)
    for line in lines:
        rest = [part for span in rest for part in _without(span, line.span)]
    return tuple(span for span in rest if span.duration_ms >= shortest_ms)


def _without(span: Span, cut: Span) -> tuple[Span, ...]:
    if not span.overlap_ms(cut):
        return (span,)
    parts = (Span(span.start_ms, cut.start_ms), Span(cut.end_ms, span.end_ms))
    return tuple(part for part in parts if part.duration_ms > 0)


def _words(heard: Sequence[Heard], speech: Sequence[Span], limits: LineLimits) -> tuple[list[Word], set[int]]:
    """Join all words in time order without overlaps; `seams` are the indices that begin a recognised stretch."""
    words: list[Word] = []
    seams: set[int] = set()
    for stretch in sorted(heard, key=lambda h: h.span):
        seams.add(len(words))
        words += (word for word in stretch.words or _spread(stretch) if word.text.strip())
    return _in_order(_without_sounds([_snapped(w, speech, limits) for w in words]), limits), seams


def _spread(stretch: Heard) -> list[Word]:
    """Give words that came without times a share of their stretch, by length."""
    parts = re.findall(r"\s*\S+", stretch.text)
    total = sum(map(len, parts)) or 1
    ends = itertools.accumulate(map(len, parts), initial=0)
    times = [stretch.span.start_ms + round(end * stretch.span.duration_ms / total) for end in ends]
    return [Word(text, a, b) for text, (a, b) in zip(parts, itertools.pairwise(times), strict=True)]


def _without_sounds(words: list[Word]) -> list[Word]:
    """Blank what only names a sound; the word stays so that `seams` keep their meaning."""
    joined = "".join(word.text for word in words)
    hidden = {i for match in _SOUND.finditer(joined) for i in range(*match.span())}
    starts = itertools.accumulate((len(word.text) for word in words), initial=0)
    kept = zip(words, starts, strict=False)
    return [w._replace(text="".join(c for i, c in enumerate(w.text, at) if i not in hidden)) for w, at in kept]


def _snapped(word: Word, speech: Sequence[Span], limits: LineLimits) -> Word:
    """Pull a word that reaches over a silence back to the speech it shares most time with."""
    span = Span(word.start_ms, word.end_ms)
    meets = [s for s in speech if s.overlap_ms(span)]
    if not meets:
        return word
    best = max(meets, key=span.overlap_ms)
    if len(meets) > 1 and min(a.gap_ms(b) for a, b in itertools.pairwise(meets)) < limits.phrase_pause_ms:
        best = meets[0].hull(meets[-1])
    return word._replace(start_ms=max(word.start_ms, best.start_ms), end_ms=min(word.end_ms, best.end_ms))


def _in_order(words: list[Word], limits: LineLimits) -> list[Word]:
    """Make times rise: a word that overlaps the one before begins where that one ends."""
    fixed: list[Word] = []
    at = 0
    for word in words:
        start = max(word.start_ms, at)
        at = max(word.end_ms, start + limits.shortest_word_ms) if word.text.strip() else max(at, start)
        fixed.append(word._replace(start_ms=start, end_ms=at))
    return fixed


def _sentences(words: list[Word], seams: set[int], rules: SentenceRules) -> Iterator[list[Word]]:
    sentence: list[Word] = []
    for index, word in enumerate(words, 1):
        if word.text.strip():
            sentence.append(word)
        last = index == len(words)
        if sentence and (last or rules.ends(sentence[-1], words[index], seam=index in seams)):
            yield sentence
            sentence = []


def _parts(sentence: list[Word], limits: LineLimits) -> list[list[Word]]:
    """Cut a sentence into the words of its Lines; what holds no letter or digit is no Line."""
    cuts = [part for cut in _at_pauses(sentence, limits.line_pause_ms) for part in _shortened(cut, limits)]
    return [part for part in cuts if any(c.isalnum() for word in part for c in word.text)]


def _line(words: list[Word], id_: str, sentence: str, blank: Line, limits: LineLimits) -> Line:
    return dataclasses.replace(
        blank,
        id=id_,
        span=Span(words[0].start_ms, words[-1].end_ms),
        text="".join(word.text for word in words).strip(),
        words=tuple(words),
        breaks=pauses(words, limits.phrase_pause_ms),
        sentence=sentence,
    )


def _line_id(blank: Line, number: int, words: list[Word]) -> str:
    return digest(f"line/{blank.episode_id}/{blank.recipe}/{number}/{words[0].start_ms}")[:32]


def _at_pauses(words: list[Word], least_ms: int) -> list[list[Word]]:
    edges = [0, *pauses(words, least_ms), len(words)]
    return [words[a:b] for a, b in itertools.pairwise(edges)]


def _shortened(words: list[Word], limits: LineLimits) -> list[list[Word]]:
    """Cut what runs on too long at its longest pause; without any pause it stays whole."""
    places = pauses(words, limits.phrase_pause_ms)
    if words[-1].end_ms - words[0].start_ms <= limits.longest_ms or not places:
        return [words]
    at = max(places, key=lambda i: words[i].start_ms - words[i - 1].end_ms)
    return _shortened(words[:at], limits) + _shortened(words[at:], limits)


def heard_again(old: Iterable[Line], heard: Iterable[Line]) -> dict[str, Line]:
    """Return new Lines by id; one that says the same as an old one, at its time, takes that one's id and person."""
    left = list(old)
    found: dict[str, Line] = {}
    for line in heard:
        same = next((one for one in left if _same(one, line)), None)
        if same is not None:
            left.remove(same)
            line = dataclasses.replace(line, id=same.id, character_id=same.character_id)  # noqa: PLW2901
        found[line.id] = line
    return found


def _same(old: Line, new: Line) -> bool:
    together = old.span.overlap_ms(new.span)
    close = together >= SAME_SHARE * old.span.hull(new.span).duration_ms
    return close and _letters(old.text) == _letters(new.text)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
