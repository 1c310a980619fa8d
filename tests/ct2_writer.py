"""Write small models as CTranslate2 writes them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

DTYPES = [np.dtype(kind) for kind in ("float32", "int8", "int16", "int32", "float16")]


def text(value: str) -> bytes:
    """Write a text with its length."""
    data = value.encode() + b"\0"
    return struct.pack("<H", len(data)) + data


def write_ct2(path: Path, spec: str, variables: Mapping[str, np.ndarray], aliases: Mapping[str, str]) -> Path:
    """Write a `model.bin` of container version 6."""
    parts = [struct.pack("<I", 6), text(spec), struct.pack("<II", 3, len(variables))]
    for name, values in variables.items():
        shape = struct.pack(f"<B{values.ndim}I", values.ndim, *values.shape)
        parts += [text(name), shape, struct.pack("<BI", DTYPES.index(values.dtype), values.nbytes), values.tobytes()]
    parts.append(struct.pack("<I", len(aliases)))
    parts += [text(alias) + text(name) for alias, name in aliases.items()]
    path.write_bytes(b"".join(parts))
    return path


def tiny_whisper() -> dict[str, np.ndarray]:
    """Make the weights of a Whisper of one layer a side and eight channels, by CTranslate2's names."""
    rng = np.random.default_rng(3)

    def some(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(np.float16)

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}/gamma": some(8), f"{name}/beta": some(8)}

    def linear(name: str, out: int, of: int = 8) -> dict[str, np.ndarray]:
        return {f"{name}/weight": some(out, of), f"{name}/bias": some(out)}

    def block(name: str) -> dict[str, np.ndarray]:
        made = (
            norm(f"{name}/ffn/layer_norm") | linear(f"{name}/ffn/linear_0", 32) | linear(f"{name}/ffn/linear_1", 8, 32)
        )
        made |= norm(f"{name}/self_attention/layer_norm") | linear(f"{name}/self_attention/linear_0", 24)
        made |= linear(f"{name}/self_attention/linear_1", 8)
        made[f"{name}/self_attention/linear_0/bias"][8:16] = 0
        return made

    def crossed(name: str) -> dict[str, np.ndarray]:
        made = norm(f"{name}/layer_norm") | linear(f"{name}/linear_0", 8) | linear(f"{name}/linear_1", 16)
        made[f"{name}/linear_1/bias"][:8] = 0
        return made | linear(f"{name}/linear_2", 8)

    return {
        "encoder/conv1/weight": some(8, 80, 3), "encoder/conv1/bias": some(8),
        "encoder/conv2/weight": some(8, 8, 3), "encoder/conv2/bias": some(8),
        "encoder/num_heads": np.array(2, np.int16), "decoder/num_heads": np.array(2, np.int16),
        "encoder/position_encodings/encodings": some(1500, 8), "decoder/position_encodings/encodings": some(448, 8),
        "decoder/embeddings/weight": some(51865, 8),
        **norm("encoder/layer_norm"), **norm("decoder/layer_norm"),
        **block("encoder/layer_0"), **block("decoder/layer_0"), **crossed("decoder/layer_0/attention"),
    }  # fmt: skip


def write_tiny_whisper(folder: Path, **changed: np.ndarray) -> Path:
    """Write a tiny Whisper as a CTranslate2 folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tied = {"decoder/projection/weight": "decoder/embeddings/weight"}
    write_ct2(folder / "model.bin", "WhisperSpec", tiny_whisper() | changed, tied)
    (folder / "config.json").write_text(json.dumps({"alignment_heads": [[0, 1]]}))
    return folder
