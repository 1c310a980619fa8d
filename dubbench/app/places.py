"""Where deliveries may go: a folder, there already or still to be made."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

from dubbench.errors import BadInput
from dubbench.i18n import tr

PICTURES = frozenset({".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mxf"})
SOUNDS = frozenset({".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus"})
SUBTITLES = frozenset({".srt", ".vtt", ".ass"})
FILES = PICTURES | SOUNDS | SUBTITLES
"""The endings of names that a person gives to a file, not to a folder."""


def refuse_file(out: Path) -> None:
    """Raise `BadInput` where a place for deliveries is a file, lies in one or is called as one."""
    if os.path.isdir(out):
        return
    if there := next(
        (place for place in (out, *out.parents) if os.path.lexists(place) and not os.path.isdir(place)), None
    ):
        raise BadInput(
            tr(
                "{file} is a file. Give a folder with -o: the deliveries in it are named after the episodes.",
                file=there,
            )
        )
    if out.suffix.lower() in FILES:
        raise BadInput(
            tr(
                "{out} is the name of a file. Give a folder with -o: the deliveries in it are named after the "
                "episodes. If the folder shall be called so, make it first.",
                out=out,
            )
        )
