"""What a series asks to be signed before a delivery, and whether its texts and sounds may leave the machine."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass, replace

from dubbench.app import permits
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.people import EVERYWHERE, Role
from dubbench.domain.series import Series
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.store.store import Decided, ReadAll


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall be another rule from now on; `None` leaves it."""

    text_steps: int | None = None
    culture: bool | None = None
    audio: bool | None = None
    casting: bool | None = None
    confidential: bool | None = None


def rules(session: Session, wanted: Wanted | None = None) -> Series:
    """Return the series with its rules; a producer sets others, as a binding Step."""
    if wanted is None or wanted == Wanted():
        return session.series
    if wanted.text_steps not in {None, 1, 2}:
        raise BadInput(tr("A text is signed by 1 or 2 different people, not {count}.", count=wanted.text_steps))

    def decision(read: ReadAll) -> Decided:
        permits.require(read, session.person, (Role.PRODUCER,), EVERYWHERE)
        return Decided(Message.of("set-review-rules"), [_ruled(read(Series)[0], wanted)], binding=True)

    session.store.decide(session.person, decision)
    return session.series


def _ruled(series: Series, wanted: Wanted) -> Series:
    now = series.signing
    signing = replace(
        now,
        text_steps=now.text_steps if wanted.text_steps is None else wanted.text_steps,
        culture=now.culture if wanted.culture is None else wanted.culture,
        audio=now.audio if wanted.audio is None else wanted.audio,
        casting=now.casting if wanted.casting is None else wanted.casting,
    )
    confidential = series.confidential if wanted.confidential is None else wanted.confidential
    return replace(series, signing=signing, confidential=confidential)
