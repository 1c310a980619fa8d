"""What leaves the machine: engines that use the network are refused to a confidential series, and noted for others."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dubbench.app import work
from dubbench.app.engines import refuse_network
from dubbench.domain.hashing import digest
from dubbench.engines import registry
from dubbench.jobs.items import WorkItem
from dubbench.media.files import write_errors

NAME = "outbound.jsonl"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to an engine that uses the network; never what was sent, only how much of what, and its hash.

    `amount` counts characters of text, or sounds.
    """

    at: str
    person: str
    engine: str
    what: str
    amount: int
    sha256: str
    episode_id: str = ""
    market_id: str = ""
    lines: tuple[str, ...] = ()


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


def note(folder: Path, person: str, found: Iterable[tuple[WorkItem, str]]) -> None:
    """Write down what is about to leave, before it does."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    rows = [json.dumps(asdict(_sent(at, person, item, engine)), sort_keys=True) for item, engine in found]
    if not rows:
        return
    file = folder / NAME
    with write_errors(file), file.open("a", encoding="utf-8") as log:
        log.write("".join(f"{row}\n" for row in rows))
        log.flush()
        os.fsync(log.fileno())


def sent(folder: Path) -> list[dict[str, Any]]:
    """List what left the machine, oldest first; a line that a crash cut off is passed over."""
    try:
        rows = (folder / NAME).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for row in rows:
        try:
            found.append(json.loads(row))
        except ValueError:
            continue
    return found


def _engines(payload: Any) -> Iterator[str]:
    """Name the engines that are given something to work on."""
    if isinstance(payload, work.Predict):
        yield payload.order.engine
    elif isinstance(payload, work.Hear):
        yield from (payload.transcriber, payload.detector)
    elif isinstance(payload, (work.Separate, work.Translate, work.Reword, work.HearTranslation, work.Speak)):
        yield payload.engine


def _sent(at: str, person: str, item: WorkItem, engine: str) -> Sent:
    text = _text(item.payload)
    about = item.about
    place = (about.episode, about.market, about.lines) if about else ("", "", ())
    if text is None:
        return Sent(at, person, engine, "audio", 1, _sound(item.payload), *place)
    return Sent(at, person, engine, "text", len(text), digest(text), *place)


def _text(payload: Any) -> str | None:
    if isinstance(payload, work.Translate):
        return "\n".join(unit.text for unit in payload.units)
    if isinstance(payload, work.Reword):
        return payload.unit.text
    if isinstance(payload, work.Speak):
        return payload.target.text
    return "\n".join(one.text for one in payload.wordings) if isinstance(payload, work.Predict) else None


def _sound(payload: Any) -> str:
    """Return the hash of a sound; of a whole programme, that of its place and stream."""
    if isinstance(payload, (work.Hear, work.HearTranslation)):
        return payload.dialogue
    return digest(f"{getattr(payload, 'media', '')} {getattr(payload, 'stream', '')}")
