"""The bar at the foot of the window: what is saved, the sound device, and the work that runs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from dubbench.gui import theme
from dubbench.gui.words import time_left
from dubbench.i18n import ntr, tr


@dataclass(frozen=True, slots=True)
class Job:
    """The work that runs: how far in parts of a thousand, `None` where nobody knows; seconds left, what it is at."""

    title: str
    done_permille: int | None = None
    left_s: int | None = None
    item: str = ""
    paused: bool = False
    failed: int = 0
    waiting: int = 0  # jobs that come after this one


@dataclass(frozen=True, slots=True)
class Sound:
    """The device that plays, or why none does."""

    device: str = ""
    trouble: str = ""


class JobChip(QWidget):
    """Percent, time left, the item at hand; pause and cancel."""

    pause_asked = Signal()
    resume_asked = Signal()
    cancel_asked = Signal()
    retry_asked = Signal()
    jobs_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._bar = QProgressBar(maximum=1000)
        self._bar.setFixedHeight(theme.px(20))
        self._bar.setMaximumWidth(theme.px(300))
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._item = QLabel()
        self._item.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._item.setProperty("role", "soft")
        self._pause = self._button("pause", tr("Pause the work"), self._toggle)
        self._cancel = self._button("close", tr("Cancel the work"), self.cancel_asked.emit)
        self._retry = self._button("retry", tr("Try the failed lines again"), self.retry_asked.emit)
        self._retry.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._more = self._button("log", tr("Show all jobs"), self.jobs_asked.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        self._item.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._item, self._retry, self._bar, self._pause, self._cancel, self._more):
            layout.addWidget(widget)
        layout.setStretchFactor(self._item, 3)
        layout.setStretchFactor(self._bar, 4)
        self.set_job(None)

    def set_job(self, job: Job | None) -> None:
        """Show how far the work is; without work the chip goes away."""
        self._job = job
        self.setVisible(job is not None)
        if job is None:
            return
        self._bar.setRange(0, 0 if job.done_permille is None else 1000)
        self._bar.setValue(job.done_permille or 0)
        self._bar.setFormat(self._words(job))
        self._bar.setMinimumWidth(
            min(theme.px(300), self._bar.fontMetrics().horizontalAdvance(self._words(job)) + theme.px(16))
        )
        self._bar.setAccessibleName(tr("Work in progress"))
        self._bar.setAccessibleDescription(f"{self._words(job)} {job.item}".strip())
        self._item.setText(self._item.fontMetrics().elidedText(job.item, Qt.TextElideMode.ElideMiddle, theme.px(240)))
        self._item.setToolTip(job.item)
        self._retry.setVisible(job.failed > 0)
        self._retry.setText(ntr("{count} failed: try again", "{count} failed: try again", job.failed))
        self._pause.setIcon(theme.icon("play" if job.paused else "pause"))
        says = tr("Go on with the work") if job.paused else tr("Pause the work")
        self._pause.setToolTip(says)
        self._pause.setAccessibleName(says)

    @staticmethod
    def _words(job: Job) -> str:
        parts = [job.title]
        if job.paused:
            parts.append(tr("paused"))
        elif job.done_permille is not None:
            parts[0] = tr("{title} {percent} %", title=job.title, percent=job.done_permille // 10)
            if job.left_s is not None:
                parts.append(time_left(job.left_s))
        if job.waiting:
            parts.append(ntr("{count} more after it", "{count} more after it", job.waiting))
        return " · ".join(parts)

    def _toggle(self) -> None:
        paused = self._job is not None and self._job.paused
        (self.resume_asked if paused else self.pause_asked).emit()

    def _button(self, icon: str, says: str, do: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setIcon(theme.icon(icon))
        button.setToolTip(says)
        button.setAccessibleName(says)
        button.clicked.connect(do)
        return button


class StatusBar(QStatusBar):
    """What is saved at the start, sound and work at the end."""

    sound_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Status"))
        self.setContentsMargins(theme.px(8), 0, theme.px(4), 0)
        self._saved = QLabel()
        self._counts = QLabel()
        self._counts.setProperty("role", "soft")
        self._counts.setMinimumWidth(1)  # gives way first where the window is narrow
        self._aside = QLabel()
        self._aside.setProperty("role", "soft")
        self._sound = QToolButton()
        self._sound.setProperty("role", "flat")
        self._sound.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._sound.clicked.connect(self.sound_asked)
        self.job = JobChip()
        self.addWidget(self._saved)
        self.addWidget(self._counts)
        self.addPermanentWidget(self._aside)
        self.addPermanentWidget(self._sound)
        self.addPermanentWidget(self.job, 1)
        self.set_saved("")
        self.set_counts("")
        self.set_aside("")
        self.set_sound(None)

    def set_saved(self, when: str) -> None:
        """Say when the latest change was written; everything is written as it happens."""
        self._saved.setVisible(bool(when))
        self._saved.setText(tr("✓ Saved {time}", time=when))

    def set_counts(self, words: str) -> None:
        """Say how many lines there are and how many are to do."""
        self._counts.setVisible(bool(words))
        self._counts.setText(words)

    def set_sound(self, sound: Sound | None) -> None:
        """Show the sound device; a missing one is told, and time goes on silently."""
        self._sound.setVisible(sound is not None)
        if sound is None:
            return
        says = _words(sound)
        self._sound.setIcon(theme.icon("sound-off" if sound.trouble else "sound"))
        self._sound.setText(self._sound.fontMetrics().elidedText(says, Qt.TextElideMode.ElideRight, theme.px(200)))
        self._sound.setToolTip(sound.trouble or tr("Sound device: {device}", device=says))
        self._sound.setAccessibleName(tr("Sound: {device}", device=says))
        self._sound.setAccessibleDescription(sound.trouble)

    def set_aside(self, words: str, details: str = "") -> None:
        """Say what is made beside, which nobody waits for; empty where nothing is."""
        self._aside.setVisible(bool(words))
        self._aside.setText(words)
        self._aside.setToolTip(details)

    def sound_corner(self, height: int) -> QPoint:
        """Say where on the screen a menu of this height stands above the sound device."""
        return self._sound.mapToGlobal(QPoint(0, -height))


def _words(sound: Sound) -> str:
    if sound.trouble:
        return tr("No sound device: silent clock")
    return sound.device or tr("Sound device…")
