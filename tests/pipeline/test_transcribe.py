"""Hearing an episode: speech first, then words, then Lines whose edges lie where the sound does."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import EngineInfo, EngineKind, Heard, Hearing, HearingRequest
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline import edges
from dubbench.pipeline.transcribe import Transcribed, transcribe, transcript_recipe

RATE_HZ = 16_000


class Ears:
    """Hears what it was told and remembers the request."""

    def __init__(self, *heard: Heard) -> None:
        self.heard = heard
        self.requests: list[HearingRequest] = []

    def hear(self, audio: Audio, request: HearingRequest, ctx: Context) -> Hearing:
        self.requests.append(request)
        return Hearing("en", 900_000, self.heard)


class Finds:
    def __init__(self, *speech: Span) -> None:
        self.spans = speech

    def speech(self, audio: Audio, ctx: Context) -> tuple[Span, ...]:
        return self.spans


def tone(*spans: Span, length_ms: int = 5000) -> Audio:
    samples = np.zeros((length_ms * RATE_HZ // 1000, 1), np.float32)
    for span in spans:
        part = slice(span.start_ms * RATE_HZ // 1000, span.end_ms * RATE_HZ // 1000)
        samples[part, 0] = 0.2 * np.sin(np.arange(part.stop - part.start) * 0.1)
    return Audio(samples, RATE_HZ)


def test_without_speech_nothing_is_heard() -> None:
    ears = Ears()
    found = transcribe(tone(), "e", ears, Finds(), Context())
    assert (found.transcript.lines, ears.requests) == ((), [])


def test_lines_end_where_the_sound_ends() -> None:
    sound = tone(Span(500, 1500), Span(3000, 3800))
    heard = Heard(
        Span(300, 4200),
        " Come here. Now.",
        (Word(" Come", 300, 900), Word(" here.", 900, 1900), Word(" Now.", 2800, 4200)),
    )
    found = transcribe(sound, "e", Ears(heard), Finds(Span(400, 1700), Span(2900, 3900)), Context())
    assert [line.span for line in found.transcript.lines] == [Span(500, 1500), Span(3000, 3800)]
    assert found.uncovered == ()


def test_a_word_takes_the_speech_around_it_that_nobody_claims() -> None:
    line = Line("l", "e", Span(1000, 1400), "Stop now", "en", (Word(" Stop", 1000, 1200), Word(" now", 1200, 1400)))
    (reached,) = edges.reaching([line], [Span(700, 1800)])
    assert reached.span == Span(700, 1800)
    (kept,) = edges.reaching([line], [Span(0, 5000)])
    assert kept.span == line.span


def test_unheard_speech_becomes_an_issue() -> None:
    heard = Heard(Span(500, 1500), " Come.", (Word(" Come.", 500, 1500),))
    found: Transcribed = transcribe(
        tone(Span(500, 1500)), "e", Ears(heard), Finds(Span(500, 1500), Span(3000, 4500)), Context()
    )
    assert list(found.uncovered) == [Span(3000, 4500)]


def test_the_recipe_follows_engine_and_sound() -> None:
    ears = EngineInfo("ears", EngineKind.TRANSCRIBER, "", "", "x:y", "1")
    finds = EngineInfo("finds", EngineKind.DETECTOR, "", "", "x:y", "1")
    made = {transcript_recipe(asset, ears, finds, language) for asset in "ab" for language in ("", "en")}
    assert len(made) == 4


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(20, 500)), min_size=1, max_size=12), st.data())
def test_reaching_keeps_words_in_order(steps: list[tuple[int, int]], data: st.DataObject) -> None:
    words, at = [], 0
    for gap, length in steps:
        words.append(Word(" x", at + gap, at + gap + length))
        at += gap + length
    cuts = sorted(data.draw(st.sets(st.integers(0, at + 500), min_size=2, max_size=10)))
    speech = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    line = Line("l", "e", Span(words[0].start_ms, at), "x", "en", tuple(words))
    (reached,) = edges.reaching([line], speech)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(reached.words))
    assert all(
        old.start_ms >= new.start_ms and old.end_ms <= new.end_ms for old, new in zip(words, reached.words, strict=True)
    )
