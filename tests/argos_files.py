"""Writes Argos packages for tests: sound ones without a real model, and any kind of broken one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TOP = "translate-en_pt-1_0"


def metadata(source: str = "en", target: str = "pt", **more: Any) -> dict[str, Any]:
    return {"from_code": source, "to_code": target, "package_version": "1.0", **more}


def contents(about: Any) -> dict[str, bytes]:
    return {
        "metadata.json": json.dumps(about).encode(),
        "model/model.bin": b"no model",
        "sentencepiece.model": b"no pieces",
    }


def package(path: Path, about: Any = None, changes: Mapping[str, bytes | None] | None = None) -> Path:
    """Write a package; `changes` adds, replaces or (None) leaves out files, by their whole name in the zip."""
    files: dict[str, bytes | None] = {
        f"{TOP}/{name}": text for name, text in contents(metadata() if about is None else about).items()
    }
    files |= changes or {}
    with zipfile.ZipFile(path, "w") as file:
        for name, text in files.items():
            if text is not None:
                file.writestr(name, text)
    return path
