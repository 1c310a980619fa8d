"""Review as the command line names things: a folder, episode numbers, a locale, line numbers; told as plain data."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dubbench.app import approving, review, speakers
from dubbench.app.contents import facts
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.numbered import Where, opened
from dubbench.app.revising import present
from dubbench.app.session import Session
from dubbench.domain.difference import Change
from dubbench.domain.market import Market, Profile
from dubbench.domain.people import Person
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import OF_TARGETS, Mqm, SignKind, SignOff, Standing
from dubbench.domain.state import State
from dubbench.domain.target import Target
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr

E = TypeVar("E", bound=StrEnum)

_LOOKED_AT = 12
"""So many digits of a hash say which content was looked at."""


class Scope(NamedTuple):
    """Which episodes of a series (none given: all) in which market; a locale may be left out where there is one."""

    folder: Path
    episodes: Sequence[int] = ()
    locale: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    session: Session
    market: Market
    episodes: Sequence[Episode]

    @property
    def ids(self) -> list[str]:
        return [episode.id for episode in self.episodes]


@contextmanager
def _desk(scope: Scope) -> Iterator[_Open]:
    with Session.open(scope.folder) as session:
        episodes = find_episodes(session, list(scope.episodes))
        markets = find_markets(session, [scope.locale] if scope.locale else [])
        if len(markets) != 1:
            known = ", ".join(market.locale for market in markets) or tr("none yet")
            raise BadInput(tr("Say in which market: --market. The series has: {known}.", known=known))
        yield _Open(session, markets[0], episodes)


def kind_of(name: str) -> SignKind:
    """Read what a signature is for; `BadInput` where it is another word."""
    return _chosen(SignKind, name, tr("kind of signature"))


def _chosen(among: type[E], name: str, what: str) -> E:
    try:
        return among(name)
    except ValueError as error:
        known = ", ".join(one.value for one in among)
        raise BadInput(tr("“{name}” is no {what}. There are: {known}.", name=name, what=what, known=known)) from error


def narrowed(states: Sequence[str], standings: Sequence[str], words: str, *, mine: bool) -> review.Filter:
    """Read a filter as it is typed."""
    wanted = frozenset(_chosen(Standing, name, tr("standing")) for name in standings)
    far = frozenset(_chosen(State, name, tr("state")) for name in states)
    return review.Filter(wanted or review.WAITING, far, words=words, mine=mine)


def queue(scope: Scope, kind: SignKind, only: review.Filter) -> dict[str, Any]:
    """List what is to sign in a market."""
    with _desk(scope) as desk:
        found = review.queue(desk.session, desk.market.id, kind=kind, episode_ids=desk.ids, only=only)
        numbers = {episode.id: episode.number for episode in desk.episodes}
        return {
            "kind": kind.value,
            "market": desk.market.locale,
            "refused": found.refused,
            "pending": [
                {"episode": numbers[episode_id], "lines": count} for episode_id, count in found.pending.items()
            ],
            "lines": [_item(item, numbers) for item in found.items],
        }


def _item(item: review.Item, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "episode": numbers[item.target.episode_id],
        "number": item.number,
        "target_id": item.target.id,
        "source": " ".join(line.text for line in item.lines),
        "target": item.target.text,
        "subtitle": item.target.subtitle_text,
        "standing": item.standing.value,
        "state": item.state.value,
        "content": item.content,
        "sent_back": [{"id": one.id, "category": one.category.value, "by": one.person_id} for one in item.sent],
        "refused": item.refused,
    }


def sign_lines(where: Where, kind: SignKind, numbers: Sequence[int], contents: Sequence[str] = ()) -> dict[str, Any]:
    """Sign lines of an episode as they are; `contents` are the hashes, or how they begin, of what was looked at."""
    if contents and len(contents) != len(numbers):
        raise BadInput(
            tr("Give --content once for each line: {lines} lines, {count} given.", lines=len(numbers),
               count=len(contents))
        )  # fmt: skip
    with opened(where) as desk:
        targets = [desk.target(number) for number in numbers]
        market_id = desk.found.market.id
        known = review.facts(desk.session, market_id, [desk.found.episode.id])
        now = {target.id: known.content(kind, target.id) for target in targets}
        for number, target, seen in zip(numbers, targets, contents, strict=False):
            if len(seen) < _LOOKED_AT or not now[target.id].startswith(seen):
                raise Conflict(
                    tr("Line {number} is not what you looked at: its content is {now} by now. Look again and decide.",
                       number=number, now=now[target.id][:_LOOKED_AT] or "–")
                )  # fmt: skip
        made = review.sign(desk.session, kind, list(now), market_id=market_id, expected=now)
        lines = [{"number": number, "text": target.text, "content": now[target.id]}
                 for number, target in zip(numbers, targets, strict=True)]  # fmt: skip
        return _signed(made) | {"lines": lines}


def sign_all(scope: Scope, kind: SignKind, only: review.Filter) -> dict[str, Any]:
    """Sign everything a filter lists that the person may sign; the rest is left, and told."""
    with _desk(scope) as desk:
        session, market_id = desk.session, desk.market.id
        if kind is SignKind.CASTING:
            return _signed(review.sign(session, kind, [market_id], market_id=market_id))
        if kind is SignKind.PROFILE:
            ids = [one.id for one in session.store.all(Profile, market_id=market_id) if one.name or one.register]
            return _signed(review.sign(session, kind, ids, market_id=market_id, leave=True))
        found = review.queue(session, market_id, kind=kind, episode_ids=desk.ids, only=only)
        seen = {item.target.id: item.content for item in found.items if item.content}
        ids = [item.target.id for item in found.items]
        return _signed(review.sign(session, kind, ids, market_id=market_id, expected=seen, leave=True))


def sign_characters(scope: Scope, names: Sequence[str]) -> dict[str, Any]:
    """Sign characters as the market knows them."""
    with _desk(scope) as desk:
        wanted = [speakers.find_character(desk.session, name).id for name in names]
        known = {one.character_id: one.id for one in desk.session.store.all(Profile, market_id=desk.market.id)}
        ids = [present(known.get(character_id)) for character_id in wanted]
        return _signed(review.sign(desk.session, SignKind.PROFILE, ids, market_id=desk.market.id))


def _signed(made: review.Signed) -> dict[str, Any]:
    left = [{"subject": subject, "why": why} for subject, why in made.left.items()]
    return {"signed": len(made.ids), "ids": list(made.ids), "left": left}


def revoke(where: Where, kind: SignKind, numbers: Sequence[int], ids: Sequence[str], why: str) -> dict[str, Any]:
    """Take away signatures by their ids, and all of a kind on lines."""
    if not numbers:
        with Session.open(where.folder) as session:
            review.revoke(session, ids, why)
            return {"revoked": len(set(ids))}
    with opened(where) as desk:
        targets = [desk.target(number).id for number in numbers]
        rows = [row for row in desk.session.store.all(SignOff, subject_id=targets) if row.kind is kind]
        wanted = list(dict.fromkeys([*ids, *(row.id for row in rows)]))
        if not wanted:
            raise BadInput(tr("Nobody has signed these lines for that."))
        review.revoke(desk.session, wanted, why)
        return {"revoked": len(wanted)}


def send_back(where: Where, kind: SignKind, number: int, category: str, text: str) -> dict[str, Any]:
    """Send a line back."""
    why = _chosen(Mqm, category, tr("category"))
    with opened(where) as desk:
        back, comment = review.send_back(desk.session, kind, desk.target(number).id, why, text).ids
        return {"number": number, "id": back, "comment": comment, "category": why.value}


def keep(where: Where, kind: SignKind, number: int) -> dict[str, Any]:
    """Take back that a line was sent back."""
    with opened(where) as desk:
        views = review.views(desk.session, desk.target(number).id)
        sent = [one.id for view in views if view.kind is kind for one in view.sent]
        if not sent:
            raise BadInput(tr("Line {number} is not sent back for that.", number=number))
        for one in sent:
            review.take_back_sent(desk.session, one)
        return {"number": number, "taken_back": len(sent)}


def diff(where: Where, number: int) -> list[dict[str, Any]]:
    """Tell of every signature of a line what differs from what was signed."""
    with opened(where) as desk:
        target = desk.target(number)
        known = facts(desk.session.store.all, target.market_id, [target.episode_id], OF_TARGETS)
        rows = sorted(known.signoffs.get(target.id, ()), key=lambda row: (row.at, row.id))
        return [_difference(review.compared(known, row)) for row in rows]


def _difference(found: review.Difference) -> dict[str, Any]:
    row = found.signoff
    parts = [
        {"name": part.name, "runs": [{"change": run.change.value, "text": run.text} for run in part.runs]}
        for part in found.parts
        if part.differs
    ]
    return {"id": row.id, "kind": row.kind.value, "by": row.person_id, "at": row.at, "there": found.there,
            "stale": found.differs, "parts": parts}  # fmt: skip


def marked(runs: Sequence[dict[str, str]]) -> str:
    """Write a difference as text: [-gone-] and {+new+}, as word diffs are written."""
    written = {Change.SAME.value: "{}", Change.GONE.value: "[-{}-]", Change.NEW.value: "{{+{}+}}"}
    return "".join(written[run["change"]].format(run["text"]) for run in runs)


def resign(scope: Scope) -> dict[str, Any]:
    """Renew the person's own signatures on what is as it was."""
    with _desk(scope) as desk:
        made = review.resign_unchanged(desk.session, desk.market.id, desk.ids if scope.episodes else ())
        return {"signed": {kind.value: len(done.ids) for kind, done in made.items()},
                "left": [why for done in made.values() for why in done.left.values()]}  # fmt: skip


