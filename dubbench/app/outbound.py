"""What leaves the machine: engines that use the network are refused to a confidential series, and noted for others."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dubbench.app import work
from dubbench.app.engines import refuse_network
from dubbench.domain.hashing import digest, new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.rights import Sent
from dubbench.engines import registry
from dubbench.jobs.items import WorkItem
from dubbench.media.assets import AssetReader
from dubbench.media.audio import AudioRef
from dubbench.media.probe import probe
from dubbench.store.store import Store


def through_network(items: Iterable[WorkItem]) -> Iterator[tuple[WorkItem, str]]:
    """Yield the items whose engine uses the network, with that engine's id."""
    for item in items:
        for engine in _engines(item.payload):
            info = registry.find(engine)
            if info is not None and info.uses_network:
                yield item, engine


def refuse(found: Iterable[tuple[WorkItem, str]]) -> None:
    """Raise `NotPermitted` where a confidential series would be sent away."""
    for _item, engine in found:
        refuse_network(registry.info(engine))


def note(store: Store, person: Author, found: Sequence[tuple[WorkItem, str]]) -> None:
    """Write down what is about to leave, before it does: one binding Step, which nobody undoes."""
    if not found:
        return
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    engines = ", ".join(sorted({engine for _item, engine in found}))
    with store.edit(Message.of("send-out", count=len(found), engines=engines), person, binding=True) as edit:
        for item, engine in found:
            edit.put(_sent(at, person.id, item, engine))


def sent(store: Store) -> list[Sent]:
    """List what left the machine, oldest first."""
    return store.all(Sent)


_OF_ONE = (work.Separate, work.HearVoices, work.Translate, work.Reword, work.HearTranslation, work.Speak)
"""Work that one engine does."""


def _engines(payload: Any) -> Iterator[str]:
    """Name the engines that are given something to work on."""
    if isinstance(payload, work.Predict):
        yield payload.order.engine
    elif isinstance(payload, work.Hear):
        yield from (payload.transcriber, payload.detector)
    elif isinstance(payload, _OF_ONE):
        yield payload.engine


def _sent(at: str, person: str, item: WorkItem, engine: str) -> Sent:
    about = item.about
    place = (about.episode, about.market, about.lines) if about else ("", "", ())
    text = _text(item.payload)
    told = ("text", len(text), digest(text)) if text is not None else ("audio", *_sound(item.payload))
    return Sent(new_id(), at, person, engine, *told, *place)


def _text(payload: Any) -> str | None:
    if isinstance(payload, work.Translate):
        return "\n".join(unit.text for unit in payload.units)
    if isinstance(payload, work.Reword):
        return payload.unit.text
    if isinstance(payload, work.Speak):
        return payload.target.text
    return "\n".join(one.text for one in payload.wordings) if isinstance(payload, work.Predict) else None


def _sound(payload: work.Hear | work.HearTranslation | work.HearVoices | work.Separate) -> tuple[int, str]:
    """Return how long a sound is, in milliseconds, and its hash; of a whole programme, that of its file."""
    if isinstance(payload, work.Separate):
        media = probe(Path(payload.media))
        return media.duration_ms, media.sha256
    return AssetReader(Path(payload.place.assets)).read(AudioRef(payload.dialogue)).duration_ms, payload.dialogue
