"""What is typed costs: the budgets under the editors, by the rules of the episode and market that are open."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.gui.budget import plain_budget
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.values import Budget, Row


def count_for(page: EpisodePage) -> None:
    """Let the editors of a page count a target by its grid, and a source by its letters alone."""

    def target(row: Row, text: str) -> Budget:
        from dubbench.app.costs import cost

        found = cost(page.grid, row.line_id, text) if page.grid else None
        if found is None:
            return plain_budget(row, text)
        return Budget(found.chars, found.slot_ms, found.lines, round(found.cps * 1000), found.dub_ms)

    page.widgets.editors.set_costs(plain_budget, target)
    page.rows_changed.connect(lambda _rows: page.widgets.editors.recount())
