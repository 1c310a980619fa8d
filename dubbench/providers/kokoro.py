"""Kokoro 82M: neural speech in nine languages on ONNX Runtime."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench import paths
from dubbench.engines.interfaces import EngineInfo, EngineKind, SpeakRequest, Spoken, Voice
from dubbench.engines.models import Models
from dubbench.engines.phonemes import LANGUAGES, phonemes
from dubbench.engines.spelling import spoken_text
from dubbench.errors import EngineError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio

if TYPE_CHECKING:
    import onnxruntime

RATE_HZ = 24_000
IDS_MAX = 510  # the model's own limit
PIECE_IDS = 220  # memory grows with length: 1.2 GiB at 500 ids, half of that at 220
SPEEDS = (700_000, 1_400_000)
LICENCE = "Apache-2.0"
MODEL = "kokoro-82m-int8"
VOICES = "kokoro-voices"

THREADS = 2

_STYLE_WIDTH = 256
_FADE_MS = 5
_JOIN_MS = 400
_QUIET = 0.01
_SENTENCE_ENDS = ".!?…"
_CLAUSE_ENDS = ",;:—"
_PAUSE = re.compile(rf"[{_SENTENCE_ENDS}{_CLAUSE_ENDS}]+")

ENGINES = (
    EngineInfo(
        id="kokoro",
        kind=EngineKind.SYNTHESIZER,
        title="Kokoro 82M (int8)",
        licence=LICENCE,
        factory="dubbench.providers.kokoro:make",
        version="1.0-int8.1",
        languages=LANGUAGES,
        models=(MODEL, VOICES),
        libraries=("onnxruntime", "espeakng_loader"),
        extra="engines",
        rank=10,
        note="Mandarin and Japanese also need the extra cjk.",
    ),
)


class VoiceFacts(NamedTuple):
    """What resources/voices/kokoro.toml says of a voice; a duration is start + phonemes + pauses."""

    language: str
    title: str
    gender: str
    start_ms: int
    phoneme_us: int
    pause_ms: int


@lru_cache(maxsize=1)
def _facts() -> dict[str, VoiceFacts]:
    table = tomllib.loads((paths.resources() / "voices" / "kokoro.toml").read_text(encoding="utf-8"))
    return {name: VoiceFacts(**facts) for name, facts in table.items()}


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    table: dict[str, int] = json.loads((paths.resources() / "kokoro_vocab.json").read_text(encoding="utf-8"))
    return table


class Kokoro:
    """A loaded model; may be used from several threads at once."""

    speeds = SPEEDS

    def __init__(self, session: onnxruntime.InferenceSession, styles: Path) -> None:
        self._session = session
        self._styles = styles
        self._ids_input = session.get_inputs()[0].name

    def voices(self) -> tuple[Voice, ...]:
        return tuple(
            Voice(f"kokoro:{name}", facts.language, facts.title, facts.gender, LICENCE)
            for name, facts in _facts().items()
        )

    def units(self, text: str, voice_id: str, language: str) -> int:
        _known(voice_id)
        return len(said(text, language))

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int:
        """Predict how long a text takes, silence at the edges left out, from the voice's calibration."""
        facts = _known(voice_id)
        heard = said(text, language)
        if not heard:
            return 0
        own_us = facts.start_ms * 1000 + facts.phoneme_us * len(heard) + facts.pause_ms * 1000 * pauses(heard)
        return round(own_us / 1000 / _true_pace(speed_ppm / 1_000_000))

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken:
        """Speak a text of any length; a few hundred milliseconds of silence stand at both edges."""
        _check_speed(request.speed_ppm)
        facts = _known(request.voice_id)
        language = request.language or facts.language
        text = spoken_text(request.text, language)
        heard = _known_only(phonemes(text, language))
        if not any(character.isalpha() for character in heard):
            raise EngineError(tr("There is nothing to speak in this text: {text}", text=repr(request.text)))
        spoken = []
        for piece in split(heard):
            ctx.check()
            spoken.append(self._run(piece, request.voice_id, request.speed_ppm))
        samples = _joined(spoken)[:, np.newaxis]
        return Spoken(Audio(samples, RATE_HZ), text, len(heard))

    def _run(self, said: str, voice_id: str, speed_ppm: int) -> NDArray[np.float32]:
        ids = [_vocabulary()[character] for character in said]
        inputs = {
            self._ids_input: np.array([[0, *ids, 0]], dtype=np.int64),
            "style": _style(self._styles, voice_id)[len(ids) - 1 : len(ids)],
            "speed": np.array([speed_ppm / 1_000_000], dtype=np.float32),
        }
        (samples,) = self._session.run(None, inputs)
        return np.array(samples, dtype=np.float32).reshape(-1)


