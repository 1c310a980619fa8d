"""What is stale: compare the recipe an object was made by with today's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo


def label(info: EngineInfo) -> str:
    """Name an engine with its version, as objects record who made them."""
    return f"{info.id}@{info.version}"


def as_recorded(info: EngineInfo, recorded: str, named: bool = False) -> EngineInfo:
    """Give the engine that an object was made with, at its version; today's where a person named another one."""
    name, _, version = recorded.partition("@")
    known = info if name == info.id else registry.find(name)
    if not version or known is None or (named and known is not info):
        return info
    return replace(known, version=version)


def is_fresh(
    made_by: str,
    recorded: str,
    info: EngineInfo,
    recipe: Callable[[EngineInfo], str],
    *,
    upgrade: bool = False,
    named: bool = False,
) -> bool:
    """Tell whether an object still stands on today's inputs.

    Neither a newer version nor another preferred engine makes anything stale by itself: a person upgrades, or names
    the engine (`named`).
    """
    return made_by == recipe(info if upgrade else as_recorded(info, recorded, named))
