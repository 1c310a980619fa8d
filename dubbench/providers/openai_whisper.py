"""Hear speech with OpenAI's own Whisper on torch: words with times, or speech translated into English."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pickle
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dubbench.engines.doubt import Segment, Timed
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.whisper_weights import Checkpoint, from_ctranslate2
from dubbench.engines.whispering import BEAM, LANGUAGES, TEMPERATURES, Task, Whispering, threads
from dubbench.errors import EngineError, ModelBroken, ModelMissing
from dubbench.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from dubbench.engines.models import Models

MODEL = "whisper-base"
BEST_OF = 5  # samples where the beam has failed, as faster-whisper takes them

ENGINES = (
    EngineInfo(
        id="whisper",
        kind=EngineKind.TRANSCRIBER,
        title="Whisper base (openai-whisper)",
        licence="MIT",
        factory="dubbench.providers.openai_whisper:make",
        version="base-fp32+20250625",
        languages=LANGUAGES,
        models=(MODEL,),
        libraries=("whisper", "torch"),
        extra="whisper",
        rank=150,
    ),
)


def make(models: Models) -> Whispering:
    """Load the default Whisper weights, the ones faster-whisper runs on, into OpenAI's model."""
    return Whispering(OpenaiWhisper(load(models.path(MODEL))))


def load(path: Path) -> Any:
    """Load a CTranslate2 folder or an OpenAI checkpoint; no code in it is run.

    `ModelMissing` or `ModelBroken` says what is wrong with it, `EngineError` that memory ran out.
    """
    if not path.exists():
        raise ModelMissing(tr("There is no Whisper checkpoint at {path}. Give the path of one.", path=path))
    with _in_words(), _reading(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch

        torch.set_num_threads(threads())
        return _built(from_ctranslate2(path) if path.is_dir() else _read(path))


def _read(path: Path) -> Checkpoint:
    import torch

    found = torch.load(path, map_location="cpu", weights_only=True)
    return Checkpoint(found["dims"], found["model_state_dict"])


def _built(checkpoint: Checkpoint) -> Any:
    """Make OpenAI's model; every weight must be there and have its shape."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    model = Whisper(ModelDimensions(**checkpoint.dims))
    model.load_state_dict({name: torch.as_tensor(values) for name, values in checkpoint.state.items()})
    if checkpoint.heads:
        mask = torch.zeros(model.dims.n_text_layer, model.dims.n_text_head, dtype=torch.bool)
        mask[tuple(zip(*checkpoint.heads, strict=True))] = True
        model.register_buffer("alignment_heads", mask.to_sparse(), persistent=False)
    return model.eval()


class OpenaiWhisper:
    """A `Decoder` (engines.whispering) over one model; threads take turns, since its cache hangs on the model."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._turn = threading.Lock()

    def language(self, sound: NDArray[np.float32]) -> tuple[str, float]:
        """Find the language of the first half minute."""
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        with _in_words(), self._turn:
            mel = log_mel_spectrogram(pad_or_trim(sound), self._model.dims.n_mels)
            _, certainties = self._model.detect_language(mel)
        code = max(certainties, key=certainties.__getitem__)
        return str(code), float(certainties[code])

    def segments(self, sound: NDArray[np.float32], task: Task) -> Iterator[Segment]:
        """Yield what is heard; a cancel is seen before each word."""
        with _in_words(), _taken(self._turn, task.check), _watched(self._model.decoder, task.check):
            result = _transcribed(self._model, sound, task)
        for one in result["segments"]:
            words = tuple(Timed(word["word"], word["start"], word["end"], word["probability"]) for word in one["words"])
            yield Segment(one["start"], words, one["compression_ratio"], one["no_speech_prob"])


def _transcribed(model: Any, sound: NDArray[np.float32], task: Task) -> Mapping[str, Any]:
    """Transcribe with a seed of its own, so that the same sound gives the same words."""
    import torch

    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of word times in translations and of its own numba code
        torch.manual_seed(0)
        answer: Mapping[str, Any] = model.transcribe(
            sound,
            verbose=None,
            language=task.language,
            task="translate" if task.translate else "transcribe",
            beam_size=BEAM,
            best_of=BEST_OF,
            temperature=TEMPERATURES,
            condition_on_previous_text=False,
            word_timestamps=True,
            fp16=False,
        )
    return answer


@contextmanager
def _taken(turn: threading.Lock, check: Callable[[], None]) -> Iterator[None]:
    """Wait for one's turn, seeing a cancel meanwhile."""
    while not turn.acquire(timeout=0.1):
        check()
    try:
        yield
    finally:
        turn.release()


@contextmanager
def _watched(decoder: Any, check: Callable[[], None]) -> Iterator[None]:
    """Call `check` before each step that looks for the next word.

    Word times are left alone: whisper leaves hooks behind where that is interrupted.
    """

    def before(_module: object, _arguments: object, named: Mapping[str, object]) -> None:
        if "kv_cache" in named:
            check()

    hook = decoder.register_forward_pre_hook(before, with_kwargs=True)
    try:
        yield
    finally:
        hook.remove()


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say of a file that it cannot be loaded."""
    try:
        yield
    except (pickle.UnpicklingError, RuntimeError, EOFError, LookupError, TypeError, ValueError, OSError) as error:
        if _lacks_memory(error):
            raise
        cause = " ".join(str(error).split())[:200]
        raise ModelBroken(
            tr("{path} is not a Whisper checkpoint that can be loaded ({cause}). Get the file again.",
               path=path, cause=cause)
        ) from error  # fmt: skip


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn torch's failures into sentences."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if _lacks_memory(error):
            raise EngineError(
                tr("There is not enough memory for Whisper on torch. Close other programs, or use the smaller engine: "
                   "--asr faster-whisper-base")
            ) from error  # fmt: skip
        raise EngineError(
            tr("Whisper on torch failed ({cause}). Use the other engine: --asr faster-whisper-base", cause=error)
        ) from error


def _lacks_memory(error: Exception) -> bool:
    """Tell whether memory ran out; torch says so in words only."""
    return isinstance(error, MemoryError) or "memory" in str(error).lower()
