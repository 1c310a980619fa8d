"""Hear speech with Whisper base through faster-whisper: words with times, or speech translated into English."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dubbench.engines.doubt import Segment, Timed
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.whispering import BEAM, LANGUAGES, TEMPERATURES, Task, Whispering, threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from dubbench.engines.models import Models

MODEL = "whisper-base"

ENGINES = (
    EngineInfo(
        id="faster-whisper-base",
        kind=EngineKind.TRANSCRIBER,
        title="Whisper base (faster-whisper)",
        licence="MIT",
        factory="dubbench.providers.faster_whisper:make",
        version="base-int8+1.1",
        languages=LANGUAGES,
        models=(MODEL,),
        libraries=("faster_whisper", "ctranslate2"),
        extra="engines",
        rank=50,
    ),
)


def make(models: Models) -> Whispering:
    """Load the model in whole numbers of 8 bits."""
    from faster_whisper import WhisperModel

    path = str(models.path(MODEL))
    return Whispering(FasterWhisper(WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=threads())))


class FasterWhisper:
    """A `Decoder` (engines.whispering) over one model of faster-whisper."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def language(self, sound: NDArray[np.float32]) -> tuple[str, float]:
        """Find the language of the first half minute."""
        code, certainty, _ = self._model.detect_language(sound)
        return str(code), float(certainty)

    def segments(self, sound: NDArray[np.float32], task: Task) -> Iterator[Segment]:
        """Yield what is heard; each window is decoded when it is asked for."""
        segments, _ = self._model.transcribe(
            sound,
            language=task.language,
            task="translate" if task.translate else "transcribe",
            beam_size=BEAM,
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=TEMPERATURES,
        )
        for one in segments:
            words = tuple(Timed(word.word, word.start, word.end, word.probability) for word in one.words or ())
            yield Segment(one.start, words, one.compression_ratio, one.no_speech_prob)
