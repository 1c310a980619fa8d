"""Whether a voice may speak: every voice carries a licence, and one that belongs to a performer needs their consent."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import langcodes

from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.people import Person
from dubbench.domain.rights import Consent, Reason, Use, Wanted, covering, lacks
from dubbench.errors import NoConsent
from dubbench.i18n import tr


@dataclass(frozen=True)
class Rights:
    """What is known of the voices of a series, to be asked for one Market today.

    `enforced` in a series that knows its people: one that knows nobody has no producer who could enter a consent, and
    makes drafts with what the machine's owner keeps of it.
    """

    session: Session
    consents: tuple[Consent, ...]
    enforced: bool
    wanted: Wanted

    def why_not(self, voice_id: str, performer: str = "") -> Reason | None:
        """Say why a voice may not be used; `None` where it may: a stock voice by its licence, another by a consent.

        `performer` is whose voice it is by what it spoke, for where this machine does not know the voice.
        """
        own = [one for one in self.consents if one.voice_id == voice_id]
        if not own:
            return Reason.NONE if performer or self._cloned(voice_id) else None
        return None if covering(own, self.wanted) else lacks(own[-1], self.wanted)[0]

    def refusal(self, voice_id: str) -> str:
        """Say in words why a voice may not speak; "" where it may."""
        reason = self.why_not(voice_id) if self.enforced else None
        return told(reason, voice_id, self.wanted) if reason else ""

    def refuse(self, voice_id: str) -> None:
        """Raise `NoConsent` where a voice may not speak."""
        if why := self.refusal(voice_id):
            raise NoConsent(why, command="dubbench consents list")

    def _cloned(self, voice_id: str) -> bool:
        """Tell whether a voice was taken from a performer on this machine."""
        card = self.session.models.added.get(voice_id.partition(":")[2])
        return card is not None and "performer" in card.facts


def rights(session: Session, market: Market) -> Rights:
    """Read what may be used for a dub in a Market today."""
    store = session.store
    territory = langcodes.Language.get(market.locale).territory or ""
    today = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    wanted = Wanted(session.series.title, Use.DUB, market.locale, territory, market.destination, today)
    return Rights(session, tuple(store.all(Consent)), bool(store.all(Person)), wanted)


def told(reason: Reason, voice_id: str, wanted: Wanted) -> str:
    """Say why a voice may not be used, and what to do."""
    sentences = {
        Reason.NONE: tr("The voice {voice} belongs to a performer, and the series holds no consent for it."),
        Reason.REVOKED: tr("The consent for the voice {voice} was revoked."),
        Reason.NOT_BEGUN: tr("The consent for the voice {voice} has not begun yet."),
        Reason.ENDED: tr("The consent for the voice {voice} has ended."),
        Reason.TITLE: tr("The consent for the voice {voice} does not cover the title “{title}”."),
        Reason.USE: tr("The consent for the voice {voice} does not cover a dub."),
        Reason.LANGUAGE: tr("The consent for the voice {voice} does not cover {language}."),
        Reason.TERRITORY: tr("The consent for the voice {voice} does not cover the territory {territory}."),
        Reason.MEDIUM: tr("The consent for the voice {voice} does not cover {medium}."),
    }
    said = sentences[reason].format(
        voice=voice_id,
        title=wanted.title,
        language=wanted.language,
        territory=wanted.territory or tr("of this market"),
        medium=wanted.medium,
    )
    return tr("{why} Cast another voice, or enter a consent: dubbench consents give", why=said)
