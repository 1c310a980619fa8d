"""eSpeak NG: robotic formant speech in more than a hundred languages, where no better voice covers one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np

from dubbench.engines.espeak_library import RATE_HZ, EspeakLibrary, library, speak
from dubbench.engines.interfaces import EngineInfo, EngineKind, SpeakRequest, Spoken, Voice
from dubbench.engines.models import Models
from dubbench.engines.spelling import spoken_text
from dubbench.errors import EngineError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio

OWN_WORDS_A_MINUTE = 170
SPEEDS = (500_000, 2_000_000)
LICENCE = "GPL-3.0-or-later"

# Measured at the own speed over pt-BR, en-US, de, ja and cmn: milliseconds for the edges and for each pause,
# microseconds for each phoneme.
_START_MS = 0
_PHONEME_US = 50_000
_PAUSE_MS = 300

ENGINES = (
    EngineInfo(
        id="espeak",
        kind=EngineKind.SYNTHESIZER,
        title="eSpeak NG",
        licence=LICENCE,
        factory="dubbench.providers.espeak:make",
        version="1.52",
        languages=("*",),
        libraries=("espeakng_loader",),
        extra="engines",
        rank=900,
        note="Robotic voices, the last resort.",
    ),
)


class Espeak:
    """The formant synthesizer; calls from several threads take turns."""

    speeds = SPEEDS

    def __init__(self, espeak: EspeakLibrary) -> None:
        self._espeak = espeak

    def voices(self) -> tuple[Voice, ...]:
        return tuple(
            Voice(f"espeak:{voice.language}", _tag(voice.language), voice.title, voice.gender, LICENCE, "robotic")
            for voice in self._espeak.voices()
        )

    def units(self, text: str, voice_id: str, language: str) -> int:
        return sum(len(said) for said in self._said(text, voice_id, language))

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int:
        """Predict how long a text takes, silence at the edges left out."""
        clauses = self._said(text, voice_id, language)
        if not clauses:
            return 0
        own_us = _START_MS * 1000 + _PHONEME_US * sum(map(len, clauses)) + _PAUSE_MS * 1000 * (len(clauses) - 1)
        return round(own_us * 1000 / speed_ppm)

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken:
        """Speak a text at a rate given in words a minute."""
        low, high = SPEEDS
        if not low <= request.speed_ppm <= high:
            raise EngineError(
                tr("eSpeak NG speaks at {low} to {high} times its own speed, not at {wanted}.",
                   low=low / 1e6, high=high / 1e6, wanted=request.speed_ppm / 1e6)
            )  # fmt: skip
        ctx.check()
        text = spoken_text(request.text, request.language)
        units = self.units(request.text, request.voice_id, request.language)
        if not units:
            raise EngineError(tr("There is nothing to speak in this text: {text}", text=repr(request.text)))
        rate = round(OWN_WORDS_A_MINUTE * request.speed_ppm / 1_000_000)
        samples = speak(text, self._voice(request.voice_id), rate)
        return Spoken(Audio((samples / np.float32(32_768)).astype(np.float32)[:, np.newaxis], RATE_HZ), text, units)

    def _said(self, text: str, voice_id: str, language: str) -> list[str]:
        clauses = self._espeak.clauses(spoken_text(text, language), self._voice(voice_id))
        return [clause.phonemes.replace("^", "") for clause in clauses if clause.phonemes]

    def _voice(self, voice_id: str) -> str:
        """Return eSpeak's own name of a voice."""
        wanted = voice_id.removeprefix("espeak:").lower()
        if wanted not in self._espeak.names:
            listed = ", ".join(self._espeak.names)
            raise EngineError(tr("eSpeak NG has no voice {voice}. Voices: {listed}.", voice=voice_id, listed=listed))
        return self._espeak.names[wanted]


def _tag(language: str) -> str:
    """Write eSpeak's language name as a BCP 47 tag: regions in capitals, Mandarin by its common code."""
    first, *rest = language.split("-")
    return "-".join(["zh" if first == "cmn" else first, *(p.upper() if len(p) == 2 else p for p in rest)])


def make(_models: Models) -> Espeak:
    """Load the library; raise `EngineError` where it is not installed."""
    return Espeak(library())
