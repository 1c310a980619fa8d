"""Cloned voices as people see them: made with the performer's consent, listed with whether it still stands, removed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from dubbench.engines import bringing, registry
from dubbench.engines.added import Added
from dubbench.engines.bringing import Cloner, Cloning
from dubbench.engines.models import Models, disk_errors
from dubbench.errors import BadInput, EngineError, ModelMissing
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def clone(asked: Cloning, ctx: Context) -> dict[str, Any]:
    """Clone a voice; raise where the model cannot, or where the consent is missing."""
    models = Models()
    base = models.added.get(asked.model)
    if base is None:
        raise ModelMissing(tr("The model {model} is not installed. See: dubbench models list", model=asked.model))
    cloner = bringing.bringer(registry.info(base.engine))
    if not isinstance(cloner, Cloner):
        raise BadInput(tr("The model {model} cannot take a voice from a recording.", model=asked.model))
    with disk_errors(models.root):
        made = cloner.clone(asked, models, ctx)
    registry.refresh()
    return _row(made, models, ctx)


def listing(ctx: Context) -> list[dict[str, Any]]:
    """List the cloned voices of this machine."""
    models = Models()
    return [_row(card, models, ctx) for card in models.added.all() if _is_voice(card)]


def remove(name: str) -> dict[str, Any]:
    """Delete a cloned voice with its recording and its consent."""
    models = Models()
    card = models.added.get(name)
    if card is None or not _is_voice(card):
        raise BadInput(tr("There is no cloned voice called {name}. See: dubbench voices list", name=name))
    with disk_errors(models.root):
        models.remove(name)
    registry.refresh()
    return {"removed": name}


def _is_voice(card: Added) -> bool:
    return "performer" in card.facts


def _row(card: Added, models: Models, ctx: Context) -> dict[str, Any]:
    return {
        "id": f"{card.engine}:{card.id}",
        "name": card.id,
        "model": card.facts.get("base", ""),
        "performer": card.facts["performer"],
        "languages": list(card.languages),
        "licence": card.licence,
        "scope": card.facts.get("scope", ""),
        "consent_sha256": card.facts.get("consent", ""),
        "given": card.accepted,
        "problem": _problem(card, models, ctx),
    }


def _problem(card: Added, models: Models, ctx: Context) -> str:
    """Say why a voice does not speak now; empty where it does."""
    try:
        models.added.verify(card.id, ctx)
    except EngineError as error:
        return str(error)
    base = card.facts.get("base", "")
    if models.added.get(base) is None:
        return tr("The model {model} is not installed. See: dubbench models list", model=base)
    return ""
