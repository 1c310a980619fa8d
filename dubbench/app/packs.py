"""Move a series whole: into one file, and out of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from dubbench.app.audit import DOCUMENTS
from dubbench.app.episodes import find_episodes, media_path
from dubbench.app.session import MACHINE, Session
from dubbench.domain.delivery import Stem
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.rights import Consent
from dubbench.domain.series import Episode, Series
from dubbench.domain.target import Take
from dubbench.errors import BadInput, MediaError, StoreError
from dubbench.formats import pack as format_
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.files import fitting_name, write_errors, written
from dubbench.store.folder import CARD, DATABASE, read_card, write_card
from dubbench.store.store import Store

PACK = ".dubpack"


def pack(folder: Path, out: Path, *, with_media: bool, ctx: Context, force: bool = False) -> dict[str, Any]:
    """Write a consistent copy of a series, with its sounds and on request its programmes, into one file.

    What is at that place already is replaced only with `force`. `missing` tells in words which sounds are gone from the
    folder: the next run makes them again.
    """
    if out.absolute().resolve().is_relative_to(folder.resolve()):
        raise BadInput(tr("{out} lies in the series itself. Choose a place outside of it with -o.", out=out))
    if out.exists() and not force:
        raise BadInput(tr("{out} exists already. Replace it with --force, or choose another -o.", out=out))
    with Session.open(folder) as session, tempfile.TemporaryDirectory() as held:
        copy = Path(held) / DATABASE
        session.store.backup_to(copy)
        write_card(Path(held), read_card(session.folder)._replace(store=DATABASE))
        files = [(CARD, Path(held) / CARD, ""), (DATABASE, copy, "")]
        kept = session.store.referenced_assets()
        sounds = sorted(p for p in session.store.assets.glob("*") if p.stem in kept and p.is_file())
        files += [(f"assets/{p.name}", p, "") for p in sounds]
        papers = (session.folder / DOCUMENTS / one.document for one in session.store.all(Consent))
        files += [(f"{DOCUMENTS}/{paper.name}", paper, "") for paper in sorted(set(papers)) if paper.is_file()]
        episodes = session.store.all(Episode)
        if with_media:
            found = [(episode.number, media_path(session, episode)) for episode in episodes]
            files += [(f"media/{number}", path, path.name) for number, path in found]
        with written(out) as temporary:
            members = format_.write(temporary, files, ctx)
        missing = _missing_sounds(session, {path.stem for path in sounds})
    size = sum(m.size_bytes for m in members)
    return {
        "file": str(out),
        "files": len(members),
        "megabytes": round(size / 1e6, 1),
        "left_behind": 0 if with_media else len(episodes),
        "missing": missing,
    }


def _missing_sounds(session: Session, packed: set[str]) -> list[str]:
    """Name the sounds that the series refers to and that its folder lacks."""
    numbers = {episode.id: episode.number for episode in session.store.all(Episode)}
    locales = {market.id: market.locale for market in session.store.all(Market)}
    stems = [stem for stem in session.store.all(Stem) if stem.asset not in packed]
    takes = [take for take in session.store.all(Take) if take.asset not in packed]
    return [
        *(tr("episode {number}: {what}", number=numbers.get(s.episode_id, "…"), what=s.kind.value) for s in stems),
        *(
            tr(
                "episode {number}, {market}: “{text}”",
                number=numbers.get(t.episode_id, "…"),
                market=locales.get(t.market_id, "…"),
                text=t.spoken,
            )
            for t in takes
        ),
    ]


def unpack(place: Path, out: Path, ctx: Context) -> dict[str, Any]:
    """Take a series out of a pack into a new folder that appears only when everything in it was checked."""
    with format_.opened(place) as found:
        folder = out / fitting_name(place.name.removesuffix(PACK) or "series", ".dubbench")
        if folder.exists():
            raise BadInput(tr("{folder} exists already. Choose another place with -o.", folder=folder))
        with write_errors(out):
            out.mkdir(parents=True, exist_ok=True)
            format_.require_room(found.members, shutil.disk_usage(out).free, out)
            held = Path(tempfile.mkdtemp(prefix=".dubbench-", dir=out))
            try:
                programmes = _take_out(found, held, ctx)
                _refuse_strange(held, place, ctx)
                held.chmod(0o755)
                held.rename(folder)
            finally:
                shutil.rmtree(held, ignore_errors=True)
    _relink(folder, programmes)
    return {"folder": str(folder), "programmes": len(programmes), "missing": _missing(folder)}


def _refuse_strange(held: Path, place: Path, ctx: Context) -> None:
    """Raise `BadInput` where a pack's series is not its own, or its past is not what was written."""
    card = read_card(held)
    if card.store != DATABASE:
        raise BadInput(
            tr("{place} is no sound pack: it names the store {store}. Ask for it again.", place=place, store=card.store)
        )
    try:
        store = Store.open(held)
    except StoreError as error:
        why = str(error).replace(str(held), place.name)
        raise BadInput(tr("{place} holds a series that cannot be opened: {why}", place=place, why=why)) from error
    try:
        own = {series.id for series in store.all(Series)} == {card.id}
        findings = [*store.verify(context=ctx), *([] if own else [tr("it holds another series than it says")])]
    finally:
        store.close()
    if findings:
        raise BadInput(tr("{place} is no sound pack: {why}. Ask for it again.", place=place, why=findings[0]))


def _take_out(found: format_.Pack, held: Path, ctx: Context) -> dict[int, str]:
    """Write every member; return the programmes by episode number."""
    for folder in ("assets", DOCUMENTS):
        (held / folder).mkdir()
    programmes: dict[int, str] = {}
    for number, member in enumerate(found.members, 1):
        ctx.progress(number, len(found.members), member.name)
        if member.name.startswith("media/"):
            (held / "media").mkdir(exist_ok=True)
            episode = int(member.name.partition("/")[2])
            programmes[episode] = f"media/{episode}{_suffix(member.title)}"
            found.extract(member, held / programmes[episode])
        else:
            found.extract(member, held / member.name)
    return programmes


def _suffix(title: str) -> str:
    """Keep a programme's ending where it is a plain one; its name comes from outside and is not used."""
    suffix = os.path.splitext(title)[1]
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""


def _relink(folder: Path, programmes: dict[int, str]) -> None:
    if not programmes:
        return
    with Session.open(folder) as session:
        episodes = [e for e in session.store.all(Episode) if e.number in programmes]
        with session.store.edit(Message.of("relink-episodes", count=len(episodes)), MACHINE) as edit:
            for episode in episodes:
                edit.put(replace(episode, media=replace(episode.media, path=programmes[episode.number])))


def _missing(folder: Path) -> list[dict[str, Any]]:
    """Name the episodes whose programme is neither at its place nor near the series."""
    missing = []
    with Session.open(folder) as session:
        for episode in find_episodes(session, []):
            try:
                media_path(session, episode)
            except MediaError:
                name = Path(episode.media.path).name
                missing.append({"number": episode.number, "title": episode.title, "programme": name})
    return missing
