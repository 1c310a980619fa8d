"""Argos's own index of packages, and packages out of it; the address is the library's, the download is ours."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.engines import registry
from dubbench.engines.bringing import Offer
from dubbench.engines.download import Desk, address
from dubbench.engines.models import Models
from dubbench.errors import BadInput, EngineError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.providers.argos import archive
from dubbench.providers.argos.archive import Metadata
from dubbench.providers.argos.place import importing

MOST_INDEX_BYTES = 32 << 20
PAIR = re.compile(r"([A-Za-z]{2,3})(?:-|_|→|>|-to-)([A-Za-z]{2,3})")


class Entry(NamedTuple):
    """One package of the index and where it can be had."""

    about: Metadata
    links: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.about.source}-{self.about.target}"


def available(ctx: Context) -> tuple[Offer, ...]:
    """List the newest package of every pair."""
    with tempfile.TemporaryDirectory() as scratch:
        found = _entries(Path(scratch), ctx)
    return tuple(Offer(entry.name, entry.about.title, entry.about.licence) for entry in found)


@contextmanager
def fetched(pair: str, models: Models, ctx: Context, *, offline: bool) -> Iterator[tuple[Path, str]]:
    """Download the newest package of a pair into a folder that goes away again; give it with its address."""
    match = PAIR.fullmatch(pair)
    if match is None:
        raise BadInput(
            tr("“{what}” is neither an .argosmodel file nor a pair of languages like en-pt. "
               "See: dubbench models list --index argos", what=pair)
        )  # fmt: skip
    if offline:
        raise EngineError(
            tr("The package {pair} would come from Argos's index, and --offline forbids the network. {always}",
               pair=pair, always=_always())
        )  # fmt: skip
    models.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models.root, prefix=".argos-") as scratch:
        entry = _chosen(_entries(Path(scratch), ctx), *(code.lower() for code in match.groups()))
        yield _download(entry, Path(scratch), ctx)


def _chosen(entries: Sequence[Entry], source: str, target: str) -> Entry:
    by_pair = {(entry.about.source.lower(), entry.about.target.lower()): entry for entry in entries}
    if found := by_pair.get((source, target)):
        return found
    if (source, "en") in by_pair and ("en", target) in by_pair:
        raise BadInput(
            tr("Argos has no package from {source} into {target}. By way of English: "
               "dubbench models install argos:{source}-en argos:en-{target}", source=source, target=target)
        )  # fmt: skip
    raise BadInput(
        tr("Argos has no package from {source} into {target}. See: dubbench models list --index argos",
           source=source, target=target)
    )  # fmt: skip


def _download(entry: Entry, scratch: Path, ctx: Context) -> tuple[Path, str]:
    """Try a package's addresses in their order."""
    failures: list[EngineError] = []
    for link in entry.links:
        try:
            return _fetch(link, scratch, ctx, archive.MOST_BYTES), link
        except EngineError as error:
            failures.append(error)
    cause = _reason(failures[-1]) if failures else tr("the index gives no address for it")
    raise EngineError(
        tr("The package {name} could not be downloaded ({cause}). {always}",
           name=entry.name, cause=cause, always=_always())
    )  # fmt: skip


def _entries(scratch: Path, ctx: Context) -> list[Entry]:
    """Read the index: the newest package of every pair, in the order of the pairs."""
    url = _index_address()
    try:
        found = json.loads(_fetch(url, scratch, ctx, MOST_INDEX_BYTES).read_bytes())
    except (EngineError, ValueError, RecursionError) as error:
        raise EngineError(
            tr("Argos's index cannot be read ({cause}). {always}", cause=_reason(error), always=_always())
        ) from error
    read = [entry for item in found if (entry := _entry(item))] if isinstance(found, list) else []
    newest = {entry.name: entry for entry in sorted(read, key=lambda entry: _age(entry.about.version))}
    return [newest[name] for name in sorted(newest)]


def _index_address() -> str:
    if not registry.importable("argostranslate"):
        raise EngineError(
            tr("The address of Argos's index comes with the library argostranslate. Install it with: "
               "pip install 'dubbench[argos]'. {always}", always=_always())
        )  # fmt: skip
    with importing():
        from argostranslate import settings
    return str(settings.remote_package_index)


def _entry(item: Any) -> Entry | None:
    about = archive.metadata(item)
    if about is None:
        return None
    links = item.get("links")
    return Entry(about, tuple(str(link) for link in links) if isinstance(links, list) else ())


def _age(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))


def _fetch(url: str, scratch: Path, ctx: Context, most_bytes: int) -> Path:
    folder = Path(tempfile.mkdtemp(dir=scratch))

    def report(arrived: int, note: str) -> None:
        ctx.progress(arrived, 0, note)
        if arrived > most_bytes:
            raise EngineError(tr("{url} sends more than such a file ever holds.", url=url))

    return address(Desk(folder, folder, ctx, report), url)


def _reason(error: BaseException) -> str:
    """Say what went wrong underneath, without the advice that was given there."""
    cause = error.__cause__ or error
    return str(getattr(cause, "reason", cause)).rstrip(".")


def _always() -> str:
    return tr("A local package can always be added: dubbench models install FILE.argosmodel")
