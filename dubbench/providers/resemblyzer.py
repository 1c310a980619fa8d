"""Voiceprints by Resemblyzer's network (GE2E: Wan, Wang, Papir and Lopez Moreno, 2018), in NumPy and without torch.

Three recurrent layers of 256 over 40 mel bands, a linear layer with ReLU, length 1. It was trained on stretches of
1.6 s, so that a span is heard in such stretches, half over one another, and their mean is its voiceprint; a shorter
span is repeated until it fills one.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.torch_file import read_state
from dubbench.media.audio import Audio
from dubbench.media.resample import resampled

if TYPE_CHECKING:
    from dubbench.domain.span import Span
    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context

MODEL = "ge2e"
SIZE = 256
RATE_HZ = 16_000
FFT, HOP, BANDS = 400, 160, 40
STRETCH = 160  # frames of 10 ms
STEP = STRETCH // 2
LEVEL_DB = -30.0
LAYERS = 3
AT_ONCE = 64  # stretches: their states take 0.4 MB a layer, their bands 1.6 MB

ENGINES = (
    EngineInfo(
        id="resemblyzer",
        kind=EngineKind.DIARIZER,
        title="Resemblyzer (GE2E)",
        licence="Apache-2.0",
        factory="dubbench.providers.resemblyzer:make",
        version="0.1.4+1",
        languages=("*",),
        models=(MODEL,),
        rank=50,
    ),
)

Floats = NDArray[np.float32]


class _Layer(NamedTuple):
    """Weights of one recurrent layer, transposed: inputs by gates, states by gates; gates are in, forget, new, out."""

    inputs: Floats
    states: Floats
    bias: Floats


def make(models: Models) -> Resemblyzer:
    """Read the weights."""
    names = [f"lstm.{kind}_l{n}" for n in range(LAYERS) for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    state = read_state(models.path(MODEL) / "pretrained.pt", "model_state", [*names, "linear.weight", "linear.bias"])
    layers = tuple(
        _Layer(
            np.ascontiguousarray(state[f"lstm.weight_ih_l{n}"].T),
            np.ascontiguousarray(state[f"lstm.weight_hh_l{n}"].T),
            state[f"lstm.bias_ih_l{n}"] + state[f"lstm.bias_hh_l{n}"],
        )
        for n in range(LAYERS)
    )
    return Resemblyzer(layers, np.ascontiguousarray(state["linear.weight"].T), state["linear.bias"])


class Resemblyzer:
    """Gives the voiceprint of each span of a sound."""

    def __init__(self, layers: Sequence[_Layer], linear: Floats, bias: Floats) -> None:
        self._layers, self._linear, self._bias = layers, linear, bias

    def voiceprints(self, audio: Audio, spans: Sequence[Span], ctx: Context) -> Floats:
        """Return a row of length 1 for each span, [spans, 256]; zeros where nothing is heard in it."""
        found = np.zeros((len(spans), SIZE), np.float32)
        held: list[Floats] = []
        owners: list[int] = []

        def hear() -> None:
            if held:
                np.add.at(found, owners, self._heard(np.stack(held)))
            held.clear()
            owners.clear()

        mono = resampled(Audio(audio.mono()[:, None], audio.rate_hz), RATE_HZ)
        for number, span in enumerate(spans):
            for stretch in _stretches(mono.cut(*span).samples[:, 0]):
                held.append(stretch)
                owners.append(number)
                if len(held) == AT_ONCE:
                    hear()
            ctx.progress(number, len(spans))
        hear()
        return _unit(found)

    def _heard(self, bands: Floats) -> Floats:
        """Run stretches [n, frames, bands] through the network; rows of length 1."""
        sequence = np.ascontiguousarray(bands.transpose(1, 0, 2))
        last = np.zeros((bands.shape[0], SIZE), np.float32)
        for layer in self._layers:
            sequence, last = _run(layer, sequence)
        return _unit(np.maximum(last @ self._linear + self._bias, 0))


def _run(layer: _Layer, sequence: Floats) -> tuple[Floats, Floats]:
    """Run one recurrent layer over [frames, n, inputs]; its outputs, and the last of them."""
    frames, count, width = sequence.shape
    given = (sequence.reshape(frames * count, width) @ layer.inputs + layer.bias).reshape(frames, count, -1)
    state = np.zeros((count, SIZE), np.float32)
    cell = np.zeros((count, SIZE), np.float32)
    out = np.empty((frames, count, SIZE), np.float32)
    for frame in range(frames):
        gates = given[frame]
        gates += state @ layer.states
        kept = _sigmoid(gates[:, : 2 * SIZE])
        cell = kept[:, SIZE:] * cell + kept[:, :SIZE] * np.tanh(gates[:, 2 * SIZE : 3 * SIZE])
        state = _sigmoid(gates[:, 3 * SIZE :]) * np.tanh(cell)
        out[frame] = state
    return out, state


def _sigmoid(values: Floats) -> Floats:
    made: Floats = np.float32(0.5) * (np.tanh(np.float32(0.5) * values) + np.float32(1.0))
    return made


def _unit(rows: Floats) -> Floats:
    """Bring rows to length 1; zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return made


def _stretches(samples: Floats) -> Iterator[Floats]:
    """Cut a sound into stretches of 160 frames, each [160, 40]; a sound without a level has none."""
    if not len(samples):
        return
    level = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
    if level < 1e-5:
        return
    louder = max(1.0, 10 ** (LEVEL_DB / 20) / level)
    bands = _bands(samples * np.float32(louder))
    if len(bands) < STRETCH:
        bands = np.resize(bands, (STRETCH, BANDS)) if len(bands) else np.zeros((STRETCH, BANDS), np.float32)
    last = len(bands) - STRETCH
    starts = [*range(0, last, STEP), last]
    for start in dict.fromkeys(starts):
        yield bands[start : start + STRETCH]


def _bands(samples: Floats) -> Floats:
    """Return the power in mel bands, [frames, 40]: frames of 25 ms centred every 10 ms, without a logarithm."""
    padded = np.pad(samples, FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP]
    window, filters = _analysis()
    spectrum = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    made: Floats = (spectrum @ filters).astype(np.float32)
    return made


@cache
def _analysis() -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the periodic Hann window and 40 mel filters (Slaney's scale and areas), [frequencies, bands]."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
    edges = _hertz(np.linspace(0, _mel(RATE_HZ / 2), BANDS + 2))
    at = np.linspace(0, RATE_HZ / 2, FFT // 2 + 1)[:, None]
    rising = (at - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - at) / np.diff(edges)[1:]
    filters = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))
    return window.astype(np.float32), filters.astype(np.float32)


_LINEAR_HZ, _KNEE_HZ = 200 / 3, 1000.0
_LOG_STEP = np.log(6.4) / 27


def _mel(hertz: float) -> float:
    knee = _KNEE_HZ / _LINEAR_HZ
    return hertz / _LINEAR_HZ if hertz < _KNEE_HZ else knee + float(np.log(hertz / _KNEE_HZ)) / _LOG_STEP


def _hertz(mel: NDArray[Any]) -> NDArray[Any]:
    knee = _KNEE_HZ / _LINEAR_HZ
    return np.where(mel < knee, mel * _LINEAR_HZ, _KNEE_HZ * np.exp(_LOG_STEP * (np.maximum(mel, knee) - knee)))
