"""Tiny voices with random weights, built by the real library, added through the real door; and no way out."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile

from dubbench import paths
from dubbench.engines.bringing import Terms
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
from dubbench.providers.coqui import BRINGER, Coqui, make

ROOT = Path(__file__).resolve().parents[3]
HOME = paths.models()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a test went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def tiny() -> ModuleType:
    """The script that makes tiny voices."""
    spec = importlib.util.spec_from_file_location("make_tiny_voice", ROOT / "scripts" / "make_tiny_voice.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def folders(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One speaker of English, two of Portuguese, one of Spanish and English, and a voice that takes others' voices."""
    place = tmp_path_factory.mktemp("trained")
    return {
        "tiny-en": tiny.make(place / "tiny-en"),
        "tiny-pt": tiny.make(place / "tiny-pt", ["pt"], ["ana", "rui"]),
        "tiny-es": tiny.make(place / "tiny-es", ["es", "en"]),
        "taker": tiny.make(place / "taker", ["en", "pt"], cloning=True),
    }


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, folders: dict[str, Path]) -> Models:
    """A store with the tiny voices beside this machine's default models."""
    root = tmp_path_factory.mktemp("models")
    for model in HOME.glob("*"):
        if model.name != "added":
            (root / model.name).symlink_to(model)
    models = Models(root)
    for folder in folders.values():
        BRINGER.bring(str(folder), models, Context(), Terms(offline=True))
    return models


@pytest.fixture(scope="session")
def coqui(store: Models) -> Coqui:
    return make(store)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of something like a voice, in stereo."""
    time = np.arange(4 * 44_100) / 44_100
    hum = 0.3 * np.sign(np.sin(2 * np.pi * 140 * time)) * (1 + np.sin(12 * time)) / 2
    path = tmp_path_factory.mktemp("recording") / "ana.wav"
    soundfile.write(path, np.stack([hum, hum], 1), 44_100)
    return path


@pytest.fixture(scope="session")
def consent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("consent") / "Consent, signed.pdf"
    path.write_bytes(b"%PDF-1.4 I, Ana Souza, consent.")
    return path
