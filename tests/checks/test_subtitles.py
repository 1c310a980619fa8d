"""Each subtitle rule finds its bad example and lets the good one pass."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.checks.subtitles import HARD, check_cues
from dubbench.domain.delivery import Cue
from dubbench.domain.market import Destination
from dubbench.domain.span import Span

VERTICAL = Destination("social", "", -14_000, 500, -1_000, 24, 2, 18, 25, 700, 5_000)
GOOD = Cue(Span(0, 2000), "Eu sei disso.\nVamos embora.")


def found(*cues: Cue) -> list[str]:
    return [issue.check for issue in check_cues(cues, VERTICAL)]


def test_good_cues_have_no_issues() -> None:
    assert found(GOOD, Cue(Span(2000, 3000), "Sim.")) == []


@pytest.mark.parametrize(
    ("cue", "check"),
    [
        (Cue(Span(0, 3000), "a\nb\nc"), "cue-lines"),
        (Cue(Span(0, 3000), "x" * 25), "cue-chars"),
        (Cue(Span(0, 900), "x" * 23), "cue-cps"),
        (Cue(Span(0, 600), "Oi."), "cue-short"),
        (Cue(Span(0, 5100), "Oi."), "cue-long"),
    ],
)
def test_a_bad_cue_is_found(cue: Cue, check: str) -> None:
    assert found(cue) == [check]


def test_overlap_is_hard_and_located() -> None:
    (issue,) = check_cues([GOOD, Cue(Span(1900, 3000), "Sim.", "t2")], VERTICAL)
    assert (issue.check, issue.severity, issue.target_id, issue.span) == ("cue-overlap", HARD, "t2", Span(1900, 3000))
