"""A difference joins to both texts, and cuts where readers of a script would."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.difference import Change, runs, words


@given(st.text(), st.text())
def test_the_runs_join_to_both_texts(old: str, new: str) -> None:
    found = runs(old, new)
    assert "".join(run.text for run in found if run.change is not Change.NEW) == old
    assert "".join(run.text for run in found if run.change is not Change.GONE) == new
    assert old != new or all(run.change is Change.SAME for run in found)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Don't go, now.", ["Don't", " ", "go", ",", " ", "now", "."]),
        ("你从来没说。", ["你", "从", "来", "没", "说", "。"]),
        ("ไม่มี", ["ไ", "ม่", "มี"]),
        ("घर मेरा था", ["घर", " ", "मेरा", " ", "था"]),
    ],
)
def test_texts_are_cut_as_their_script_is_read(text: str, cut: list[str]) -> None:
    assert words(text) == cut
