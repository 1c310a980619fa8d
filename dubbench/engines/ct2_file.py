"""Read the weights in a CTranslate2 `model.bin`: names, shapes and numbers; nothing in the file is run."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import ModelBroken
from dubbench.i18n import tr

Array = NDArray[Any]
VERSIONS = (5, 6)  # of the container, as ctranslate2/specs/model_spec.py writes it
DTYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)  # by their number in the file


class Weights(NamedTuple):
    """What a file holds: the kind of model, and its variables by name, other names for the same one included."""

    spec: str
    variables: dict[str, Array]


class _Reader:
    """Takes values off the front of the bytes of a file; raises `ValueError` where they end too soon."""

    def __init__(self, data: memoryview) -> None:
        self.data = data

    def bytes(self, count: int) -> memoryview:
        if count > len(self.data):
            raise ValueError("it ends too soon")
        taken, self.data = self.data[:count], self.data[count:]
        return taken

    def number(self, size: str) -> int:
        return int(struct.unpack(f"<{size}", self.bytes(struct.calcsize(f"<{size}")))[0])

    def text(self) -> str:
        return bytes(self.bytes(self.number("H"))).rstrip(b"\0").decode("utf-8")


def read_weights(path: Path) -> Weights:
    """Read a file; raise `ModelBroken` where it is not what CTranslate2 writes."""
    try:
        return _read(_Reader(memoryview(path.read_bytes())))
    except (OSError, ValueError) as error:
        raise ModelBroken(
            tr("{path} is not a CTranslate2 model ({cause}). Install the model again.", path=path, cause=error)
        ) from error


def _read(reader: _Reader) -> Weights:
    if (version := reader.number("I")) not in VERSIONS:
        raise ValueError(f"container version {version}")
    spec = reader.text()
    reader.number("I")  # the revision of the spec: what it changed shows in the names
    variables = dict(_variable(reader) for _ in range(reader.number("I")))
    for _ in range(reader.number("I")):
        alias, name = reader.text(), reader.text()
        if name not in variables:
            raise ValueError(f"{alias} stands for {name}, which is missing")
        variables[alias] = variables[name]
    return Weights(spec, variables)


def _variable(reader: _Reader) -> tuple[str, Array]:
    name = reader.text()
    shape = [reader.number("I") for _ in range(reader.number("B"))]
    number, size = reader.number("B"), reader.number("I")
    if number >= len(DTYPES):
        raise ValueError(f"{name} has the unknown type {number}")
    return name, np.frombuffer(reader.bytes(size), DTYPES[number]).reshape(shape)
