"""Who and what a dub is made of: seconds of every voice, whose words its lines are, and who is to be credited."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.licensing import rights
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.people import Person
from dubbench.domain.rights import Consent
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignOff
from dubbench.domain.target import Alternative, Fit, Take, Target


def voices(folder: Path) -> list[dict[str, Any]]:
    """Count the seconds that each voice speaks, by episode and market, as the series stands; with its licence."""
    with Session.open(folder) as session:
        store = session.store
        takes = {take.id: take for take in store.all(Take)}
        heard = [(fit, takes[fit.take_id]) for fit in store.all(Fit) if fit.take_id in takes]
        places = {one.id: one for one in store.all(Episode)}
        markets = {one.id: one for one in store.all(Market)}
        asked = {market_id: rights(session, market) for market_id, market in markets.items()}
        performers = {one.voice_id: one.performer for one in store.all(Consent)}
        seconds: dict[tuple[str, str, str], int] = defaultdict(int)
        licences: dict[str, str] = {}
        for fit, take in heard:
            if fit.episode_id in places and fit.market_id in markets:
                seconds[take.voice_id, fit.episode_id, fit.market_id] += _sounds_ms(fit)
                licences[take.voice_id] = take.licence
        return [
            {
                "voice": voice,
                "performer": performers.get(voice, ""),
                "licence": licences[voice],
                "title": session.series.title,
                "episode": places[episode_id].number,
                "market": markets[market_id].locale,
                "seconds": round(ms / 1000, 1),
                "covered": asked[market_id].why_not(voice) is None,
            }
            for (voice, episode_id, market_id), ms in sorted(
                seconds.items(), key=lambda one: (one[0][0], places[one[0][1]].number, markets[one[0][2]].locale)
            )
        ]


def _sounds_ms(fit: Fit) -> int:
    return sum(one.span.duration_ms for one in fit.placements)


def authorship(folder: Path, numbers: Sequence[int], locales: Sequence[str]) -> list[dict[str, Any]]:
    """Tell for every line what the machine drafted, what it says now, whose work that is, and how far they differ."""
    with Session.open(folder) as session:
        episodes, markets = find_episodes(session, list(numbers)), find_markets(session, list(locales))
        return [row for episode in episodes for market in markets for row in _lines(session, episode, market)]


def _lines(session: Session, episode: Episode, market: Market) -> Iterable[dict[str, Any]]:
    store = session.store
    lines = store.all(Line, episode_id=episode.id)
    numbers = {line.id: number for number, line in enumerate(lines, 1)}
    offered: dict[str, list[Alternative]] = defaultdict(list)
    for one in store.all(Alternative, episode_id=episode.id):
        offered[one.target_id].append(one)
    targets = store.all(Target, episode_id=episode.id, market_id=market.id)
    for target in sorted(targets, key=lambda one: min((numbers.get(i, 0) for i in one.line_ids), default=0)):
        drafts = [one for one in offered[target.id] if one.engine]
        draft = target.text if not target.by_person or not drafts else drafts[0].text
        distance = Levenshtein.distance(draft, target.text)
        yield {
            "episode": episode.number,
            "market": market.locale,
            "line": min((numbers.get(i, 0) for i in target.line_ids), default=0),
            "source": " ".join(line.text for line in lines if line.id in target.line_ids),
            "source_by": sorted({name for line in lines if line.id in target.line_ids for name in line.written_by}),
            "draft": draft if drafts or not target.by_person else "",
            "engine": drafts[0].engine if drafts and target.by_person else target.engine,
            "text": target.text,
            "by": list(target.written_by),
            "changed_characters": distance,
            "changed_share": round(distance / max(1, len(draft), len(target.text)), 3),
            "rejected": [one.text for one in offered[target.id] if one.text != target.text],
        }


def authors(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sum up lines and changed characters by person; the machine's untouched lines stand under an empty name."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        for name in row["by"] or [""]:
            sums[name][0] += 1
            sums[name][1] += row["changed_characters"]
    return [{"person": name, "lines": lines, "changed_characters": far} for name, (lines, far) in sorted(sums.items())]


def credits(folder: Path) -> list[dict[str, str]]:  # noqa: A001 - the word of the field
    """List who is to be credited in each market: who wrote, reviewed, approved and speaks, and which engines worked."""
    with Session.open(folder) as session:
        store = session.store
        names = {person.id: person.name for person in store.all(Person)}
        performers = {one.voice_id: one.performer for one in store.all(Consent)}
        takes = {take.id: take for take in store.all(Take)}
        found: set[tuple[str, str, str]] = set()
        for market in store.all(Market):
            for target in store.all(Target, market_id=market.id):
                found |= {(market.locale, "text", names.get(one, one)) for one in target.written_by}
                found |= {(market.locale, "engine", target.engine.partition("@")[0])} if target.engine else set()
            for signed in store.all(SignOff, market_id=market.id):
                found.add((market.locale, signed.kind.value, names.get(signed.person_id, signed.person_id)))
            for fit in store.all(Fit, market_id=market.id):
                if take := takes.get(fit.take_id):
                    who = performers.get(take.voice_id, take.voice_id)
                    found.add((market.locale, "voice", f"{who} ({take.licence})" if take.licence else who))
        return [{"market": locale, "for": what, "name": name} for locale, what, name in sorted(found)]
