"""The models that the Coqui TTS library's own catalogue names, and how they are fetched."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.errors import BadInput, EngineError
from dubbench.i18n import tr
from dubbench.providers.coqui.library import quiet
from dubbench.providers.coqui.weights import KINDS, VOCODER

NAME = re.compile(r"tts_models/[\w-]+/[\w-]+/[\w.-]+")
_UNREAD = ("bark", "tortoise", "fairseq")


class Entry(NamedTuple):
    """A model of the catalogue; `language` is empty where it knows several."""

    name: str
    title: str
    licence: str
    language: str
    vocoder: str


def entries() -> tuple[Entry, ...]:
    """List the catalogue, read without importing the library."""
    found = importlib.util.find_spec("TTS")
    if found is None or not found.submodule_search_locations:
        raise EngineError(tr("The catalogue is part of the library. Install it with: pip install 'dubbench[coqui]'"))
    listed = json.loads((Path(found.submodule_search_locations[0]) / ".models.json").read_text("utf-8"))["tts_models"]
    return tuple(
        _entry(f"tts_models/{language}/{dataset}/{model}", language, about)
        for language, datasets in listed.items()
        for dataset, models in datasets.items()
        for model, about in models.items()
        if not model.startswith(_UNREAD)
    )


def _entry(name: str, language: str, about: Mapping[str, Any]) -> Entry:
    several = language == "multilingual"
    title = f"{name.removeprefix('tts_models/')} {str(about.get('description') or '').strip()}".strip()
    licence = str(about.get("license") or "")
    return Entry(name, title[:100], licence, "" if several else language, str(about.get("default_vocoder") or ""))


def entry(name: str) -> Entry:
    """Return an entry of the catalogue."""
    known = {one.name: one for one in entries()}
    if name not in known:
        raise BadInput(
            tr("The Coqui catalogue has no model {name} that is read here (kinds: {kinds}). "
               "See: dubbench models list --index coqui", name=name, kinds=", ".join(KINDS))
        )  # fmt: skip
    return known[name]


@contextmanager
def fetched(wanted: Entry) -> Iterator[Path]:
    """Download a model, with the vocoder it was trained with, into a folder that is there within this."""
    with tempfile.TemporaryDirectory(prefix="dubbench-") as made:
        try:
            manager = _manager(Path(made))
            with quiet():
                folder = Path(manager.download_model(wanted.name)[0]).parent
                if wanted.vocoder:
                    vocoder = Path(manager.download_model(wanted.vocoder)[0]).parent
                    shutil.move(vocoder, folder / VOCODER)
        except (OSError, RuntimeError, ValueError, LookupError, zipfile.BadZipFile) as error:
            raise EngineError(
                tr("{name} cannot be fetched ({cause}). Fetch its folder where there is a network, and add that: "
                   "dubbench models install coqui:FOLDER", name=wanted.name, cause=_first(error))
            ) from error  # fmt: skip
        yield folder


def _first(error: BaseException) -> str:
    """Say what began a chain of errors."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    return " ".join(str(error).split())[:200]


def _manager(place: Path) -> Any:
    """Make the library's downloader keep to a place, ask nothing and print nothing: the licence was settled before."""
    with quiet():
        from TTS.utils.manage import ModelManager

    class Manager(ModelManager):  # type: ignore[misc]
        def _download_hf_model(self, model_item: Any) -> Path:
            from huggingface_hub import snapshot_download
            from huggingface_hub.utils.tqdm import disable_progress_bars

            disable_progress_bars()
            folder = place / str(model_item["repo_id"]).replace("/", "--")
            wanted = {f"{way}_patterns": model_item.get(way) for way in ("allow", "ignore")}
            snapshot_download(model_item["repo_id"], local_dir=folder, **wanted)
            return folder

        @staticmethod
        def tos_agreed(_item: Any, _folder: Path) -> bool:
            return True

        def print_model_license(self, **_: Any) -> None:
            return

        def _update_paths(self, *_: Any) -> None:
            return

    return Manager(output_prefix=place, progress_bar=False)
