"""The Coqui TTS library: a model loaded from its checked files, speaking sentence by sentence; quiet, and offline."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import logging
import pickle
import re
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import BadInput, EngineError, ModelBroken
from dubbench.i18n import tr
from dubbench.providers.coqui.weights import CONFIG, ENCODER, VOCODER, WEIGHTS

SEED = 20_240_229
LOUD = ("TTS", "trainer", "fsspec", "huggingface_hub")
BROKEN = (AttributeError, EOFError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError,
          AssertionError, pickle.UnpicklingError)  # fmt: skip
"""What the library and its parts raise on a file that is not what it should be, and on texts they cannot read."""

_FILE_KEYS = ("speakers_file", "d_vector_file", "language_ids_file", "stats_path", "mel_statistics_parameter_path",
              *ENCODER)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is to be said: whose voice, in which of the model's languages, from which recording, how fast."""

    speaker: str = ""
    language: str = ""
    reference: Path | None = None
    pace: float = 1.0


class Speaker(Protocol):
    """One model, loaded."""

    rate_hz: int

    def sentences(self, text: str, language: str) -> list[str]:
        """Divide a text as the model likes it."""
        ...

    def units(self, text: str, language: str) -> tuple[int, int]:
        """Count what the model reads of a text, and how much of that is letters or phonemes."""
        ...

    def say(self, sentence: str, manner: Manner) -> NDArray[np.float32]:
        """Speak one sentence; the same sentence in the same manner gives the same samples."""
        ...


def load(folder: Path, kind: str) -> Speaker:
    """Load a model out of a folder whose hashes were verified; `EngineError` says what is wrong."""
    synthesizer_class = _synthesizer_class()
    with _loading(folder.name), quiet(), tempfile.TemporaryDirectory(prefix="dubbench-") as made:
        vocoder = folder / VOCODER if (folder / VOCODER / CONFIG).is_file() else None
        synthesizer = synthesizer_class(
            tts_checkpoint=folder / WEIGHTS,
            tts_config_path=_with_places(folder, Path(made) / CONFIG),
            vocoder_checkpoint=vocoder and vocoder / WEIGHTS,
            vocoder_config=vocoder and _with_places(vocoder, Path(made) / f"{VOCODER}.json"),
            voice_dir=Path(made) / "voices",
        )
    return CoquiSpeaker(synthesizer, kind, folder)


def names(path: Path) -> Sequence[str]:
    """Read the speakers out of a file that the library's trainer wrote; no code in it is run."""
    try:
        found = json.loads(path.read_bytes()) if path.suffix == ".json" else _weights(path)
        if not isinstance(found, dict):
            raise TypeError(path.name)
        embedded = [one["name"] for one in found.values() if isinstance(one, dict) and "name" in one]
    except (MemoryError, *BROKEN) as error:
        raise _unreadable(path, error) from error
    return sorted(set(embedded)) if embedded else list(found)


def plain(folder: Path, kind: str) -> None:
    """Let the library write XTTS's first checkpoints anew as plain weights, as it would when it first loads them."""
    if kind != "xtts":
        return
    _synthesizer_class()
    try:
        with quiet():
            from TTS.tts.models.xtts import Xtts

            Xtts._load_checkpoint(None, folder / WEIGHTS)  # noqa: SLF001 - there is no public way
    except (MemoryError, *BROKEN) as error:
        raise _unreadable(folder / WEIGHTS, error) from error


def _unreadable(path: Path, error: BaseException) -> BadInput:
    return BadInput(
        tr("{path} cannot be read without running what is in it, or is damaged ({cause}). Nothing was installed.",
           path=path, cause=_short(error))
    )  # fmt: skip


