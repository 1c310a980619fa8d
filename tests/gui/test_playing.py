"""Picture and sound in the real window: exact frames, sounds to choose from, lines alone and again, what is missing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from numbered import number_of, write
from programmes import ffmpeg
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from windows import FAKES, shown

from dubbench.app import preview
from dubbench.app.episodes import add_episode, add_market
from dubbench.app.session import Session
from dubbench.app.settings import Settings
from dubbench.domain.span import Span
from dubbench.errors import MediaError
from dubbench.gui import locating, start
from dubbench.gui.playing import TRACKS
from dubbench.gui.statusbar import Sound
from dubbench.gui.video.transport import Heard
from dubbench.gui.workbench import Workbench
from dubbench.media.pcm import Silence

FRAMES, RATE = 120, 24


@pytest.fixture
def numbered_series(tmp_path: Path) -> Path:
    """A series of one episode whose frames show their numbers; nothing of it is dubbed."""
    write(tmp_path / "picture.mp4", FRAMES, rate=RATE)
    film = tmp_path / "film.mp4"
    tone = ("-f", "lavfi", "-i", f"sine=440:duration={FRAMES / RATE}")
    ffmpeg("-i", tmp_path / "picture.mp4", *tone, "-c:v", "copy", "-c:a", "aac", film)
    with Session.create(tmp_path / "season.dubbench", "Season", "en") as session:
        add_episode(session, film)
        add_market(session, "pt-BR")
        return session.folder


def opened(qtbot: QtBot, series: Path, settings: Settings) -> Workbench:
    start.application(settings)
    made = start.opened(settings, series)
    qtbot.addWidget(made.window)
    return made


@pytest.fixture
def plain(qtbot: QtBot, numbered_series: Path) -> Iterator[Workbench]:
    made = opened(qtbot, numbered_series, replace(FAKES, proxies=False))
    yield made
    made.close_series()


def settled(bench: Workbench, qtbot: QtBot) -> Workbench:
    qtbot.waitUntil(lambda: not bench.page.reading.waits and not bench.afterwards.runs, timeout=30_000)
    return bench


def frame(bench: Workbench) -> int:
    found = bench.page.widgets.video.screen_view._frame
    return -1 if found is None else number_of(found)


def seen(bench: Workbench, qtbot: QtBot, number: int) -> None:
    qtbot.waitUntil(lambda: frame(bench) == number, timeout=5_000)


def stepped_through(bench: Workbench, qtbot: QtBot) -> None:
    run = bench.window.actions_.run
    for number in (77, 3, 119, 48):
        bench.playing.seek(round(number * 1000 / RATE) + 5)
        seen(bench, qtbot, number)
    for command, number in (("frame-forward", 49), ("frame-forward", 50), ("frame-back", 49), ("end", FRAMES - 1)):
        assert run(f"playback.{command}")
        seen(bench, qtbot, number)
    assert run("playback.start")
    seen(bench, qtbot, 0)
    assert run("playback.frame-back")
    assert bench.playing.position_ms == 0


def test_every_frame_is_exact_before_and_after_the_small_copy(plain: Workbench, qtbot: QtBot) -> None:
    bench = settled(shown(plain, qtbot), qtbot)
    assert bench.page.footage is not None
    assert not bench.page.footage.is_proxy
    stepped_through(bench, qtbot)
    bench.playing.seek(2_500)
    seen(bench, qtbot, 60)
    bench.preferences.take(replace(bench.preferences.now, proxies=True))
    qtbot.waitUntil(lambda: bench.page.footage.is_proxy, timeout=30_000)
    assert (bench.playing.position_ms, frame(bench)) == (2_500, 60)
    stepped_through(bench, qtbot)


def test_the_small_copy_is_made_beside_and_found_again(qtbot: QtBot, numbered_series: Path) -> None:
    bench = opened(qtbot, numbered_series, FAKES)
    settled(shown(bench, qtbot), qtbot)
    assert bench.page.footage is not None
    assert bench.page.footage.is_proxy
    assert not bench.window.status._aside.text()
    bench.open_episode(bench.page.episode.id, "")
    settled(bench, qtbot)
    assert bench.page.footage.is_proxy
    bench.close_series()


def test_steps_of_frames_go_by_the_rate_where_there_is_no_picture(bench: Workbench) -> None:
    bench.playing.begin(10_000, Fraction(25))
    bench.playing.seek(1_000)
    bench.playing.step_frames(2)
    assert bench.playing.position_ms == 1_080


def test_what_is_there_is_offered_and_heard_at_the_same_time(bench: Workbench, qtbot: QtBot) -> None:
    playing = settled(shown(bench, qtbot), qtbot).playing
    assert playing._offered == tuple(TRACKS)
    playing.seek(1_500)
    for heard, track in TRACKS.items():
        playing._pane.transport.heard_chosen.emit(heard)
        assert playing.player.transport.now.heard == track
        assert playing.position_ms == 1_500
    bench.window.actions_.run("playback.ab")
    assert playing.heard is Heard.ORIGINAL
    bench.window.actions_.run("playback.ab")
    assert playing.heard is Heard.MIX


def test_before_it_is_dubbed_the_original_is_heard_and_the_wish_is_kept(plain: Workbench, qtbot: QtBot) -> None:
    playing = settled(shown(plain, qtbot), qtbot).playing
    assert playing._offered == (Heard.MIX, Heard.ORIGINAL, Heard.DIALOGUE)
    plain.open_episode(plain.page.episode.id, "")
    settled(plain, qtbot)
    assert (playing._offered, playing.heard) == ((Heard.ORIGINAL,), Heard.ORIGINAL)


def test_another_market_of_the_same_episode_is_shown_at_the_same_time(bench: Workbench, qtbot: QtBot) -> None:
    settled(shown(bench, qtbot), qtbot)
    bench.playing.seek(1_700)
    bench.open_episode(bench.page.episode.id, "")
    assert bench.playing.position_ms == 1_700
    settled(bench, qtbot)
    assert bench.playing.position_ms == 1_700


def test_the_dub_is_as_loud_as_its_delivery(bench: Workbench, qtbot: QtBot) -> None:
    settled(shown(bench, qtbot), qtbot)
    assert bench.page.tracks is not None
    assert bench.page.tracks.mixer._laid.curve is not None


def test_the_dub_is_levelled_anew_once_enough_of_it_sounds_otherwise(bench: Workbench, qtbot: QtBot) -> None:
    page = settled(shown(bench, qtbot), qtbot).page
    page.sounds_changed.emit((Span(0, 6_000),))
    assert not bench.afterwards.level.runs
    page.sounds_changed.emit((Span(2_000, 8_000),))
    assert bench.afterwards.level.runs
    settled(bench, qtbot)


def test_a_line_is_played_alone_and_its_dub_for_once(bench: Workbench, qtbot: QtBot) -> None:
    page, run = settled(shown(bench, qtbot), qtbot).page, bench.window.actions_.run
    row = page.rows[1]
    page.choose(row.line_id)
    spans: list[Span] = []
    bench.playing.player.transport.play_span = spans.append  # type: ignore[method-assign]
    assert run("playback.line")
    assert spans[-1] == Span(row.start_ms, row.end_ms)
    assert bench.playing.heard is Heard.MIX
    assert run("playback.dub")
    assert (spans[-1].start_ms, spans[-1].end_ms) == (row.dub_spans[0][0], row.dub_spans[-1][1])
    assert bench.playing.heard is Heard.DIALOGUE
    bench.playing._tick()
    bench.playing.seek(0)
    assert bench.playing.heard is Heard.MIX
    bench.line_sounds.play_in_context()
    assert spans[-1].start_ms == min(row.start_ms, row.dub_spans[0][0]) - FAKES.roll_ms


def test_a_line_without_a_dub_says_what_to_do(bench: Workbench, qtbot: QtBot) -> None:
    page = settled(shown(bench, qtbot), qtbot).page
    row = page.rows[1]
    page.choose(row.line_id)
    page.widgets.editors.text_written.emit(row.line_id, "target", "Era a minha casa.", row.target)
    qtbot.waitUntil(lambda: not page.rows[1].dub_spans, timeout=5_000)
    assert bench.window.actions_.run("playback.dub")
    assert "Ctrl+R" in bench.window.banners.banners()[0].text


def test_a_line_is_repeated_and_the_next_one_after_it(bench: Workbench, qtbot: QtBot) -> None:
    page, transport = settled(shown(bench, qtbot), qtbot).page, bench.playing.player.transport
    page.choose(page.rows[0].line_id)
    assert bench.window.actions_.run("playback.loop")
    assert bench.window.actions_.action("playback.loop").isChecked()
    assert transport.now.loop == Span(page.rows[0].start_ms, page.rows[0].end_ms)
    bench.window.actions_.run("line.next")
    assert transport.now.loop == Span(page.rows[1].start_ms, page.rows[1].end_ms)
    bench.playing.seek(0)
    bench.page.rows_changed.emit(page.rows)
    assert bench.playing.position_ms == 0
    bench.window.actions_.run("playback.loop")
    assert transport.now.loop is None


def test_what_is_written_meanwhile_does_not_let_a_line_play_on(bench: Workbench, qtbot: QtBot) -> None:
    page = settled(shown(bench, qtbot), qtbot).page
    page.choose(page.rows[0].line_id)
    bench.window.actions_.run("playback.line")
    page.rows_changed.emit(page.rows)
    assert bench.playing.player.transport._until is not None
    bench.playing.pause()


def test_a_picture_that_breaks_off_is_told_and_the_next_frame_is_shown(plain: Workbench, qtbot: QtBot) -> None:
    settled(shown(plain, qtbot), qtbot)
    plain.playing.seek(1_000)
    seen(plain, qtbot, 24)
    assert plain.playing._frames is not None
    plain.playing._frames.failed.emit("film.mp4 is damaged inside.")
    assert frame(plain) == -1
    assert plain.page.widgets.video.screen_view._message == "film.mp4 is damaged inside."
    settled(plain, qtbot)
    assert [banner.text for banner in plain.window.banners.banners()] == ["film.mp4 is damaged inside."]
    plain.playing.seek(2_000)
    seen(plain, qtbot, 48)


def test_the_safe_area_is_framed_from_the_bar_and_remembered(bench: Workbench, qtbot: QtBot) -> None:
    bar = settled(shown(bench, qtbot), qtbot).playing._pane.transport
    assert bar._safe.isChecked()
    bar._safe.click()
    assert bench.preferences.now.safe_zone == "off"
    assert bench.page.widgets.video.screen_view._safe is None
    bench.window.actions_.run("view.safe-area")
    qtbot.waitUntil(bar._safe.isChecked, timeout=2_000)
    assert bench.page.widgets.video.screen_view._safe is not None


def test_a_line_spoken_again_is_heard_in_context_and_the_dub_follows(bench: Workbench, qtbot: QtBot) -> None:
    page = settled(shown(bench, qtbot), qtbot).page
    row = page.rows[1]
    page.choose(row.line_id)
    page.widgets.editors.text_written.emit(row.line_id, "target", "Era a minha casa.", row.target)
    qtbot.waitUntil(lambda: not page.rows[1].dub_spans, timeout=5_000)
    with qtbot.waitSignal(page.sounds_changed, timeout=30_000, check_params_cb=bool):
        assert bench.window.actions_.run("line.speak")
    qtbot.waitUntil(lambda: bench.playing.plays, timeout=30_000)
    assert bench.playing.heard is Heard.MIX
    assert bench.playing.position_ms < page.rows[1].end_ms


@pytest.mark.parametrize("pauses", [True, False])
def test_typing_pauses_only_where_that_is_wished(bench: Workbench, qtbot: QtBot, pauses: bool) -> None:
    page = settled(shown(bench, qtbot), qtbot).page
    bench.preferences.take(replace(bench.preferences.now, pause_while_typing=pauses))
    page.choose(page.rows[0].line_id)
    bench.playing.toggle()
    page.widgets.editors.typed.emit(page.rows[0].line_id, "target", "x")
    assert bench.playing.plays is not pauses


def test_volume_speed_and_shuttle(bench: Workbench, qtbot: QtBot) -> None:
    playing, run = settled(shown(bench, qtbot), qtbot).playing, bench.window.actions_.run
    playing.seek(2_000)
    bar = playing._pane.transport
    assert run("playback.mute")
    assert (playing.muted, bar._mute.isChecked()) == (True, True)
    assert bench.window.actions_.action("playback.mute").isChecked()
    assert run("playback.mute")
    assert not playing.muted
    bar._volume.setValue(50)
    assert playing.player.transport._gain == pytest.approx(0.25)
    bar._speed.setCurrentIndex(bar._speed.findData(50))
    bar._speed.activated.emit(bar._speed.currentIndex())
    run("playback.play")
    assert playing.player.transport.now.speed == 0.5
    run("playback.play")
    for _ in range(2):
        run("playback.shuttle-forward")
    playing._tick()
    assert "2×" in bar._shuttle.text()
    run("playback.shuttle-back")
    playing._tick()
    assert "−1×" in bar._shuttle.text()
    run("playback.shuttle-stop")
    playing._tick()
    assert (bar._shuttle.text(), playing.plays) == ("", False)


def test_what_plays_is_seen_on_the_meter(bench: Workbench, qtbot: QtBot) -> None:
    playing = settled(shown(bench, qtbot), qtbot).playing
    playing.hear(Heard.ORIGINAL)
    playing.seek(bench.page.rows[0].start_ms)
    playing.toggle()
    meter = playing._pane.transport.meter
    qtbot.waitUntil(lambda: meter.accessibleDescription() != "silent", timeout=5_000)
    playing.pause()


def test_dragging_the_playhead_and_arrows_sound(bench: Workbench, qtbot: QtBot) -> None:
    playing = settled(shown(bench, qtbot), qtbot).playing
    scrubbed: list[int] = []
    playing.player.transport.scrub = scrubbed.append  # type: ignore[method-assign, assignment]
    bench.page.widgets.timeline.scrub_asked.emit(1_234)
    playing.seek(1_000)
    bench.window.actions_.run("playback.frame-forward")
    bench.window.actions_.run("playback.forward")
    assert scrubbed == [1_234, 1_042, 1_500]


def test_the_chip_says_what_plays_and_offers_another(bench: Workbench, qtbot: QtBot) -> None:
    settled(shown(bench, qtbot), qtbot)
    chip = bench.window.status._sound
    bench.playing.sound_changed.emit(Sound("", "There is no sound device: playing silently."))
    assert chip.text() == "No sound device: silent clock"
    assert chip.toolTip() == "There is no sound device: playing silently."
    bench.playing.sound_changed.emit(Sound("Speakers"))
    assert chip.text() == "Speakers"
    used: list[str] = []
    bench.playing.use_device = used.append  # type: ignore[method-assign, assignment]
    menu = bench.sound_device.menu(("Speakers", "Headphones"))
    named = {action.text(): action for action in menu.actions()}
    assert named["That of the system"].isChecked()
    named["Headphones"].trigger()
    assert (bench.preferences.now.audio_device, used) == ("Headphones", ["Headphones"])
    gone = {action.text() for action in bench.sound_device.menu(("Speakers",)).actions()}
    assert "Headphones (not there)" in gone


def test_without_its_programme_the_text_goes_on(qtbot: QtBot, numbered_series: Path) -> None:
    film = numbered_series.parent / "film.mp4"
    film.unlink()
    bench = opened(qtbot, numbered_series, FAKES)
    missing: list[str] = []
    bench.page.media_missing.connect(missing.append)
    settled(shown(bench, qtbot), qtbot)
    assert missing == [str(film)]
    missing = "Video of episode 1 not found: locate it, or work on its texts without."
    qtbot.waitUntil(lambda: bench.page.widgets.video.screen_view._message == missing, timeout=5_000)
    assert [banner.id for banner in bench.window.banners.banners()] == [locating.MISSING]
    assert bench.window.actions_.run("playback.play")
    qtbot.waitUntil(lambda: bench.playing.position_ms > 100, timeout=5_000)
    bench.close_series()


def test_a_sound_that_cannot_be_read_is_told_once_and_the_picture_plays(
    plain: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object, **__: object) -> None:
        raise MediaError("film.mp4 is damaged inside.")

    monkeypatch.setattr(preview, "tracks", damaged)
    settled(shown(plain, qtbot), qtbot)
    assert [banner.text for banner in plain.window.banners.banners()] == ["film.mp4 is damaged inside."]
    assert plain.playing.heard is Heard.ORIGINAL
    plain.playing.seek(1_000)
    seen(plain, qtbot, 24)
    assert plain.window.actions_.run("playback.play")
    qtbot.waitUntil(lambda: frame(plain) > 26, timeout=5_000)


def test_the_buttons_name_their_keys(bench: Workbench) -> None:
    tips = {button.accessibleName(): button.toolTip() for button in bench.playing._pane.findChildren(QToolButton)}
    assert tips["Play"] == "Play (Space)"
    assert tips["One frame on"] == "One frame on (Right)"


def test_stems_that_come_later_are_heard(plain: Workbench, qtbot: QtBot) -> None:
    settled(shown(plain, qtbot), qtbot)
    assert isinstance(plain.page.tracks.mixer.background, Silence)
    plain.work.run("transcribe")
    qtbot.waitUntil(lambda: plain.work.job is not None, timeout=10_000)
    qtbot.waitUntil(lambda: plain.work.job is None, timeout=60_000)
    settled(plain, qtbot)
    assert not isinstance(plain.page.tracks.mixer.background, Silence)
    assert Heard.BACKGROUND in plain.playing._offered
