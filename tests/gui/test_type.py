"""Type of painted widgets: names that have no room are shortened as people would."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from dubbench.gui.type import Type


@pytest.mark.parametrize("shown", ["○ Nora Calloway", "○ Nora C.", "○ Nora"])
def test_a_name_is_shortened_from_its_end(qapp: QApplication, shown: str) -> None:
    kind = Type(qapp.font())
    assert kind.named("○ ", "Nora Calloway", int(kind.width(shown)) + 1) == shown


def test_without_room_for_a_first_name_dots_stand_for_the_rest(qapp: QApplication) -> None:
    kind = Type(qapp.font())
    assert kind.named("○ ", "Victoria", int(kind.width("○ Vict"))).endswith("…")
    assert kind.named("○ ", "", 200) == "○ "
