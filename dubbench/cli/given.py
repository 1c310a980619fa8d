"""Files and folders as they are typed: an empty name, as of an empty shell variable, is none."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import typer

from dubbench.i18n import tr


def place(text: str) -> Path:
    """Read the name of a file or folder; without this, nothing at all would be the current folder."""
    if not text.strip():
        raise typer.BadParameter(tr("“{text}” names no file and no folder. Write which one.", text=text))
    return Path(text)
