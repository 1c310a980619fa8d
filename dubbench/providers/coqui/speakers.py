"""The voices of the Coqui models a person added: their speakers, and performers who let a model take their voice."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dubbench.engines import registry
from dubbench.engines.added import Added
from dubbench.engines.interfaces import CLONED, Voice
from dubbench.errors import UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.providers.coqui.weights import CoquiModel

ID = "coqui"
REFERENCE = "reference.wav"
QUALITY = "neural"

_RESTRICTED = re.compile(r"CPML|\bNC\b|non-?commercial", re.IGNORECASE)


class CoquiVoice(NamedTuple):
    """A voice with the model that speaks it, by which of the model's speakers or after whose recording."""

    voice: Voice
    model: Added
    speaker: str = ""
    clone: Added | None = None


def facts(model: CoquiModel) -> dict[str, str]:
    """Write down what a card must say of a model, so that nothing is loaded to list its voices."""
    nameless = not model.speakers and not model.clones
    return {
        "kind": model.kind,
        "rate_hz": str(model.rate_hz),
        "languages": json.dumps(model.languages),
        "speakers": json.dumps([""] if nameless else model.speakers),
        "pace": "yes" if model.pace else "",
        "clones": "yes" if model.clones else "",
    }


def licence(kind: str, stated: str = "") -> str:
    """Name a model's licence, and whether it forbids commercial use; XTTS's weights are under the CPML in any case."""
    named = stated or ("CPML" if kind == "xtts" else tr("unstated"))
    return f"{named} (non-commercial)" if restricted(named) else named


def restricted(named: str) -> bool:
    """Tell whether a licence forbids commercial use."""
    return _RESTRICTED.search(named) is not None


def tag(language: str) -> str:
    """Write a model's name of a language as a BCP 47 tag."""
    import langcodes

    try:
        return str(langcodes.standardize_tag(language.strip().replace("_", "-")))
    except ValueError:
        return language


def tags(model: Added) -> tuple[str, ...]:
    """Return what a model speaks, as tags."""
    return tuple(dict.fromkeys(tag(name) for name in _list(model, "languages")))


def catalogue(cards: Sequence[Added]) -> dict[str, CoquiVoice]:
    """Return every voice by its id."""
    models = {card.id: card for card in cards if "kind" in card.facts}
    found: dict[str, CoquiVoice] = {}
    for card in cards:
        base = models.get(card.facts.get("base", card.id))
        for one in _of(card, base) if base else ():
            found.setdefault(one.voice.id, one)
    return found


def own_language(one: CoquiVoice, wanted: str) -> str:
    """Return the model's own name of a language, empty where it knows one alone; raise where the voice lacks it."""
    if not registry.covers(one.voice.languages, wanted):
        raise UnsupportedLanguage(
            tr("The voice {voice} does not speak {language}; it speaks {known}.",
               voice=one.voice.id, language=wanted, known=", ".join(one.voice.languages))
        )  # fmt: skip
    listed = _list(one.model, "languages")
    if len(listed) == 1 and one.model.facts.get("kind") != "xtts":
        return ""
    exact = (name for name in listed if tag(name).lower() == wanted.lower())
    near = (name for name in listed if registry.covers((tag(name),), wanted))
    return next(exact, "") or next(near, "")


def _of(card: Added, base: Added) -> Iterator[CoquiVoice]:
    language, *also = card.languages
    if card is not base:
        whose = card.facts.get("performer", "")
        voice = Voice(f"{ID}:{card.id}", language, card.title, "", card.licence, CLONED, tuple(also), whose)
        yield CoquiVoice(voice, base, "", card)
        return
    speakers = _list(card, "speakers")
    for speaker in speakers:
        name = " ".join(speaker.split())
        alone = len(speakers) == 1
        title = card.title if alone else f"{name} ({card.title})"
        voice_id = f"{ID}:{card.id}" if alone else f"{ID}:{card.id}/{name}"
        yield CoquiVoice(Voice(voice_id, language, title, "", card.licence, QUALITY, tuple(also)), card, speaker)


def _list(card: Added, fact: str) -> tuple[str, ...]:
    try:
        found = json.loads(card.facts.get(fact, "[]"))
    except ValueError:
        return ()
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
