"""A transport with a speaker: what a window opens once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from types import TracebackType
from typing import Self

from dubbench.media.playback import Transport
from dubbench.media.speaker import OpenDevice, Speaker


class Player:
    """`transport` moves, `speaker` is heard; close it to end its thread."""

    def __init__(self, open_device: OpenDevice | None = None, *, aside: bool = False) -> None:
        self.transport = Transport(latency=self._latency)
        self.speaker: Speaker | None = None
        self.speaker = Speaker(self.transport.fill, open_device, aside=aside)

    @property
    def silent(self) -> bool:
        """Tell whether only the clock runs."""
        return self.speaker is None or self.speaker.silent

    @property
    def device(self) -> str:
        """Name the device that is heard; empty where none is."""
        return self.speaker.name if self.speaker else ""

    @property
    def trouble(self) -> str:
        """Say why nothing is heard; empty where something is."""
        return self.speaker.trouble if self.speaker else ""

    def use(self, open_device: OpenDevice) -> None:
        """Go over to another device, or look for one again, in a moment."""
        if self.speaker:
            self.speaker.use(open_device)

    def close(self) -> None:
        """Fall silent."""
        if self.speaker:
            self.speaker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _latency(self) -> int:
        return self.speaker.latency_frames if self.speaker else 0
