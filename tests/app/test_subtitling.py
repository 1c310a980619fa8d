"""The subtitles of an episode while it is worked on."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

from scripts_made import ANA, season

from dubbench.app import retiming, subtitling, wording
from dubbench.app.session import Session
from dubbench.domain.delivery import Cue
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.domain.target import Target


def cues(session: Session) -> tuple[Cue, ...]:
    episode, market = session.store.get(Episode, "e1"), session.store.get(Market, "pt")
    assert episode is not None
    assert market is not None
    return subtitling.cues(session, episode, market)


def saying(session: Session, text: str) -> Cue:
    return next(cue for cue in cues(session) if " ".join(cue.text.split()) == text)


def test_a_text_is_on_screen_while_the_dub_says_it(tmp_path: Path) -> None:
    with season(tmp_path / "s.dubbench") as session:
        before = saying(session, "Você nunca contou.").span
        assert before.start_ms == 1000
        retiming.retime(session, "e1l1", Span(1800, 3300))
        assert saying(session, "Você nunca contou.").span == before


def test_a_text_that_nobody_spoke_yet_is_on_screen_with_its_line(tmp_path: Path) -> None:
    with season(tmp_path / "s.dubbench") as session:
        wording.edit_target(session, "e1l1", "pt", "Você contou a eles.")
        retiming.retime(session, "e1l1", Span(1800, 3300))
        assert saying(session, "Você contou a eles.").span.start_ms == 1800


def test_a_subtitle_of_its_own_and_no_subtitle_at_all(tmp_path: Path) -> None:
    with season(tmp_path / "s.dubbench") as session:
        line = session.store.all(Line, episode_id="e1")[0]
        target = next(t for t in session.store.all(Target, market_id="pt") if line.id in t.line_ids)
        wording.edit_subtitle(session, target.id, "Nunca.")
        assert saying(session, "Nunca.").target_id == target.id
        with session.store.edit(Message.of("delete-line", number=1), ANA) as edit:
            edit.delete(target)
        assert all(cue.target_id != target.id for cue in cues(session))
