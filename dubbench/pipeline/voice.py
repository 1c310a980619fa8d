"""Speak a Target phrase by phrase, at the pace that fits its slot."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from dubbench.domain.hashing import digest
from dubbench.domain.hashing import recipe as recipe_of
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Take, Target
from dubbench.engines.interfaces import EngineInfo, SpeakRequest, Spoken, Synthesizer
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline.breaks import CLAUSE_ENDS, CLOSERS, SENTENCE_ENDS
from dubbench.pipeline.language import is_spaceless
from dubbench.pipeline.pace import letters
from dubbench.pipeline.plan import label
from dubbench.pipeline.slot import Slot, slot_of
from dubbench.pipeline.speech import speech, trimmed

NATURAL_PPM = 1_000_000

Made = tuple[Take, Audio]

__all__ = [
    "Slot",
    "TakePlan",
    "VoiceLimits",
    "limits_of",
    "plan_take",
    "predicted_ms",
    "says",
    "slot_of",
    "speak",
    "take_recipe",
]


@dataclass(frozen=True, slots=True)
class VoiceLimits:
    """How far the engine's own pace may go; with the stretch it stays within 0.85 to 1.20 of the voice's rate.

    `keep_ppm`: nearer than this to its natural pace a voice is left alone. `again_ppm`: a take this far from what
    the slot asks is spoken once more, if its pace may change by `worth_ppm` or more.
    """

    slowest_ppm: int = 900_000
    fastest_ppm: int = 1_150_000
    step_ppm: int = 10_000
    keep_ppm: int = 20_000
    again_ppm: int = 80_000
    worth_ppm: int = 40_000


NATURAL = VoiceLimits(slowest_ppm=NATURAL_PPM, fastest_ppm=NATURAL_PPM)
"""A voice at its own pace, whatever the slot asks."""


def limits_of(lines: Iterable[Line]) -> VoiceLimits:
    """Return how far the pace may go for Lines: a hook is spoken as its voice speaks, or a person decides."""
    return NATURAL if any(line.hooked for line in lines) else VoiceLimits()


@dataclass(frozen=True, slots=True)
class TakePlan:
    """What will be said and how fast; `wanted_ms` is the speech time that would fill the slot."""

    target: Target
    voice_id: str
    language: str
    phrases: tuple[str, ...]
    speed_ppm: int
    wanted_ms: int
    engine: str
    recipe: str
    limits: VoiceLimits

    @property
    def text(self) -> str:
        """The phrases as one text, with a comma where one goes on."""
        return _spoken(self.phrases, self.language)


def take_recipe(
    target: Target, slot: Slot, voice_id: str, language: str, info: EngineInfo, *, limits: VoiceLimits | None = None
) -> str:
    """Hash what a Take is made from; the speed follows from these, so no engine is needed."""
    phrases = _phrases(target)
    return recipe_of(
        "take",
        text=_spoken(phrases, language),
        phrases=phrases,
        voice=voice_id,
        language=language,
        engine=(info.id, info.version, info.models),
        wanted_ms=slot.speech_ms,
        limits=asdict(limits or VoiceLimits()),
    )


def plan_take(  # noqa: PLR0917 - each is a value of its own kind
    target: Target,
    slot: Slot,
    voice_id: str,
    language: str,
    synthesizer: Synthesizer,
    info: EngineInfo,
    limits: VoiceLimits | None = None,
) -> TakePlan:
    """Choose the pace at which the text is predicted to fill the slot's speech time; nothing is spoken."""
    limits = limits or VoiceLimits()
    phrases = _phrases(target)
    speed = NATURAL_PPM
    for _ in range(3):
        predicted = predicted_ms(target, voice_id, language, synthesizer, speed_ppm=speed)
        speed = _allowed(speed * predicted / max(1, slot.speech_ms), synthesizer, limits)
    recipe = take_recipe(target, slot, voice_id, language, info, limits=limits)
    return TakePlan(target, voice_id, language, phrases, speed, slot.speech_ms, label(info), recipe, limits)


def predicted_ms(
    target: Target, voice_id: str, language: str, synthesizer: Synthesizer, *, speed_ppm: int = NATURAL_PPM
) -> int:
    """Predict how long a voice takes for a Target at a pace, pauses between its phrases left out."""
    parts = _parts(_phrases(target), language)
    return sum(synthesizer.predict_ms(part, voice_id, language, speed_ppm) for part in parts)


