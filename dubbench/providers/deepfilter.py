"""Take dialogue out of a mix with DeepFilterNet 3: its ONNX networks on onnxruntime, the signal processing in NumPy."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dubbench.engines.interfaces import EngineInfo, EngineKind, Separated
from dubbench.errors import EngineError
from dubbench.i18n import tr
from dubbench.media.audio import Audio, Samples

if TYPE_CHECKING:
    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context

MODEL = "deepfilternet3"

ENGINES = (
    EngineInfo(
        id="deepfilter3",
        kind=EngineKind.SEPARATOR,
        title="DeepFilterNet 3",
        licence="MIT OR Apache-2.0",
        factory="dubbench.providers.deepfilter:make",
        version="3-onnx+1",
        languages=("*",),
        models=(MODEL,),
        libraries=("onnxruntime", "scipy"),
        extra="engines",
        rank=50,
    ),
)

# The networks were trained on exactly this analysis (Schröter et al., DeepFilterNet, 2022 and 2023).
RATE_HZ = 48_000
HOP = 480
WINDOW = 2 * HOP
BINS = HOP + 1
BANDS = 32
FILTERED_BINS = 96
TAPS = 5
LOOKAHEAD = 2
FORGET = 0.99
NO_SPEECH_DB = -10.0

CHUNK = 2_000  # frames of 10 ms given to the networks at once: 0.5 GB of memory
WARM_UP = 1_000  # frames before each chunk: the recurrent layers remember some ten seconds
STFT_BLOCK = 4_096

# Residue of speech in the background is understood long before it is loud, so bins that speech rules are emptied ...
RESIDUE = 0.3  # ... of this share of the speech power around them ...
FILL_BLOCK = 50  # ... and filled to the quiet level that half a second of the background
FILL_PERCENTILE = 20  # keeps in that bin.

PAN_BLOCK = RATE_HZ // 2
CENTRED = 0.1  # a voice this near to the middle is taken as in it

Spectrum = NDArray[np.complex64]
Floats = NDArray[np.float32]


def make(models: Models) -> DeepFilter:
    """Load the three networks."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = max(1, min(4, os.cpu_count() or 1))
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    folder = models.path(MODEL)
    networks = {
        name: onnxruntime.InferenceSession(
            str(folder / f"{name}.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        for name in ("enc", "erb_dec", "df_dec")
    }
    return DeepFilter(networks)


class DeepFilter:
    """Estimates the speech of the mid channel; the background is the mix less that speech, channel by channel."""

    rate_hz = RATE_HZ

    def __init__(self, networks: dict[str, Any]) -> None:
        self._networks = networks

    def separate(self, audio: Audio, ctx: Context) -> Separated:
        """Split a 48 kHz mix; dialogue and background sum to it."""
        if audio.rate_hz != RATE_HZ:
            raise EngineError(
                tr(
                    "DeepFilterNet takes sound at {wanted} Hz and was given {given} Hz. Resample it first.",
                    wanted=RATE_HZ,
                    given=audio.rate_hz,
                )
            )
        voice = self.speech(audio.mono(), ctx)
        dialogue = np.repeat(voice[:, None], audio.channels, axis=1)
        if audio.channels > 1 and audio.frames:
            _pan(dialogue, audio.samples)
        return Separated(Audio(dialogue, RATE_HZ), Audio(audio.samples - dialogue, RATE_HZ))

    def speech(self, mono: Samples, ctx: Context) -> Samples:
        """Return the speech of a mono mix, of the same length and without delay."""
        frames = -(-mono.shape[0] // HOP) + 1
        erb, low = _features(mono, frames)
        out = np.zeros((frames + 1) * HOP, dtype=np.float32)
        for first in range(0, frames, CHUNK):
            ctx.progress(first, frames)
            last = min(first + CHUNK, frames)
            spectrum = self._chunk(mono, erb, low, first, last)
            _overlap_add(out, spectrum, first)
        ctx.progress(frames, frames)
        return out[HOP : HOP + mono.shape[0]]

    def _chunk(self, mono: Samples, erb: Floats, low: Floats, first: int, last: int) -> Spectrum:
        """Filter frames `first` to `last`; the networks look `LOOKAHEAD` frames ahead and have a memory."""
        start = max(0, first - WARM_UP)
        end = last + LOOKAHEAD
        outputs = self._run(_rows(erb, start, end), _rows(low, start, end))
        gains, taps, snr_db = (values[first - start + LOOKAHEAD :] for values in outputs)
        mix = stft(mono, first - LOOKAHEAD, last + LOOKAHEAD)
        centre = mix[LOOKAHEAD : LOOKAHEAD + last - first]
        speech = centre * gains[:, _band_of_bin()]
        filtered = np.zeros((last - first, FILTERED_BINS), dtype=np.complex64)
        for tap in range(TAPS):
            filtered += mix[tap : tap + last - first, :FILTERED_BINS] * taps[:, :, tap]
        speech[:, :FILTERED_BINS] = filtered
        speech[snr_db < NO_SPEECH_DB] = 0
        return centre - cleared(centre - speech, speech)

    def _run(self, erb: Floats, low: Floats) -> tuple[Floats, Spectrum, Floats]:
        """Return band gains, complex filter taps and the local signal-to-noise ratio of every frame."""
        encoder, gain_decoder, tap_decoder = (self._networks[n] for n in ("enc", "erb_dec", "df_dec"))
        names = ("e0", "e1", "e2", "e3", "emb", "c0", "lsnr")
        code = dict(
            zip(names, encoder.run(list(names), {"feat_erb": erb[None, None], "feat_spec": low[None]}), strict=True)
        )
        snr_db = code.pop("lsnr")[0, :, 0]
        taps = tap_decoder.run(["coefs"], {"emb": code["emb"], "c0": code.pop("c0")})[0]
        gains = gain_decoder.run(["m"], code)[0][0, 0]
        pairs = np.ascontiguousarray(taps.reshape(-1, FILTERED_BINS, TAPS, 2))
        return gains, pairs.view(np.complex64)[..., 0], snr_db


def cleared(background: Spectrum, speech: Spectrum) -> Spectrum:
    """Take the residue of speech out of a background: spectral subtraction down to the background's own quiet level."""
    from scipy.ndimage import maximum_filter, uniform_filter

    loudest = maximum_filter(np.square(np.abs(speech)), (5, 3), mode="nearest")
    residue = RESIDUE * uniform_filter(loudest, (3, 3), mode="nearest")
    levels = np.abs(background) + np.float32(1e-9)
    kept = np.sqrt(np.maximum(1 - residue / np.square(levels), 0))
    return np.asarray(background * np.maximum(kept, np.minimum(_quiet(levels) / levels, 1)), dtype=np.complex64)


def _quiet(levels: Floats) -> Floats:
    """Return the level that each bin falls to in every half second, the lower of neighbours, smooth over time."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    count = -(-levels.shape[0] // FILL_BLOCK)
    padded = np.pad(levels, ((0, count * FILL_BLOCK - levels.shape[0]), (0, 0)), mode="edge")
    blocks = np.percentile(padded.reshape(count, FILL_BLOCK, -1), FILL_PERCENTILE, axis=1)
    low = np.repeat(minimum_filter1d(blocks, 3, axis=0, mode="nearest"), FILL_BLOCK, axis=0)
    smooth = uniform_filter1d(low, FILL_BLOCK, axis=0, mode="nearest")
    return np.asarray(smooth[: levels.shape[0]], dtype=np.float32)


def _pan(dialogue: Samples, mix: Samples) -> None:
    """Give the voice, centred in all channels, the place it has in the mix: least squares over some seconds."""
    gains = pan_gains(dialogue[:, 0], mix)
    if np.all(gains == 1):
        return
    middles = (np.arange(gains.shape[0]) + 0.5) * PAN_BLOCK
    for first in range(0, dialogue.shape[0], PAN_BLOCK):
        part = dialogue[first : first + PAN_BLOCK]
        at = np.arange(first, first + part.shape[0])
        for channel in range(part.shape[1]):
            part[:, channel] *= np.interp(at, middles, gains[:, channel]).astype(np.float32)


def pan_gains(voice: Samples, mix: Samples) -> NDArray[np.float64]:
    """Return the voice's gain in every channel for each half second; their mean is one."""
    from scipy.ndimage import uniform_filter1d

    channels = mix.shape[1]
    starts = range(0, voice.shape[0], PAN_BLOCK)
    power = np.asarray([np.dot(v, v) for v in (voice[at : at + PAN_BLOCK] for at in starts)], dtype=np.float64)
    shared = np.asarray([voice[at : at + PAN_BLOCK] @ mix[at : at + PAN_BLOCK] for at in starts], dtype=np.float64)
    power, shared = (uniform_filter1d(values, 5, axis=0, mode="nearest") for values in (power, shared))
    gains = np.clip(shared / np.maximum(power, 1e-6)[:, None], 0, channels)
    gains[power < 1e-4] = 1
    gains /= np.maximum(gains.mean(axis=1, keepdims=True), 1e-3)
    gains[np.abs(gains - 1).max(axis=1) < CENTRED] = 1
    return np.asarray(gains)


def _window() -> Floats:
    """Return the Vorbis power-complementary window."""
    inner = np.sin(np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)
    return np.sin(0.5 * np.pi * inner**2).astype(np.float32)


def stft(mono: Samples, first: int, last: int) -> Spectrum:
    """Return the spectra of frames `first` to `last`; frame t is centred on sample t * HOP, silence lies outside."""
    from scipy import fft

    begin, end = (first - 1) * HOP, (last + 1) * HOP
    cut = mono[max(begin, 0) : max(min(end, mono.shape[0]), 0)]
    before = min(max(-begin, 0), end - begin)
    padded = np.pad(cut, (before, max(0, end - begin - before - cut.shape[0])))
    halves = padded.reshape(-1, HOP)
    framed = np.concatenate((halves[:-1], halves[1:]), axis=1) * _window()
    return np.asarray(fft.rfft(framed, axis=1)[: last - first], dtype=np.complex64)


def _overlap_add(out: Samples, spectrum: Spectrum, first: int) -> None:
    """Add frames into `out`, which begins one hop before the sound."""
    from scipy import fft

    framed = fft.irfft(spectrum, n=WINDOW, axis=1).astype(np.float32) * _window()
    count = spectrum.shape[0]
    target = out[first * HOP : (first + count + 1) * HOP].reshape(-1, HOP)
    target[:-1] += framed[:, :HOP]
    target[1:] += framed[:, HOP:]


def erb_widths() -> list[int]:
    """Return how many bins each band of the ERB scale (Glasberg and Moore, 1990) holds; two at least."""
    top = 9.265 * np.log1p(RATE_HZ / 2 / (24.7 * 9.265))
    edges = 24.7 * 9.265 * np.expm1(top * np.arange(1, BANDS + 1) / BANDS / 9.265)
    widths: list[int] = []
    before = borrowed = 0
    for edge in np.rint(edges / (RATE_HZ / WINDOW)).astype(int).tolist():
        wanted = edge - before - borrowed
        width = max(wanted, 2)
        borrowed = width - wanted
        widths.append(width)
        before = edge
    widths[-1] += BINS - sum(widths)
    return widths


def _band_of_bin() -> NDArray[np.intp]:
    return np.repeat(np.arange(BANDS), erb_widths())


def _features(mono: Samples, frames: int) -> tuple[Floats, Floats]:
    """Return level features (frames, bands) and complex features (2, frames, low bins), both normalised over time."""
    widths = np.asarray(erb_widths())
    starts = np.concatenate(([0], np.cumsum(widths)[:-1]))
    erb = np.empty((frames, BANDS), dtype=np.float32)
    low = np.empty((frames, FILTERED_BINS), dtype=np.complex64)
    level_state = np.linspace(-60, -90, BANDS)
    unit_state = np.linspace(0.001, 0.0001, FILTERED_BINS)
    for first in range(0, frames, STFT_BLOCK):
        last = min(first + STFT_BLOCK, frames)
        block = stft(mono, first, last) / np.float32(WINDOW)
        power = np.add.reduceat(np.square(block.real) + np.square(block.imag), starts, axis=1) / widths
        levels = 10 * np.log10(power + 1e-10)
        mean, level_state = _forgetting_mean(levels, level_state)
        erb[first:last] = (levels - mean) / 40
        part = block[:, :FILTERED_BINS]
        unit, unit_state = _forgetting_mean(np.abs(part), unit_state)
        low[first:last] = part / np.sqrt(unit)
    return erb, np.stack((low.real, low.imag))


def _forgetting_mean(values: NDArray[Any], state: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Smooth over time with a memory of one second; return the means and the state to go on from."""
    from scipy.signal import lfilter

    means, final = lfilter([1 - FORGET], [1, -FORGET], values, axis=0, zi=(FORGET * state)[None])
    return means, final[0] / FORGET


def _rows(features: Floats, start: int, end: int) -> Floats:
    """Cut frames out of features, silence after the end; time is the axis before the last."""
    cut = features[..., start:end, :]
    missing = end - start - cut.shape[-2]
    return np.pad(cut, [(0, 0)] * (features.ndim - 2) + [(0, missing), (0, 0)])
