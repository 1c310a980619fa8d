"""Which series were open, and where the person was in each, so that a window opens where it was left or crashed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dubbench import paths
from dubbench.app import kept, liveness

NAME = "recents.json"
KEPT = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a series: episode number (0: none), market locale, line id and time."""

    episode: int = 0
    market: str = ""
    line: str = ""
    position_ms: int = 0


@dataclass(frozen=True, slots=True)
class Recent:
    """A series that was opened: where it lies, its title, when, where the person was; `process` has it open."""

    folder: str
    title: str
    opened_at: str = ""
    spot: Spot = Spot()
    process: str = ""

    @property
    def there(self) -> bool:
        """Tell whether the series still lies where it was."""
        return (Path(self.folder) / "series.toml").is_file()

    @property
    def interrupted(self) -> bool:
        """Tell whether the window that had it open ended without closing it."""
        return bool(self.process) and not liveness.lives(self.process)


@dataclass(frozen=True, slots=True)
class _Memory:
    recents: tuple[Recent, ...] = ()
    window: Mapping[str, str] = field(default_factory=dict)


def recents() -> tuple[Recent, ...]:
    """Return the series that were opened, the latest first."""
    return _read().recents


def interrupted() -> tuple[Recent, ...]:
    """Return the series that were open when a window or the machine went down."""
    return tuple(recent for recent in recents() if recent.interrupted)


def find(folder: Path) -> Recent | None:
    """Return what is known of a series folder."""
    return next((recent for recent in recents() if recent.folder == _name(folder)), None)


def opened(folder: Path, title: str) -> Recent:
    """Put a series first, as open in this process; its spot stays known."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = find(folder)
    recent = Recent(_name(folder), title, now, known.spot if known else Spot(), liveness.mark())
    _change(lambda memory: replace(memory, recents=(recent, *_others(memory, folder))[:KEPT]))
    return recent


def left_at(folder: Path, spot: Spot) -> None:
    """Remember where the person is; a window calls it now and then, a crash loses the time since."""
    _alter(folder, lambda recent: replace(recent, spot=spot))


def closed(folder: Path) -> None:
    """Note that a window closed a series of its own will."""
    _alter(folder, lambda recent: replace(recent, process=""))


def forget(folder: Path) -> None:
    """Take a series off the list; the series itself stays."""
    _change(lambda memory: replace(memory, recents=_others(memory, folder)))


def window() -> Mapping[str, str]:
    """Return what a window kept of itself: sizes, columns, splitters, each as text."""
    return _read().window


def keep_window(**values: str) -> None:
    """Keep such values; those of other names stay."""
    _change(lambda memory: replace(memory, window={**memory.window, **values}))


def _name(folder: Path) -> str:
    return str(folder.absolute())


def _others(memory: _Memory, folder: Path) -> tuple[Recent, ...]:
    return tuple(recent for recent in memory.recents if recent.folder != _name(folder))


def _alter(folder: Path, change: Callable[[Recent], Recent]) -> None:
    def altered(memory: _Memory) -> _Memory:
        return replace(
            memory, recents=tuple(change(one) if one.folder == _name(folder) else one for one in memory.recents)
        )

    _change(altered)


def _change(change: Callable[[_Memory], _Memory]) -> None:
    path = paths.state() / NAME
    with kept.changing(path):
        before = _read()
        after = change(before)
        if after != before or not path.exists():
            kept.write(path, json.dumps(asdict(after), indent=1))


def _read() -> _Memory:
    """Read what is kept; what is damaged costs itself."""
    try:
        found = json.loads(kept.read(paths.state() / NAME) or "{}")
        listed, values = found.get("recents", []), found.get("window", {})
    except (ValueError, AttributeError):
        return _Memory()
    read = tuple(recent for fields in listed if (recent := _recent(fields))) if isinstance(listed, list) else ()
    own = {name: value for name, value in values.items() if isinstance(value, str)} if isinstance(values, dict) else {}
    return _Memory(read, own)


def _recent(fields: Any) -> Recent | None:
    if not isinstance(fields, dict) or not isinstance(fields.get("folder"), str):
        return None
    text = {name: fields[name] for name in ("title", "opened_at", "process") if isinstance(fields.get(name), str)}
    return Recent(fields["folder"], **({"title": ""} | text), spot=_spot(fields.get("spot")))


def _spot(fields: Any) -> Spot:
    known = asdict(Spot())
    if not isinstance(fields, dict):
        return Spot()
    return Spot(**{name: fields[name] for name in known if type(fields.get(name)) is type(known[name])})
