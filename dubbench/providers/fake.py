"""Deterministic engines of every kind: demo, documentation and test double at once; no model, no library.

The voices speak in a code of tones (engines.tones) which the transcriber reads back letter by letter, so the whole
chain can be run and judged in seconds. Other speech is heard as words of a small fixed vocabulary.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines import tones
from dubbench.engines.interfaces import (
    EngineInfo,
    EngineKind,
    Heard,
    Hearing,
    HearingRequest,
    Separated,
    SpeakRequest,
    Spoken,
    Translation,
    Voice,
)
from dubbench.engines.models import Models
from dubbench.engines.registry import covers
from dubbench.errors import EngineError, UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, Samples

LICENCE = "GPL-3.0-or-later"
RATE_HZ = 24_000
LEAD_MS = 50
PAUSES_MS = {",": 150, ";": 150, ":": 150, ".": 350, "!": 350, "?": 350}
PITCH_HZ = {"female": 200.0, "male": 110.0}
VOICE_LANGUAGES = ("en-US", "en-GB", "pt-BR", "pt-PT", "es", "fr", "it", "de", "hi", "ja", "zh")

FRAME_MS = 10
SILENCE_DB = -50.0
BELOW_LOUD_DB = 30.0
JOIN_MS = 250
SHORTEST_MS = 60
MARGIN_MS = 60

WORD_GAP_S = 0.08
HEARD_GAP_MS = 500
WORD_MS = 330
SENTENCE_WORDS = 7
VOCABULARY = ("we", "never", "told", "them", "about", "the", "house", "and", "you", "were", "there", "that", "night")

BAND_HZ = (80.0, 4_000.0)
TAPS = 4_097
HUM_BANDS, HUM_HZ, HUSH = 64, (60.0, 400.0), 1e-6

ENDINGS = {"pt": "o", "es": "a", "fr": "e", "it": "i", "en": ""}


class FakeDetector:
    """Speech is where there is energy."""

    def speech(self, audio: Audio, ctx: Context) -> tuple[Span, ...]:
        ctx.check()
        loud = _loud_frames(audio)
        spans = [
            Span(group[0] * FRAME_MS, (group[-1] + 1) * FRAME_MS)
            for voiced, group in _groups(loud)
            if voiced
        ]  # fmt: skip
        return tuple(span for span in _joined(spans) if span.duration_ms >= SHORTEST_MS)


class FakeTranscriber:
    """Reads the fake voices' code; hears words of a small vocabulary in any other sound."""

    def hear(self, audio: Audio, request: HearingRequest, ctx: Context) -> Hearing:
        spans = request.speech or FakeDetector().speech(audio, ctx)
        heard: list[Heard] = []
        for index, span in enumerate(spans):
            ctx.progress(index, len(spans))
            heard.extend(_heard(_words(audio, _widened(spans, index)) or _invented(span)))
        text = " ".join(one.text for one in heard)
        language = request.language or _guess(text)
        if request.translate:
            heard = [_in_english(one, language) for one in heard]
        return Hearing(language, 1_000_000, tuple(heard))


