"""Cut a Line in two and join Lines to one, with the Targets that stand on them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dubbench.domain.script import Line, Origin, Word, pauses
from dubbench.domain.span import Span
from dubbench.domain.state import carried, rewritten, source_hash
from dubbench.domain.target import Target, WordOrigin
from dubbench.domain.timing import SHORTEST_MS, moved
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.pipeline.divide import cut, phrase_offsets
from dubbench.pipeline.language import is_spaceless
from dubbench.pipeline.rewording import shared, words_of
from dubbench.pipeline.slot import slot_of
from dubbench.pipeline.translate import target_id

# Lines


def split_line(line: Line, at: int, new_id: str) -> tuple[Line, Line]:
    """Cut a Line before the character at an offset of its text; the first part keeps its id."""
    texts = _halves(line.text, at)
    if line.span.duration_ms < 2 * SHORTEST_MS:
        raise BadInput(tr("The line is too short to be split: {ms} ms.", ms=line.span.duration_ms))
    words = _cut_words(line, len(texts[0])) if line.words else ((), ())
    spans = _cut_span(line, at, *words)
    whole = replace(line, sentence=line.sentence or line.id, origin=Origin.PERSON)
    first, second = (_part(whole, text, part, span) for text, part, span in zip(texts, words, spans, strict=True))
    return first, replace(second, id=new_id)


def _halves(text: str, at: int) -> tuple[str, str]:
    first, second = text[:at].strip(), text[at:].strip()
    if not 0 < at < len(text) or not first or not second:
        raise BadInput(tr("Both halves must say something; “{text}” cannot be split at {at}.", text=text, at=at))
    return first, second


def _cut_words(line: Line, letters: int) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """Divide the words so that the first part has so many characters; a word that is cut shares its time."""
    words = line.words
    lead = len(words[0].text) - len(words[0].text.lstrip())
    left, first = letters + lead, list[Word]()
    for number, word in enumerate(words):
        if left <= 0:
            return tuple(first), words[number:]
        if len(word.text) > left and word.text[:left].strip():
            a, b = shared([word.text[:left], word.text[left:]], Span(word.start_ms, word.end_ms))
            begun = word._replace(text=word.text[:left], end_ms=a.end_ms)
            rest = word._replace(text=word.text[left:], start_ms=b.start_ms)
            return (*first, begun), (rest, *words[number + 1 :])
        first.append(word)
        left -= len(word.text)
    return tuple(first), ()


def _cut_span(line: Line, at: int, first: Sequence[Word], second: Sequence[Word]) -> tuple[Span, Span]:
    """Divide the time at the silence between the words; without words by the length of the texts."""
    start, end = line.span
    share = start + round(line.span.duration_ms * at / len(line.text))
    stop = max(first[-1].end_ms if first else share, start + SHORTEST_MS)
    go = min(second[0].start_ms if second else share, end - SHORTEST_MS)
    if stop > go:
        stop = go = min(max(go, start + SHORTEST_MS), end - SHORTEST_MS)
    return Span(start, stop), Span(go, end)


def _part(line: Line, text: str, words: tuple[Word, ...], span: Span) -> Line:
    if not words:
        return replace(line, text=text, span=span, words=(), breaks=())
    spoken = Span(words[0].start_ms, max(word.end_ms for word in words))
    part = replace(line, text=text, span=span.hull(spoken), words=words, breaks=pauses(words))
    return moved(part, span)


def merge_lines(lines: Sequence[Line]) -> Line:
    """Join Lines given in time order; the first keeps its id and its speaker.

    Where they sound at once their words cannot keep their times: they share the time of all, one after another.
    """
    first = lines[0]
    glue = "" if is_spaceless(first.language) else " "
    spoken = [_words(line, glue if line is not first else "") for line in lines]
    words = tuple(itertools.chain(*spoken)) if any(line.words for line in lines) else ()
    span = Span(first.span.start_ms, max(line.span.end_ms for line in lines))
    if any(a.end_ms > b.start_ms for a, b in itertools.pairwise(words)):
        parts = shared([word.text for word in words], span)
        words = tuple(
            word._replace(start_ms=part.start_ms, end_ms=part.end_ms) for word, part in zip(words, parts, strict=True)
        )
    levels = [line.level_mdb for line in lines if line.level_mdb is not None]
    return replace(
        first,
        span=span,
        text=glue.join(line.text for line in lines if line.text),
        words=words,
        breaks=pauses(words),
        sentence=first.sentence or first.id,
        level_mdb=round(sum(levels) / len(levels)) if levels else None,
        origin=Origin.PERSON,
    )


def spoken_words(text: str, language: str, span: Span) -> tuple[Word, ...]:
    """Give the words of a text that came without times a share of its span."""
    tokens = words_of(text, language)
    return tuple(Word(token, *part) for token, part in zip(tokens, shared(tokens, span), strict=True))


def _words(line: Line, glue: str) -> tuple[Word, ...]:
    words = line.words or spoken_words(line.text, line.language, line.span)
    if not words or words[0].text[:1].isspace():
        return words
    return (words[0]._replace(text=glue + words[0].text), *words[1:])


# Targets


def split_target(
    target: Target, before: Sequence[Line], parts: Sequence[Line], locale: str, *, at: int | None = None
) -> tuple[Target, ...]:
    """Divide the Target of a Line that was cut in two, at an offset of its text or where the time suggests it.

    What cannot be divided, or stands for further Lines, stands for both parts as it is.
    """
    lines = [line for old in before for line in (parts if old.id == parts[0].id else (old,))]
    offset = at if at is not None else next(iter(_proposed(target, parts, locale)), 0)
    if len(before) > 1 or not offset:
        return (carried(replace(target, line_ids=tuple(line.id for line in lines)), before, lines),)
    texts = _halves(target.text, offset)
    kept = _kept(target, before, lines)
    begin = len(target.text) - len(target.text[offset:].lstrip())
    subtitles = _subtitles(target, parts, locale)
    halves = (
        replace(kept, line_ids=(parts[0].id,), text=texts[0], origins=_cut_origins(target, 0, len(texts[0]))),
        replace(
            kept,
            id=target_id(target.market_id, (parts[1].id,)),
            line_ids=(parts[1].id,),
            text=texts[1],
            origins=_cut_origins(target, begin, begin + len(texts[1])),
        ),
    )
    titled = (replace(half, subtitle_text=said) for half, said in zip(halves, subtitles, strict=True))
    return tuple(
        replace(rephrased(half, (line,), locale), made_for=half.made_for and _made_for(target, before, (line,)))
        for half, line in zip(titled, parts, strict=True)
    )


def _proposed(target: Target, parts: Sequence[Line], locale: str) -> tuple[int, ...]:
    return cut(target.text, [line.span.duration_ms for line in parts], locale) if target.text.strip() else ()


def _kept(target: Target, before: Sequence[Line], after: Sequence[Line]) -> Target:
    """Return a Target as one whose text is to be looked at again; what a person confirmed stays a person's."""
    if not target.by_person:
        return target
    return replace(rewritten(target, after), confirmed="", made_for=_made_for(target, before, after))


