"""Reading members out of model packages: by exact name, never unpacked, never imported."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.metadata import Distribution
from pathlib import Path
from typing import IO, Protocol

from dubbench.engines.catalogue import Part
from dubbench.errors import ModelBroken
from dubbench.i18n import tr

BLOCK_BYTES = 1 << 20
DAMAGE = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


class Package(Protocol):
    """Something that holds members; kept open while a model is put together."""

    def open(self, member: str) -> IO[bytes]: ...

    def close(self) -> None: ...


class InstalledPackage:
    """A distribution that is installed in this Python: its files are read, its code is not run."""

    def __init__(self, distribution: Distribution) -> None:
        self._distribution = distribution

    def open(self, member: str) -> IO[bytes]:
        path = Path(str(self._distribution.locate_file(member)))
        if not path.is_file():
            raise _lacks(self._distribution.name, member)
        return path.open("rb")

    def close(self) -> None:
        """Nothing is held open."""


class ZipPackage:
    """A wheel."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._zip = zipfile.ZipFile(path)

    def open(self, member: str) -> IO[bytes]:
        try:
            return self._zip.open(member)
        except KeyError as error:
            raise _lacks(self._name, member) from error

    def close(self) -> None:
        self._zip.close()


class TarPackage:
    """A gzipped tar file; links and devices in it are refused."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._name = name
        self._file = file
        self._tar = tarfile.open(fileobj=file, mode="r:gz")  # noqa: SIM115 - closed by close

    def open(self, member: str) -> IO[bytes]:
        try:
            info = self._tar.getmember(member)
        except KeyError as error:
            raise _lacks(self._name, member) from error
        stream = self._tar.extractfile(info) if info.isreg() else None
        if stream is None:
            raise _lacks(self._name, member)
        return stream

    def close(self) -> None:
        self._tar.close()
        self._file.close()


class PlainPackage:
    """A downloaded file that is its own only member."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, member: str) -> IO[bytes]:
        if member:
            raise _lacks(self._path.name, member)
        return self._path.open("rb")

    def close(self) -> None:
        """Nothing is held open."""


def open_package(path: Path) -> Package:
    """Open a package file by what its name says it is."""
    if path.suffix == ".whl":
        return ZipPackage(path)
    return TarPackage(path.open("rb"), path.name) if path.suffix == ".tgz" else PlainPackage(path)


class OpenParts:
    """Packages held open together, so that an archive with many members is read through once."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self._inner: dict[tuple[str, str], TarPackage] = {}

    def __enter__(self) -> OpenParts:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def hold(self, package: Package) -> Package:
        """Close the package when this closes."""
        self._held.callback(package.close)
        return package

    def blocks(self, package: Package, part: Part) -> Iterator[bytes]:
        """Yield the bytes of one part."""
        with self._stream(package, part) as stream:
            while block := stream.read(BLOCK_BYTES):
                yield block

    def _stream(self, package: Package, part: Part) -> IO[bytes]:
        if not part.inner:
            return package.open(part.member)
        key = (part.package, part.member)
        if key not in self._inner:
            self._inner[key] = TarPackage(package.open(part.member), part.member or part.package)
            self.hold(self._inner[key])
        return self._inner[key].open(part.inner)


def _lacks(package: str, member: str) -> ModelBroken:
    return ModelBroken(tr("{package} does not hold the file {member}.", package=package, member=member))
