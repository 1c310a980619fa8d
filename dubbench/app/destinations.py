"""Delivery presets: those that ship, and the person's own beside the settings."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from dubbench import paths
from dubbench.domain.market import Destination
from dubbench.errors import BadInput
from dubbench.i18n import tr


def destinations() -> dict[str, Path]:
    """Find every preset by id; a person's own replaces one that ships under the same id."""
    folders = (paths.resources() / "destinations", paths.config() / "destinations")
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.toml"))}


def destination(id: str) -> Destination:  # noqa: A002 - the field's own name
    """Read one preset; an error names the file and the key."""
    known = destinations()
    if id not in known:
        raise BadInput(tr("There is no destination “{id}”. There are: {known}.", id=id, known=", ".join(sorted(known))))
    path = known[id]
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert({**values, "id": id}, Destination, strict=True)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadInput(tr("{path} is not a destination: {error}", path=path, error=error)) from error
