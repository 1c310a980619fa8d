"""Models that people add: kept whole, refused when changed, gone when removed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench.engines.added import Added, AddedModels
from dubbench.engines.models import Models
from dubbench.errors import BadInput, ModelBroken, ModelMissing
from dubbench.jobs.context import Context

CARD = Added("mine-1", "argos", "Mine", "MIT", ("en",), "mine.zip", facts={"from": "en"})


def fill(folder: Path) -> None:
    (folder / "model").mkdir()
    (folder / "model" / "weights.bin").write_bytes(b"weights")
    (folder / "words.txt").write_text("words")


def test_an_added_model_is_listed_with_its_hashes_and_found_again(tmp_path: Path) -> None:
    made = AddedModels(tmp_path).add(CARD, fill, Context())
    assert sorted(made.files) == ["model/weights.bin", "words.txt"]
    assert made.size_bytes == 12
    again = AddedModels(tmp_path)
    assert again.all("argos") == (made,)
    assert again.all("coqui") == ()
    assert (again.path("mine-1") / "words.txt").read_text() == "words"


def test_a_changed_file_is_not_handed_out(tmp_path: Path) -> None:
    AddedModels(tmp_path).add(CARD, fill, Context())
    (tmp_path / "mine-1" / "words.txt").write_text("sword")
    with pytest.raises(ModelBroken, match=r"words.txt of the model mine-1 has changed .* mine.zip"):
        AddedModels(tmp_path).path("mine-1")


def test_a_failed_addition_leaves_the_old_model_and_nothing_else(tmp_path: Path) -> None:
    models = AddedModels(tmp_path)
    models.add(CARD, fill, Context())

    def broken(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise BadInput("no")

    with pytest.raises(BadInput):
        models.add(CARD, broken, Context())
    assert (models.path("mine-1") / "words.txt").read_text() == "words"
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == ["mine-1"]


@pytest.mark.parametrize("name", ["", "../out", "a/b", ".hidden", "Ä", "x" * 90])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name of a model"):
        AddedModels(tmp_path).add(Added(name, "argos", "t", "l"), fill, Context())
    assert AddedModels(tmp_path).get(name) is None


def test_a_card_that_points_outside_its_folder_is_not_read(tmp_path: Path) -> None:
    models = AddedModels(tmp_path)
    models.add(CARD, fill, Context())
    card = tmp_path / "mine-1" / "added.json"
    card.write_text(card.read_text().replace("words.txt", "../../secret"))
    assert models.all() == ()
    with pytest.raises(ModelMissing):
        models.path("mine-1")


def test_the_model_store_knows_added_models_too(tmp_path: Path) -> None:
    models = Models(tmp_path)
    models.added.add(CARD, fill, Context())
    assert models.installed("mine-1")
    assert models.path("mine-1").name == "mine-1"
    models.remove("mine-1")
    assert not models.added.all()
