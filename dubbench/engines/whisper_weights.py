"""Whisper's weights from CTranslate2's names and fused layers into OpenAI's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.engines.ct2_file import read_weights
from dubbench.errors import ModelBroken
from dubbench.i18n import tr

Array = NDArray[Any]
Named = Iterator[tuple[str, Array]]

SPEC = "WhisperSpec"


class Checkpoint(NamedTuple):
    """An OpenAI checkpoint: its dimensions, its weights by name, and the (layer, head) pairs that follow the sound."""

    dims: dict[str, int]
    state: dict[str, Array]
    heads: tuple[tuple[int, int], ...] = ()


def from_ctranslate2(folder: Path) -> Checkpoint:
    """Read a Whisper model of CTranslate2, 16-bit or 32-bit; raise `ModelBroken` where it is something else."""
    path = folder / "model.bin"
    try:
        weights = _floats(*read_weights(path))
        return Checkpoint(_dims(weights), dict(_state(weights)), _heads(folder / "config.json"))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ModelBroken(
            tr("{path} is not a Whisper model that can be converted ({cause}).", path=path, cause=error)
        ) from error


def _floats(spec: str, weights: dict[str, Array]) -> dict[str, Array]:
    """Return the weights of a Whisper; those rounded to whole numbers cannot be brought back."""
    if spec != SPEC:
        raise ValueError(f"it holds a {spec}, not a {SPEC}")
    if rounded := next((name for name in weights if name.endswith("/weight_scale")), ""):
        raise ValueError(f"its weights are whole numbers: {rounded}")
    return weights


def _dims(weights: Mapping[str, Array]) -> dict[str, int]:
    audio_ctx, audio_state = weights["encoder/position_encodings/encodings"].shape
    text_ctx, text_state = weights["decoder/position_encodings/encodings"].shape
    return {
        "n_mels": weights["encoder/conv1/weight"].shape[1],
        "n_audio_ctx": audio_ctx,
        "n_audio_state": audio_state,
        "n_audio_head": int(weights["encoder/num_heads"]),
        "n_audio_layer": _layers(weights, "encoder"),
        "n_vocab": weights["decoder/embeddings/weight"].shape[0],
        "n_text_ctx": text_ctx,
        "n_text_state": text_state,
        "n_text_head": int(weights["decoder/num_heads"]),
        "n_text_layer": _layers(weights, "decoder"),
    }


def _layers(weights: Mapping[str, Array], side: str) -> int:
    return len({name.split("/")[1] for name in weights if name.startswith(f"{side}/layer_") and name.count("/") > 2})


def _heads(config: Path) -> tuple[tuple[int, int], ...]:
    """Read which heads of the decoder follow the sound; none where the model does not say."""
    try:
        listed = json.loads(config.read_text("utf-8")).get("alignment_heads", ())
    except FileNotFoundError:
        return ()
    return tuple((int(layer), int(head)) for layer, head in listed)


def _state(weights: Mapping[str, Array]) -> Named:
    for name in ("conv1", "conv2"):
        yield from _pair(weights, f"encoder/{name}", f"encoder.{name}")
    yield "encoder.positional_embedding", weights["encoder/position_encodings/encodings"]
    yield "decoder.positional_embedding", weights["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", _tied(weights)
    yield from _norm(weights, "encoder/layer_norm", "encoder.ln_post")
    yield from _norm(weights, "decoder/layer_norm", "decoder.ln")
    for side in ("encoder", "decoder"):
        for layer in range(_layers(weights, side)):
            yield from _block(weights, f"{side}/layer_{layer}", f"{side}.blocks.{layer}")


def _tied(weights: Mapping[str, Array]) -> Array:
    """Return the embeddings; OpenAI's model has no other weights to project with."""
    embeddings = weights["decoder/embeddings/weight"]
    if not np.array_equal(weights.get("decoder/projection/weight", embeddings), embeddings):
        raise ValueError("its projection differs from its embeddings")
    return embeddings


def _block(weights: Mapping[str, Array], name: str, own: str) -> Named:
    yield from _attention(weights, f"{name}/self_attention", f"{own}.attn", _fused)
    if f"{name}/attention/layer_norm/gamma" in weights:
        yield from _attention(weights, f"{name}/attention", f"{own}.cross_attn", _crossed)
    yield from _norm(weights, f"{name}/ffn/layer_norm", f"{own}.mlp_ln")
    yield from _pair(weights, f"{name}/ffn/linear_0", f"{own}.mlp.0")
    yield from _pair(weights, f"{name}/ffn/linear_1", f"{own}.mlp.2")


Parts = Callable[[Mapping[str, Array], str, str], list[Array]]


def _attention(weights: Mapping[str, Array], name: str, own: str, parts: Parts) -> Named:
    yield from _norm(weights, f"{name}/layer_norm", f"{own}_ln")
    for kind in ("weight", "bias"):
        for part, values in zip(("query", "key", "value", "out"), parts(weights, name, kind), strict=True):
            if (part, kind) != ("key", "bias"):
                yield f"{own}.{part}.{kind}", values
            elif np.any(values):
                raise ValueError(f"{name} adds something to its keys, which OpenAI's model cannot")


def _fused(weights: Mapping[str, Array], name: str, kind: str) -> list[Array]:
    """Part a self-attention: one layer makes query, key and value, the next brings them out."""
    return [*np.split(weights[f"{name}/linear_0/{kind}"], 3), weights[f"{name}/linear_1/{kind}"]]


def _crossed(weights: Mapping[str, Array], name: str, kind: str) -> list[Array]:
    """Part a cross-attention: the query stands alone, one layer makes key and value."""
    query, both, out = (weights[f"{name}/linear_{number}/{kind}"] for number in range(3))
    return [query, *np.split(both, 2), out]


def _norm(weights: Mapping[str, Array], name: str, own: str) -> Named:
    yield f"{own}.weight", weights[f"{name}/gamma"]
    yield f"{own}.bias", weights[f"{name}/beta"]


def _pair(weights: Mapping[str, Array], name: str, own: str) -> Named:
    yield f"{own}.weight", weights[f"{name}/weight"]
    yield f"{own}.bias", weights[f"{name}/bias"]
