"""What is stale: compare the recipe an object was made by with today's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dubbench.engines.interfaces import EngineInfo


def label(info: EngineInfo) -> str:
    """Name an engine with its version, as objects record who made them."""
    return f"{info.id}@{info.version}"


def as_recorded(info: EngineInfo, recorded: str) -> EngineInfo:
    """Give the engine the version an object was made with, if it is the same engine."""
    name, _, version = recorded.partition("@")
    return replace(info, version=version) if name == info.id and version else info


def is_fresh(
    made_by: str, recorded: str, info: EngineInfo, recipe: Callable[[EngineInfo], str], upgrade: bool = False
) -> bool:
    """Tell whether an object still stands on today's inputs.

    A newer version of the same engine makes nothing stale by itself: upgrading is explicit.
    """
    return made_by == recipe(info if upgrade else as_recorded(info, recorded))