class FakeSeparator:
    """Dialogue is the middle of the spectrum, the background what is left of the mix."""

    rate_hz = 48_000

    def separate(self, audio: Audio, ctx: Context) -> Separated:
        from scipy.signal import firwin, oaconvolve

        ctx.check()
        band = firwin(TAPS, BAND_HZ, pass_zero=False, fs=audio.rate_hz).astype(np.float32)
        dialogue = np.empty_like(audio.samples)
        for channel in range(audio.channels):
            whole = oaconvolve(audio.samples[:, channel], band)
            dialogue[:, channel] = whole[TAPS // 2 : TAPS // 2 + audio.frames]
            ctx.progress(channel + 1, audio.channels)
        return Separated(Audio(dialogue, audio.rate_hz), Audio(audio.samples - dialogue, audio.rate_hz))


class FakeDiarizer:
    """Tells voices apart by how deep they hum."""

    def voiceprints(self, audio: Audio, spans: Sequence[Span], ctx: Context) -> Samples:
        found = np.zeros((len(spans), HUM_BANDS), np.float32)
        for number, span in enumerate(spans):
            ctx.progress(number, len(spans))
            heard = audio.cut(*span)
            power = np.abs(np.fft.rfft(heard.mono())) ** 2
            hertz = np.fft.rfftfreq(max(1, heard.frames), 1 / audio.rate_hz)
            bands = np.histogram(hertz[: len(power)], HUM_BANDS, HUM_HZ, weights=power)[0]
            if bands.sum() > HUSH:
                near = np.convolve(bands, np.hanning(HUM_BANDS // 3), "same")
                found[number] = near / np.linalg.norm(near)
        return found


class FakeTranslator:
    """Gives each word of three letters or more the ending of the target language, and takes the source's off."""

    def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
        ctx.check()
        return tuple(Translation(_respelled(text, source, target)) for text in texts)

    def versions(self, text: str, source: str, target: str, count: int, ctx: Context) -> tuple[Translation, ...]:
        """Say it whole, then each time with one more of its first words left out, down to one."""
        ctx.check()
        words = _respelled(text, source, target).split()
        return tuple(Translation(" ".join(words[at:])) for at in range(min(count, len(words))))


class FakeSynthesizer:
    """Speaks in a code of tones at the pace of speech."""

    speeds = (700_000, 1_400_000)

    def voices(self) -> tuple[Voice, ...]:
        return _VOICES

    def units(self, text: str, voice_id: str, language: str) -> int:
        _voice(voice_id, language)
        return len(tones.symbols(tones.normal(text)))

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int:
        """Tell the speech's length exactly: the code has no prosody."""
        voice = _voice(voice_id, language)
        frames = sum(map(len, _phrases(tones.normal(text), speed_ppm / 1e6, PITCH_HZ[voice.gender])))
        return round(1000 * frames / RATE_HZ) - 2 * LEAD_MS

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken:
        ctx.check()
        voice = _voice(request.voice_id, request.language)
        text = tones.normal(request.text)
        _check_request(text, request.speed_ppm, self.speeds)
        samples = np.concatenate(list(_phrases(text, request.speed_ppm / 1e6, PITCH_HZ[voice.gender])))
        return Spoken(Audio(samples[:, None], RATE_HZ), text, len(tones.symbols(text)))


def make_detector(models: Models) -> FakeDetector:  # noqa: ARG001 - every factory is given the models
    return FakeDetector()


def make_transcriber(models: Models) -> FakeTranscriber:  # noqa: ARG001
    return FakeTranscriber()


def make_separator(models: Models) -> FakeSeparator:  # noqa: ARG001
    return FakeSeparator()


def make_diarizer(models: Models) -> FakeDiarizer:  # noqa: ARG001
    return FakeDiarizer()


def make_translator(models: Models) -> FakeTranslator:  # noqa: ARG001
    return FakeTranslator()


def make_synthesizer(models: Models) -> FakeSynthesizer:  # noqa: ARG001
    return FakeSynthesizer()


def _loud_frames(audio: Audio) -> list[bool]:
    frame = audio.rate_hz * FRAME_MS // 1000
    count = audio.frames // frame
    if not count:
        return []
    power = np.square(audio.mono()[: count * frame].reshape(count, frame)).mean(axis=1, dtype=np.float64)
    level_db = 10 * np.log10(power + 1e-12)
    floor = max(SILENCE_DB, float(np.percentile(level_db, 95)) - BELOW_LOUD_DB)
    return [bool(value) for value in level_db > floor]


def _groups(loud: list[bool]) -> Iterator[tuple[bool, list[int]]]:
    for voiced, group in itertools.groupby(range(len(loud)), key=loud.__getitem__):
        yield voiced, list(group)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].gap_ms(span) < JOIN_MS:
            joined[-1] = joined[-1].hull(span)
        else:
            joined.append(span)
    return joined


def _widened(spans: Sequence[Span], index: int) -> Span:
    """Give a span a margin, at most half of the silence on each side, so that no letter is cut."""
    start, end = spans[index]
    before = start - (spans[index - 1].end_ms if index else 0)
    after = (spans[index + 1].start_ms if index + 1 < len(spans) else end + 2 * MARGIN_MS) - end
    return Span(start - min(MARGIN_MS, max(0, before // 2)), end + min(MARGIN_MS, max(0, after // 2)))


def _words(audio: Audio, span: Span) -> list[Word]:
    """Read the words a fake voice spoke in a span; empty where it is other sound."""
    words: list[Word] = []
    letters: list[tones.Signed] = []
    for letter in tones.read(audio.cut(*span).mono(), audio.rate_hz):
        gap = bool(letters) and letter.start_s - letters[-1].end_s > WORD_GAP_S
        if letters and (gap or letter.text in {"", " "} or _ideograph(letter.text)):
            words.append(_word(letters, span))
            letters = []
        if letter.text.strip():
            letters.append(letter)
    return [*words, _word(letters, span)] if letters else words


def _ideograph(text: str) -> bool:
    return text >= "\u2e80" and text.isalpha()


def _word(letters: Sequence[tones.Signed], span: Span) -> Word:
    text = "".join(letter.text for letter in letters)
    start = span.start_ms + round(letters[0].start_s * 1000)
    end = span.start_ms + round(letters[-1].end_s * 1000)
    return Word(text if _ideograph(text[0]) else f" {text}", start, end)


def _invented(span: Span) -> list[Word]:
    """Hear sentences of the vocabulary, chosen by the time they are spoken at."""
    count = max(1, round(span.duration_ms / WORD_MS))
    step = span.duration_ms / count
    words = []
    for index in range(count):
        text = VOCABULARY[(span.start_ms // FRAME_MS + index) % len(VOCABULARY)]
        text = text if index % SENTENCE_WORDS else text.capitalize()
        text = f"{text}." if (index + 1) % SENTENCE_WORDS == 0 or index + 1 == count else text
        at = span.start_ms + round(index * step)
        words.append(Word(f" {text}", at, span.start_ms + round((index + 1) * step), 300_000))
    return words


def _heard(words: Sequence[Word]) -> Iterator[Heard]:
    """Divide words at the ends of sentences and at silences."""
    first = 0
    for at, word in enumerate(words):
        last = at + 1 == len(words)
        ends = word.text.rstrip("\"'").endswith((".", "!", "?", "…", "。", "！", "？"))
        if last or ends or words[at + 1].start_ms - word.end_ms >= HEARD_GAP_MS:
            yield _sentence(words[first : at + 1])
            first = at + 1


def _sentence(words: Sequence[Word]) -> Heard:
    return Heard(Span(words[0].start_ms, words[-1].end_ms), "".join(word.text for word in words).strip(), tuple(words))


def _in_english(heard: Heard, language: str) -> Heard:
    words = [word._replace(text=_respelled(word.text, language, "en")) for word in heard.words]
    return _sentence(words)


def _guess(text: str) -> str:
    for language, letters in (("pt", "ãõç"), ("es", "ñ¿¡")):
        if any(letter in text.lower() for letter in letters):
            return language
    return "zh" if any(_ideograph(letter) for letter in text) else "en"


def _respelled(text: str, source: str, target: str) -> str:
    taken, given = _ending(source), _ending(target)
    if taken == given:
        return text
    return re.sub(r"[^\W\d_]{3,}", lambda found: _with_ending(found.group(), taken, given), text)


def _ending(language: str) -> str:
    return ENDINGS.get(language.split("-", maxsplit=1)[0].lower(), "u")


def _with_ending(word: str, taken: str, given: str) -> str:
    stem = word[: -len(taken)] if taken and len(word) > 3 and word.lower().endswith(taken) else word
    return stem + (given.upper() if word.isupper() else given)


def _voice(voice_id: str, language: str) -> Voice:
    for voice in _VOICES:
        if voice.id == voice_id:
            if covers((voice.language,), language):
                return voice
            raise UnsupportedLanguage(
                tr("The voice {voice} speaks {known}, not {language}. See: dubbench engines show fake-synthesizer",
                   voice=voice_id, known=voice.language, language=language)
            )  # fmt: skip
    raise EngineError(
        tr("There is no voice called {voice}. See: dubbench engines show fake-synthesizer", voice=voice_id)
    )


def _check_request(text: str, speed_ppm: int, speeds: tuple[int, int]) -> None:
    if not text:
        raise EngineError(tr("There is nothing to speak: the text is empty. Write one, or leave the line out."))
    if not speeds[0] <= speed_ppm <= speeds[1]:
        raise EngineError(
            tr("The fake voices speak at {low} to {high} times their pace, not {asked}. Ask for a speed within.",
               low=speeds[0] / 1e6, high=speeds[1] / 1e6, asked=speed_ppm / 1e6)
        )  # fmt: skip


def _phrases(text: str, speed: float, pitch_hz: float) -> Iterator[Samples]:
    """Yield silence and sound in turn: a pause stands after each punctuation mark that a space follows."""
    yield _silence(LEAD_MS)
    parts = re.split(r"(?<=[,;:.!?])(?= )", text)
    for at, part in enumerate(parts, 1):
        spoken = tones.sound(tones.symbols(part), RATE_HZ, tones.SYMBOL_MS / speed)
        hum = 0.05 * np.sin(2 * np.pi * pitch_hz / RATE_HZ * np.arange(len(spoken)))
        yield spoken + hum.astype(np.float32)
        yield _silence(PAUSES_MS[part[-1]] / speed if at < len(parts) else LEAD_MS)


def _silence(length_ms: float) -> Samples:
    return np.zeros(round(RATE_HZ * length_ms / 1000), np.float32)


_VOICES = tuple(
    Voice(f"fake-synthesizer:{language}-{name}", language, f"{title} ({language})", gender, LICENCE, "tones")
    for language in VOICE_LANGUAGES
    for name, title, gender in (("flute", "Flute", "female"), ("cello", "Cello", "male"), ("viola", "Viola", "female"))
)


def _info(
    kind: EngineKind, title: str, languages: tuple[str, ...] = ("*",), pairs: tuple[tuple[str, str], ...] = ()
) -> EngineInfo:
    return EngineInfo(
        id=f"fake-{kind}",
        kind=kind,
        title=title,
        licence=LICENCE,
        factory=f"{__name__}:make_{kind}",
        version="1",
        languages=languages,
        pairs=pairs,
        rank=1000,
        note="for demos and tests: no model, the same answer every time",
    )


_CLOUD = replace(
    _info(EngineKind.TRANSLATOR, "Fake translation that says it uses the network", pairs=(("*", "*"),)),
    id="fake-cloud",
    uses_network=True,
    note="for tests of confidential series: it sends nothing, and is treated as if it did",
)

ENGINES = (
    _info(EngineKind.TRANSCRIBER, "Fake transcriber"),
    _info(EngineKind.DETECTOR, "Fake voice activity"),
    _info(EngineKind.SEPARATOR, "Fake separation"),
    _info(EngineKind.DIARIZER, "Fake speakers"),
    _info(EngineKind.TRANSLATOR, "Fake translation", pairs=(("*", "*"),)),
    _info(EngineKind.SYNTHESIZER, "Fake voices", VOICE_LANGUAGES),
    _CLOUD,
)
