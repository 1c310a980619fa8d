"""Hear what an episode says: speech spans, words with times, Lines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dubbench.domain.findings import Finding
from dubbench.domain.hashing import recipe as recipe_of
from dubbench.domain.journal import Issue, Message
from dubbench.domain.script import Line, Transcript
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Detector, EngineInfo, Hearing, HearingRequest, Transcriber
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline import edges
from dubbench.pipeline.lines import make_lines, uncovered

RULES = 1  # raise where the making of Lines changes, so that machine Lines are made anew


@dataclass(frozen=True, slots=True)
class Transcribed:
    """A transcript, where the detector found speech, and the speech that no Line covers."""

    transcript: Transcript
    speech: tuple[Span, ...]
    uncovered: tuple[Span, ...] = ()


def transcript_recipe(
    stem_asset: str, transcriber: EngineInfo, detector: EngineInfo, language: str = "", rules: int = RULES
) -> str:
    """Hash what a transcript is made from, without hearing anything."""
    return recipe_of(
        "transcript",
        stem=stem_asset,
        transcriber=(transcriber.id, transcriber.version),
        detector=(detector.id, detector.version),
        language=language,
        rules=rules,
    )


def transcribe(
    dialogue: Audio,
    episode_id: str,
    transcriber: Transcriber,
    detector: Detector,
    ctx: Context,
    *,
    language: str = "",
    recipe: str = "",
) -> Transcribed:
    """Find the speech, hear its words and make Lines; without speech the transcript is empty and nothing is heard."""
    speech = detector.speech(dialogue, ctx.share(0, 5, 100))
    if not speech:
        return Transcribed(Transcript(language), ())
    hearing = transcriber.hear(dialogue, HearingRequest(language=language, speech=speech), ctx.share(5, 90, 100))
    spoken = hearing.language or language
    made = make_lines(hearing.heard, spoken, episode_id, speech=speech, recipe=recipe)
    lines = edges.trimmed(edges.reaching(made, speech), dialogue)
    return Transcribed(Transcript(spoken, lines), speech, uncovered(lines, speech))


def hear_translation(
    dialogue: Audio, speech: Sequence[Span], transcriber: Transcriber, language: str, ctx: Context
) -> Hearing:
    """Translate the speech into English by ear."""
    request = HearingRequest(language=language, translate=True, speech=tuple(speech))
    return transcriber.hear(dialogue, request, ctx)


def speech_of(lines: Sequence[Line]) -> tuple[Span, ...]:
    """Return the phrases of Lines as speech spans, for when the detector's were not kept."""
    return tuple(sorted(span for line in lines for span in line.phrases()))


def stayed_issues(lines: Iterable[Line]) -> tuple[Issue, ...]:
    """Point at Lines of an earlier hearing, kept because a person's text stands on them."""
    return tuple(
        Issue(Finding.EARLIER_HEARING, 1, Message.of(Finding.EARLIER_HEARING, text=line.text), line.id, span=line.span)
        for line in lines
    )
