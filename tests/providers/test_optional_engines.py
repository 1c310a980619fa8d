"""Optional engines that are not installed: never chosen by themselves, and named with the command that brings them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo
from dubbench.engines.models import Models
from dubbench.errors import EngineError
from dubbench.providers import faster_whisper, openai_whisper

OPTIONAL = pytest.mark.parametrize(
    ("info", "default"),
    [pytest.param(openai_whisper.ENGINES[0], faster_whisper.ENGINES[0], id="whisper")],
)


@OPTIONAL
def test_the_default_goes_before_it(info: EngineInfo, default: EngineInfo) -> None:
    assert default.rank < info.rank < registry.RANK_NAMED_ONLY


@OPTIONAL
def test_its_library_is_named_with_the_command_that_brings_it(
    info: EngineInfo, default: EngineInfo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        EngineError, match=rf"{info.libraries[0]}\. Install it with: pip install 'dubbench\[{info.extra}\]'"
    ):
        registry.require(info, Models(tmp_path))
