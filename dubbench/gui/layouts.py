"""Where the window lies and how it is divided, kept between days in one small file."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter, QWidget

VERSION = 1  # of the panels' names; a layout of another version is not restored

Layout = Mapping[str, str]
_log = logging.getLogger(__name__)


def taken(window: QMainWindow, frame: QMainWindow) -> dict[str, str]:
    """Take the layout of a window, its panels, splitters and table headers; unnamed ones are left out."""
    found = {**bounds(window), "panels": _text(frame.saveState(_version(frame)).data())}
    for part in _parts(window):
        found[_name(part)] = _text(part.saveState().data())
    return found


def bounds(window: QMainWindow) -> dict[str, str]:
    """Take where a window lies alone."""
    return {"window": _text(window.saveGeometry().data())}


def restored(window: QMainWindow, frame: QMainWindow, layout: Layout) -> bool:
    """Lay a window out as it was; say whether its panels could be."""
    if "window" in layout:
        window.restoreGeometry(_bytes(layout["window"]))
    for part in _parts(window):
        if _name(part) in layout:
            part.restoreState(_bytes(layout[_name(part)]))
    return "panels" in layout and frame.restoreState(_bytes(layout["panels"]), _version(frame))


def read(file: Path) -> dict[str, str]:
    """Read a layout; one that is missing or damaged is no layout."""
    try:
        kept = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): v for k, v in kept.items() if isinstance(v, str)} if isinstance(kept, dict) else {}


def write(file: Path, layout: Layout) -> None:
    """Write a layout whole or not at all; where the disk is full or read-only, the window opens as at first."""
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(dict(layout), indent=1), "utf-8")
        os.replace(part, file)
    except OSError as reason:
        _log.warning("The layout of the window could not be kept: %s", reason)
        with suppress(OSError):
            part.unlink()


def _version(frame: QMainWindow) -> int:
    """Tell layouts apart that are mirrored."""
    return 2 * VERSION + (frame.layoutDirection() == Qt.LayoutDirection.RightToLeft)


def _parts(window: QWidget) -> list[QSplitter | QHeaderView]:
    every: list[QSplitter | QHeaderView] = [*window.findChildren(QSplitter), *window.findChildren(QHeaderView)]
    return [part for part in every if _named(part)]


def _named(part: QWidget) -> str:
    """Give a splitter's own name; of a table's columns its name and their count.

    Qt crashes where the state of a header is restored to one of fewer sections: a season has as many as markets.
    """
    if isinstance(part, QHeaderView):
        table = part.parentWidget()
        across = part.orientation() == Qt.Orientation.Horizontal and part.count()
        return f"{table.objectName()}-{part.count()}" if across and table is not None and table.objectName() else ""
    return part.objectName()


def _name(part: QWidget) -> str:
    return f"{'header' if isinstance(part, QHeaderView) else 'splitter'} {_named(part)}"


def _text(state: bytes | bytearray | memoryview) -> str:
    return base64.b64encode(bytes(state)).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
