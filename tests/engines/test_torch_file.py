"""Checkpoints of torch as arrays: tensors are let through, whatever would have to be run is refused."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dubbench.engines.torch_file import MAGIC, PROTOCOL, read_state
from dubbench.errors import ModelBroken


class Storage:
    """What torch points to by its storage's persistent id."""

    def __init__(self, key: str, count: int) -> None:
        self.key, self.count = key, count


class Named:
    """A name in a module that need not be there to be written."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __reduce__(self) -> str:
        return self.name


class Writer(pickle._Pickler):  # the one in Python lets names be written that are nowhere
    """Writes as torch did before its zip format."""

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, Storage):
            return ("storage", Named("torch", "FloatStorage"), value.key, "cpu", value.count, None)
        return None

    def save_global(self, value: Any, name: str | None = None) -> None:
        if isinstance(value, Named):
            self.write(b"c" + value.module.encode() + b"\n" + value.name.encode() + b"\n")
            return
        super().save_global(value, name)


class Tensor:
    def __init__(self, storage: Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> None:
        self.parts = (storage, offset, shape, strides, False, OrderedDict())

    def __reduce__(self) -> Any:
        return Rebuild(), self.parts


class Rebuild(Named):
    def __init__(self) -> None:
        super().__init__("torch._utils", "_rebuild_tensor_v2")

    def __call__(self) -> None: ...


def checkpoint(path: Path, saved: Any, numbers: dict[str, list[float]]) -> Path:
    out = io.BytesIO()
    for value in (MAGIC, PROTOCOL, {"little_endian": True}, saved, list(numbers)):
        Writer(out, 2).dump(value)
    for values in numbers.values():
        out.write(len(values).to_bytes(8, "little") + np.array(values, "<f4").tobytes())
    path.write_bytes(out.getvalue())
    return path


def two(path: Path, offset: int = 2) -> Path:
    state = OrderedDict(
        weight=Tensor(Storage("a", 6), 0, (2, 3), (3, 1)), bias=Tensor(Storage("b", 4), offset, (2,), (1,))
    )
    return checkpoint(path, {"model_state": state, "step": 5}, {"a": [1, 2, 3, 4, 5, 6], "b": [7, 8, 9, 10]})


def test_tensors_are_read_by_name(tmp_path: Path) -> None:
    found = read_state(two(tmp_path / "x.pt"), "model_state")
    assert found["weight"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found["bias"].tolist() == [9, 10]
    assert list(read_state(tmp_path / "x.pt", "model_state", ["bias"])) == ["bias"]


@pytest.mark.parametrize("names", [["gone"]])
def test_what_is_missing_is_told(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(ModelBroken, match="is no checkpoint that can be read"):
        read_state(two(tmp_path / "x.pt"), "model_state", names)
    with pytest.raises(ModelBroken):
        read_state(tmp_path / "x.pt", "other")


def test_a_tensor_beyond_its_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelBroken, match="reaches beyond"):
        read_state(two(tmp_path / "x.pt", offset=3), "model_state")


def test_nothing_is_run(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "made"),)

    with pytest.raises(ModelBroken, match=r"it names \w+\.mkdir"):
        read_state(checkpoint(tmp_path / "x.pt", {"model_state": {"a": Evil()}}, {}), "model_state")
    assert not (tmp_path / "made").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_whatever_happened_to_a_file_it_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    whole = two(tmp_path / "x.pt").read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    (tmp_path / "y.pt").write_bytes(
        whole[:at] + data.draw(st.binary(max_size=6)) + whole[at + data.draw(st.integers(0, 9)) :]
    )
    try:
        read_state(tmp_path / "y.pt", "model_state")
    except ModelBroken:
        return
