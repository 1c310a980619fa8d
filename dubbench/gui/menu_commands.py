"""Who carries out which command of the window."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dubbench.gui.workbench import Workbench


def register(bench: Workbench) -> None:
    """Tell the window's actions who carries them out, and when that is possible."""
    on = bench.window.actions_.on
    page, edits, work, making = bench.page, bench.edits, bench.work, bench.making
    timeline, editors = page.widgets.timeline, page.widgets.editors

    def series() -> bool:
        return bool(bench.series)

    def episode() -> bool:
        return series() and bench.window.in_episode

    def line() -> bool:
        return episode() and page.current is not None

    on("file.open", bench.choose_series)
    on("file.new", making.ask_new)
    on("file.demo", making.demo)
    on("file.add-episodes", bench.add_episodes, series)
    on("file.add-market", lambda: making.add_market(bench.series.folder), series)
    on("file.close", bench.close_series, series)
    on("edit.undo", edits.undo, series)
    on("edit.redo", edits.redo, series)
    on("edit.replace", bench.finding.open, episode)
    on("edit.filter", page.widgets.grid.focus_filter, episode)
    on("stage.run-all", lambda: work.run("export"), series)
    on("stage.cancel", work.cancel, lambda: work.job is not None)
    on("stage.retry", work.retry, lambda: work.can_retry)
    bench.staging.register()
    on("stage.pause", work.pause, lambda: work.job is not None)
    on("line.next", lambda: page.step(1), episode)
    on("line.previous", lambda: page.step(-1), episode)
    on("line.next-issue", lambda: page.step_issue(1), episode)
    on("line.previous-issue", lambda: page.step_issue(-1), episode)
    on("line.confirm", edits.confirm, line)
    on("line.merge", edits.merge, line)
    on("line.delete", edits.delete, line)
    on("line.speaker", bench.speakers.ask, line)
    on("line.speak", work.speak, line)
    bench.panels.register()
    on("review.sign", bench.signing.ask, episode)
    on("review.changed", bench.watching.ask, episode)
    on("review.people", bench.producing.ask_people, series)
    on("review.consents", bench.producing.ask_consents, series)
    on("line.split", editors.split_here, line)
    on("line.set-in", timeline.set_in, line)
    on("line.set-out", timeline.set_out, line)
    on("line.add", timeline.make_here, episode)
    on("playback.line", bench.line_sounds.play_line, line)
    on("playback.dub", bench.line_sounds.play_dub, line)
    on("playback.loop", bench.line_sounds.toggle_loop, line, lambda: bench.line_sounds.loops)
    on("playback.mute", bench.playing.mute, episode, lambda: bench.playing.muted)
    for command, do in bench.playing.commands.items():
        on(command, do, episode)
    on("view.zoom-in", timeline.zoom_in, episode)
    on("view.zoom-out", timeline.zoom_out, episode)
    on("view.zoom-fit", timeline.zoom_fit, episode)
    on("view.snap", lambda: timeline.set_snapping(not timeline.snapping), episode, lambda: timeline.snapping)
    _register_around(bench)


def _register_around(bench: Workbench) -> None:
    """Register the pages around the work: they are there without a series, too."""
    on = bench.window.actions_.on
    preferring = bench.preferring
    on("file.deliver", bench.delivering.ask, lambda: bool(bench.series))
    on("file.save-picture", bench.picturing.ask, lambda: bench.picturing.possible)
    on("help.about", bench.informing.about)
    on("help.log", bench.informing.log)
    on("file.locate-video", bench.locating.ask, lambda: bench.window.in_episode and bool(bench.series))
    on("file.models", bench.modelling.ask)
    on("file.settings", preferring.ask)
    on("help.keys", preferring.ask_keys)
    on("view.larger", preferring.larger)
    on("view.smaller", preferring.smaller)
    on("view.safe-area", preferring.toggle_safe_area, lambda: bench.window.in_episode, lambda: preferring.safe_area)
