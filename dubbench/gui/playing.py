"""Picture and sound of one episode together: the clock of what is heard moves the frames, the playhead and the time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from dubbench.app.tracks import Track
from dubbench.domain.span import Span
from dubbench.gui.frames import Frames
from dubbench.gui.statusbar import Sound
from dubbench.gui.video.meter import FLOOR_MDB
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.video.transport import Heard

if TYPE_CHECKING:
    from dubbench.app.footage import Footage
    from dubbench.app.preview import Tracks
    from dubbench.media.pcm import Silence
    from dubbench.media.playback import Now
    from dubbench.media.player import Player

TICK_MS = 16
METER_TICKS = 3
HALF_SECOND_MS = 500
TRACKS = {
    Heard.MIX: Track.MIX,
    Heard.ORIGINAL: Track.SOURCE,
    Heard.DIALOGUE: Track.DUB,
    Heard.SPEECH: Track.DIALOGUE,
    Heard.BACKGROUND: Track.BACKGROUND,
}
DUBBED = {Heard.MIX, Heard.DIALOGUE}


class Playing(QObject):
    """Holds the player of a window; `moved` tells the time in milliseconds, and whether it plays."""

    moved = Signal(int, bool)
    sound_changed = Signal(object)  # Sound: what is heard, or why nothing is
    picture_failed = Signal(str)

    def __init__(self, pane: VideoPane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pane = pane
        self._player: Player | None = None
        self._footage: Footage | None = None
        self._frames: Frames | None = None
        self._rate = Fraction(25)
        self._size: tuple[int, int] | None = None
        self._duration_ms = 0
        self._now: Now | None = None
        self._ticks = 0
        self._device, self._sound = "", Sound()
        self._percent, self._volume = 100, 100
        self._offered: tuple[Heard, ...] = ()
        self._wish = Heard.MIX
        self._for_once: Heard | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        pane.transport.heard_chosen.connect(self.hear)
        pane.transport.command_asked.connect(self.run)
        pane.transport.volume_chosen.connect(self._set_volume)
        pane.transport.speed_chosen.connect(self.set_speed)
        self.commands: dict[str, Callable[[], object]] = {
            "playback.play": self.toggle,
            "playback.back": lambda: self.step_ms(-HALF_SECOND_MS),
            "playback.forward": lambda: self.step_ms(HALF_SECOND_MS),
            "playback.frame-back": lambda: self.step_frames(-1),
            "playback.frame-forward": lambda: self.step_frames(1),
            "playback.start": lambda: self.seek(0),
            "playback.end": lambda: self.seek(self._duration_ms),
            "playback.shuttle-back": lambda: self.player.transport.shuttle(-1),
            "playback.shuttle-stop": self.pause,
            "playback.shuttle-forward": lambda: self.player.transport.shuttle(1),
            "playback.ab": self.swap,
        }

    @property
    def player(self) -> Player:
        """Open the speaker where it is first needed."""
        if self._player is None:
            from dubbench.media.player import Player
            from dubbench.media.speaker import open_miniaudio

            self._player = Player(partial(open_miniaudio, name=self._device), aside=True)
            self._player.transport.set_pace(self._percent / 100)
            self._player.transport.set_volume(self._volume / 100)
        return self._player

    @property
    def position_ms(self) -> int:
        return self._player.transport.position_ms if self._player else 0

    @property
    def plays(self) -> bool:
        return self._player is not None and self._player.transport.now.playing

    @property
    def heard(self) -> Heard:
        """What is heard now: what was wished for, or the original where that is not there."""
        wish = self._wish if self._for_once is None else self._for_once
        return wish if wish in self._offered else Heard.ORIGINAL

    # what is open

    def begin(self, duration_ms: int, rate: Fraction, *, stay: bool = False) -> None:
        """Turn to another episode, silent and dark until its sounds and frames come; or `stay` where it was."""
        at_ms = self.position_ms if stay else 0
        self._duration_ms, self._rate, self._for_once = duration_ms, rate, None
        self.player.transport.load({str(track): _silence(duration_ms) for track in TRACKS.values()})
        self.player.transport.seek(at_ms)
        self._offer((Heard.ORIGINAL,))
        self._pane.transport.set_possible(True)
        self.load_pictures(None, None)
        self._timer.start()
        self._tick()

    def load_sounds(self, tracks: Tracks) -> None:
        """Let an episode's sounds be heard, at the time where it is."""
        for name, sound in tracks.sounds.items():
            self.player.transport.replace(str(name), sound)
        self._offer(tuple(heard for heard in TRACKS if _is_there(tracks, heard)))

    def load_pictures(self, footage: Footage | None, size: tuple[int, int] | None) -> None:
        """Show another episode's frames; `size` is the programme's own."""
        self._pane.screen_view.set_frame(None)
        self._pane.screen_view.set_message("")
        self._size = size
        self._read(footage)

    def change_footage(self, footage: Footage) -> None:
        """Read the same frames from another file; the one that is shown stays until it is read again."""
        self._read(footage)

    def _read(self, footage: Footage | None) -> None:
        old, self._footage = self._frames, footage
        self._frames = Frames(footage, self) if footage else None
        if old:
            old.close()
        if self._frames:
            self._frames.ready.connect(self._show)
            self._frames.failed.connect(self._fail)
            self._frames.show(self.position_ms)

    def _show(self, pixels: object) -> None:
        if self.sender() is self._frames:
            self._pane.screen_view.set_frame(pixels, self._size)  # type: ignore[arg-type]

    def _fail(self, why: str) -> None:
        if self.sender() is self._frames:
            self._pane.screen_view.set_frame(None)
            self._pane.screen_view.set_message(why)
            self.picture_failed.emit(why)

    def close(self) -> None:
        """Let go of the device and the files."""
        self._timer.stop()
        frames, self._frames = self._frames, None
        if frames:
            frames.close(wait=True)
        if self._player:
            self._player.close()
            self._player = None

    # how it moves

    def run(self, command: str) -> None:
        """Carry out one of the player's commands."""
        if do := self.commands.get(command):
            do()

    def toggle(self) -> None:
        self.player.transport.toggle()

    def pause(self) -> None:
        if self._player:
            self._player.transport.pause()

    def go(self, at_ms: int) -> None:
        """Go to a time; it is shown a tick later, behind what is painted for the press that led there."""
        self.player.transport.seek(max(0, at_ms))
        self._timer.start()

    def seek(self, at_ms: int) -> None:
        """Go to a time, and show it."""
        self.go(at_ms)
        self._tick()

    def scrub(self, at_ms: int) -> None:
        """Go to a time and let a grain of it be heard."""
        self.player.transport.scrub(max(0, at_ms))
        self._tick()

    def step_ms(self, by: int) -> None:
        """Go on or back, standing, and let a grain be heard."""
        self.player.transport.pause()
        self.scrub(self.position_ms + by)

    def step_frames(self, by: int) -> None:
        """Go to the beginning of another frame, standing."""
        self.player.transport.pause()
        if self._footage:
            shown = self._footage.shown
            number = min(max(shown.at(self.position_ms) + by, 0), shown.frames - 1)
            self.scrub(shown.start_ms(number))
        else:
            self.scrub(round(self.position_ms + by * 1000 / self._rate))

    def play_span(self, span: Span, heard: Heard | None = None) -> None:
        """Play a stretch, in another sound for once if one is named."""
        self._for_once = heard
        self._choose()
        self.player.transport.play_span(span)

    def loop(self, span: Span | None) -> None:
        """Play a stretch again and again whenever it plays; None ends that."""
        self.player.transport.loop(span)

    def set_speed(self, percent: int) -> None:
        """Play faster or slower, the pitch kept."""
        self._percent = percent
        self.player.transport.set_pace(percent / 100)
        self._pane.transport.set_speed(percent)

    # what is heard

    def hear(self, heard: Heard) -> None:
        """Choose what is heard."""
        self._wish, self._for_once = heard, None
        self._choose()

    def swap(self) -> None:
        """Change between the original and the dub."""
        self.hear(Heard.ORIGINAL if self.heard is not Heard.ORIGINAL else Heard.MIX)

    @property
    def muted(self) -> bool:
        return self._volume == 0

    def mute(self) -> None:
        """Switch the sound off, or on as loud as it was."""
        self._pane.transport.toggle_mute()

    def use_device(self, name: str) -> None:
        """Be heard from this device, empty for the system's own; look for it again where it is the same."""
        self._device = name
        if self._player:
            from dubbench.media.speaker import open_miniaudio

            self._player.use(partial(open_miniaudio, name=name))

    def _set_volume(self, percent: int) -> None:
        self._volume = percent
        self.player.transport.set_volume(percent / 100)

    def _offer(self, offered: tuple[Heard, ...]) -> None:
        self._offered = offered
        self._choose()

    def _choose(self) -> None:
        with suppress(KeyError):  # nothing is open
            self.player.transport.choose(str(TRACKS[self.heard]))
        self._pane.transport.set_heard(self._offered, self.heard)

    def _tick(self) -> None:
        self._ticks += 1
        if self._ticks % METER_TICKS == 0:
            self._measure()
        now = self.player.transport.now
        if now == self._now:
            return
        self._now = now
        if self._for_once is not None and not now.playing:
            self.hear(self._wish)
        if self._frames:
            self._frames.show(now.position_ms)
        self._pane.transport.set_time(now.position_ms)
        self._pane.transport.set_playing(now.playing)
        self._pane.transport.set_shuttle(now.speed if now.shuttles else 0)
        self._pane.screen_view.set_time(now.position_ms)
        self.moved.emit(now.position_ms, now.playing)

    def _measure(self) -> None:
        """Show how loud it is, and from where."""
        self._pane.transport.meter.set_levels([_mdb(share) for share in self.player.transport.loudest()])
        sound = Sound(self.player.device, self.player.trouble)
        if sound != self._sound:
            self._sound = sound
            self.sound_changed.emit(sound)


def _silence(duration_ms: int) -> Silence:
    from dubbench.media.pcm import RATE_HZ, Silence

    return Silence(round(duration_ms * RATE_HZ / 1000))


def _is_there(tracks: Tracks, heard: Heard) -> bool:
    if heard in DUBBED:
        return bool(tracks.market_id)
    from dubbench.media.pcm import Silence

    return not isinstance(tracks.sounds[TRACKS[heard]], Silence)


def _mdb(share: float) -> int:
    return max(FLOOR_MDB, round(20_000 * math.log10(share))) if share > 0 else FLOOR_MDB
