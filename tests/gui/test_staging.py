"""Stages, jobs and issues over the real window: how far an episode is, what runs, what is wrong."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.domain.series import Episode
from dubbench.gui import stages
from dubbench.gui.stagebar import StageState
from dubbench.gui.workbench import TOLD, Workbench

NOTHING = stages.Known(separated=False, heard=False, in_market=True)


def standing(known: stages.Known) -> list[StageState]:
    return [stage.state for stage in stages.stages(known)]


def test_a_new_episode_has_everything_to_do() -> None:
    todo = StageState.TODO
    assert standing(NOTHING) == [todo, todo, todo, StageState.NONE, todo, todo, todo]


def test_without_a_market_its_stages_wait() -> None:
    made = stages.stages(stages.Known(separated=True, heard=True, in_market=False))
    assert [one.state for one in made[:2]] == [StageState.DONE, StageState.DONE]
    assert {one.state for one in made[2:]} == {StageState.BLOCKED, StageState.NONE}
    assert "market" in made[2].reason


def test_the_bar_follows_what_is_done(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bar, window = bench.staging.bar, bench.window
    qtbot.waitUntil(lambda: "✓" in bar.buttons[stages.DUB].text(), timeout=5_000)
    assert str(len(bench.page.rows)) in bar.buttons[stages.REVIEW].text()
    assert "to do" in window.status._counts.text()
    first = bench.page.rows[0]
    bench.edits.write(first.line_id, "target", "Outra coisa.", first.target)
    bench.edits.write(first.line_id, "source", "Another thing altogether.", first.source)
    qtbot.waitUntil(lambda: "↻ 1" in bar.buttons[stages.REVIEW].text(), timeout=5_000)
    assert "↻" in bar.buttons[stages.DELIVER].text()
    window.actions_.run("stage.3")
    assert bar.current == stages.TRANSLATE
    window.actions_.run("stage.run")
    qtbot.waitUntil(lambda: bench.work.job is not None, timeout=10_000)
    assert bench.work.stage == stages.TRANSLATE
    assert bench.work.episodes == {1}
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=60_000)
    qtbot.waitUntil(lambda: "✓" in bar.buttons[stages.TRANSLATE].text(), timeout=5_000)


def test_the_review_stage_goes_from_draft_to_draft(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    page.choose(page.rows[0].line_id)
    bench.staging.run(stages.REVIEW)
    assert page.current == page.rows[1]


def test_jobs_are_listed_and_their_commands_copied(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bench.window.episode.show_panel("jobs")
    bench.work.run("export")
    cards = bench.work_panels.jobs.list
    qtbot.waitUntil(lambda: bool(cards.cards), timeout=10_000)
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=60_000)
    qtbot.waitUntil(lambda: cards.cards[0].mark == "✓", timeout=5_000)
    bench.work_panels.jobs.copy_asked.emit(cards.cards[0].key)
    assert QGuiApplication.clipboard().text().startswith("dubbench run ")
    bench.work_panels.jobs.clear_asked.emit()
    assert not cards.cards
    for asked in ("retry_asked", "pause_asked", "resume_asked", "cancel_asked"):
        bench.window.clear_banner(TOLD)
        getattr(bench.work_panels.jobs, asked).emit("j7")
        assert [one.text for one in bench.window.banners.banners()] == ["There is no job j7 any more."]


def test_an_issue_leads_to_its_line(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    last = page.rows[-1]
    bench.edits.write(
        last.line_id, "target", "Uma frase que ninguém jamais diria tão depressa assim. " * 4, last.target
    )
    bench.window.episode.show_panel("issues")
    cards = bench.work_panels.issues.list
    qtbot.waitUntil(lambda: bool(cards.cards), timeout=5_000)
    page.choose(page.rows[0].line_id)
    cards.taken.emit(cards.cards[0].key)
    assert page.current is not None
    assert page.current.line_id == last.line_id


def test_what_failed_is_tried_again(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    film = bench.series.folder / bench.series.session.store.all(Episode)[0].media.path
    pixels = film.read_bytes()
    film.unlink()
    first = bench.page.rows[0]
    bench.edits.write(first.line_id, "target", "Outra coisa.", first.target)
    assert not bench.work.can_retry
    bench.work.run("export")
    qtbot.waitUntil(lambda: bench.work.can_retry, timeout=60_000)
    assert any("episode.mp4" in banner.text for banner in bench.window.banners.banners())
    film.write_bytes(pixels)
    assert bench.window.actions_.run("stage.retry")
    qtbot.waitUntil(lambda: bench.work.job is not None, timeout=10_000)
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=60_000)
    assert not bench.work.can_retry
