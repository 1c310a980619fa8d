"""How far a Target is, as people see it: computed from the facts, never stored (DESIGN section 7)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from dubbench.domain.hashing import digest
from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Target


class State(StrEnum):
    """What stands between a Target and its delivery; shown with a glyph, never by colour alone."""

    EMPTY = "empty"
    DRAFT = "draft"
    EDITED = "edited"
    CONFIRMED = "confirmed"
    CULTURE_REVIEWED = "culture-reviewed"
    APPROVED = "approved"
    STALE = "stale"
    SENT_BACK = "sent-back"

    @property
    def glyph(self) -> str:
        return _GLYPHS[self]


_GLYPHS = {
    State.EMPTY: "–",
    State.DRAFT: "○",
    State.EDITED: "◐",
    State.CONFIRMED: "✓",
    State.CULTURE_REVIEWED: "✓✓",
    State.APPROVED: "🔒",
    State.STALE: "↻",
    State.SENT_BACK: "✗",
}


def source_hash(lines: Iterable[Line]) -> str:
    """Hash what the source says in these Lines, which come in time order."""
    return digest("\0".join(line.text for line in lines))


def confirmation(target: Target) -> str:
    """Hash what a person confirms: the text, the subtitle's own, and the source they were held against."""
    subtitle = () if target.subtitle_text is None else (target.subtitle_text,)
    return digest("\0".join((target.made_for, target.text, *subtitle)))


def confirmed(target: Target, lines: Iterable[Line]) -> Target:
    """Return a Target that a person holds to be right for the source as it is."""
    held = replace(target, made_for=source_hash(lines))
    return replace(held, confirmed=confirmation(held))


def unconfirmed(target: Target) -> Target:
    """Return a Target without its mark; a machine's text is a draft again, and may be derived again."""
    made_for = target.made_for if replace(target, confirmed="").by_person else ""
    return replace(target, confirmed="", made_for=made_for)


def carried(target: Target, before: Iterable[Line], after: Iterable[Line]) -> Target:
    """Return a Target whose Lines were cut or joined: what it was before, stale or confirmed, it is still."""
    before = tuple(before)
    state = state_of(target, before)
    if state is State.CONFIRMED:
        return confirmed(target, after)
    return target if state is State.STALE or not target.made_for else replace(target, made_for=source_hash(after))


def rewritten(target: Target, lines: Iterable[Line]) -> Target:
    """Return a Target whose text is a person's from now on, written with today's source before them."""
    return replace(target, origin=Origin.PERSON, made_for=source_hash(lines))


def state_of(target: Target | None, lines: Iterable[Line]) -> State:
    """Tell how far a Target is before anybody signs (`domain.reviewing` adds that); its Lines come in time order.

    Stale is what a person wrote or confirmed for a source that says something else by now. A machine's draft is never
    stale for people: the next run makes it anew.
    """
    if target is None or not target.text.strip():
        return State.EMPTY
    if target.made_for and target.made_for != source_hash(lines):
        return State.STALE
    if target.confirmed and target.confirmed == confirmation(target):
        return State.CONFIRMED
    return State.EDITED if target.by_person else State.DRAFT
