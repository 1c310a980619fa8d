"""Whisper: packing of speech, times back in the programme, and no belief in what it makes up."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.doubt import Segment, Timed
from dubbench.engines.interfaces import HearingRequest
from dubbench.engines.packing import MARGIN_MS, grouped
from dubbench.engines.snapping import snapped
from dubbench.engines.whispering import Task, Whispering
from dubbench.errors import Cancelled, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio


def heard_word(text: str, start: float, end: float, probability: float = 0.9) -> Timed:
    return Timed(text, start, end, probability)


def segment(*words: Timed) -> Segment:
    return Segment(words[0].start, words, 1.0, 0.1)


class Scripted:
    """A decoder that gives each pack the next list of segments."""

    def __init__(self, *answers: list[Segment]) -> None:
        self.answers = list(answers)
        self.given: list[np.ndarray] = []
        self.tasks: list[Task] = []

    def segments(self, sound: np.ndarray, task: Task) -> list[Segment]:
        self.given.append(sound)
        self.tasks.append(task)
        return self.answers.pop(0) if self.answers else []

    def language(self, _: np.ndarray) -> tuple[str, float]:
        return "pt", 0.9


def tone(length_ms: int, *loud: tuple[int, int]) -> Audio:
    samples = np.zeros((length_ms * 16, 1), dtype=np.float32)
    for start, end in loud:
        samples[start * 16 : end * 16] = np.random.default_rng(5).standard_normal(((end - start) * 16, 1)) * 0.1
    return Audio(samples, 16_000)


def test_long_silences_are_shortened_and_times_come_back() -> None:
    audio = tone(60_000, (2_000, 3_000), (50_000, 51_000))
    model = Scripted([segment(heard_word(" One", 0.4, 1.4), heard_word(" two.", 2.1, 3.3))])
    request = HearingRequest(language="en", speech=(Span(2_000, 3_000), Span(50_000, 51_000)))
    hearing = Whispering(model).hear(audio, request, Context())
    assert model.given[0].size < 5_000 * 16
    assert [(w.start_ms, w.end_ms) for w in hearing.heard[0].words] == [(2_000, 3_000), (50_000, 51_000)]


def test_nothing_outside_the_speech_is_given_to_the_model() -> None:
    audio = tone(10_000, (0, 10_000))
    model = Scripted([segment(heard_word(" Hi.", 0.4, 0.9))])
    Whispering(model).hear(audio, HearingRequest("en", speech=(Span(4_000, 5_000),)), Context())
    assert np.count_nonzero(model.given[0]) <= (1_000 + 2 * MARGIN_MS) * 16


def test_a_span_without_words_is_heard_alone() -> None:
    audio = tone(10_000, (1_000, 2_000), (5_000, 6_000))
    model = Scripted([segment(heard_word(" later.", 2.2, 3.2))], [segment(heard_word(" First", 0.4, 1.4))])
    request = HearingRequest("en", speech=(Span(1_000, 2_000), Span(5_000, 6_000)))
    hearing = Whispering(model).hear(audio, request, Context())
    assert [one.text for one in hearing.heard] == ["First", "later."]


def test_words_rise_in_time_and_end_within_the_sound() -> None:
    model = Scripted([segment(heard_word(" a", 0.5, 1.5), heard_word(" b", 1.0, 1.2), heard_word(" c", 1.4, 9.0))])
    hearing = Whispering(model).hear(tone(2_000, (0, 2_000)), HearingRequest("en"), Context())
    times = [t for w in hearing.heard[0].words for t in (w.start_ms, w.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= 2_000


def test_word_edges_are_set_to_the_sound() -> None:
    words = [Word(" early", 100, 1_500), Word(" next", 1_500, 1_900)]
    settled = snapped(words, [(100, 148), (150, 200)])
    assert (settled[0].start_ms, settled[1].end_ms) == (1_000, 2_000)


def test_packs_are_cut_at_the_longest_silence() -> None:
    spans = [Span(i * 3_000 + (700 if i >= 6 else 0), i * 3_000 + 2_800) for i in range(12)]
    groups = grouped(spans)
    assert [span for group in groups for span in group] == spans
    assert groups[1][0] == spans[6]


def test_an_unknown_language_is_refused_in_words() -> None:
    request = HearingRequest("tlh", speech=())
    with pytest.raises(UnsupportedLanguage, match="tlh"):
        Whispering(Scripted()).hear(tone(100), request, Context())


def test_the_language_is_found_and_named_by_its_tag() -> None:
    hearing = Whispering(Scripted()).hear(tone(1_000, (0, 900)), HearingRequest(), Context())
    assert (hearing.language, hearing.certainty_ppm) == ("pt", 900_000)


def test_the_task_says_the_language_in_whispers_own_code() -> None:
    model = Scripted()
    request = HearingRequest("jv-ID", translate=True, speech=(Span(0, 900),))
    assert Whispering(model).hear(tone(1_000, (0, 900)), request, Context()).language == "jv-ID"
    assert [(task.language, task.translate) for task in model.tasks] == [("jw", True)]


def test_a_decoder_can_see_a_cancel() -> None:
    class Slow(Scripted):
        def segments(self, sound: np.ndarray, task: Task) -> list[Segment]:
            stopped.append(True)
            task.check()
            return []

    stopped: list[bool] = []
    with pytest.raises(Cancelled):
        Whispering(Slow()).hear(tone(1_000), HearingRequest("en"), Context(cancelled=lambda: bool(stopped)))
    assert stopped
