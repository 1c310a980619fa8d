"""Review: who may sign what, what is to sign, what was signed and what became of it (DESIGN section 7)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dubbench.app.contents import Facts
from dubbench.app.contents import facts as _facts
from dubbench.app.differing import Difference, Part, compared, difference, part_word
from dubbench.app.refusing import Refusals, refused_role, signer
from dubbench.app.resigning import resign_unchanged, to_resign
from dubbench.app.review_queue import WAITING, Filter, Item, Pending, Queue, pending, queue
from dubbench.app.review_rules import Wanted, rules
from dubbench.app.sending_back import category_word, send_back, take_back_sent
from dubbench.app.session import Session
from dubbench.app.signing import Signed, revoke, sign, sign_episode
from dubbench.app.watched import Since, Touched, changed_since_watched, watched
from dubbench.domain.people import Person
from dubbench.domain.reviewing import sent_back, steps_of
from dubbench.domain.signing import OF_TARGETS, SentBack, SignKind, SignOff, Standing, standing
from dubbench.domain.target import Target
from dubbench.i18n import tr

__all__ = [
    "WAITING",
    "Difference",
    "Facts",
    "Filter",
    "Item",
    "Part",
    "Pending",
    "Queue",
    "Signed",
    "Since",
    "Touched",
    "View",
    "Wanted",
    "category_word",
    "changed_since_watched",
    "compared",
    "contents",
    "difference",
    "facts",
    "kind_word",
    "part_word",
    "pending",
    "queue",
    "resign_unchanged",
    "revoke",
    "rules",
    "send_back",
    "sign",
    "sign_episode",
    "take_back_sent",
    "to_resign",
    "views",
    "watched",
]


@dataclass(frozen=True, slots=True)
class View:
    """How one kind of signature stands on a Target; `refused` says why the person who asks cannot sign it now."""

    kind: SignKind
    standing: Standing
    content: str
    signoffs: tuple[SignOff, ...]
    sent: tuple[SentBack, ...]
    refused: str
    differences: tuple[Difference, ...] = ()


def facts(
    session: Session,
    market_id: str,
    episode_ids: Iterable[str] = (),
    kinds: Iterable[SignKind] = tuple(SignKind),
) -> Facts:
    """Read everything that review needs of episodes (none given: the season) in a market, in bulk."""
    return _facts(session.store.all, market_id, episode_ids, kinds)


def contents(known: Facts, kind: SignKind, target_ids: Iterable[str] = ()) -> dict[str, str]:
    """Return the hash of what is there today for Targets (none given: all); "" where there is nothing to sign."""
    return {target_id: known.content(kind, target_id) for target_id in (list(target_ids) or known.targets)}


def views(session: Session, target_id: str, kinds: Sequence[SignKind] = OF_TARGETS) -> tuple[View, ...]:
    """Tell of one Target how each kind of signature stands, what differs where it is stale, and who may sign it."""
    target = session.store.get(Target, target_id)
    if target is None:
        return ()
    known = facts(session, target.market_id, [target.episode_id], OF_TARGETS)
    names = {person.id: person.name for person in session.store.all(Person)}
    return tuple(_view(session, known, target, kind, names) for kind in kinds)


def _view(session: Session, known: Facts, target: Target, kind: SignKind, names: dict[str, str]) -> View:
    content = known.content(kind, target.id)
    own = tuple(one for one in known.signoffs.get(target.id, ()) if one.kind is kind)
    stands = standing(own, content, steps_of(kind, known.text_steps))
    back = sent_back(known.sent.get(target.id, ()), lambda one: known.content(one, target.id))
    refused = refused_role(session.store.all, session.person, kind, target.market_id)
    if not refused:
        who = signer(session.store.all, session.person, kind, target.market_id)
        refused = Refusals(session, known, kind, who, names).of(target.id)
    stale = own[-1:] if stands is Standing.STALE else ()
    return View(
        kind, stands, content, own, tuple(one for one in back if one.kind is kind), refused,
        tuple(compared(known, one) for one in stale),
    )  # fmt: skip


def kind_word(kind: SignKind) -> str:
    """Name what a signature is for."""
    return {
        SignKind.TEXT: tr("text"),
        SignKind.CULTURE: tr("culture"),
        SignKind.AUDIO: tr("sound"),
        SignKind.EPISODE: tr("episode"),
        SignKind.PROFILE: tr("character"),
        SignKind.CASTING: tr("cast"),
    }[kind]
