"""Picture and sound of one episode together: the clock of what is heard moves the frames, the playhead and the time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

from PySide6.QtCore import QObject, QTimer, Signal

from dubbench.app.footage import Footage
from dubbench.app.preview import Track, Tracks
from dubbench.domain.span import Span
from dubbench.gui.frames import Frames
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.video.transport import Heard
from dubbench.media.player import Player

TICK_MS = 16
HALF_SECOND_MS = 500
TRACKS = {
    Heard.MIX: Track.MIX,
    Heard.ORIGINAL: Track.SOURCE,
    Heard.DIALOGUE: Track.DUB,
    Heard.BACKGROUND: Track.BACKGROUND,
}


class Playing(QObject):
    """Holds the player of a window; `moved` tells the time in milliseconds, and whether it plays."""

    moved = Signal(int, bool)

    def __init__(self, pane: VideoPane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pane = pane
        self._player: Player | None = None
        self._frames: Frames | None = None
        self._rate = Fraction(25)
        self._at, self._plays = -1, False
        self._heard = Heard.MIX
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        pane.transport.heard_chosen.connect(self.hear)
        pane.transport.command_asked.connect(self.run)
        self.commands: dict[str, Callable[[], object]] = {
            "playback.play": self.toggle,
            "playback.back": lambda: self.step_ms(-HALF_SECOND_MS),
            "playback.forward": lambda: self.step_ms(HALF_SECOND_MS),
            "playback.frame-back": lambda: self.step_ms(-round(1000 / self._rate)),
            "playback.frame-forward": lambda: self.step_ms(round(1000 / self._rate)),
            "playback.start": lambda: self.seek(0),
            "playback.shuttle-back": lambda: self.player.transport.shuttle(-1),
            "playback.shuttle-stop": self.pause,
            "playback.shuttle-forward": lambda: self.player.transport.shuttle(1),
            "playback.ab": self.swap,
        }

    @property
    def player(self) -> Player:
        """Open the speaker where it is first needed."""
        if self._player is None:
            self._player = Player()
        return self._player

    @property
    def position_ms(self) -> int:
        return self._player.transport.position_ms if self._player else 0

    def load_sounds(self, tracks: Tracks) -> None:
        """Play another episode's sounds."""
        self.player.transport.load({str(name): sound for name, sound in tracks.sounds.items()})
        offered = tuple(TRACKS)
        self._pane.transport.set_heard(offered, self._heard)
        self.hear(self._heard)
        self._pane.transport.set_possible(True)
        self._timer.start()

    def load_pictures(self, footage: Footage | None, rate: Fraction, size: tuple[int, int] | None) -> None:
        """Show another episode's frames."""
        self._close_frames()
        self._rate = rate
        self._pane.screen_view.set_frame(None)
        if footage is None:
            return
        self._frames = Frames(footage, self)
        self._frames.ready.connect(lambda pixels: self._pane.screen_view.set_frame(pixels, size))
        self._frames.failed.connect(self._pane.screen_view.set_message)
        self._frames.show(max(0, self._at))

    def run(self, command: str) -> None:
        """Carry out one of the player's commands."""
        if do := self.commands.get(command):
            do()

    def toggle(self) -> None:
        self.player.transport.toggle()

    def pause(self) -> None:
        if self._player:
            self._player.transport.pause()

    def seek(self, at_ms: int) -> None:
        """Go to a time."""
        self.player.transport.seek(max(0, at_ms))
        self._tick()

    def scrub(self, at_ms: int) -> None:
        """Go to a time and let a grain of it be heard."""
        self.player.transport.scrub(max(0, at_ms))
        self._tick()

    def step_ms(self, by: int) -> None:
        self.player.transport.pause()
        self.seek(self.position_ms + by)

    def play_span(self, span: Span, heard: Heard | None = None) -> None:
        """Play a stretch, in another sound if one is named."""
        if heard is not None:
            self.hear(heard)
        self.player.transport.play_span(span)

    def hear(self, heard: Heard) -> None:
        """Choose what is heard."""
        self._heard = heard
        with suppress(KeyError):
            self.player.transport.choose(TRACKS[heard])
        self._pane.transport.set_heard(tuple(TRACKS), heard)

    def swap(self) -> None:
        """Change between the original and the dub."""
        self.hear(Heard.ORIGINAL if self._heard is not Heard.ORIGINAL else Heard.MIX)

    def close(self) -> None:
        """Let go of the device and the files."""
        self._timer.stop()
        self._close_frames()
        if self._player:
            self._player.close()
            self._player = None

    def _close_frames(self) -> None:
        if self._frames:
            self._frames.close()
            self._frames = None

    def _tick(self) -> None:
        now = self.player.transport.now
        if (now.position_ms, now.playing) == (self._at, self._plays):
            return
        self._at, self._plays = now.position_ms, now.playing
        if self._frames:
            self._frames.show(self._at)
        self._pane.transport.set_time(self._at)
        self._pane.transport.set_playing(self._plays)
        self._pane.screen_view.set_time(self._at)
        self.moved.emit(self._at, self._plays)
