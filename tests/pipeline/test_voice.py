"""A Take is planned without an engine's sound and spoken phrase by phrase at the pace that fits."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from dubbench.domain.script import Hook, HookKind, Line
from dubbench.domain.span import Span
from dubbench.domain.target import Target
from dubbench.engines.interfaces import EngineInfo, EngineKind, SpeakRequest, Spoken, Voice
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline.voice import Slot, TakePlan, limits_of, plan_take, speak, take_recipe

RATE_HZ = 16_000
INFO = EngineInfo("tone", EngineKind.SYNTHESIZER, "Tone", "none", "x:y", "1", languages=("*",))


class Tone:
    """Speaks 80 ms a letter, 250 ms of silence at a comma if it breathes, and 300 ms of silence around."""

    speeds = (500_000, 2_000_000)

    def __init__(self, breathes: bool = True, predicts: float = 1.0) -> None:
        self.breathes, self.predicts = breathes, predicts
        self.requests: list[SpeakRequest] = []

    def voices(self) -> tuple[Voice, ...]:
        return (Voice("tone:a", "pt-BR", "A", "female", "none"),)

    def units(self, text: str, voice_id: str, language: str) -> int:
        return sum(char.isalpha() for char in text)

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int:
        pauses = 250 * text.count(",") if self.breathes else 0
        return round((80 * self.units(text, voice_id, language) + pauses) * 1e6 / speed_ppm * self.predicts)

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken:
        self.requests.append(request)
        parts = [np.zeros(RATE_HZ * 3 // 10, np.float32)]
        for char in request.text:
            length = round(RATE_HZ * (0.08 if char.isalpha() else 0.25) * 1e6 / request.speed_ppm)
            if char.isalpha():
                parts.append(0.3 * np.sin(np.arange(length, dtype=np.float32) * 0.1))
            elif char == "," and self.breathes:
                parts.append(np.zeros(length, np.float32))
        sound = np.concatenate([*parts, parts[0]])[:, np.newaxis].astype(np.float32)
        return Spoken(Audio(sound, RATE_HZ), request.text, self.units(request.text, "", ""))


def target(text: str, *phrases: int) -> Target:
    return Target("t", "e", "m", ("l",), text, phrases)


def plan(tone: Tone, wanted: Target, *phrases: Span) -> TakePlan:
    slot = Slot(phrases[0].hull(phrases[-1]), phrases)
    return plan_take(wanted, slot, "tone:a", "pt-BR", tone, INFO)


def test_a_voice_that_fits_keeps_its_natural_pace() -> None:
    tone = Tone()
    take, sound = speak(plan(tone, target("abcdefghij"), Span(0, 800)), tone, Context())
    assert (take.speed_ppm, len(tone.requests)) == (1_000_000, 1)
    assert abs(take.speech[0].duration_ms - 800) <= 20
    assert sound.duration_ms == take.duration_ms


@pytest.mark.parametrize(("slot_ms", "speed"), [(730, 1_100_000), (400, 1_150_000), (880, 910_000), (2000, 900_000)])
def test_pace_is_chosen_up_front_within_limits(slot_ms: int, speed: int) -> None:
    assert plan(Tone(), target("abcdefghij"), Span(0, slot_ms)).speed_ppm == speed


def test_a_hook_is_spoken_at_the_voices_own_pace() -> None:
    line = Line("l", "e", Span(0, 400), "Why?", "en")
    hooked = replace(line, hook=Hook(HookKind.PEAK))
    slot, tone, wanted = Slot(line.span, (line.span,)), Tone(), target("abcdefghij")
    plans = [plan_take(wanted, slot, "tone:a", "pt-BR", tone, INFO, limits_of([one])) for one in (line, hooked)]
    assert [one.speed_ppm for one in plans] == [1_150_000, 1_000_000]
    assert plans[0].recipe != plans[1].recipe
    assert speak(plans[1], tone, Context())[0].speed_ppm == 1_000_000


def test_phrases_are_spoken_apart_and_found_again() -> None:
    tone = Tone()
    take, sound = speak(plan(tone, target("abcde fghij", 6), Span(0, 400), Span(900, 1300)), tone, Context())
    assert [request.text for request in tone.requests[:2]] == ["abcde,", "fghij"]
    assert take.spoken == "abcde, fghij"
    first, second = take.speech
    assert abs(first.duration_ms - 400) <= 40
    assert first.end_ms < second.start_ms
    assert second.end_ms <= sound.duration_ms


def test_a_wrong_prediction_is_mended_once() -> None:
    tone = Tone(predicts=1.2)
    take, _ = speak(plan(tone, target("abcdefghijklmnopqrst"), Span(0, 1600)), tone, Context())
    assert len(tone.requests) == 2
    assert abs(take.speech[0].duration_ms - 1600) <= 60


def test_the_recipe_needs_no_engine_and_follows_its_inputs() -> None:
    wanted, slot = target("abcde"), Slot(Span(0, 400), (Span(0, 400),))
    planned = plan_take(wanted, slot, "tone:a", "pt-BR", Tone(), INFO)
    assert planned.recipe == take_recipe(wanted, slot, "tone:a", "pt-BR", INFO)
    others = [
        take_recipe(target("abcdf"), slot, "tone:a", "pt-BR", INFO),
        take_recipe(wanted, slot._replace(phrases=(Span(0, 500),)), "tone:a", "pt-BR", INFO),
        take_recipe(wanted, slot, "tone:b", "pt-BR", INFO),
        take_recipe(wanted, slot, "tone:a", "pt-BR", dataclasses.replace(INFO, version="2")),
    ]
    assert len({planned.recipe, *others}) == 5
    moved = slot._replace(span=Span(5000, 5400), phrases=(Span(5000, 5400),))
    assert take_recipe(wanted, moved, "tone:a", "pt-BR", INFO) == planned.recipe
