"""What is to review in a market: every line that a kind of signature is missing or stale on, in the order of time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dubbench.app.contents import Facts, facts
from dubbench.app.refusing import Refusals, refused_role, signer
from dubbench.app.session import Session
from dubbench.domain.people import Person
from dubbench.domain.reviewing import sent_back, steps_of
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import OF_TARGETS, SentBack, SignKind, SignOff, Standing, standing
from dubbench.domain.state import State
from dubbench.domain.target import Target
from dubbench.errors import BadInput
from dubbench.i18n import tr

WAITING = frozenset({Standing.NONE, Standing.PARTLY, Standing.STALE})


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines: how the signature stands, how far they are (none given: any), words that occur in them."""

    standings: frozenset[Standing] = WAITING
    states: frozenset[State] = frozenset()
    character_id: str = ""
    words: str = ""
    mine: bool = False  # only what the person who asks may sign


@dataclass(frozen=True, slots=True)
class Item:
    """One Target to review; `content` is what signing it now would bind, `number` that of its first Line.

    `refused` says why the person who asks may not sign it; "" where they may.
    """

    target: Target
    lines: tuple[Line, ...]
    number: int
    standing: Standing
    state: State
    signoffs: tuple[SignOff, ...] = ()
    sent: tuple[SentBack, ...] = ()
    refused: str = ""
    facts: Facts | None = field(default=None, repr=False, compare=False)
    kind: SignKind = SignKind.TEXT

    @property
    def content(self) -> str:
        """Return the hash of what is there; worked out when it is asked for, as a season has thousands."""
        return self.facts.content(self.kind, self.target.id) if self.facts else ""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is to review, episode by episode, its hooks first, else in the order of time.

    `refused` says why the person signs nothing here.
    `pending` counts what is listed by episode id.
    """

    kind: SignKind
    market_id: str
    items: tuple[Item, ...]
    pending: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""

    def expected(self) -> dict[str, str]:
        """Return what a person has before them, by Target, for `sign`: without what they may not sign."""
        return {item.target.id: item.content for item in self.items if not item.refused}


class Pending(NamedTuple):
    """How many Targets an episode has in a market, and how many of them nobody ever signed for a kind."""

    targets: int
    unsigned: int


def queue(
    session: Session,
    market_id: str,
    *,
    kind: SignKind = SignKind.TEXT,
    episode_ids: Iterable[str] = (),
    only: Filter | None = None,
) -> Queue:
    """List the Targets of episodes (none given: the season) that are to be signed in a market."""
    if kind not in OF_TARGETS:
        raise BadInput(tr("A queue holds lines: for their text, their culture or their sound."))
    store = session.store
    known = facts(store.all, market_id, episode_ids, (kind,))
    refused = refused_role(store.all, session.person, kind, market_id)
    asked = None if refused else signer(store.all, session.person, kind, market_id)
    names = {person.id: person.name for person in store.all(Person)}
    refusals = Refusals(session, known, kind, asked, names) if asked else None
    order = {episode.id: place for place, episode in enumerate(store.all(Episode))}
    by = only or Filter()
    given = _Asked(known, kind, by, refusals)
    items = [item for target, number in _ordered(known, order) if (item := _item(target, number, given))]
    items.sort(key=lambda item: (order[item.target.episode_id], not any(line.hooked for line in item.lines)))
    kept = [item for item in items if refusals and not item.refused] if by.mine else items
    return Queue(kind, market_id, tuple(kept), Counter(item.target.episode_id for item in kept), refused)


def _ordered(known: Facts, order: Mapping[str, int]) -> list[tuple[Target, int]]:
    """Return every Target with the number of its first Line, in the order of episodes and of time."""
    first: dict[str, Target] = {}
    for target in known.targets.values():
        if own := known.lines_of(target):
            first[own[0].id] = target
    lines = sorted(known.lines.values(), key=lambda one: (order[one.episode_id], one.span.start_ms, one.id))
    count: Counter[str] = Counter()
    found = []
    for line in lines:
        count[line.episode_id] += 1
        if line.id in first:
            found.append((first[line.id], count[line.episode_id]))
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of every Target; `refusals` is `None` where the person who asks signs nothing here."""

    known: Facts
    kind: SignKind
    by: Filter
    refusals: Refusals | None


def _item(target: Target, number: int, asked: _Asked) -> Item | None:
    """Return what is to review of a Target; `None` where the filter leaves it out."""
    known, kind, by, refusals = asked.known, asked.kind, asked.by, asked.refusals
    lines, signoffs = known.lines_of(target), known.signoffs.get(target.id, ())
    own = tuple(one for one in signoffs if one.kind is kind)
    stands = Standing.NONE
    if own:
        stands = standing(own, known.content(kind, target.id), steps_of(kind, known.text_steps))
    if (
        (not own and known.covered(kind, target.id) is None)
        or stands not in by.standings
        or not _says(target, lines, by)
    ):
        return None
    state = known.state(target)
    if by.states and state not in by.states:
        return None
    sent = known.sent.get(target.id, ())
    back = sent_back(sent, lambda one: known.content(one, target.id)) if sent else ()
    refused = refusals.of(target.id) if refusals else ""
    return Item(target, lines, number, stands, state, own, back, refused, known, kind)


def _says(target: Target, lines: Sequence[Line], by: Filter) -> bool:
    if by.character_id and lines[0].character_id != by.character_id:
        return False
    if not by.words.strip():
        return True
    text = "\n".join((target.text, target.subtitle_text or "", *(line.text for line in lines))).casefold()
    return all(word in text for word in by.words.casefold().split())


def pending(session: Session, kind: SignKind) -> dict[tuple[str, str], Pending]:
    """Count, in the database, what nobody ever signed, for each (episode id, market id) of the season.

    What is stale by now is not told here: `queue` compares contents.
    """
    return {
        place: Pending(targets, targets - signed)
        for place, (targets, signed) in session.store.signed_counts(kind.value).items()
    }
