"""OpenAI's Whisper: its checkpoint, its failures in words, its cancel, and its transcripts beside faster-whisper's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import itertools
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import numpy as np
import pytest
import torch
import whisper
from ct2_writer import write_tiny_whisper
from rapidfuzz.distance import Levenshtein

from dubbench.domain.span import Span
from dubbench.engines import registry
from dubbench.engines.interfaces import HearingRequest
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.engines.whispering import Task, Whispering
from dubbench.errors import Cancelled, EngineError, ModelBroken, ModelMissing
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.media.resample import resample
from dubbench.pipeline.folding import folded
from dubbench.pipeline.transcribe import transcribe
from dubbench.providers import openai_whisper

ROOT = Path(__file__).resolve().parents[3]
DEMOS = ("the-empty-chair", "the-understudy")
FARTHEST_WER = 0.02
SILENCE = np.zeros(16_000, np.float32)
TASK = Task("en", False, Context().check)


@pytest.fixture(scope="module")
def pool() -> EnginePool:
    return EnginePool()


@pytest.fixture(scope="module")
def engine(pool: EnginePool) -> Whispering:
    found: Whispering = pool.get(registry.info("whisper"))
    return found


@pytest.fixture(scope="module")
def dialogue(pool: EnginePool) -> Callable[[str], Audio]:
    """Separate the dialogue of a demo once."""

    @functools.cache
    def separated(name: str) -> Audio:
        mix = decode_audio(ROOT / "resources" / "demo" / f"{name}.mp4")
        found: Audio = pool.get(registry.info("deepfilter3")).separate(mix, Context()).dialogue
        return found

    return separated


@pytest.fixture(scope="module")
def opening(dialogue: Callable[[str], Audio]) -> Audio:
    """The first quarter of a minute of a demo."""
    return dialogue(DEMOS[0]).cut(0, 15_000)


def said(engine: Whispering, audio: Audio, **asked: Any) -> list[tuple[str, Span]]:
    return [(one.text, one.span) for one in engine.hear(audio, HearingRequest(**asked), Context()).heard]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", DEMOS)
def test_it_hears_what_faster_whisper_hears(
    name: str, pool: EnginePool, dialogue: Callable[[str], Audio], capsys: pytest.CaptureFixture[str]
) -> None:
    detector = pool.get(registry.info("silero"))

    def words(transcriber: str) -> list[str]:
        engine = pool.get(registry.info(transcriber))
        lines = transcribe(dialogue(name), name, engine, detector, Context(), language="en").transcript.lines
        return [word for line in lines for word in folded(line.text, "en")]

    theirs, ours = words("faster-whisper-base"), words("whisper")
    wrong = Levenshtein.distance(theirs, ours)
    with capsys.disabled():
        print(f"\n{name}: {wrong} of {len(theirs)} words differ from faster-whisper's, {wrong / len(theirs):.2%}")
    assert wrong <= FARTHEST_WER * len(theirs)


def test_it_is_quiet_and_hears_the_same_again(
    engine: Whispering, opening: Audio, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said(engine, opening, language="en") == said(engine, opening, language="en") != []
    assert said(engine, opening, language="en", translate=True)
    assert capfd.readouterr() == ("", "")


def test_threads_take_turns(engine: Whispering, opening: Audio) -> None:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: said(engine, opening, language="en"), range(2))
    assert first == second == said(engine, opening, language="en")


def test_a_cancel_is_seen_between_words(engine: Whispering, opening: Audio) -> None:
    asked = itertools.count()
    with pytest.raises(Cancelled):
        engine.hear(opening, HearingRequest("en"), Context(cancelled=lambda: next(asked) >= 5))
    assert next(asked) == 6
    assert said(engine, opening, language="en")


def test_a_cancel_is_seen_while_another_is_heard(opening: Audio) -> None:
    decoder = openai_whisper.OpenaiWhisper(None)
    with decoder._turn, pytest.raises(Cancelled):
        list(decoder.segments(SILENCE, Task("en", False, Context(cancelled=lambda: True).check)))


def test_silence_holds_no_words(engine: Whispering) -> None:
    assert said(engine, Audio(np.zeros((48_000, 1), np.float32), 48_000), language="en") == []


def test_the_converted_weights_compute_what_ctranslate2_computes(opening: Audio) -> None:
    from faster_whisper import WhisperModel

    folder = Models().path("whisper-base")
    mono = resample(opening.samples, opening.rate_hz, 16_000).mean(1).astype(np.float32)
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(mono))
    theirs = WhisperModel(str(folder), device="cpu", compute_type="float32").encode(mel.numpy())
    with torch.no_grad():
        ours = openai_whisper.load(folder).encoder(mel[None])
    np.testing.assert_allclose(ours.numpy(), np.array(theirs), atol=2e-3)


def test_the_script_writes_a_checkpoint_that_openai_reads(tmp_path: Path, opening: Audio) -> None:
    out = tmp_path / "base.pt"
    program = [sys.executable, ROOT / "scripts" / "convert_whisper.py", out]
    subprocess.run(program, capture_output=True, check=True)
    theirs, ours = whisper.load_model(str(out), device="cpu"), openai_whisper.load(Models().path("whisper-base"))
    assert theirs.dims == ours.dims
    assert all(torch.equal(values, ours.state_dict()[name]) for name, values in theirs.state_dict().items())
    assert said(Whispering(openai_whisper.OpenaiWhisper(openai_whisper.load(out))), opening, language="en")


def test_a_checkpoint_of_ones_own_is_loaded(tmp_path: Path) -> None:
    model = openai_whisper.load(write_tiny_whisper(tmp_path / "tiny"))
    assert model.alignment_heads.to_dense().tolist() == [[False, True]]
    torch.save({"dims": vars(model.dims), "model_state_dict": model.state_dict()}, tmp_path / "own.pt")
    assert openai_whisper.load(tmp_path / "own.pt").dims == model.dims


class Trap:
    """Runs code where it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("code of a checkpoint was run",)