def watched(where: Where) -> dict[str, Any]:
    """Remember that an episode was watched."""
    with opened(where) as desk:
        review.watched(desk.session, desk.found.episode.id, desk.found.market.id)
        return {"episode": desk.found.episode.number, "market": desk.found.market.locale}


def changed(where: Where) -> dict[str, Any]:
    """List the lines that changed since the person watched an episode."""
    with opened(where) as desk:
        since = review.changed_since_watched(desk.session, desk.found.episode.id, desk.found.market.id)
        rows = [
            {
                "number": one.number,
                "source": one.line.text,
                "target": desk.found.targets[one.line.id].text if one.line.id in desk.found.targets else "",
                "changed": sorted(one.tables),
                "step": one.seq,
            }
            for one in since.lines
        ]
        return {"watched": since.watched.at if since.watched else "", "lines": rows}


def _line_numbers(session: Session, targets: Iterable[Target]) -> dict[str, int]:
    """Return the number of the first line of each Target, by its id."""
    rows = list(targets)
    lines: dict[str, list[str]] = {}
    for line in session.store.all(Line, episode_id={row.episode_id for row in rows}) if rows else ():
        lines.setdefault(line.episode_id, []).append(line.id)
    order = {line_id: number for ids in lines.values() for number, line_id in enumerate(ids, 1)}
    return {row.id: min(order.get(one, 0) for one in row.line_ids) for row in rows}