class CoquiSpeaker:
    """A model in the library's own synthesizer."""

    def __init__(self, synthesizer: Any, kind: str, folder: Path) -> None:
        self._synthesizer = synthesizer
        self._model = synthesizer.tts_model
        self._kind = kind
        self._folder = folder
        self._own_length = getattr(self._model, "length_scale", None)
        self.rate_hz = int(synthesizer.output_sample_rate)

    def sentences(self, text: str, language: str) -> list[str]:
        with _speaking(self._folder.name), quiet():
            divided = self._synthesizer.split_into_sentences(text, language or None)
        return [sentence for sentence in map(str.strip, divided) if sentence]

    def units(self, text: str, language: str) -> tuple[int, int]:
        with _speaking(self._folder.name), quiet():
            if self._kind == "xtts":
                count = len(self._model.tokenizer.encode(text.lower(), language)) - 1
                return max(0, count), sum(map(str.isalnum, text))
            tokenizer = self._model.tokenizer
            known = tokenizer.characters
            apart = {known.pad, known.blank, known.bos, known.eos}
            ids = tokenizer.text_to_ids(text, language=language or self._only_language())
            read = [one for one in map(known.id_to_char, ids) if one not in apart]
        return len(read), sum(map(str.isalnum, read))

    def say(self, sentence: str, manner: Manner) -> NDArray[np.float32]:
        import torch

        pace: dict[str, float] = {}
        with _speaking(self._folder.name), quiet(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            if self._kind == "xtts":
                pace["speed"] = manner.pace
            elif self._own_length is not None:
                self._model.length_scale = self._own_length / manner.pace
            said = self._synthesizer.tts(
                sentence,
                speaker_name=manner.speaker or None,
                language_name=manner.language or None,
                speaker_wav=str(manner.reference) if manner.reference else None,
                split_sentences=False,
                **pace,
            )
        return self._without_padding(np.asarray(said, dtype=np.float32))

    def _only_language(self) -> str | None:
        found = self._model.language_manager.language_names
        return str(found[0]) if len(found) == 1 else None

    @staticmethod
    def _without_padding(sound: NDArray[np.float32]) -> NDArray[np.float32]:
        from TTS.utils.synthesizer import PAD_SILENCE_SAMPLES

        return np.clip(sound[: len(sound) - PAD_SILENCE_SAMPLES], -1.0, 1.0)


def _with_places(folder: Path, made: Path) -> Path:
    """Write settings anew with the places of their files, which are kept by name alone."""
    settings = json.loads((folder / CONFIG).read_bytes())
    for part in (settings, settings.get("model_args"), settings.get("audio")):
        for key in _FILE_KEYS:
            name = part.get(key) if isinstance(part, dict) else None
            if name:
                part[key] = [str(folder / one) for one in name] if isinstance(name, list) else str(folder / name)
    made.write_text(json.dumps(settings), "utf-8")
    return made


def _weights(path: Path) -> Any:
    _synthesizer_class()
    import torch

    return torch.load(path, map_location="cpu", weights_only=True)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's warnings and log to itself."""
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _synthesizer_class() -> Any:
    """Import the library; refuse a torch under which it would run the code in a checkpoint."""
    try:
        with quiet():
            from trainer import io
            from TTS.utils.synthesizer import Synthesizer
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(
            tr("Coqui TTS cannot be loaded ({cause}). Install it again: pip install --force-reinstall "
               "'dubbench[coqui]', and see docs/engines/coqui.md for its audio libraries.", cause=_short(error))
        ) from error  # fmt: skip
    if not getattr(io, "_WEIGHTS_ONLY", False):
        raise EngineError(tr("This torch is too old to read a checkpoint without running code in it. "
                             "Install a newer one: pip install 'torch>=2.6'"))  # fmt: skip
    return Synthesizer


@contextmanager
def _loading(model: str) -> Iterator[None]:
    """Say of a model that it cannot be loaded."""
    try:
        yield
    except (MemoryError, *BROKEN) as error:
        _refuse_for_memory(model, error)
        if "espeak" in str(error).lower():
            raise EngineError(
                tr("The Coqui model {model} was trained on phonemes and needs the program espeak-ng. Install it, for "
                   "example: apt install espeak-ng", model=model)
            ) from error  # fmt: skip
        raise ModelBroken(
            tr("The Coqui model {model} cannot be loaded ({cause}). Remove it with: dubbench models remove {model}, "
               "and add a sound one.", model=model, cause=_short(error))
        ) from error  # fmt: skip


@contextmanager
def _speaking(model: str) -> Iterator[None]:
    """Say of a text that a model failed on it."""
    try:
        yield
    except (MemoryError, *BROKEN) as error:
        _refuse_for_memory(model, error)
        raise EngineError(
            tr("The Coqui model {model} failed on this text ({cause}). Write it differently, or choose another voice; "
               "see: dubbench engines show coqui", model=model, cause=_short(error))
        ) from error  # fmt: skip


def _refuse_for_memory(model: str, error: BaseException) -> None:
    """Raise where memory ran out, which torch says in words only."""
    if isinstance(error, MemoryError) or re.search(r"out of memory|allocate|bad_alloc", str(error)):
        raise EngineError(
            tr("Memory ran out while the Coqui model {model} was at work. Close other programs and run the command "
               "again, or choose another voice engine with --tts; see: dubbench engines list", model=model)
        ) from error  # fmt: skip


def _short(error: BaseException) -> str:
    plainly = re.sub(r"\x1b\[[0-9;]*m", "", f"{type(error).__name__}: {error}")
    return " ".join(plainly.split())[:200]
