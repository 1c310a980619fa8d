"""A review under way, for pictures: people, signatures, one that is out of date, comments, a line sent back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

from dubbench.app import comments, identity, people, review, rights, wording
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.people import Role
from dubbench.domain.remarks import Subject
from dubbench.domain.signing import Mqm, SignKind
from dubbench.gui.episode_page import EpisodePage

CLARA, BEN, ANA = Author("clara"), Author("ben"), Author("ana")
OTHERS = ((BEN, "Ben Okafor", Role.CULTURAL_REVIEWER), (ANA, "Ana Lopes", Role.LOCALIZER))


def begin(session: Session, keys: Path) -> None:
    """Let the series know its people; their keys lie in a folder of the pictures' own."""
    os.environ["DUBBENCH_KEYS"] = str(keys)
    identity.forget()
    session.person = CLARA
    people.found(session, "Clara Reis")
    people.grant(session, CLARA.id, Role.APPROVER)
    for author, name, role in OTHERS:
        people.add(session, author.id, name, identity.make(author.id))
        people.grant(session, author.id, role)


def go_on(page: EpisodePage) -> None:
    """Sign some lines, change one of them, comment it, and send another back."""
    session, market = page.series.session, page.market
    assert market
    rows = [row for row in page.rows if row.target_id]
    texts = [row.target_id for row in rows[:9]]
    session.person = BEN
    review.sign(session, SignKind.CULTURE, texts[:6], market_id=market.id)
    session.person = CLARA
    review.sign(session, SignKind.TEXT, texts, market_id=market.id)
    review.send_back(session, SignKind.TEXT, rows[10].target_id, Mqm.STYLE, "Too formal for her: they are alone. @ana")
    changed = rows[7]
    wording.edit_target(session, changed.line_id, market.id, f"{changed.target.rstrip('.!?')}, eu sei.")
    session.person = BEN
    first = comments.write(
        session, Subject.TARGET, changed.target_id, "Would she say this to him? @clara", market_id=market.id
    )
    session.person = CLARA
    comments.reply(session, first.ids[0], "In the next scene she does, so yes.")


def agree(session: Session, place: Path) -> None:
    """Enter two consents, and revoke one."""
    paper = place / "consent.pdf"
    paper.write_bytes(b"%PDF-1.4 I agree.")
    rosa = rights.Given("coqui:rosa", "Rosa Lima", paper, languages=("pt",), territories=("BR",), ends="2099-06-30")
    rights.give(session, rosa)
    made = rights.give(session, rights.Given("coqui:hugo", "Hugo Alves", paper))
    rights.revoke(session, made.ids[0], "his contract ended")