def rules(folder: Path, wanted: review.Wanted) -> dict[str, Any]:
    """Show what must be signed, or set it."""
    with Session.open(folder) as session:
        series = review.rules(session, wanted)
        signing = series.signing
        return {"text_steps": signing.text_steps, "culture": signing.culture, "audio": signing.audio,
                "casting": signing.casting, "confidential": series.confidential}  # fmt: skip


def signatures(scope: Scope) -> list[dict[str, Any]]:
    """List who signed what in a market, and whether it stands."""
    with _desk(scope) as desk:
        rows = approving.signatures(desk.session, desk.market.id, desk.ids if scope.episodes else ())
        known = review.facts(desk.session, desk.market.id, desk.ids if scope.episodes else ())
        names = {person.id: person.name for person in desk.session.store.all(Person)}
        numbers = {episode.id: episode.number for episode in desk.session.store.all(Episode)}
        texts = {target.id: target.text for target in known.targets.values()}
        lines = _line_numbers(desk.session, known.targets.values())
        return [
            {"id": row.id, "kind": row.kind.value, "episode": numbers.get(row.episode_id), "by": row.person_id,
             "name": names.get(row.person_id, row.person_id), "at": row.at, "stands": stands,
             "subject": row.subject_id, "line": lines.get(row.subject_id), "what": texts.get(row.subject_id, ""),
             "content": row.content}
            for row, stands in rows
        ]  # fmt: skip
