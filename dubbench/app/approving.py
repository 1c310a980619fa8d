"""What one key does for who reviews: confirm or sign the lines at hand, and sign an episode as a whole."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dubbench.app import gate, permits, review, wording
from dubbench.app.contents import facts
from dubbench.app.engines import Choice
from dubbench.app.refusing import Refusals, refused_role, signer
from dubbench.app.revising import Edited, present
from dubbench.app.script import Script, script
from dubbench.app.session import Session
from dubbench.app.signing import Signed
from dubbench.domain.market import Market
from dubbench.domain.people import UNLOCKING, Person, Role
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignKind, SignOff
from dubbench.domain.target import Target
from dubbench.errors import BadInput, DubbenchError, NotPermitted
from dubbench.formats.issue_words import sentence
from dubbench.i18n import tr
from dubbench.store.edit import Changed

_KINDS = ((Role.APPROVER, SignKind.TEXT), (Role.CULTURAL_REVIEWER, SignKind.CULTURE))


def kind_of(session: Session, market_id: str) -> SignKind | None:
    """Return what the person at work signs a line with in a Market; `None` where they sign none: they confirm."""
    held = _roles(session, market_id)
    return next((kind for role, kind in _KINDS if role in held), None)


def locked(session: Session, market_id: str) -> bool:
    """Tell whether what is approved in a Market is locked for the person at work."""
    return bool(session.store.all(Person)) and not _roles(session, market_id) & UNLOCKING


def confirm(session: Session, market_id: str, target_ids: Sequence[str]) -> Edited | Signed:
    """Confirm Targets as a localizer, or sign them as who reviews; whoever is both confirms what is their own work."""
    kind = kind_of(session, market_id)
    if kind is None:
        return wording.confirm(session, target_ids)
    me = session.person.id
    own = [one for one in target_ids if me in present(session.store.get(Target, one)).written_by]
    if not own or Role.LOCALIZER not in _roles(session, market_id):
        return review.sign(session, kind, target_ids, market_id=market_id)
    changed: Changed = wording.confirm(session, own).changed
    if others := [one for one in target_ids if one not in own]:
        changed |= review.sign(session, kind, others, market_id=market_id).changed
    return Edited(changed, tuple(target_ids))


@dataclass(frozen=True, slots=True)
class Outlook:
    """An episode before it is signed: what the person may sign of it now, and what stays in the way after that.

    `to_sign` are contents by Target for each kind; `content` and `signed` are those of the programme they watched.
    """

    episode_id: str
    market_id: str
    to_sign: Mapping[SignKind, Mapping[str, str]]
    blocked: tuple[gate.Obstacle, ...]
    content: str
    signed: str
    refused: str = ""

    @property
    def lines(self) -> int:
        """How many signatures of lines would be given."""
        return sum(map(len, self.to_sign.values()))


def outlook(session: Session, episode_id: str, market_id: str, choice: Choice | None = None) -> Outlook:
    """Look at what signing an episode would sign; `BadInput` where it is not dubbed as it stands."""
    episode = present(session.store.get(Episode, episode_id))
    market = present(session.store.get(Market, market_id))
    stood = gate.as_it_stands(session, episode, market, choice)
    if stood is None:
        raise BadInput(
            tr("Episode {number} is not dubbed for {market} yet. Run the dub first.",
               number=episode.number, market=market.locale)
        )  # fmt: skip
    plan = gate.planned(stood)
    obstacles = list(gate.obstacles(stood.dub, plan))
    to_sign = {
        kind: contents
        for kind in gate.required(session.series.signing)
        if (contents := _signable(session, kind, market_id, episode_id, obstacles))
    }
    alone = _still_partly(session, to_sign.get(SignKind.TEXT, {})) if session.series.signing.text_steps > 1 else set()
    blocked = tuple(
        one
        for one in obstacles
        if one.kind is not SignKind.EPISODE
        and (one.kind, one.issue.target_id) not in {(k, i) for k, ids in to_sign.items() for i in ids if i not in alone}
    )
    refused = refused_role(session.store.all, session.person, SignKind.EPISODE, market_id)
    return Outlook(episode_id, market_id, to_sign, blocked, plan.content, plan.signed, refused)


def sign_episode(session: Session, look: Outlook) -> Signed:
    """Sign what an outlook offers: the lines first, then, where nothing stays in the way, the episode.

    `Conflict` where something was changed since it was looked at; what is signed by then stays signed.
    """
    changed: Changed = frozenset()
    ids: tuple[str, ...] = ()
    for kind, contents in look.to_sign.items():
        made = review.sign(session, kind, contents, market_id=look.market_id, expected=contents)
        changed, ids = changed | made.changed, ids + made.ids
    if not look.blocked and not look.refused:
        made = review.sign_episode(session, look.episode_id, look.market_id, look.content, look.signed)
        changed, ids = changed | made.changed, ids + made.ids
    return Signed(changed, ids)


def _signable(
    session: Session, kind: SignKind, market_id: str, episode_id: str, obstacles: Sequence[gate.Obstacle]
) -> dict[str, str]:
    """Return what the person may sign of a kind: contents by Target, of those that need it."""
    read = session.store.all
    if refused_role(read, session.person, kind, market_id):
        return {}
    who = signer(read, session.person, kind, market_id)
    known = facts(read, market_id, [episode_id], (kind,))
    refusals = Refusals(session, known, kind, who, {one.id: one.name for one in session.store.all(Person)})
    wanted = [one.issue.target_id for one in obstacles if one.kind is kind]
    return {one: known.content(kind, one) for one in wanted if not refusals.of(one)}


def _still_partly(session: Session, to_sign: Mapping[str, str]) -> set[str]:
    """Return the Targets that nobody else has signed as they are: with two steps, one signature is not enough."""
    found = session.store.all(SignOff, subject_id=list(to_sign), kind=SignKind.TEXT.value) if to_sign else []
    others = {one.subject_id for one in found if one.person_id != session.person.id
              and one.content == to_sign[one.subject_id]}  # fmt: skip
    return set(to_sign) - others


def _roles(session: Session, market_id: str) -> frozenset[Role]:
    """Return the roles of the person at work; none where the series does not know them or their key is elsewhere."""
    try:
        who = permits.person(session.store.all, session.person)
    except DubbenchError:
        return frozenset()
    return permits.held(session.store.all, who, market_id) if who else frozenset()


def by_number(folder: Path, number: int | None, locale: str, *, lines: bool) -> dict[str, Any]:
    """Sign an episode by the numbers and locales that people use; with `lines`, first those of its lines they may."""
    with Session.open(folder) as session:
        chosen = script(session, number, locale)
        look = outlook(session, chosen.episode.id, chosen.market.id)
        if look.refused and not (lines and look.lines):
            raise NotPermitted(look.refused)
        if not lines and look.lines:
            look = replace(look, to_sign={}, blocked=_all_of(session, chosen))
        signed = sign_episode(session, look) if not look.blocked or look.to_sign else Signed()
        numbers = {line.id: place for place, line in enumerate(chosen.lines, 1)}
        return {
            "signed": len(signed.ids),
            "episode": not look.blocked and not look.refused,
            "in_the_way": [
                {"line": numbers.get(one.issue.line_id, 0), "text": sentence(one.issue.message)} for one in look.blocked
            ],
        }


def _all_of(session: Session, chosen: Script) -> tuple[gate.Obstacle, ...]:
    """Return everything that is in the way of an episode's signature while no line is signed with it."""
    stood = gate.as_it_stands(session, chosen.episode, chosen.market)
    found = gate.obstacles(stood.dub, gate.planned(stood)) if stood else ()
    return tuple(one for one in found if one.kind is not SignKind.EPISODE)


def signatures(session: Session, market_id: str, episode_ids: Iterable[str] = ()) -> list[tuple[SignOff, bool]]:
    """List who signed what in a market, oldest first, and whether what they signed is what is there.

    An episode's signature is held against the programme as it would be delivered now.
    """
    known = review.facts(session, market_id, episode_ids)
    rows = sorted((row for some in known.signoffs.values() for row in some), key=lambda row: (row.at, row.id))
    programmes = {
        row.subject_id: _programme(session, row.subject_id, market_id) for row in rows if row.kind is SignKind.EPISODE
    }

    def now(row: SignOff) -> str:
        whole = row.kind is SignKind.EPISODE
        return programmes[row.subject_id] if whole else known.content(row.kind, row.subject_id)

    return [(row, now(row) == row.content) for row in rows]


def _programme(session: Session, episode_id: str, market_id: str) -> str:
    """Return the hash of what would be delivered now; "" where there is nothing."""
    episode, market = session.store.get(Episode, episode_id), session.store.get(Market, market_id)
    stood = gate.as_it_stands(session, episode, market) if episode and market else None
    return gate.planned(stood).content if stood else ""
