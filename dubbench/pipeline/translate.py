"""Translate sentences and divide them among their Lines: Targets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dubbench.domain.hashing import digest
from dubbench.domain.hashing import recipe as recipe_of
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Target, WordOrigin
from dubbench.engines.interfaces import EngineInfo, Heard, Hearing, Translation, Translator
from dubbench.jobs.context import Context
from dubbench.pipeline.divide import among_lines, phrase_offsets
from dubbench.pipeline.plan import label
from dubbench.pipeline.prepare import Unit, normalised

BATCH = 16


def target_id(market_id: str, line_ids: Sequence[str]) -> str:
    """Name a Target after its Market and Lines: translated again, it keeps its id."""
    return digest(f"target/{market_id}/{'/'.join(line_ids)}")[:32]


def target_recipe(unit: Unit, source: str, target: str, info: EngineInfo) -> str:
    """Hash what the Targets of a sentence are made from, without translating."""
    return recipe_of(
        "target",
        text=unit.text,
        lines=[(line.id, line.span, line.phrases()) for line in unit.lines],
        pair=(source, target),
        engine=(info.id, info.version),
    )


def recipes(units: Sequence[Unit], source: str, target: str, info: EngineInfo) -> dict[str, str]:
    """Return the recipe that each Line's Target has today, by Line id."""
    return {line.id: target_recipe(unit, source, target, info) for unit in units for line in unit.lines}


def translate(
    units: Sequence[Unit], market: Market, translator: Translator, info: EngineInfo, ctx: Context, *, source: str = ""
) -> Iterator[Target]:
    """Translate in batches and yield the Targets of each sentence in time order."""
    for first in range(0, len(units), BATCH):
        batch = units[first : first + BATCH]
        language = source or batch[0].lines[0].language
        answers = translator.translate([unit.text for unit in batch], language, market.locale, ctx)
        for unit, answer in zip(batch, answers, strict=True):
            yield from targets_of(unit, answer, market, info, source=language)
        ctx.progress(first + len(batch), len(units))


def by_speech(units: Sequence[Unit], hearing: Hearing, market: Market, info: EngineInfo) -> Iterator[Target]:
    """Give each sentence the English that was heard at its time; what was heard between two goes to the nearer one."""
    heard: dict[int, list[str]] = {}
    for stretch in _small(hearing.heard):
        nearest = max(range(len(units)), key=lambda i: _nearness(units[i], stretch.span), default=None)
        if nearest is not None:
            heard.setdefault(nearest, []).append(stretch.text.strip())
    for number, unit in enumerate(units):
        answer = Translation(" ".join(heard.get(number, [])))
        yield from targets_of(unit, answer, market, info, source=unit.lines[0].language)


def targets_of(unit: Unit, answer: Translation, market: Market, info: EngineInfo, *, source: str) -> Iterator[Target]:
    """Divide a sentence's translation among its Lines; Lines left without a word share their neighbour's Target.

    Where nothing was found to say, one empty Target says that it was tried.
    """
    recipe = target_recipe(unit, source, market.locale, info)
    if not normalised(answer.text):
        yield _target(unit.lines, "", market, info, recipe)
        return
    spans = [line.span for line in unit.lines]
    for group, part in among_lines(normalised(answer.text), spans, market.locale):
        lines = tuple(unit.lines[i] for i in group)
        if part:
            yield replace(_target(lines, part, market, info, recipe), pivot=answer.pivot)


def _target(lines: tuple[Line, ...], text: str, market: Market, info: EngineInfo, recipe: str) -> Target:
    phrases = [span for line in lines for span in line.phrases()]
    line_ids = tuple(line.id for line in lines)
    return Target(
        id=target_id(market.id, line_ids),
        episode_id=lines[0].episode_id,
        market_id=market.id,
        line_ids=line_ids,
        text=text,
        phrases=phrase_offsets(text, phrases, market.locale),
        origins=(WordOrigin(0, len(text), "engine", info.id),),
        engine=label(info),
        recipe=recipe,
    )


def _small(heard: Sequence[Heard]) -> Iterator[Heard]:
    """Cut what was heard at its sentence ends where word times allow it."""
    for stretch in heard:
        ends = [i for i, w in enumerate(stretch.words, 1) if w.text.rstrip("\"'”’").endswith((".", "!", "?", "…"))]
        for a, b in itertools.pairwise([0, *ends, len(stretch.words)]):
            words = stretch.words[a:b]
            if words:
                text = "".join(word.text for word in words)
                yield Heard(Span(words[0].start_ms, words[-1].end_ms), text, words)
        if not stretch.words and stretch.text.strip():
            yield stretch


def _nearness(unit: Unit, span: Span) -> tuple[int, int]:
    """Order sentences by the time shared with a span, then by how close they lie."""
    shared = sum(line.span.overlap_ms(span) for line in unit.lines)
    middle = (span.start_ms + span.end_ms) // 2
    away = min(max(line.span.start_ms - middle, middle - line.span.end_ms, 0) for line in unit.lines)
    return shared, -away