def speak(plan: TakePlan, synthesizer: Synthesizer, ctx: Context) -> tuple[Take, Audio]:
    """Speak a plan; where the sound misses the slot and pace can help, once more, keeping the better one.

    Phrases are spoken apart, since a voice seldom makes the pauses that the source has. The Take's `asset` is left
    empty: the caller writes the sound and fills it in.
    """
    take, sound = _at_pace(plan, plan.speed_ppm, synthesizer, ctx)
    speed = _learned(plan, take, synthesizer)
    if speed == take.speed_ppm:
        return take, sound
    again = _at_pace(plan, speed, synthesizer, ctx)
    return min(((take, sound), again), key=lambda made: abs(_speech_ms(made[0]) - plan.wanted_ms))


def _learned(plan: TakePlan, take: Take, synthesizer: Synthesizer) -> int:
    """Return the pace that would have filled the slot; the take's own where it came near or no more can be done."""
    off = _speech_ms(take) / max(1, plan.wanted_ms)
    if abs(off - 1) * 1_000_000 <= plan.limits.again_ppm:
        return take.speed_ppm
    speed = _allowed(take.speed_ppm * off, synthesizer, plan.limits)
    return speed if abs(speed - take.speed_ppm) >= plan.limits.worth_ppm else take.speed_ppm


def says(take: Take, target: Target) -> bool:
    """Tell whether a Take still says a Target's words; their marks may differ, which only pace the voice."""
    return take.spoken == target.text or letters(take.spoken) == letters(target.text)


def _phrases(target: Target) -> tuple[str, ...]:
    return tuple(text for text in target.phrase_texts() if text) or (target.text,)


def _spoken(phrases: tuple[str, ...], language: str) -> str:
    return ("" if is_spaceless(language) else " ").join(_parts(phrases, language))


def _parts(phrases: tuple[str, ...], language: str) -> tuple[str, ...]:
    comma = "，" if is_spaceless(language) else ","
    *first, last = phrases
    return (*(_paused(phrase, comma) for phrase in first), last)


def _paused(phrase: str, comma: str) -> str:
    return phrase if phrase.rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS + CLAUSE_ENDS)) else phrase + comma


def _allowed(speed: float, synthesizer: Synthesizer, limits: VoiceLimits) -> int:
    """Round a speed to a step inside what the limits and the engine honour."""
    low = max(limits.slowest_ppm, synthesizer.speeds[0])
    high = min(limits.fastest_ppm, synthesizer.speeds[1])
    if abs(speed - NATURAL_PPM) <= limits.keep_ppm:
        return min(max(NATURAL_PPM, low), high)
    return min(max(round(speed / limits.step_ppm) * limits.step_ppm, low), high)


def _at_pace(plan: TakePlan, speed: int, synthesizer: Synthesizer, ctx: Context) -> Made:
    """Speak each phrase at a pace and lay them end to end; a phrase that goes on ends on a comma."""
    sounds: list[Audio] = []
    found: list[Span] = []
    units = at_ms = 0
    for phrase in _parts(plan.phrases, plan.language):
        said = synthesizer.speak(SpeakRequest(phrase, plan.voice_id, plan.language, speed), ctx)
        sounds.append(said.audio)
        found.append(speech(said.audio).shifted(at_ms))
        units += said.units
        at_ms = round(sum(sound.frames for sound in sounds) * 1000 / said.audio.rate_hz)
    joined = Audio(np.concatenate([sound.samples for sound in sounds]), sounds[0].rate_hz)
    return _take(plan, speed, Spoken(joined, plan.text, units), tuple(found))


def _take(plan: TakePlan, speed: int, said: Spoken, spoken: tuple[Span, ...]) -> Made:
    kept, spans = trimmed(said.audio, spoken)
    target = plan.target
    take = Take(
        id=digest(f"take/{target.id}/{plan.recipe}")[:32],
        episode_id=target.episode_id,
        market_id=target.market_id,
        target_id=target.id,
        voice_id=plan.voice_id,
        engine=plan.engine,
        speed_ppm=speed,
        asset="",
        duration_ms=kept.duration_ms,
        speech=spans,
        spoken=plan.text,
        units=said.units,
        recipe=plan.recipe,
    )
    return take, kept


def _speech_ms(take: Take) -> int:
    return sum(span.duration_ms for span in take.speech)
