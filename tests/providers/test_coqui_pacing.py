"""How long speech takes, learnt from three sentences."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.providers.coqui import pacing


def test_edges_and_units_are_told_apart() -> None:
    pace = pacing.learnt([(10, 900), (20, 1_500), (50, 3_300)])
    assert pace.start_ms == pytest.approx(300)
    assert pace.unit_ms == pytest.approx(60)
    assert pace.predict_ms(30, 1_000_000) == 2_100
    assert pace.predict_ms(30, 2_000_000) == 1_050
    assert pace.predict_ms(0, 1_000_000) == 0


@pytest.mark.parametrize("heard", [[], [(10, 500.0)], [(10, 500.0), (10, 900.0)], [(10, 900.0), (20, 500.0)]])
def test_what_teaches_nothing_leaves_the_usual_pace(heard: list[tuple[int, float]]) -> None:
    assert pacing.learnt(heard) == pacing.Pace()


def test_sentences_of_a_language_serve_its_regions() -> None:
    assert len(pacing.sentences("pt-BR")) == 3
    assert pacing.sentences("pt") == pacing.sentences("pt-BR")
    assert pacing.sentences("tlh") == ()


def test_silence_at_the_edges_is_left_out() -> None:
    sound = np.zeros(16_000, np.float32)
    assert pacing.sounding_ms(sound, 16_000) == 0
    sound[4_000:12_000] = 0.5
    assert pacing.sounding_ms(sound, 16_000) == 500
