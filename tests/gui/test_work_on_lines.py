"""What the window shows of work on single lines: that it is at them, and why one could not be made."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.app.desk_events import ItemFailed, ItemFinished, ItemStarted, JobEnded, Outcome
from dubbench.gui.workbench import Workbench
from dubbench.jobs.items import About


def test_a_line_shows_that_work_is_at_it_and_why_it_failed(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    row, other = page.rows[1], page.rows[0]
    about = About("voice", page.episode.id, page.market.id, (row.line_id,), row.target_id)
    heard = bench.series.heard

    heard.emit(ItemStarted("job", "speak", "“Hi”", about))
    qtbot.waitUntil(lambda: page.rows[1].busy, timeout=5_000)
    assert page.rows[0] is other
    assert not page.rows[1].failed
    heard.emit(ItemFailed("job", "speak", "“Hi”", "The voice is hoarse.", "EngineError", "", about))
    heard.emit(JobEnded("job", "Speak", Outcome.DONE))
    qtbot.waitUntil(lambda: page.rows[1].failed == "The voice is hoarse.", timeout=5_000)
    assert not page.rows[1].busy
    assert page.widgets.grid.next_issue(1) == row.line_id
    assert page.row(row.line_id) is page.rows[1]

    bench.edits.write(row.line_id, "target", "Outra coisa.", row.target)
    qtbot.waitUntil(lambda: page.rows[1].target == "Outra coisa.", timeout=5_000)
    assert not page.rows[1].failed


def test_work_elsewhere_marks_nothing_here(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    rows = page.rows
    about = About("voice", "another", page.market.id, ("a line of it",))
    bench.series.heard.emit(ItemStarted("job", "speak", "“Hi”", about))
    bench.series.heard.emit(ItemFinished("job", "speak", "“Hi”", about))
    qtbot.wait(60)
    assert page.rows is rows
