"""What this machine has seen of each series' past: a chain that no longer holds it was shortened or rewritten."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from dubbench import paths
from dubbench.app import kept
from dubbench.errors import DubbenchError
from dubbench.i18n import tr
from dubbench.store.journal import Head
from dubbench.store.store import Store

NAME = "witness.json"
DAMAGED = "witness.damaged.json"


def seen(series_id: str) -> Head | None:
    """Return the newest end of a series' chain that this machine has seen."""
    found = _read().get(series_id)
    return Head(found["seq"], found["hash"]) if found else None


def note(store: Store) -> None:
    """Remember where a chain ends, as long as it holds what was seen before; a disk that is full keeps nobody."""
    with suppress(DubbenchError):
        head, known = store.head(), seen(store.id)
        if known != head and (known is None or missing(store, known) is None):
            _keep(store.id, head)


def accept(store: Store) -> Head:
    """Hold a chain for the right one on this machine from now on, whatever was seen before; return where it ends."""
    head = store.head()
    _keep(store.id, head)
    return head


def unreadable() -> str | None:
    """Say that what this machine had seen of any series cannot be read any more; `None` where it can."""
    if (paths.state() / DAMAGED).exists() or _parsed() is None:
        return tr(
            "What this machine had seen of its series cannot be read any more: whether a past was shortened, only "
            "signatures and deliveries can tell. When you have looked into it, remove {file}.",
            file=paths.state() / DAMAGED,
        )
    return None


def missing(store: Store, known: Head | None) -> str | None:
    """Say that a chain lacks what was seen of it; `None` where it does not."""
    if known is None or store.hash_at(known.seq) == known.hash:
        return None
    return tr(
        "This machine has seen step {seq} of this series, and it is not there as it was: the past was shortened or "
        "rewritten, or a backup was restored. Where a restored backup is what you want: dubbench audit accept",
        seq=known.seq,
    )


def _keep(series_id: str, head: Head) -> None:
    path = paths.state() / NAME
    with kept.changing(path):
        if _parsed() is None:  # kept for a person to look at, and told by `unreadable` as long as it lies there
            with suppress(OSError):
                path.replace(path.with_name(DAMAGED))
        memory = {**_read(), series_id: {"seq": head.seq, "hash": head.hash}}
        kept.write(path, json.dumps(memory, indent=1, sort_keys=True))


def _read() -> dict[str, Any]:
    return _parsed() or {}


def _parsed() -> dict[str, Any] | None:
    """Read what was seen; `None` where the file is there and is not what was written."""
    path = paths.state() / NAME
    if not path.exists():
        return {}
    try:
        found = json.loads(kept.read(path) or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) and all(map(_is_head, found.values())) else None


def _is_head(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("seq"), int) and isinstance(found.get("hash"), str)
