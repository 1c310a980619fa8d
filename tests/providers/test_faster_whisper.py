"""The Whisper of faster-whisper: what its model says as segments, and nothing made up over noise."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from dubbench.engines.doubt import Segment, Timed
from dubbench.engines.interfaces import HearingRequest
from dubbench.engines.whispering import Task
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers.faster_whisper import FasterWhisper, make

SOUND = np.zeros(16_000, np.float32)


class Scripted:
    """A model that remembers how it was asked and says one word, then nothing."""

    asked: dict[str, object]

    def transcribe(self, _: np.ndarray, **asked: object) -> tuple[list[SimpleNamespace], None]:
        self.asked = asked
        word = SimpleNamespace(word=" Hi", start=0.5, end=0.9, probability=0.8)
        facts = {"compression_ratio": 1.5, "no_speech_prob": 0.25}
        return [
            SimpleNamespace(start=0.4, words=[word], **facts),
            SimpleNamespace(start=2.0, words=None, **facts),
        ], None

    def detect_language(self, _: np.ndarray) -> tuple[str, float, list[object]]:
        return "pt", 0.9, []


def test_segments_carry_words_and_doubt() -> None:
    model = Scripted()
    heard = list(FasterWhisper(model).segments(SOUND, Task("pt", False, Context().check)))
    assert heard == [Segment(0.4, (Timed(" Hi", 0.5, 0.9, 0.8),), 1.5, 0.25), Segment(2.0, (), 1.5, 0.25)]
    assert (model.asked["task"], model.asked["language"]) == ("transcribe", "pt")


def test_speech_is_translated_where_that_is_asked() -> None:
    model = Scripted()
    list(FasterWhisper(model).segments(SOUND, Task("pt", True, Context().check)))
    assert model.asked["task"] == "translate"


def test_the_language_comes_with_its_certainty() -> None:
    assert FasterWhisper(Scripted()).language(SOUND) == ("pt", 0.9)


@pytest.mark.engine
def test_the_real_model_makes_nothing_up_over_noise() -> None:
    from dubbench.engines.models import Models

    engine = make(Models())
    noise = np.random.default_rng(6).standard_normal((48_000 * 3, 1)).astype(np.float32) * 0.01
    assert engine.hear(Audio(noise, 48_000), HearingRequest("en"), Context()).heard == ()