def pauses(heard: str) -> int:
    """Count the pauses inside: one for each run of punctuation before the last phoneme."""
    return len(_PAUSE.findall(heard.rstrip(_SENTENCE_ENDS + _CLAUSE_ENDS + " ")))


def split(said: str, limit: int = PIECE_IDS) -> list[str]:
    """Divide phonemes at sentence ends, else clause ends, else spaces, into as few pieces as the limit allows."""
    pieces = []
    while len(said) > limit:
        cut = _cut(said[:limit])
        pieces.append(said[:cut].strip())
        said = said[cut:].strip()
    return [*pieces, said] if said else pieces


def _cut(head: str) -> int:
    for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS, " "):
        last = max(head.rfind(end) for end in ends)
        if last > len(head) // 3:
            return last + 1
    return len(head)


def said(text: str, language: str) -> str:
    """Return the phonemes of a text as the model is given them."""
    return _known_only(phonemes(spoken_text(text, language), language))


def _known_only(heard: str) -> str:
    return "".join(character for character in heard if character in _vocabulary())


def _known(voice_id: str) -> VoiceFacts:
    facts = _facts().get(voice_id.removeprefix("kokoro:"))
    if facts is None:
        listed = ", ".join(_facts())
        raise EngineError(tr("Kokoro has no voice {voice}. Voices: {listed}.", voice=voice_id, listed=listed))
    return facts


def _check_speed(speed_ppm: int) -> None:
    low, high = SPEEDS
    if not low <= speed_ppm <= high:
        raise EngineError(
            tr(
                "Kokoro speaks at {low} to {high} times its own speed, not at {wanted}.",
                low=low / 1e6,
                high=high / 1e6,
                wanted=speed_ppm / 1e6,
            )
        )


@lru_cache(maxsize=64)
def _style(folder: Path, voice_id: str) -> NDArray[np.float32]:
    """Read a voice: one style row for each number of phonemes, shape (510, 256)."""
    file = folder / f"{voice_id.removeprefix('kokoro:')}.bin"
    return np.fromfile(file, dtype="<f4").reshape(-1, _STYLE_WIDTH)


def _joined(spoken: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Put pieces after one another with one natural pause between them, whatever silence each has at its edges."""
    if len(spoken) == 1:
        return _faded(spoken[0])
    trimmed = [_faded(_trimmed(samples, bool(i), i < len(spoken) - 1)) for i, samples in enumerate(spoken)]
    return np.concatenate(trimmed)


def _trimmed(samples: NDArray[np.float32], head: bool, tail: bool) -> NDArray[np.float32]:
    """Keep half a pause of quiet at each edge that meets another piece."""
    loud = np.flatnonzero(np.abs(samples) > _QUIET)
    if not len(loud):
        return samples
    margin = RATE_HZ * _JOIN_MS // 2000
    first = max(0, int(loud[0]) - margin) if head else 0
    last = min(len(samples), int(loud[-1]) + margin) if tail else len(samples)
    return samples[first:last].copy()


def _faded(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fade both edges in place, so that no cut clicks."""
    length = min(RATE_HZ * _FADE_MS // 1000, len(samples) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    samples[:length] *= ramp
    samples[len(samples) - length :] *= ramp[::-1]
    return samples


def make(models: Models) -> Kokoro:
    """Load the model; raise `EngineError` where ONNX Runtime is missing."""
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineError(tr('ONNX Runtime is not installed. Install it: pip install "dubbench[engines]"')) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    # A quarter less CPU time, and several lines may be spoken at once.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    file = models.path(MODEL) / "model.onnx"
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return Kokoro(session, models.path(VOICES))


def _true_pace(speed: float) -> float:
    """Return how much shorter a faster Kokoro truly is: asked for 1.2 it speaks 1.15 times as fast, 1.3 gives 1.23."""
    return speed if speed <= 1 else 1 + 0.77 * (speed - 1)
