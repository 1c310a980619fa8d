"""Keys as a value: a preset, what the person changed in it, and where two commands want the same key."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtGui import QKeySequence

from dubbench.gui.presets import PRESETS, SUBTITLE_EDIT, Preset, Scope

__all__ = ["PRESETS", "Conflict", "Keymap", "Preset", "Scope", "shown"]

Place = tuple[str, Scope]  # a command, and where its keys work
_PANE = "pane."


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key that several commands want at one time; none of them would work."""

    key: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keymap:
    """A preset with overrides; an override of no keys takes them away."""

    preset: str = SUBTITLE_EDIT.id
    overrides: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, command: str, scope: Scope = Scope.ANYWHERE) -> tuple[str, ...]:
        """Give a command's keys as portable text, the one to show first."""
        changed = self.overrides.get((command, scope))
        return self._base.keys(command, scope) if changed is None else changed

    def bound(self, command: str, scope: Scope, keys: Iterable[str]) -> Keymap:
        """Give the map with other keys for a command; keys as in the preset leave no override behind."""
        wanted = tuple(dict.fromkeys(normal(key) for key in keys if key))
        rest = {place: kept for place, kept in self.overrides.items() if place != (command, scope)}
        if wanted != tuple(map(normal, self._base.keys(command, scope))):
            rest[command, scope] = wanted
        return replace(self, overrides=rest)

    def reset(self, command: str) -> Keymap:
        """Give the map with a command's keys as the preset has them."""
        rest = {place: kept for place, kept in self.overrides.items() if place[0] != command}
        return replace(self, overrides=rest)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Find the keys that several commands want; a key of the panes may not also work anywhere."""
        wanting: dict[str, dict[str, None]] = defaultdict(dict)
        for command, scope in self._places():
            for key in self.keys(command, scope):
                wanting[normal(key)][command] = None
        return tuple(Conflict(key, tuple(who)) for key, who in wanting.items() if len(who) > 1)

    def taken(self, key: str, command: str) -> str:
        """Name another command that has this key, or nothing."""
        wanted = normal(key)
        others = (
            other
            for other, scope in self._places()
            if other != command and wanted in map(normal, self.keys(other, scope))
        )
        return next(others, "")

    @property
    def own(self) -> dict[str, str]:
        """Give what a person changed as the settings keep it: keys with spaces between, by command.

        A command's keys of the panes stand under `pane.COMMAND`; no keys are an empty text.
        """
        inside = {Scope.PANE: _PANE}
        return {inside.get(scope, "") + command: " ".join(keys) for (command, scope), keys in self.overrides.items()}

    @classmethod
    def of(cls, preset: str, own: Mapping[str, str]) -> Keymap:
        """Read settings; a set of keys that is not known is the first, a command of tomorrow is kept."""
        changed = {_place(name): tuple(keys.split()) for name, keys in own.items()}
        return cls(preset if preset in PRESETS else SUBTITLE_EDIT.id, changed)

    @property
    def _base(self) -> Preset:
        return PRESETS[self.preset]

    def _places(self) -> Iterable[Place]:
        base = self._base
        fixed = [(c, Scope.ANYWHERE) for c in base.anywhere] + [(c, Scope.PANE) for c in base.pane]
        return dict.fromkeys([*fixed, *self.overrides])


def _place(name: str) -> Place:
    return name.removeprefix(_PANE), Scope.PANE if name.startswith(_PANE) else Scope.ANYWHERE


def normal(key: str) -> str:
    """Write a key one way: `ctrl+del` and `Ctrl+Delete` are the same."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(keys: Iterable[str]) -> str:
    """Write a command's first key as this system does, `⌘Z` or `Ctrl+Z`."""
    first = next(iter(keys), "")
    return QKeySequence(first).toString(QKeySequence.SequenceFormat.NativeText)
