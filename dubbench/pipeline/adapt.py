"""Adapt a Target to its Market: by Decisions on its References; without any it passes through."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.hashing import recipe as recipe_of
from dubbench.domain.target import Target


def adapt_recipe(target: Target) -> str:
    """Hash what an adapted Target is made from."""
    return recipe_of("adapt", target=target.id, text=target.text, base=target.recipe, decisions=())


def adapt(target: Target) -> Target:
    """Return the Target as this Market says it: nothing in it has a Decision, so as it was translated."""
    return target
