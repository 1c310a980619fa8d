"""Argos Translate's packages, the files ending in .argosmodel: zips made by strangers, looked through before use."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from dubbench.engines.archives import DAMAGE
from dubbench.errors import BadInput, NoPermission
from dubbench.i18n import tr
from dubbench.jobs.context import Context

SUFFIX = ".argosmodel"
MOST_BYTES = 4 << 30
MOST_MEMBERS = 1_000
MOST_METADATA_BYTES = 1 << 20
CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}")
ODD = frozenset('\\:*?"<>|')
TOKENIZERS = frozenset({"sentencepiece.model", "bpe.model"})
KEPT_FILES = TOKENIZERS | {"metadata.json", "README.md", "LICENSE"}
KEPT_FOLDERS = frozenset({"model", "stanza", "minisbd"})
"""What the library reads of a package; anything else in it stays where it is."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says of itself; languages by Argos's own codes."""

    source: str
    target: str
    version: str
    title: str
    licence: str


class Member(NamedTuple):
    """A file inside the zip, and what it is called inside the package."""

    info: zipfile.ZipInfo
    name: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package file that was looked through: nothing in it leads outside, and it has what a translation needs."""

    path: Path
    metadata: Metadata
    members: tuple[Member, ...]

    def unpack(self, folder: Path, ctx: Context) -> None:
        """Write the package's files into an empty folder."""
        with _reading(self.path) as file:
            for number, member in enumerate(self.members):
                ctx.progress(number, len(self.members), member.name)
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with file.open(member.info) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)


def read(path: Path) -> Package:
    """Look a package file through; raise `BadInput` where it is no sound package."""
    if not path.is_file():
        raise BadInput(tr("There is no file {path}. Give an Argos package, a file ending in .argosmodel.", path=path))
    with _reading(path) as file:
        members = _members(path, file.infolist())
        by_name = {member.name: member.info for member in members}
        lacking = [name for name in ("metadata.json", "model/model.bin") if name not in by_name]
        if not TOKENIZERS & by_name.keys():
            lacking.append("sentencepiece.model")
        if lacking:
            raise _unsound(path, tr("it lacks {files}", files=", ".join(lacking)))
        if by_name["metadata.json"].file_size > MOST_METADATA_BYTES:
            raise _unsound(path, tr("its metadata.json is too large"))
        found = file.read(by_name["metadata.json"])
    return Package(path, _metadata(path, found), members)


@contextmanager
def _reading(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(_opened(path)) as file:
            yield file
    except (*DAMAGE, NotImplementedError) as error:
        raise _unsound(path, str(error)) from error


def _opened(path: Path) -> Path:
    """Say so where a file may not be read: later, a refusal of the system is about writing."""
    if not os.access(path, os.R_OK):
        raise NoPermission(tr("{path} cannot be read: no permission.", path=path))
    return path


def _members(path: Path, infos: Sequence[zipfile.ZipInfo]) -> tuple[Member, ...]:
    """Take the files the library reads; refuse the whole package where any name or size is unheard of."""
    files = [info for info in infos if not info.is_dir()]
    if len(infos) > MOST_MEMBERS or sum(info.file_size for info in files) > MOST_BYTES:
        raise _unsound(path, tr("it would unpack to more than a package ever holds"))
    tops = {_checked(path, info).parts[0] for info in infos}
    if len(tops) != 1:
        raise _unsound(path, tr("its files do not lie in one folder"))
    found = [Member(info, "/".join(PurePosixPath(info.filename).parts[1:])) for info in files]
    if len({member.name.lower() for member in found}) != len(found):
        raise _unsound(path, tr("it holds a file twice"))
    return tuple(member for member in found if _kept(member.name))


def _kept(name: str) -> bool:
    return name in KEPT_FILES or ("/" in name and name.partition("/")[0] in KEPT_FOLDERS)


def _checked(path: Path, info: zipfile.ZipInfo) -> PurePosixPath:
    name = PurePosixPath(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if name.is_absolute() or not name.parts or ".." in name.parts or ODD & set(info.filename):
        raise _unsound(path, tr("the name {name} leads out of it", name=repr(info.filename)))
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _unsound(path, tr("{name} is a link or a device", name=repr(info.filename)))
    if info.flag_bits & 1:
        raise _unsound(path, tr("{name} is encrypted", name=repr(info.filename)))
    return name


def _metadata(path: Path, text: bytes) -> Metadata:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unsound(path, tr("its metadata.json cannot be read ({cause})", cause=error)) from error
    made = metadata(found)
    if made is None:
        raise _unsound(path, tr("its metadata.json does not say from which language into which it translates"))
    return made


def metadata(found: Any) -> Metadata | None:
    """Read what a package or an index says of a translation package; `None` where it is none, or none that is sane."""
    if not isinstance(found, Mapping) or found.get("type", "translate") != "translate":
        return None
    source, target, version = (found.get(key) for key in ("from_code", "to_code", "package_version"))
    if not (_matches(CODE, source) and _matches(CODE, target) and _matches(VERSION, version)) or source == target:
        return None
    names = [_name(found.get(key), code) for key, code in (("from_name", source), ("to_name", target))]
    licence = _name(found.get("license"), "") or tr("unstated")
    return Metadata(str(source), str(target), str(version), f"Argos {names[0]} → {names[1]} {version}", licence)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _name(value: Any, otherwise: Any) -> str:
    fair = isinstance(value, str) and 0 < len(value) <= 60 and value.isprintable()
    return str(value if fair else otherwise)


def _unsound(path: Path, cause: str) -> BadInput:
    return BadInput(
        tr("{path} is no sound Argos package: {cause}. Nothing was installed; get the file again from its source.",
           path=path, cause=cause)
    )  # fmt: skip
