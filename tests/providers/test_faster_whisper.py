"""Whisper: packing of speech, times back in the programme, and no belief in what it makes up."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Heard, HearingRequest
from dubbench.errors import UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers import faster_whisper


def heard_word(text: str, start: float, end: float, probability: float = 0.9) -> SimpleNamespace:
    return SimpleNamespace(word=text, start=start, end=end, probability=probability)


def segment(*words: SimpleNamespace, **facts: Any) -> SimpleNamespace:
    return SimpleNamespace(
        words=list(words), start=words[0].start, **{"compression_ratio": 1.0, "no_speech_prob": 0.1, **facts}
    )


class Scripted:
    """A model that gives each pack the next list of segments."""

    def __init__(self, *answers: list[SimpleNamespace]) -> None:
        self.answers = list(answers)
        self.given: list[np.ndarray] = []

    def transcribe(self, sound: np.ndarray, **_: object) -> tuple[list[SimpleNamespace], None]:
        self.given.append(sound)
        return (self.answers.pop(0) if self.answers else []), None

    def detect_language(self, _: np.ndarray) -> tuple[str, float, list[object]]:
        return "pt", 0.9, []


def tone(length_ms: int, *loud: tuple[int, int]) -> Audio:
    samples = np.zeros((length_ms * 16, 1), dtype=np.float32)
    for start, end in loud:
        samples[start * 16 : end * 16] = np.random.default_rng(5).standard_normal(((end - start) * 16, 1)) * 0.1
    return Audio(samples, 16_000)


def test_long_silences_are_shortened_and_times_come_back() -> None:
    audio = tone(60_000, (2_000, 3_000), (50_000, 51_000))
    model = Scripted([segment(heard_word(" One", 0.4, 1.4), heard_word(" two.", 2.1, 3.3))])
    request = HearingRequest(language="en", speech=(Span(2_000, 3_000), Span(50_000, 51_000)))
    hearing = faster_whisper.FasterWhisper(model).hear(audio, request, Context())
    assert model.given[0].size < 5_000 * 16
    assert [(w.start_ms, w.end_ms) for w in hearing.heard[0].words] == [(2_000, 3_000), (50_000, 51_000)]


def test_nothing_outside_the_speech_is_given_to_the_model() -> None:
    audio = tone(10_000, (0, 10_000))
    model = Scripted([segment(heard_word(" Hi.", 0.4, 0.9))])
    faster_whisper.FasterWhisper(model).hear(audio, HearingRequest("en", speech=(Span(4_000, 5_000),)), Context())
    assert np.count_nonzero(model.given[0]) <= (1_000 + 2 * faster_whisper.MARGIN_MS) * 16


def test_a_span_without_words_is_heard_alone() -> None:
    audio = tone(10_000, (1_000, 2_000), (5_000, 6_000))
    model = Scripted([segment(heard_word(" later.", 2.2, 3.2))], [segment(heard_word(" First", 0.4, 1.4))])
    request = HearingRequest("en", speech=(Span(1_000, 2_000), Span(5_000, 6_000)))
    hearing = faster_whisper.FasterWhisper(model).hear(audio, request, Context())
    assert [one.text for one in hearing.heard] == ["First", "later."]


def test_words_rise_in_time_and_end_within_the_sound() -> None:
    model = Scripted([segment(heard_word(" a", 0.5, 1.5), heard_word(" b", 1.0, 1.2), heard_word(" c", 1.4, 9.0))])
    hearing = faster_whisper.FasterWhisper(model).hear(tone(2_000, (0, 2_000)), HearingRequest("en"), Context())
    times = [t for w in hearing.heard[0].words for t in (w.start_ms, w.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= 2_000


@pytest.mark.parametrize(
    "made_up",
    [
        segment(heard_word(" la la la", 0, 1), compression_ratio=3.0),
        segment(heard_word(" Thanks", 0, 1, 0.3), no_speech_prob=0.9),
        segment(heard_word(" you", 0, 1, 0.1)),
        segment(heard_word(" you", 1, 1)),
    ],
)
def test_what_whisper_makes_up_is_refused(made_up: SimpleNamespace) -> None:
    assert not faster_whisper._credible(made_up)


def test_a_loop_is_heard_twice_at_most() -> None:
    loop = [Heard(Span(i * 900, i * 900 + 800), "No.", (Word(" No.", i * 900, i * 900 + 800),)) for i in range(5)]
    assert len(faster_whisper._in_order(loop)) == 2


def test_word_edges_are_set_to_the_sound() -> None:
    words = [Word(" early", 100, 1_500), Word(" next", 1_500, 1_900)]
    settled = faster_whisper.snapped(words, [(100, 148), (150, 200)])
    assert (settled[0].start_ms, settled[1].end_ms) == (1_000, 2_000)


def test_packs_are_cut_at_the_longest_silence() -> None:
    spans = [Span(i * 3_000 + (700 if i >= 6 else 0), i * 3_000 + 2_800) for i in range(12)]
    groups = faster_whisper._grouped(spans)
    assert [span for group in groups for span in group] == spans
    assert groups[1][0] == spans[6]


def test_an_unknown_language_is_refused_in_words() -> None:
    request = HearingRequest("tlh", speech=())
    with pytest.raises(UnsupportedLanguage, match="tlh"):
        faster_whisper.FasterWhisper(Scripted()).hear(tone(100), request, Context())


def test_the_language_is_found_and_named_by_its_tag() -> None:
    hearing = faster_whisper.FasterWhisper(Scripted()).hear(tone(1_000, (0, 900)), HearingRequest(), Context())
    assert (hearing.language, hearing.certainty_ppm) == ("pt", 900_000)


@pytest.mark.engine
def test_the_real_model_makes_nothing_up_over_noise() -> None:
    from dubbench.engines.models import Models

    engine = faster_whisper.make(Models())
    noise = np.random.default_rng(6).standard_normal((48_000 * 3, 1)).astype(np.float32) * 0.01
    assert engine.hear(Audio(noise, 48_000), HearingRequest("en"), Context()).heard == ()
