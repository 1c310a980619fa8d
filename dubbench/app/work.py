"""The work items of a production: small picklable requests, run on an executor, answering with values."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Take, Target
from dubbench.engines import registry
from dubbench.engines.interfaces import (
    Detector,
    Diarizer,
    Hearing,
    Separator,
    Synthesizer,
    Transcriber,
    Translator,
    Versions,
    Voice,
    Voiceprints,
)
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.jobs.context import Context
from dubbench.media.assets import AssetReader, write_asset
from dubbench.media.audio import AudioRef
from dubbench.media.decode import decode_audio
from dubbench.pipeline import mix, prepare, transcribe, translate, voice
from dubbench.pipeline.plan import label


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker finds sounds and models."""

    assets: str
    models: str


@functools.cache  # engines stay loaded for as long as the process that runs the work
def engines(models: str) -> EnginePool:
    """Give this process's engines."""
    return EnginePool(Models(Path(models)))


@functools.cache
def _assets(folder: str) -> AssetReader:
    return AssetReader(Path(folder))


@dataclass(frozen=True, slots=True)
class Separate:
    place: Place
    media: str
    stream: int
    engine: str


@dataclass(frozen=True, slots=True)
class Stems:
    """The two stems of an episode, as assets."""

    dialogue: str
    background: str
    rate_hz: int
    channels: int
    frames: int


def separate(work: Separate, ctx: Context) -> Stems:
    """Split a programme's sound into dialogue and background; both keep its channels."""
    separator = cast(Separator, engines(work.place.models).get(registry.info(work.engine)))
    programme = decode_audio(Path(work.media), work.stream, ctx=ctx)
    parts = separator.separate(programme, ctx)
    folder = Path(work.place.assets)
    return Stems(
        write_asset(folder, parts.dialogue),
        write_asset(folder, parts.background),
        programme.rate_hz,
        programme.channels,
        programme.frames,
    )


@dataclass(frozen=True, slots=True)
class Hear:
    place: Place
    episode_id: str
    dialogue: str
    transcriber: str
    detector: str
    language: str
    recipe: str


def hear(work: Hear, ctx: Context) -> transcribe.Transcribed:
    """Find who speaks when and what: Lines with their level and voice range."""
    pool = engines(work.place.models)
    info = registry.info(work.transcriber)
    dialogue = _assets(work.place.assets).read(AudioRef(work.dialogue))
    found = transcribe.transcribe(
        dialogue,
        work.episode_id,
        cast(Transcriber, pool.get(info)),
        cast(Detector, pool.get(registry.info(work.detector))),
        ctx,
        language=work.language,
        recipe=work.recipe,
    )
    ranges = prepare.group_voices(prepare.pitches(dialogue, found.transcript.lines, ctx.share(95, 5, 100)))

    def performed(line: Line) -> Line:
        return replace(
            line,
            engine=label(info),
            voice_range=ranges.get(line.id, ""),
            level_mdb=mix.level_mdb(dialogue, line.phrases()),
        )

    lines = tuple(performed(line) for line in found.transcript.lines)
    return replace(found, transcript=replace(found.transcript, lines=lines))


@dataclass(frozen=True, slots=True)
class HearVoices:
    place: Place
    dialogue: str
    spans: tuple[Span, ...]
    engine: str


def hear_voices(work: HearVoices, ctx: Context) -> Voiceprints:
    """Give a voiceprint for each span of an episode's dialogue."""
    diarizer = cast(Diarizer, engines(work.place.models).get(registry.info(work.engine)))
    return diarizer.voiceprints(_assets(work.place.assets).read(AudioRef(work.dialogue)), work.spans, ctx)


@dataclass(frozen=True, slots=True)
class Translate:
    place: Place
    units: tuple[prepare.Unit, ...]
    market: Market
    engine: str
    source: str


def translate_units(work: Translate, ctx: Context) -> tuple[Target, ...]:
    """Translate sentences and divide each among its Lines."""
    info = registry.info(work.engine)
    translator = cast(Translator, engines(work.place.models).get(info))
    return tuple(translate.translate(work.units, work.market, translator, info, ctx, source=work.source))


