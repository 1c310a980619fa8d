"""Who and what a dub is made of: seconds of every voice, whose words its lines are, and who is to be credited."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from dubbench.app.contents import facts, heard
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.licensing import rights
from dubbench.app.session import Session
from dubbench.app.words_past import Past, Reworded, follow
from dubbench.domain.delivery import Delivery, Stem
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Narrow
from dubbench.domain.market import Market
from dubbench.domain.people import Person
from dubbench.domain.rights import Consent
from dubbench.domain.script import Line, Origin
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignKind, SignOff
from dubbench.domain.target import Alternative, Fit, Placement, Take, Target
from dubbench.engines import registry
from dubbench.errors import DubbenchError
from dubbench.formats import manifest


def voices(folder: Path) -> list[dict[str, Any]]:
    """Count the seconds that each voice speaks, by episode and market, as the series stands; with its licence.

    `delivered_seconds` are those of the newest delivery, by its manifest; `None` where that is gone or altered.
    """
    with Session.open(folder) as session:
        store = session.store
        places = {one.id: one for one in store.all(Episode)}
        markets = {one.id: one for one in store.all(Market)}
        asked = {market_id: rights(session, market) for market_id, market in markets.items()}
        performers = {take.voice_id: take.performer for take in store.all(Take) if take.performer}
        performers |= {one.voice_id: one.performer for one in store.all(Consent)}
        licences: dict[str, str] = {}
        now = _spoken(session, licences)
        out, unread = _delivered(session, licences)
        known = (place for place in {*now, *out} if place.episode in places and place.market in markets)
        return [
            {
                "voice": place.voice,
                "performer": performers.get(place.voice, ""),
                "licence": licences.get(place.voice, ""),
                "title": session.series.title,
                "episode": places[place.episode].number,
                "market": markets[place.market].locale,
                "seconds": round(now[place] / 1000, 1),
                "delivered_seconds": None if place[1:] in unread else round(out[place] / 1000, 1),
                "covered": asked[place.market].why_not(place.voice, performers.get(place.voice, "")) is None,
            }
            for place in sorted(
                known, key=lambda one: (one.voice, places[one.episode].number, markets[one.market].locale)
            )
        ]


def seconds(session: Session, voice_id: str) -> float:
    """Sum up for how long a voice is heard as the series stands."""
    found = _spoken(session, {})
    return sum(ms for place, ms in found.items() if place.voice == voice_id) / 1000


class _Place(NamedTuple):
    """A voice in an episode and a market."""

    voice: str
    episode: str
    market: str


def _spoken(session: Session, licences: dict[str, str]) -> Counter[_Place]:
    """Sum up what is heard today, in milliseconds: Takes that still say their Target's words, as they are placed."""
    found = Counter[_Place]()
    takes = {take.id: take for take in session.store.all(Take)}
    fit_of = {fit.target_id: fit for fit in session.store.all(Fit)}
    for target in session.store.all(Target):
        fit, take = heard(target, fit_of, takes)
        if fit and take:
            found[_Place(take.voice_id, target.episode_id, target.market_id)] += _sounds_ms(fit.placements)
            licences[take.voice_id] = take.licence or licences.get(take.voice_id, "")
    return found


def _delivered(session: Session, licences: dict[str, str]) -> tuple[Counter[_Place], set[tuple[str, str]]]:
    """Sum up the newest delivery of each episode and market; name the places of which it cannot be told."""
    found, unread = Counter[_Place](), set[tuple[str, str]]()
    newest = {(one.episode_id, one.market_id): one for one in session.store.all(Delivery)}
    for place, delivery in newest.items():
        told = delivered(delivery)
        if told is None:
            unread.add(place)
            continue
        for line in told.lines:
            found[_Place(line.voice_id, *place)] += _sounds_ms(line.placements)
        for voice in told.voices:
            licences.setdefault(voice.id, voice.licence)
    return found, unread


def delivered(delivery: Delivery) -> manifest.Manifest | None:
    """Read the manifest of a delivery; `None` where it is gone, or is not what was delivered."""
    for file in (one for one in delivery.files if one.kind == "manifest"):
        with suppress(OSError, DubbenchError):
            data = (Path(delivery.folder) / file.name).read_bytes()
            return manifest.from_json(data) if digest(data) == file.sha256 else None
    return None


def _sounds_ms(placements: Iterable[Placement]) -> int:
    return sum(one.span.duration_ms for one in placements)


def authorship(folder: Path, numbers: Sequence[int], locales: Sequence[str]) -> list[dict[str, Any]]:
    """Tell for every line what the machine drafted, what it says now, whose work that is, and how far they differ."""
    with Session.open(folder) as session:
        episodes, markets = find_episodes(session, list(numbers)), find_markets(session, list(locales))
        only = Narrow(episode_id=episodes[0].id) if len(episodes) == 1 else None
        pasts = follow(session.store.steps(table="target", only=only))
        return [row for episode in episodes for market in markets for row in _lines(session, episode, market, pasts)]


