"""The model store: verified files in one folder for each model; nothing is loaded whose hash is wrong."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dubbench import paths
from dubbench.engines.added import AddedModels
from dubbench.engines.assembly import assemble
from dubbench.engines.catalogue import ModelEntry, ModelFile, read_catalogue
from dubbench.engines.lock import locked
from dubbench.errors import BadInput, EngineError, ModelBroken, ModelMissing, NoPermission, NotEnoughSpace
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context
from dubbench.media.files import sha256_of

STAMP = "installed.json"
BLOCK_BYTES = 1 << 20


class Models:
    """The models of this machine; each is hashed once in the life of this object before it is handed out."""

    def __init__(self, root: Path | None = None, catalogue: tuple[ModelEntry, ...] | None = None) -> None:
        self.root = root or paths.models()
        self._entries = {entry.id: entry for entry in (read_catalogue() if catalogue is None else catalogue)}
        self._verified: set[str] = set()
        self._lock = threading.Lock()
        self.added = AddedModels(self.root / "added")

    def catalogue(self) -> tuple[ModelEntry, ...]:
        """Return every model that can be installed."""
        return tuple(self._entries.values())

    def entry(self, model_id: str) -> ModelEntry:
        """Return a model's entry; raise `BadInput` naming the known ones."""
        if model_id not in self._entries:
            known = ", ".join(sorted(self._entries))
            raise BadInput(tr("There is no model called {model}. Known are: {known}.", model=model_id, known=known))
        return self._entries[model_id]

    def installed(self, model_id: str) -> bool:
        """Tell whether a model was installed as the catalogue has it now and its files have their sizes.

        Quick: hashes are compared when the model is loaded, and by `verify`.
        """
        if self.added.get(model_id):
            return True
        entry = self.entry(model_id)
        folder = self.root / model_id
        stamp = _read_stamp(folder)
        return all(stamp.get(file.name) == file.sha256 and _has_size(folder / file.name, file) for file in entry.files)

    def absent(self, model_ids: Iterable[str]) -> tuple[str, ...]:
        """Return those of some models that are not installed, each once."""
        return tuple(model_id for model_id in dict.fromkeys(model_ids) if not self.installed(model_id))

    def installation(self, model_ids: Collection[str]) -> str:
        """Return the one command that installs models and nothing else; short where the default ones are meant."""
        defaults = self.absent(entry.id for entry in self.catalogue() if entry.default)
        short = len(model_ids) > 1 and set(model_ids) == set(defaults)
        return "dubbench models install " + ("--default" if short else " ".join(model_ids))

    def missing(self, model_ids: Collection[str]) -> ModelMissing:
        """Return the error that names models as missing, with the one command that installs them."""
        command = self.installation(model_ids)
        told = ntr(
            "The model {names} is not installed. Install it with: {command}",
            "The models {names} are not installed. Install them with: {command}",
            len(model_ids),
            names=", ".join(model_ids),
            command=command,
        )
        return ModelMissing(told, command=command)

    def path(self, model_id: str) -> Path:
        """Return the folder of a model's verified files; raise `ModelMissing` or `ModelBroken`."""
        if self.added.get(model_id):
            return self.added.path(model_id)
        entry = self.entry(model_id)
        with self._lock:
            if model_id not in self._verified:
                self._require(entry)
                self.verify(model_id, Context())
                self._verified.add(model_id)
        return self.root / model_id

    def verify(self, model_id: str, ctx: Context) -> None:
        """Hash every file of a model; raise `ModelMissing` or `ModelBroken`."""
        if self.added.get(model_id):
            self.added.verify(model_id, ctx)
            return
        entry = self.entry(model_id)
        self._require(entry)
        done = 0
        for file in entry.files:
            ctx.progress(done, entry.size_bytes, file.name)
            self._verify_file(entry, file)
            done += file.size_bytes
        ctx.progress(done, entry.size_bytes, entry.title)

    def install(self, model_id: str, ctx: Context, offline: bool = False, source: Path | None = None) -> Path:
        """Install a model and return its folder; at once where it is installed.

        `source` is a folder with the model's files or packages; `offline` forbids downloads. What was downloaded
        is kept if the work stops, and used by the next attempt.
        """
        entry = self.entry(model_id)
        if source and not source.is_dir():
            raise BadInput(tr("{folder} is not a folder. Give the folder that holds the model's files.", folder=source))
        if not self.installed(model_id):
            with disk_errors(self.root):
                self.root.mkdir(parents=True, exist_ok=True)
                with locked(self.root / f".{model_id}.lock", ctx):
                    if not self.installed(model_id):
                        self._install(entry, ctx, offline, source)
        return self.root / model_id

    def remove(self, model_id: str) -> None:
        """Delete a model's files; one that is not there is no error."""
        if self.added.get(model_id):
            with disk_errors(self.root):
                self.added.remove(model_id)
            return
        entry = self.entry(model_id)
        with disk_errors(self.root):
            for folder in (self.root / entry.id, self._staging(entry)):
                if folder.is_dir():
                    shutil.rmtree(folder)
        with self._lock:
            self._verified.discard(model_id)

    def _install(self, entry: ModelEntry, ctx: Context, offline: bool, source: Path | None) -> None:
        staging = self._staging(entry)
        _check_room(self.root, entry)
        target = self.root / entry.id
        finished = assemble(entry, staging, ctx, offline, [folder for folder in (target, source) if folder])
        _write_stamp(finished, entry)
        if target.exists():
            target.rename(staging / "replaced")
        finished.rename(target)
        shutil.rmtree(staging)

    def _staging(self, entry: ModelEntry) -> Path:
        return self.root / ".incoming" / entry.id

    def _require(self, entry: ModelEntry) -> None:
        if not (self.root / entry.id / STAMP).is_file():
            raise self.missing([entry.id])

    def _verify_file(self, entry: ModelEntry, file: ModelFile) -> None:
        path = self.root / entry.id / file.name
        found = sha256_of(path) if path.is_file() else tr("no file")
        if found != file.sha256:
            raise ModelBroken(
                tr(
                    "The model file {path} is not the known one (SHA-256 {found} instead of {expected}) and is not "
                    "loaded. Mend it with: dubbench models remove {model} && dubbench models install {model}",
                    path=path,
                    found=found,
                    expected=file.sha256,
                    model=entry.id,
                )
            )


