"""Files of CTranslate2: what was written is read, and nothing else is."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from ct2_writer import text, write_ct2

from dubbench.engines.ct2_file import read_weights
from dubbench.errors import ModelBroken

VARIABLES = {
    "a/weight": np.arange(6, dtype=np.float16).reshape(2, 3),
    "a/bias": np.arange(3, dtype=np.float32),
    "heads": np.array(8, np.int16),
}
HEAD = struct.pack("<I", 6) + text("Spec") + struct.pack("<I", 3)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_ct2(tmp_path / "model.bin", "WhisperSpec", VARIABLES, {"b/weight": "a/weight"})


def test_variables_come_back_with_their_shapes_and_other_names(model: Path) -> None:
    spec, found = read_weights(model)
    assert spec == "WhisperSpec"
    assert list(found) == [*VARIABLES, "b/weight"]
    for name, values in VARIABLES.items():
        assert found[name].dtype == values.dtype
        np.testing.assert_array_equal(found[name], values)
    assert found["b/weight"] is found["a/weight"]


def test_a_file_cut_anywhere_is_refused(model: Path) -> None:
    whole = model.read_bytes()
    for length in range(len(whole)):
        model.write_bytes(whole[:length])
        with pytest.raises(ModelBroken, match=r"model\.bin is not a CTranslate2 model \(.+\)\. Install"):
            read_weights(model)


@pytest.mark.parametrize(
    "content",
    [
        struct.pack("<I", 99),
        b"PK\x03\x04" + bytes(100),
        HEAD + struct.pack("<I", 1) + text("x") + struct.pack("<BBI", 0, 77, 0),
        HEAD + struct.pack("<I", 1) + text("x") + struct.pack("<BIBI", 1, 9, 0, 4) + bytes(4),
        HEAD + struct.pack("<II", 0, 1) + text("b") + text("a"),
        struct.pack("<IH", 6, 2) + b"\xff\xfe",
    ],
    ids=["version", "another format", "type", "shape", "alias of nothing", "no name"],
)  # fmt: skip
def test_what_is_not_such_a_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ModelBroken):
        read_weights(tmp_path / "model.bin")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="No such file"):
        read_weights(tmp_path / "model.bin")