@pytest.mark.parametrize("content", ["text", "cut", "trap", "odd", "shape", "list"])
def test_a_broken_checkpoint_is_refused_in_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.pt"
    model = openai_whisper.load(write_tiny_whisper(tmp_path / "tiny"))
    whole = {"dims": vars(model.dims), "model_state_dict": model.state_dict()}
    torch.save(
        {
            "trap": Trap(),
            "odd": {"dims": 5},
            "shape": whole | {"dims": whole["dims"] | {"n_mels": 128}},
            "list": [1],
        }.get(content, whole),
        path,
    )
    if content == "text":
        path.write_text("no checkpoint")
    if content == "cut":
        path.write_bytes(path.read_bytes()[:-9_000])
    with pytest.raises(ModelBroken, match=r"own\.pt is not a Whisper checkpoint .+\. Get the file again\."):
        openai_whisper.load(path)


def test_a_missing_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"none\.pt"):
        openai_whisper.load(tmp_path / "none.pt")


def test_a_missing_model_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="dubbench models install whisper-base"):
        EnginePool(Models(tmp_path)).get(registry.info("whisper"))


def too_much(*_: object, **__: object) -> object:
    return torch.empty(1 << 60)


def python_too_much(*_: object, **__: object) -> NoReturn:
    raise MemoryError


@pytest.mark.parametrize("exhausting", [too_much, python_too_much])
def test_running_out_of_memory_is_told_in_words(
    exhausting: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SimpleNamespace(
        transcribe=exhausting, detect_language=exhausting, dims=SimpleNamespace(n_mels=80), decoder=torch.nn.Identity()
    )
    decoder = openai_whisper.OpenaiWhisper(model)
    monkeypatch.setattr(openai_whisper, "_built", exhausting)
    for act in (
        lambda: list(decoder.segments(SILENCE, TASK)),
        lambda: decoder.language(SILENCE),
        lambda: openai_whisper.load(Models().path("whisper-base")),
    ):
        with pytest.raises(EngineError, match=r"not enough memory .+ --asr faster-whisper-base") as caught:
            act()
        assert type(caught.value) is EngineError


def test_another_failure_of_torch_names_the_other_engine() -> None:
    def failing(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("bad kernel")

    decoder = openai_whisper.OpenaiWhisper(SimpleNamespace(transcribe=failing, decoder=torch.nn.Identity()))
    with pytest.raises(EngineError, match=r"bad kernel.+--asr faster-whisper-base"):
        list(decoder.segments(SILENCE, TASK))


@pytest.mark.parametrize("arguments", [["--help"], ["dub", "--help"], ["engines", "list"]])
def test_it_is_not_imported_unless_chosen(arguments: list[str]) -> None:
    code = (
        f"import sys\nfrom dubbench.cli.main import app\ntry:\n    app({arguments!r})\nexcept SystemExit:\n    pass\n"
        "print('HEAVY', [name for name in ('numba', 'tiktoken', 'torch', 'whisper') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"