def _read_stamp(folder: Path) -> dict[str, str]:
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _has_size(path: Path, file: ModelFile) -> bool:
    try:
        return path.stat().st_size == file.size_bytes
    except OSError:
        return False


def _write_stamp(folder: Path, entry: ModelEntry) -> None:
    with (folder / STAMP).open("w", encoding="utf-8") as file:
        json.dump({one.name: one.sha256 for one in entry.files}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _check_room(root: Path, entry: ModelEntry) -> None:
    """Packages and final files lie side by side for a moment: twice the size is needed."""
    free = shutil.disk_usage(root).free
    needed = 2 * entry.size_bytes
    if free < needed:
        raise NotEnoughSpace(
            tr("{title} needs {needed} MB in {folder}, and {free} MB are free. Make room, or move the models with "
               "the variable DUBBENCH_MODELS.",
               title=entry.title, needed=needed // 1_000_000, folder=root, free=free // 1_000_000)
        )  # fmt: skip


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn the system's refusals into sentences."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise NotEnoughSpace(
                tr("The disk is full: {path} cannot be written. Make room and run the command again.", path=where)
            ) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise NoPermission(
                tr("{path} cannot be written: no permission. Change its owner, or move the models with the variable "
                   "DUBBENCH_MODELS.", path=where)
            ) from error  # fmt: skip
        raise EngineError(
            tr("The models in {folder} cannot be written ({cause}).", folder=folder, cause=error)
        ) from error