def _made_for(target: Target, before: Sequence[Line], after: Sequence[Line]) -> str:
    """Hash today's source, unless the Target was made for another one already."""
    stale = target.made_for and target.made_for != source_hash(before)
    return target.made_for if stale else source_hash(after)


def _subtitles(target: Target, parts: Sequence[Line], locale: str) -> tuple[str | None, str | None]:
    if target.subtitle_text is None:
        return None, None
    offsets = cut(target.subtitle_text, [line.span.duration_ms for line in parts], locale)
    at = offsets[0] if offsets else len(target.subtitle_text)
    return target.subtitle_text[:at].strip(), target.subtitle_text[at:].strip()


def _cut_origins(target: Target, start: int, end: int) -> tuple[WordOrigin, ...]:
    inside = (origin for origin in target.origins if origin.start < end and origin.end > start)
    return tuple(o._replace(start=max(o.start, start) - start, end=min(o.end, end) - start) for o in inside)


def merge_targets(targets: Sequence[tuple[Target, Sequence[Line]]], lines: Sequence[Line], locale: str) -> Target:
    """Join Targets, each with the Lines it stood on, to one for these Lines; the first keeps its id.

    It is a person's where any of them was; else the machine derives it again from the joined source.
    """
    line_ids = tuple(line.id for line in lines)
    if len(targets) == 1:
        target, before = targets[0]
        return rephrased(carried(replace(target, line_ids=line_ids), before, lines), lines, locale)
    glue = "" if is_spaceless(locale) else " "
    said = [target for target, _ in targets if target.text.strip()] or [targets[0][0]]
    own = [_kept(target, before, lines) for target, before in targets if target.by_person]
    stale = [target.made_for for target in own if target.made_for != source_hash(lines)]
    titled = any(target.subtitle_text is not None for target in said)
    joined = replace(
        targets[0][0],
        line_ids=line_ids,
        text=glue.join(target.text for target in said),
        subtitle_text=glue.join(_shown(target) for target in said).strip() if titled else None,
        origins=_joined_origins(said, len(glue)),
        origin=Origin.PERSON if own else Origin.MACHINE,
        confirmed="",
        made_for=(stale or [source_hash(lines)])[0] if own else "",
    )
    return rephrased(joined, lines, locale)


def _shown(target: Target) -> str:
    return target.text if target.subtitle_text is None else target.subtitle_text


def _joined_origins(targets: Iterable[Target], glue: int) -> tuple[WordOrigin, ...]:
    joined: list[WordOrigin] = []
    at = 0
    for target in targets:
        joined += [o._replace(start=o.start + at, end=o.end + at) for o in target.origins]
        at += len(target.text) + glue
    return tuple(joined)


def rephrased(target: Target, lines: Sequence[Line], locale: str) -> Target:
    """Return a Target whose phrases follow the pauses that its Lines have today."""
    if not lines:
        return target
    return replace(target, phrases=phrase_offsets(target.text, slot_of(lines).phrases, locale))
