"""Checkpoints of torch before its zip format, read as arrays: a pickle of which nothing but tensors is let through."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import ModelBroken
from dubbench.i18n import tr

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
_TYPES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
}

_BROKEN = (
    pickle.UnpicklingError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    AttributeError,
    OverflowError,
    ImportError,
)

Array = NDArray[Any]


@dataclass(slots=True)
class _Storage:
    """Numbers that follow the pickle, filled in once they are read."""

    dtype: str
    values: Array | None = None


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> Array:
        values = self.storage.values
        if values is None:
            raise ValueError("a tensor has no numbers")
        size = values.dtype.itemsize
        last = self.offset + sum((n - 1) * step for n, step in zip(self.shape, self.strides, strict=True))
        if min((*self.shape, 1)) > 0 and not 0 <= last < len(values):
            raise ValueError("a tensor reaches beyond its numbers")
        strided = np.lib.stride_tricks.as_strided(
            values[self.offset :], self.shape, tuple(step * size for step in self.strides), writeable=False
        )
        return np.ascontiguousarray(strided)


class _Reader(pickle._Unpickler):  # noqa: SLF001 - the one in Python: no number in a file makes it reserve memory
    """Lets plain values, ordered dictionaries and tensors through; whatever else a pickle names is refused."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) in {("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor")}:
            return _rebuilt
        if module == "torch" and name in _TYPES:
            return _TYPES[name]
        raise pickle.UnpicklingError(f"it names {module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:
        kind, dtype, key, *_ = pid
        if kind != "storage" or dtype not in _TYPES.values():
            raise pickle.UnpicklingError("it points to something that is no storage")
        return self.storages.setdefault(str(key), _Storage(dtype))


def _rebuilt(storage: Any, offset: int, shape: Sequence[int], strides: Sequence[int], *_: Any) -> _Tensor:
    if not isinstance(storage, _Storage):
        raise pickle.UnpicklingError("a tensor without a storage")
    return _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def read_state(path: Path, key: str, names: Collection[str] = ()) -> dict[str, Array]:
    """Return the tensors of one dictionary of a checkpoint by name, all of `names` where they are given.

    `ModelBroken` where the file is no such checkpoint, or holds anything that would have to be run.
    """
    try:
        with path.open("rb") as file:
            found = _read(io.BytesIO(file.read()), key)
        return {name: found[name] for name in names} if names else found
    except _BROKEN as error:
        raise ModelBroken(tr("{path} is no checkpoint that can be read ({cause}).", path=path, cause=error)) from error


def _read(file: IO[bytes], key: str) -> dict[str, Array]:
    if _plain(file) != MAGIC or _plain(file) != PROTOCOL:
        raise ValueError("it does not begin as one of torch's")
    _plain(file)  # the machine it was written on
    reader = _Reader(file)
    saved = reader.load()
    for name in _plain(file):
        storage = reader.storages[name]
        count = int.from_bytes(file.read(8), "little")
        data = file.read(count * np.dtype(storage.dtype).itemsize)
        storage.values = np.frombuffer(data, storage.dtype, count)
    return {name: value.array() for name, value in saved[key].items() if isinstance(value, _Tensor)}


def _plain(file: IO[bytes]) -> Any:
    return _Reader(file).load()
