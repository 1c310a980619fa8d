"""Long work started from the window: runs of stages, lines spoken again, and the job the status bar shows."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dubbench.app.desk_events import ItemFailed, JobEnded, JobPaused, JobProgress, JobResumed, JobStarted, Outcome
from dubbench.errors import ModelMissing
from dubbench.gui.banner import Tone
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.preferences import Preferences
from dubbench.gui.stages import DUB, UNTIL
from dubbench.gui.statusbar import Job
from dubbench.gui.window import MainWindow
from dubbench.i18n import ntr

if TYPE_CHECKING:
    from dubbench.app.production import Order

Cells = Sequence[tuple[str, str]]
NUMBERS = {name: number for number, name in UNTIL.items()} | {"voice": DUB}


class Work(QObject):
    """Starts jobs and follows the one that runs."""

    told = Signal(str, object, str)  # what a job's end has to say: text, Tone, details
    turned = Signal()  # a job began or ended
    moved = Signal()  # that, or it is farther
    models_lack = Signal(str)  # a job ended because a model is missing: why

    def __init__(self, window: MainWindow, page: EpisodePage, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._page, self._series, self._preferences = window, page, page.series, preferences
        self.job: Job | None = None
        self.job_id = ""
        self._orders: dict[str, Order] = {}
        self._failed: JobEnded | None = None
        self._series.heard.connect(self._hear)
        self._series.closed.connect(self._closed)
        page.turned.connect(self.warm)
        chip = window.status.job
        chip.cancel_asked.connect(self.cancel)
        chip.pause_asked.connect(self.pause)
        chip.resume_asked.connect(self.pause)

    def run(self, stage: str, cells: Cells | None = None) -> None:
        """Bring episodes up to date as far as a stage; without cells, the one that is shown or the whole season."""
        from dubbench.app.production import Order, Stage
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        self._page.widgets.editors.flush()
        store, settings = self._series.session.store, self._preferences.now
        if cells is None and self._window.in_episode and self._page.episode:
            cells = [(self._page.episode.id, self._page.market.id if self._page.market else "")]
        numbers = {e.id: e.number for e in store.all(Episode)}
        locales = {m.id: m.locale for m in store.all(Market)}
        order = Order(
            tuple(sorted({numbers[e] for e, _ in cells or ()})),
            tuple(sorted({locales[m] for _, m in cells or () if m in locales})),
            Stage(stage),
            choice=settings.choice(),
        )
        self.produce(order)

    def produce(self, order: Order) -> str:
        """Queue a production and return its job's id."""
        from dubbench.app import orders

        job = self._series.start(orders.production(order, self._series.folder, offline=self._preferences.now.offline))
        self._orders[job] = order
        return job

    def speak(self) -> None:
        """Speak the line at hand again."""
        from dubbench.app import orders

        self._page.widgets.editors.flush()
        row, episode, market = self._page.current, self._page.episode, self._page.market
        if row and episode and market:
            choice = self._preferences.now.choice()
            self._series.start(
                orders.respeaking(self._series.folder, episode.number, market.locale, [row.line_id], choice)
            )

    @property
    def stage(self) -> int:
        """The stage that the run at work is for, 1 to 7; 0 for none."""
        order = self._order
        return NUMBERS.get(order.until.value, 0) if order else 0

    @property
    def episodes(self) -> frozenset[int]:
        """The numbers of the episodes that the run at work is for."""
        from dubbench.domain.series import Episode

        order = self._order
        if order is None:
            return frozenset()
        return frozenset(order.episodes) or frozenset(e.number for e in self._series.session.store.all(Episode))

    def works_on(self, episode: int) -> bool:
        """Tell whether the run at work is for an episode."""
        order = self._order
        return order is not None and (not order.episodes or episode in order.episodes)

    @property
    def _order(self) -> Order | None:
        return self._orders.get(self.job_id) if self.job else None

    @property
    def failures(self) -> tuple[ItemFailed, ...]:
        """What the last run left that failed, while it can be tried again."""
        return self._failed.failures if self._failed and self.can_retry else ()

    @property
    def can_retry(self) -> bool:
        """Whether the last run left something that failed."""
        return self._failed is not None and self.job is None

    def retry(self) -> None:
        """Do once more what failed in the last run."""
        if self._failed and self.can_retry:
            self.again(self._failed.job)

    def again(self, job_id: str) -> None:
        """Do once more what a job left."""
        job = self._series.order(lambda desk: desk.retry(job_id))
        if job and job_id in self._orders:
            self._orders[job] = self._orders[job_id]

    def warm(self) -> None:
        """Load the voices of the market that is shown, so that a line is spoken at once; not beside a run."""
        from dubbench.app.casting import engine_of
        from dubbench.domain.market import Profile

        market, desk = self._page.market, self._series.desk
        if desk and market and self.job is None:
            profiles = desk.session.store.all(Profile, market_id=market.id)
            desk.warm(sorted({engine_of(profile.voice_id) for profile in profiles if profile.voice_id}))

    def cancel(self) -> None:
        """Stop the job that runs."""
        if self.job:
            self._series.order(lambda desk: desk.cancel(self.job_id))

    def pause(self) -> None:
        """Pause the job that runs, or go on with it."""
        if job := self.job:
            self._series.order(lambda desk: (desk.resume if job.paused else desk.pause)(self.job_id))

    def _hear(self, event: object) -> None:
        """Show the job that runs; reading beside is not shown."""
        if isinstance(event, JobStarted) and self._is_work(event.job):
            self.job_id, self.job = event.job, Job(event.title)
            self.turned.emit()
        elif getattr(event, "job", None) != self.job_id or self.job is None:
            return
        elif isinstance(event, JobProgress):
            permille = None if event.percent is None else event.percent * 10
            item = event.item or event.note
            self.job = Job(self.job.title, permille, event.remaining_s, item, self.job.paused)
        elif isinstance(event, JobPaused | JobResumed):
            one = self.job
            self.job = Job(one.title, one.done_permille, one.left_s, one.item, isinstance(event, JobPaused))
        elif isinstance(event, JobEnded):
            self.job = None
            unfinished = event.outcome is Outcome.FAILED or bool(event.failures)
            self._failed = event if unfinished else None
            self._ended(event)
            self.turned.emit()
        self.moved.emit()
        self._window.set_job(self.job)
        self._window.actions_.refresh()

    def _is_work(self, job_id: str) -> bool:
        """Tell whether a job is one that people follow; what was read beside may be forgotten by now."""
        states = self._series.desk.jobs() if self._series.desk else ()
        return any(one.job.logged for one in states if one.id == job_id)

    def _ended(self, event: JobEnded) -> None:
        if event.fault and event.fault.kind == ModelMissing.__name__:
            self.models_lack.emit(event.fault.message)
        elif event.outcome is Outcome.FAILED and event.fault:
            self.told.emit(event.fault.message, Tone.ERROR, event.fault.trace)
        elif event.failures:
            count = len(event.failures)
            details = "\n".join(failed.message for failed in event.failures)
            told = ntr("{count} line failed; the rest is done.", "{count} lines failed; the rest is done.", count)
            self.told.emit(told, Tone.WARNING, details)

    def _closed(self) -> None:
        self.job, self._failed = None, None
        self._orders.clear()
        self._window.set_job(None)
