"""Whisper's weights under OpenAI's names: every one in its place, and no model converted that would not be the same."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ct2_writer import tiny_whisper, write_ct2, write_tiny_whisper

from dubbench.engines.whisper_weights import from_ctranslate2
from dubbench.errors import ModelBroken


def test_the_dimensions_come_from_the_shapes(tmp_path: Path) -> None:
    dims = from_ctranslate2(write_tiny_whisper(tmp_path)).dims
    assert dims == {
        "n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 8, "n_audio_head": 2, "n_audio_layer": 1,
        "n_vocab": 51865, "n_text_ctx": 448, "n_text_state": 8, "n_text_head": 2, "n_text_layer": 1,
    }  # fmt: skip


def test_fused_layers_are_parted(tmp_path: Path) -> None:
    state, given = from_ctranslate2(write_tiny_whisper(tmp_path)).state, tiny_whisper()
    own = np.concatenate([state[f"decoder.blocks.0.attn.{part}.weight"] for part in ("query", "key", "value")])
    np.testing.assert_array_equal(own, given["decoder/layer_0/self_attention/linear_0/weight"])
    both = np.concatenate([state[f"decoder.blocks.0.cross_attn.{part}.weight"] for part in ("key", "value")])
    np.testing.assert_array_equal(both, given["decoder/layer_0/attention/linear_1/weight"])
    assert not any(name.endswith("key.bias") for name in state)
    assert not any("encoder" in name and "cross_attn" in name for name in state)


def test_the_heads_that_follow_the_sound_are_kept_where_the_model_names_them(tmp_path: Path) -> None:
    folder = write_tiny_whisper(tmp_path)
    assert from_ctranslate2(folder).heads == ((0, 1),)
    (folder / "config.json").unlink()
    assert from_ctranslate2(folder).heads == ()


CROSSED = "decoder/layer_0/attention"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({f"{CROSSED}/linear_1/bias": np.ones(16, np.float16)}, "adds something to its keys"),
        ({"decoder/layer_0/ffn/linear_0/weight_scale": np.ones(32, np.float32)}, "whole numbers"),
        ({"encoder/position_encodings/encodings": np.ones(8, np.float16)}, "unpack"),
    ],
)
def test_a_model_that_would_not_be_the_same_is_refused(
    tmp_path: Path, changed: dict[str, np.ndarray], told: str
) -> None:
    with pytest.raises(ModelBroken, match=told):
        from_ctranslate2(write_tiny_whisper(tmp_path, **changed))


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    write_ct2(tmp_path / "model.bin", "TransformerSpec", {}, {})
    with pytest.raises(ModelBroken, match="TransformerSpec"):
        from_ctranslate2(tmp_path)


def test_a_model_that_lacks_a_layer_is_refused(tmp_path: Path) -> None:
    weights = tiny_whisper()
    del weights["decoder/layer_norm/beta"]
    write_ct2(tmp_path / "model.bin", "WhisperSpec", weights, {})
    with pytest.raises(ModelBroken, match="decoder/layer_norm/beta"):
        from_ctranslate2(tmp_path)


def test_a_projection_of_its_own_is_refused(tmp_path: Path) -> None:
    own = {"decoder/projection/weight": np.ones((51865, 8), np.float16)}
    write_ct2(tmp_path / "model.bin", "WhisperSpec", tiny_whisper() | own, {})
    with pytest.raises(ModelBroken, match="projection"):
        from_ctranslate2(tmp_path)
