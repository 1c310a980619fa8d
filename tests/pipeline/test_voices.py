"""Voices told apart: how many there are, whose a line is, and that a voice is the same one in another episode."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dubbench.engines.interfaces import Voiceprints
from dubbench.pipeline.voices import centre, recognised, tell_apart

SIZE = 64


def speaker(seed: int) -> Voiceprints:
    """A voice: a direction without negative parts, as the network's."""
    drawn = np.maximum(np.random.default_rng(seed).normal(size=SIZE), 0).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def lines(who: Sequence[int], spread: float = 0.05, seed: int = 1) -> Voiceprints:
    """Lines of these speakers, each a little different."""
    noise = np.random.default_rng(seed).normal(size=(len(who), SIZE)).astype(np.float32) * spread
    rows = np.stack([speaker(one) for one in who]) + noise
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def voices(prints: Voiceprints, durations: Sequence[int] | None = None, count: int | None = None) -> list[int]:
    return [one.voice for one in tell_apart(prints, durations or [2_000] * len(prints), count)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_as_many_voices_are_found_as_there_are(count: int, seed: int) -> None:
    who = [number % count for number in range(8 * count)]
    found = voices(lines([one + 10 * seed for one in who], seed=seed))
    assert found == who


def test_voices_are_numbered_as_they_first_speak() -> None:
    assert voices(lines([7, 7, 3, 7, 3, 3, 7, 3])) == [0, 0, 1, 0, 1, 1, 0, 1]


def test_so_many_as_are_known_are_found() -> None:
    prints = lines([1] * 8, spread=0.1)
    assert set(voices(prints)) == {0}
    assert set(voices(prints, count=2)) == {0, 1}


def test_one_line_apart_is_no_voice_of_its_own() -> None:
    assert set(voices(lines([1] * 7 + [2]))) == {0}


def test_short_lines_decide_nothing_and_are_given_to_the_nearest() -> None:
    who = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
    durations = [2_000] * 8 + [300, 300]
    found = tell_apart(lines(who), durations)
    assert [one.voice for one in found] == [0, 1] * 5
    assert [one.unsure for one in found] == [False] * 8 + [True] * 2


def test_a_line_in_which_nothing_is_heard_is_its_neighbours_and_a_guess() -> None:
    prints = lines([1, 2, 1, 2, 1, 2, 1, 2])
    prints[0] = prints[5] = 0
    found = tell_apart(prints, [2_000] * 8)
    assert (found[0].voice, found[0].unsure) == (found[1].voice, True)
    assert (found[5].voice, found[5].unsure) == (found[4].voice, True)


def test_a_line_between_two_voices_is_a_guess() -> None:
    prints = lines([1, 2] * 20)
    prints[3] = 0.5 * centre(prints[::2]) + 0.5 * centre(prints[5::2])
    assert [number for number, one in enumerate(tell_apart(prints, [2_000] * 40)) if one.unsure] == [3]


@pytest.mark.parametrize("total", [0, 1, 2, 3])
def test_few_lines_are_of_one_voice(total: int) -> None:
    assert voices(lines([1] * total) if total else np.zeros((0, SIZE), np.float32)) == [0] * total


def test_where_nothing_is_heard_all_are_guesses() -> None:
    assert all(one.unsure for one in tell_apart(np.zeros((4, SIZE), np.float32), [2_000] * 4))


def test_a_voice_is_recognised_once_and_a_new_one_is_new() -> None:
    known = {"ana": speaker(1), "ben": speaker(2)}
    own = {0: centre(lines([2] * 5)), 1: centre(lines([1] * 5)), 2: centre(lines([9] * 5)), 3: centre(lines([1], 0.2))}
    assert recognised(own, known) == {0: "ben", 1: "ana"}