@dataclass(frozen=True, slots=True)
class Reword:
    """A sentence to be said in up to `count` ways by one translator."""

    place: Place
    unit: prepare.Unit
    market: Market
    engine: str
    source: str
    count: int


def reword(work: Reword, ctx: Context) -> tuple[Target, ...]:
    """Translate a sentence in several ways, each divided among its Lines; one way where the engine knows no more."""
    info = registry.info(work.engine)
    translator = cast(Translator, engines(work.place.models).get(info))
    text, locale = work.unit.text, work.market.locale
    if isinstance(translator, Versions):
        answers = translator.versions(text, work.source, locale, work.count, ctx)
    else:
        answers = translator.translate([text], work.source, locale, ctx)
    divided = (translate.targets_of(work.unit, one, work.market, info, source=work.source) for one in answers)
    return tuple(target for targets in divided for target in targets)


@dataclass(frozen=True, slots=True)
class HearTranslation:
    place: Place
    dialogue: str
    units: tuple[prepare.Unit, ...]
    market: Market
    engine: str
    language: str


def hear_translation(work: HearTranslation, ctx: Context) -> tuple[Target, ...]:
    """Translate by ear: the transcriber's own speech translation into English."""
    info = registry.info(work.engine)
    dialogue = _assets(work.place.assets).read(AudioRef(work.dialogue))
    speech = transcribe.speech_of([line for unit in work.units for line in unit.lines])
    transcriber = cast(Transcriber, engines(work.place.models).get(info))
    heard: Hearing = transcribe.hear_translation(dialogue, speech, transcriber, work.language, ctx)
    return tuple(translate.by_speech(work.units, heard, work.market, info))


@dataclass(frozen=True, slots=True)
class Speak:
    place: Place
    target: Target
    slot: voice.Slot
    voice_id: str
    language: str
    engine: str
    limits: voice.VoiceLimits = voice.VoiceLimits()  # noqa: RUF009 - a value that never changes


def speak(work: Speak, ctx: Context) -> Take:
    """Speak one Target and keep the sound as an asset."""
    info = registry.info(work.engine)
    synthesizer = cast(Synthesizer, engines(work.place.models).get(info))
    plan = voice.plan_take(work.target, work.slot, work.voice_id, work.language, synthesizer, info, work.limits)
    take, sound = voice.speak(plan, synthesizer, ctx)
    asset = write_asset(Path(work.place.assets), sound)
    take = replace(take, asset=asset, level_mdb=mix.level_mdb(sound, take.speech))
    known = next((one for one in synthesizer.voices() if one.id == work.voice_id), None)
    return replace(take, licence=known.licence, performer=known.performer) if known else take


@dataclass(frozen=True, slots=True)
class Predict:
    wordings: tuple[Target, ...]
    order: Speak


def predict(work: Predict, _ctx: Context) -> tuple[int, ...]:
    """Predict in milliseconds how long a voice takes for each wording, at its own pace."""
    order = work.order
    synthesizer = cast(Synthesizer, engines(order.place.models).get(registry.info(order.engine)))
    return tuple(voice.predicted_ms(target, order.voice_id, order.language, synthesizer) for target in work.wordings)


@dataclass(frozen=True, slots=True)
class ListVoices:
    place: Place
    engine: str


def list_voices(work: ListVoices, _ctx: Context) -> tuple[Voice, ...]:
    """Name the voices an engine can speak with."""
    return cast(Synthesizer, engines(work.place.models).get(registry.info(work.engine))).voices()


@dataclass(frozen=True, slots=True)
class Warm:
    place: Place
    engines: tuple[str, ...]


def warm(work: Warm, ctx: Context) -> None:
    """Load engines, so that the first line does not wait for them."""
    for number, engine in enumerate(work.engines):
        ctx.progress(number, len(work.engines), engine)
        engines(work.place.models).get(registry.info(engine))
