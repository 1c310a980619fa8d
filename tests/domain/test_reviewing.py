"""What people see of a Target: computed from who signed what, what was sent back, and what is there."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.domain.reviewing import reviewed, unchanged
from dubbench.domain.signing import Mqm, SentBack, SignKind, SignOff
from dubbench.domain.state import State

TEXT, CULTURE, AUDIO = SignKind.TEXT, SignKind.CULTURE, SignKind.AUDIO
NOW = {TEXT: "t", CULTURE: "c", AUDIO: "a"}


def off(kind: SignKind, content: str, person: str = "clara") -> SignOff:
    return SignOff(f"{kind}{content}{person}", kind, "x", "e1", "pt", person, "", "", content, "{}", "")


def back(kind: SignKind, content: str) -> SentBack:
    return SentBack("b", kind, "x", "e1", "pt", "clara", "", Mqm.STYLE, content, "")


@pytest.mark.parametrize(
    ("base", "signoffs", "sent", "steps", "state"),
    [
        (State.EDITED, [], [], 1, State.EDITED),
        (State.EMPTY, [off(TEXT, "t")], [], 1, State.EMPTY),
        (State.CONFIRMED, [off(CULTURE, "c")], [], 1, State.CULTURE_REVIEWED),
        (State.CONFIRMED, [off(CULTURE, "c"), off(TEXT, "t")], [], 1, State.APPROVED),
        (State.STALE, [off(TEXT, "t")], [], 1, State.APPROVED),
        (State.STALE, [off(CULTURE, "c")], [], 1, State.STALE),
        (State.EDITED, [off(TEXT, "other")], [], 1, State.STALE),
        (State.EDITED, [off(TEXT, "other"), off(TEXT, "t", "dora")], [], 1, State.APPROVED),
        (State.EDITED, [off(TEXT, "t"), off(AUDIO, "other")], [], 1, State.STALE),
        (State.EDITED, [off(TEXT, "t")], [], 2, State.EDITED),
        (State.EDITED, [off(TEXT, "t"), off(TEXT, "t", "dora")], [], 2, State.APPROVED),
        (State.EDITED, [off(TEXT, "t")], [back(CULTURE, "c")], 1, State.SENT_BACK),
        (State.EDITED, [off(TEXT, "t")], [back(CULTURE, "other")], 1, State.APPROVED),
    ],
)
def test_a_state_follows_from_the_facts(
    base: State, signoffs: list[SignOff], sent: list[SentBack], steps: int, state: State
) -> None:
    assert reviewed(base, signoffs, sent, NOW.__getitem__, steps) is state


@pytest.mark.parametrize(
    ("kind", "now", "same"),
    [
        (TEXT, {"source": ["A  b "], "target": "x", "subtitle": None}, True),
        (TEXT, {"source": ["A c"], "target": "x", "subtitle": None}, False),
        (CULTURE, {"target": "x", "subtitle": None, "profile": {"name": "Rui"}}, True),
        (CULTURE, {"target": "y", "subtitle": None, "profile": {}}, False),
        (AUDIO, {"take": "t", "spoken": "x", "voice": "v", "gain_mdb": -3000}, True),
        (AUDIO, {"take": "u", "spoken": "x", "voice": "v", "gain_mdb": 0}, False),
    ],
)
def test_what_was_judged_is_as_it_was(kind: SignKind, now: dict[str, object], same: bool) -> None:
    signed = {"source": ["A b"], "target": "x", "subtitle": None, "profile": {}, "take": "t", "spoken": "x",
              "voice": "v", "gain_mdb": 0}  # fmt: skip
    assert unchanged(kind, signed, now) is same


def test_every_state_has_a_glyph_of_its_own() -> None:
    assert len({state.glyph for state in State}) == len(State)
