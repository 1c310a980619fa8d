"""Silero: edges of speech spans are set to the sound."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.domain.span import Span
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers import silero


def sound(*loud: tuple[int, int], length_ms: int = 3000) -> np.ndarray:
    samples = np.random.default_rng(3).standard_normal(length_ms * 16).astype(np.float32) * 1e-5
    for start, end in loud:
        samples[start * 16 : end * 16] *= 1e4
    return samples


def test_rough_edges_move_out_and_in_to_the_sound() -> None:
    spans = silero._settled([Span(550, 1400), Span(1900, 2700)], sound((500, 1450), (2000, 2600)), 3000)
    expected = [(500, 1450), (2000, 2600)]
    for span, (start, end) in zip(spans, expected, strict=True):
        assert abs(span.start_ms - start) <= 30
        assert abs(span.end_ms - end) <= 30


def test_spans_never_meet_or_leave_the_sound() -> None:
    spans = silero._settled([Span(0, 1000), Span(1010, 3000)], sound((0, 3000)), 3000)
    assert spans[0].start_ms >= 0
    assert spans[0].end_ms <= spans[1].start_ms
    assert spans[-1].end_ms <= 3000


@pytest.mark.engine
def test_silence_and_noise_are_not_speech() -> None:
    engine = silero.Silero()
    noise = np.random.default_rng(4).standard_normal((48_000 * 2, 2)).astype(np.float32) * 0.05
    assert engine.speech(Audio(noise, 48_000), Context()) == ()
    assert engine.speech(Audio(np.zeros((0, 1), np.float32), 48_000), Context()) == ()
