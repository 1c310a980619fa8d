"""Sets of keys that people bring from other programs, as data."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dubbench.i18n import tr


class Scope(StrEnum):
    """Where a key works."""

    ANYWHERE = "anywhere"  # in the whole window, also while typing
    PANE = "pane"  # in video and timeline only: bare keys, which elsewhere are letters and buttons


@dataclass(frozen=True, slots=True)
class Preset:
    """Keys by command, for each scope; key names as Qt's portable text."""

    id: str
    anywhere: Mapping[str, tuple[str, ...]]
    pane: Mapping[str, tuple[str, ...]]

    def keys(self, command: str, scope: Scope) -> tuple[str, ...]:
        return (self.anywhere if scope is Scope.ANYWHERE else self.pane).get(command, ())


_ANYWHERE: dict[str, tuple[str, ...]] = {
    "file.new": ("Ctrl+N",),
    "file.open": ("Ctrl+O",),
    "file.home": ("Alt+Home",),
    "file.deliver": ("Ctrl+Shift+E",),
    "file.settings": ("Ctrl+,",),
    "file.close": ("Ctrl+W",),
    "file.quit": ("Ctrl+Q",),
    "edit.undo": ("Ctrl+Z",),
    "edit.redo": ("Ctrl+Y", "Ctrl+Shift+Z"),
    "edit.filter": ("Ctrl+F",),
    "edit.replace": ("Ctrl+H",),
    "line.next": ("Alt+Down",),
    "line.previous": ("Alt+Up",),
    "line.next-issue": ("F8",),
    "line.previous-issue": ("Shift+F8",),
    "line.confirm": ("Ctrl+Return", "Ctrl+Enter"),
    "line.speak": ("Ctrl+R",),
    "line.shorter": ("Ctrl+K",),
    "line.take-1": ("Ctrl+1",),
    "line.take-2": ("Ctrl+2",),
    "line.take-3": ("Ctrl+3",),
    "line.take-4": ("Ctrl+4",),
    "line.take-5": ("Ctrl+5",),
    "line.split": ("Alt+Return", "Alt+Enter"),
    "line.merge": ("Ctrl+Shift+M",),
    "line.add": ("Ctrl+Shift+N",),
    "line.delete": ("Ctrl+Del",),
    "line.speaker": ("Ctrl+E",),
    "line.undubbed": ("Ctrl+Shift+D",),
    "line.set-in": ("F11",),
    "line.set-out": ("F12",),
    "playback.play": ("Ctrl+Space", "F9"),
    "playback.line": ("F5",),
    "playback.dub": ("Shift+F5",),
    "playback.loop": ("Ctrl+F5",),
    "playback.back": ("Alt+Left",),
    "playback.forward": ("Alt+Right",),
    "review.send-back": ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
    "review.comment": ("Ctrl+M",),
    "review.reference": ("Ctrl+Shift+A",),
    "review.sign": ("Ctrl+Shift+S",),
    "stage.run": ("F7",),
    "stage.run-all": ("Shift+F7",),
    **{f"stage.{n}": (f"Alt+{n}",) for n in range(1, 8)},
    "view.commands": ("Ctrl+Shift+P",),
    "view.next-pane": ("F6",),
    "view.previous-pane": ("Shift+F6",),
    "view.larger": ("Ctrl++", "Ctrl+="),
    "view.smaller": ("Ctrl+-",),
    "view.full-screen": ("Alt+F11",),
    "help.keys": ("F1",),
}

_PANE: dict[str, tuple[str, ...]] = {
    "playback.play": ("Space",),
    "playback.shuttle-back": ("J",),
    "playback.shuttle-stop": ("K",),
    "playback.shuttle-forward": ("L",),
    "playback.frame-back": ("Left",),
    "playback.frame-forward": ("Right",),
    "playback.start": ("Home",),
    "playback.end": ("End",),
    "playback.ab": ("`",),
    "line.previous": ("Up",),
    "line.next": ("Down",),
    "line.set-in": ("I",),
    "line.set-out": ("O",),
    "line.split": ("S",),
    "line.delete": ("Del",),
    "view.zoom-in": ("+", "="),
    "view.zoom-out": ("-",),
    "view.zoom-fit": ("0",),
}

SUBTITLE_EDIT = Preset("subtitle-edit", _ANYWHERE, _PANE)

AEGISUB = Preset(
    "aegisub",
    _ANYWHERE
    | {
        "playback.play": ("Ctrl+P", "Ctrl+Space", "F9"),
        "line.set-in": ("Ctrl+3", "F11"),
        "line.set-out": ("Ctrl+4", "F12"),
        **{f"line.take-{n}": (f"Ctrl+Alt+{n}",) for n in range(1, 6)},
    },
    _PANE
    | {
        "playback.line": ("R",),
        "playback.dub": ("T",),
        "line.previous": ("Z", "Up"),
        "line.next": ("X", "Down"),
        "line.confirm": ("G",),
        "line.split": (),
        "playback.start": ("Ctrl+Home", "Home"),
    },
)

RESOLVE = Preset(
    "resolve",
    _ANYWHERE
    | {
        "edit.redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
        "line.split": ("Ctrl+B", "Alt+Return", "Alt+Enter"),
        "view.full-screen": ("Ctrl+Alt+F",),
    },
    _PANE
    | {
        "playback.line": ("/",),
        "line.split": ("Ctrl+\\",),
        "line.delete": ("Del", "Backspace"),
        "review.comment": ("M",),
        "view.snap": ("N",),
        "view.zoom-fit": ("Shift+Z", "0"),
    },
)

PRESETS: dict[str, Preset] = {one.id: one for one in (SUBTITLE_EDIT, AEGISUB, RESOLVE)}


def title(preset: str) -> str:
    """Name a set of keys."""
    return {
        "subtitle-edit": tr("Subtitle Edit and translation tools"),
        "aegisub": tr("Aegisub"),
        "resolve": tr("DaVinci Resolve"),
    }[preset]
