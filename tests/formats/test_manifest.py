"""A manifest that is not one is refused in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench.errors import BadInput
from dubbench.formats.manifest import find, from_json, read


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": "1"}', "\x00"])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"x\.manifest\.json"):
        from_json(text, "x.manifest.json")


def test_a_newer_schema_asks_for_a_newer_program() -> None:
    with pytest.raises(BadInput, match="newer"):
        from_json('{"schema": 99}', "x")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / "none.manifest.json")


def test_deliveries_are_found_by_folder_or_by_name(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.manifest.json", "b.manifest.json")]
    for path in paths:
        path.write_text("{}")
    assert find(tmp_path) == tuple(paths)
    assert find(paths[1]) == (paths[1],)


def test_a_place_without_a_delivery_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no delivery"):
        find(tmp_path)
