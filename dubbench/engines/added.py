"""Models that a person brings, a language package or a voice: kept with their hashes, read back only unchanged."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from dubbench.engines.lock import locked
from dubbench.errors import BadInput, ModelBroken, ModelMissing
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.files import sha256_of

CARD = "added.json"
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Added:
    """What is known of a model that a person brought.

    `engine` is who reads it, `source` where it came from, `facts` what that engine wants to remember, `accepted`
    when the person accepted a licence that restricts its use (ISO 8601, empty: not needed), `files` the SHA-256 of
    each file by its relative name.
    """

    id: str
    engine: str
    title: str
    licence: str
    languages: tuple[str, ...] = ()
    source: str = ""
    accepted: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    size_bytes: int = 0


class AddedModels:
    """The added models of this machine, one folder for each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._verified: set[str] = set()
        self._lock = threading.Lock()

    def all(self, engine: str = "") -> tuple[Added, ...]:
        """Return every added model, or those of one engine; a folder without a readable card is passed over."""
        cards = sorted(self.root.glob(f"*/{CARD}")) if self.root.is_dir() else []
        found = [card for path in cards if (card := _read_card(path)) is not None]
        return tuple(one for one in found if not engine or one.engine == engine)

    def get(self, model_id: str) -> Added | None:
        """Return one model's card."""
        return _read_card(self.root / model_id / CARD) if ID.fullmatch(model_id) else None

    def path(self, model_id: str) -> Path:
        """Return the folder of a model's verified files; raise `ModelMissing` or `ModelBroken`."""
        with self._lock:
            if model_id not in self._verified:
                self.verify(model_id, Context())
                self._verified.add(model_id)
        return self.root / model_id

    def verify(self, model_id: str, ctx: Context) -> None:
        """Hash every file of a model and compare it with what was added."""
        card = self.get(model_id)
        if card is None:
            raise ModelMissing(tr("The model {model} is not installed. See: dubbench models list", model=model_id))
        for number, (name, expected) in enumerate(sorted(card.files.items())):
            ctx.progress(number, len(card.files), name)
            path = self.root / model_id / name
            if not path.is_file() or sha256_of(path) != expected:
                raise ModelBroken(
                    tr(
                        "The file {name} of the model {model} has changed since it was added and is not loaded. "
                        "Remove it with: dubbench models remove {model}, and add it again from {source}.",
                        name=name,
                        model=model_id,
                        source=card.source,
                    )
                )

    def add(self, card: Added, fill: Callable[[Path], None], ctx: Context) -> Added:
        """Let `fill` write a model's files into an empty folder, hash them, and keep them under the card's id.

        An older model of that id is replaced when the new one is complete.
        """
        if not ID.fullmatch(card.id):
            raise BadInput(
                tr("{id} cannot be the name of a model. Use small letters, figures, dots and dashes.", id=card.id)
            )
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / f".{card.id}.lock", ctx):
            staging = self.root / f".{card.id}.incoming"
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir()
            try:
                fill(staging)
                done = _hashed(card, staging, ctx)
                (staging / CARD).write_bytes(msgspec.json.format(msgspec.json.encode(done), indent=1))
                shutil.rmtree(self.root / card.id, ignore_errors=True)
                staging.rename(self.root / card.id)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
        with self._lock:
            self._verified.discard(card.id)
        return done

    def remove(self, model_id: str) -> None:
        """Delete a model; one that is not there is no error."""
        if ID.fullmatch(model_id):
            shutil.rmtree(self.root / model_id, ignore_errors=True)
        with self._lock:
            self._verified.discard(model_id)


def _hashed(card: Added, folder: Path, ctx: Context) -> Added:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    files = {}
    for number, path in enumerate(paths):
        ctx.progress(number, len(paths), path.name)
        files[path.relative_to(folder).as_posix()] = sha256_of(path)
    return replace(card, files=files, size_bytes=sum(path.stat().st_size for path in paths))


def _read_card(path: Path) -> Added | None:
    try:
        card = msgspec.json.decode(path.read_bytes(), type=Added)
    except (OSError, msgspec.MsgspecError):
        return None
    inside = all(not Path(name).is_absolute() and ".." not in Path(name).parts for name in card.files)
    return card if card.id == path.parent.name and inside else None
