"""What the pictures show: one scene a picture, in the order of a person's way through the window."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QLineEdit

from screens import reviewing, series
from screens.stage import Stage


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: what is done before it is taken, with which settings, at which scale, size, with models or without."""

    name: str
    play: Callable[[Stage], Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    scale: int = 1
    size: tuple[int, int] = (1440, 900)
    models: bool = True


def _home_empty(stage: Stage) -> None:
    stage.open(series=False)


def _new_series(stage: Stage) -> Any:
    stage.open(series=False)
    stage.run("file.new")
    return stage.dialog()


def _home(stage: Stage) -> None:
    stage.open()
    stage.run("file.close")
    stage.pause(1.0)


def _season(stage: Stage) -> None:
    stage.open()


def _episode(market: str = "pt-BR", line: int = 14, number: int = 1) -> Callable[[Stage], Any]:
    def play(stage: Stage) -> None:
        bench = stage.episode(market, number, line)
        row = bench.page.current
        if row:
            bench.playing.seek(row.start_ms + 700)
        stage.pause(0.6)

    return play


def _panel(panel: str, line: int = 8, before: str = "") -> Callable[[Stage], Any]:
    def play(stage: Stage) -> None:
        bench = stage.episode(line=line)
        if before:
            stage.run(before)
        bench.window.episode.show_panel(panel)
        stage.pause(1.0)

    return play


def _history(stage: Stage) -> None:
    bench = stage.episode(line=10)
    row = bench.page.current
    assert row
    bench.edits.write(row.line_id, "target", "Por favor, deixa eu sentar.", row.target)
    stage.pause(0.3)
    bench.edits.confirm()
    bench.window.episode.show_panel("history")
    stage.pause(1.0)


def _running(stage: Stage) -> None:
    bench = stage.episode(number=2, line=3)
    bench.work.run("fit")
    stage.until(lambda: bench.work.job and bench.work.job.done_permille and bench.work.job.done_permille >= 30)
    bench.window.episode.show_panel("jobs")
    stage.pause(0.5)


def _dialog(command: str, *, episode: bool = False) -> Callable[[Stage], Any]:
    def play(stage: Stage) -> Any:
        if episode:
            stage.episode()
        else:
            stage.open()
        stage.run(command)
        stage.pause(1.5)
        return stage.dialog()

    return play


def _palette(stage: Stage) -> None:
    stage.episode()
    stage.run("view.commands")


def _find(stage: Stage) -> None:
    bench = stage.episode()
    stage.run("edit.replace")
    bench.finding.bar.open_with("anos")
    fields = bench.finding.bar.findChildren(QLineEdit)
    next(one for one in fields if one.accessibleName() == "Replace by").setText("invernos")
    stage.pause(1.0)


def _no_lines(stage: Stage) -> None:
    """Show an episode that nobody has heard yet."""
    folder = series.empty(stage.folder.with_name("an-open-door.dubbench"))
    stage.turn_to(stage.open(folder=folder))


def _missing_video(stage: Stage) -> None:
    series.lose_media(stage.folder)
    stage.episode(line=8)


def _speaker(stage: Stage) -> None:
    stage.episode(line=8)
    stage.run("line.speaker")


def _merge(stage: Stage) -> None:
    stage.episode(line=8)
    stage.run("line.merge")


def _menu(name: str) -> Callable[[Stage], Any]:
    def play(stage: Stage) -> None:
        bench = stage.episode(line=8)
        bar, menu = bench.window.menuBar(), bench.window.menus[name]
        menu.popup(bar.mapToGlobal(bar.actionGeometry(menu.menuAction()).bottomLeft()))
        stage.pause(0.3)

    return play


def _failed(stage: Stage) -> None:
    """Ask for a language that no engine here translates into."""
    bench = stage.episode("zh-CN", number=2, line=3)
    bench.work.run("translate")
    stage.pause(0.5)
    stage.until(lambda: bench.work.job is None)
    bench.window.episode.show_panel("jobs")
    stage.pause(1.0)


def _review(line: int) -> Callable[[Stage], Any]:
    """Show a review at a line: one that changed after it was signed, or one that was sent back."""

    def play(stage: Stage) -> None:
        _reviewed(stage, line)
        stage.bench.window.episode.show_panel("review")
        stage.pause(1.0)

    return play


def _reviewed(stage: Stage, line: int) -> None:
    bench = stage.open()
    reviewing.begin(bench.series.session, stage.folder.parent / "keys")
    stage.turn_to(bench, line=line)
    reviewing.go_on(bench.page)
    stage.pause(1.0)


def _sign(stage: Stage) -> Any:
    _reviewed(stage, 3)
    stage.run("review.sign")
    stage.until(lambda: stage.bench.signing.dialog)
    stage.pause(0.5)
    return stage.dialog()


def _producing(command: str) -> Callable[[Stage], Any]:
    """Show the people, or the consents: one that stands and one that was revoked."""

    def play(stage: Stage) -> Any:
        bench = stage.open()
        reviewing.begin(bench.series.session, stage.folder.parent / "keys")
        reviewing.agree(bench.series.session, stage.folder.parent)
        stage.run(command)
        stage.pause(1.0)
        people, consents = bench.producing.people, bench.producing.consents
        if people and consents:
            people.list.set_current("ana")
            consents.list.set_current(consents.list.cards[0].key)
        stage.pause(1.0)
        return stage.dialog()

    return play


def _changed(stage: Stage) -> Any:
    _reviewed(stage, 3)
    stage.run("review.changed")
    stage.until(lambda: stage.bench.watching.dialog)
    stage.pause(0.5)
    return stage.dialog()


SCENES = (
    Scene("home", _home_empty),
    Scene("home-recents", _home, {"theme": "dark"}),
    Scene("new-series", _new_series),
    Scene("season", _season),
    Scene("episode", _episode()),
    Scene("episode-dark", _episode(), {"theme": "dark"}),
    Scene("episode-contrast", _episode(), {"theme": "high-contrast"}),
    Scene("episode-chinese-window", _episode(), {"language": "zh_CN"}),
    Scene("episode-to-chinese", _episode("zh-CN")),
    Scene("episode-to-arabic", _episode("ar-SA")),
    Scene("episode-to-arabic-dark", _episode("ar-SA"), {"theme": "dark"}),
    Scene("episode-double", _episode(), scale=2),
    Scene("episode-large-text", _episode(), {"font_scale_percent": 150}),
    Scene("episode-small", _episode(), size=(1280, 720)),
    Scene("episode-narrow", _episode(), size=(1024, 720)),
    Scene("episode-wide", _episode(), size=(1920, 1080)),
    Scene("no-lines", _no_lines),
    Scene("no-video", _missing_video),
    Scene("no-engine", _failed),
    Scene("no-models", _dialog("file.models"), models=False),
    Scene("speaker", _speaker),
    Scene("merge", _merge),
    Scene("menu", _menu("line")),
    Scene("takes", _panel("takes")),
    Scene("wordings", _panel("wordings", 18, "line.shorter")),
    Scene("issues", _panel("issues", 18)),
    Scene("history", _history),
    Scene("jobs", _running),
    Scene("review", _review(8)),
    Scene("review-sent-back", _review(11), {"theme": "dark"}),
    Scene("review-chinese-window", _review(8), {"language": "zh_CN"}),
    Scene("sign-episode", _sign),
    Scene("people", _producing("review.people")),
    Scene("people-chinese", _producing("review.people"), {"language": "zh_CN", "theme": "dark"}),
    Scene("consents", _producing("review.consents")),
    Scene("consents-dark", _producing("review.consents"), {"theme": "dark"}),
    Scene("changed", _changed),
    Scene("commands", _palette),
    Scene("find", _find),
    Scene("settings", _dialog("file.settings")),
    Scene("keys", _dialog("help.keys")),
    Scene("models", _dialog("file.models")),
    Scene("delivery", _dialog("file.deliver", episode=True)),
    Scene("about", _dialog("help.about")),
    Scene("settings-chinese", _dialog("file.settings"), {"language": "zh_CN", "theme": "dark"}),
)
