"""A manifest that is not one is refused in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench.domain.delivery import DeliveredFile
from dubbench.domain.market import Destination
from dubbench.errors import BadInput
from dubbench.formats.manifest import Manifest, SourceFile, find, from_json, read, to_json


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": 1}', '{"schema": "1"}', "\x00"])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"x\.manifest\.json"):
        from_json(text, "x.manifest.json")


def test_a_newer_schema_asks_for_a_newer_program() -> None:
    with pytest.raises(BadInput, match="newer"):
        from_json('{"schema": 99}', "x")


SOCIAL = Destination("social", "Social", -14_000, 1_000, -1_000, 42, 2, 17, 21, 1_000, 7_000)


def delivered(name: str) -> str:
    """Write a manifest of one file."""
    return to_json(
        Manifest(
            "e1", 1, "One", "m1", "pt-BR", "en", SOCIAL, draft=True, made_at="2026-01-01T00:00:00+00:00",
            source=SourceFile("../one.mp4", "0" * 64, 1000, 0, 2, "en", None, separated=True),
            files=(DeliveredFile(name, "programme", "0" * 64, 1),), lines=(), engines=(),
            mix_gain_mdb=0, loudness_mdb=0, true_peak_mdb=0, head="",
        )
    )  # fmt: skip


@pytest.mark.parametrize("name", ["One.pt-BR.mp4", "..One.mp4", "第一集.mp4", "a b.mp4"])
def test_a_delivered_file_has_a_bare_name(name: str) -> None:
    assert from_json(delivered(name), "x").files[0].name == name


@pytest.mark.parametrize("name", ["../x.mp4", "/etc/x", "sub/x.mp4", "..\\x.mp4", "C:x.mp4", "..", ".", "", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match=r"x\.manifest\.json names the file .*not a bare file name"):
        from_json(delivered(name), "x.manifest.json")


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