def _lines(session: Session, episode: Episode, market: Market, pasts: Mapping[str, Past]) -> Iterable[dict[str, Any]]:
    store = session.store
    lines = store.all(Line, episode_id=episode.id)
    numbers = {line.id: number for number, line in enumerate(lines, 1)}
    offered: dict[str, list[Alternative]] = defaultdict(list)
    for one in store.all(Alternative, episode_id=episode.id):
        offered[one.target_id].append(one)
    targets = store.all(Target, episode_id=episode.id, market_id=market.id)
    for target in sorted(targets, key=lambda one: min((numbers.get(i, 0) for i in one.line_ids), default=0)):
        past = pasts.get(target.id, Past())
        draft, engine = past.draft, past.engine
        if target.origin is Origin.MACHINE:
            draft, engine = target.text, target.engine
        distance = 0 if draft is None else far(draft, target.text)
        yield {
            "episode": episode.number,
            "market": market.locale,
            "line": min((numbers.get(i, 0) for i in target.line_ids), default=0),
            "source": " ".join(line.text for line in lines if line.id in target.line_ids),
            "source_by": sorted({name for line in lines if line.id in target.line_ids for name in line.written_by}),
            "draft": draft or "",
            "engine": engine,
            "text": target.text,
            "by": list(target.written_by),
            "changed_characters": distance,
            "changed_share": round(distance / max(1, len(draft or ""), len(target.text)), 3),
            "rejected": [one.text for one in offered[target.id] if one.text != target.text],
            "edits": [_edit(one) for one in past.changes if one.written or one.chosen],
        }


def _edit(one: Reworded) -> dict[str, Any]:
    """Tell of a person's edit: one that chose among offered texts changed no character of its own."""
    return {"person": one.person, "chosen": one.chosen, "changed_characters": one.written * far(one.before, one.after)}


def far(one: str, other: str) -> int:
    """Count the characters that differ (Levenshtein), however these are composed."""
    return int(Levenshtein.distance(*(unicodedata.normalize("NFC", text) for text in (one, other))))


def authors(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sum up by person the lines that are their work, and what their own edits changed, how often they only chose.

    Lines that nobody changed stand under an empty name. What was undone counts for nothing.
    """
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name in row["by"] or [""]:
            sums[name]["lines"] += 1
        for edit in row["edits"]:
            own = sums[edit["person"]]
            own["chosen" if edit["chosen"] else "edits"] += 1
            own["changed_characters"] += edit["changed_characters"]
    names = ("lines", "edits", "chosen", "changed_characters")
    return [{"person": person} | {name: own[name] for name in names} for person, own in sorted(sums.items())]


def credits(folder: Path) -> list[dict[str, str]]:  # noqa: A001 - the word of the field
    """List who is to be credited in each market: who wrote, reviewed, approved and speaks, and which engines worked.

    Voices and engines stand with their licence. What was made of the source alone is credited in every market.
    """
    with Session.open(folder) as session:
        store = session.store
        names = {person.id: person.name for person in store.all(Person)}
        takes = {take.id: take for take in store.all(Take)}
        performers = {take.voice_id: take.performer for take in takes.values() if take.performer}
        performers |= {one.voice_id: one.performer for one in store.all(Consent)}
        source = set(_source_credits(session, names))
        found: set[tuple[str, str, str, str]] = set()
        for market in store.all(Market):
            own = set(source)
            for target in store.all(Target, market_id=market.id):
                own |= {("text", names.get(one, one), "") for one in target.written_by}
                own |= set(_engine_credits(target.engine))
            known = facts(store.all, market.id)
            for signed in store.all(SignOff, market_id=market.id):
                if signed.kind is not SignKind.EPISODE and signed.content != known.content(*_on(signed)):
                    continue  # what they signed is not what is there
                own.add((signed.kind.value, names.get(signed.person_id, signed.person_id), ""))
            for fit in store.all(Fit, market_id=market.id):
                if take := takes.get(fit.take_id):
                    who = performers.get(take.voice_id, take.voice_id)
                    own.add(("voice", f"{who} ({take.licence})" if take.licence else who, take.licence))
                    own |= set(_engine_credits(take.engine))
            found |= {(market.locale, *one) for one in own}
        columns = ("market", "for", "name", "licence")
        return [dict(zip(columns, one, strict=True)) for one in sorted(found)]


def _on(signed: SignOff) -> tuple[SignKind, str]:
    return signed.kind, signed.subject_id


def _source_credits(session: Session, names: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    """Credit who worked on the source: its writers, and the engines that heard and separated it."""
    for line in session.store.all(Line):
        yield from (("source", names.get(one, one), "") for one in line.written_by)
        yield from _engine_credits(line.engine)
    for stem in session.store.all(Stem):
        yield from _engine_credits(stem.engine)
    for episode in session.store.all(Episode):
        if episode.listening:
            yield from _engine_credits(episode.listening.engine, episode.listening.detector)


def _engine_credits(*engines: str) -> Iterable[tuple[str, str, str]]:
    for engine in filter(None, engines):
        name = engine.partition("@")[0]
        known = registry.find(name)
        yield "engine", name, known.licence if known else ""
