"""The bar of stages over the episode that is shown: how far it is, and runs of the stage at hand."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu

from dubbench.app.desk_events import Changed
from dubbench.domain.delivery import Stem
from dubbench.gui import stages
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.soon import Soon
from dubbench.gui.stagebar import Stage, StageBar, StageState
from dubbench.gui.values import Shown
from dubbench.gui.window import MainWindow
from dubbench.gui.work import Work
from dubbench.i18n import ntr, tr

SETTLE_MS = 150
NOTHING = stages.Known(separated=False, heard=False, in_market=False)


class Staging(QObject):
    """Keeps the bar and the counts; `deliver_asked` wants the checklist of what is shown."""

    deliver_asked = Signal()

    def __init__(self, window: MainWindow, page: EpisodePage, work: Work) -> None:
        super().__init__(page)
        self._window, self._page, self._work = window, page, work
        self.bar = StageBar()
        window.set_stages(self.bar)
        self.bar.run_asked.connect(self.run)
        self.bar.menu_asked.connect(self._menu)
        self._known = NOTHING
        self._soon = Soon(self, SETTLE_MS, self._read)
        for news in (page.rows_changed, page.turned):
            news.connect(self._soon.touch)
        work.moved.connect(self._show)
        page.series.heard.connect(self._hear)

    def choose(self, number: int) -> None:
        """Take a stage in hand."""
        self.bar.set_current(number)

    def run(self, number: int = 0) -> None:
        """Run a stage, or the one at hand; without one, the first that has something to do."""
        number = number or self.bar.current or self._first()
        self.bar.set_current(number)
        if number == stages.DELIVER:
            self.deliver_asked.emit()
        elif number == stages.REVIEW:
            self._review()
        elif number in stages.UNTIL:
            self._work.run(stages.UNTIL[number])

    def register(self) -> None:
        """Tell the window's actions who runs stages."""
        on = self._window.actions_.on

        def episode() -> bool:
            return self._window.in_episode and self._page.episode is not None

        on("stage.run", self.run, episode)
        for number in range(1, stages.DELIVER + 1):
            on(f"stage.{number}", partial(self.choose, number), episode)

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed):
            self._soon.touch()

    def _first(self) -> int:
        """Return the first stage with work for a run; delivering where nothing is left."""
        self._read()
        known = stages.stages(self._known)
        return next((one.number for one in known if one.number in stages.UNTIL and _open(one)), stages.DELIVER)

    def _review(self) -> None:
        """Go to the next line whose words nobody confirmed, or whose source is another since."""
        rows, current = self._page.rows, self._page.current
        at = rows.index(current) + 1 if current in rows else 0
        found = next(
            (row for row in rows[at:] + rows[:at] if row.state in {Shown.DRAFT, Shown.EDITED, Shown.STALE}), None
        )
        if found:
            self._page.choose(found.line_id)
            self._page.widgets.editors.focus()

    def _read(self) -> None:
        """Read how far the episode is, and show it."""
        self._known = self._found()
        self._show()

    def _found(self) -> stages.Known:
        episode, market, series = self._page.episode, self._page.market, self._page.series
        if not (episode and series):
            return NOTHING
        store = series.session.store
        tally = store.counts(episode.id).tally(episode.id, market.id) if market else None
        return stages.Known(
            separated=bool(store.all(Stem, episode_id=episode.id)),
            heard=episode.listening is not None or bool(self._page.rows),
            in_market=market is not None,
            rows=self._page.rows,
            delivered=bool(tally and tally.deliveries),
            changed=bool(tally and tally.changed),
        )

    def _show(self) -> None:
        """Show what was read, and what the work is at now."""
        episode, job = self._page.episode, self._work.job
        if episode and job and self._work.works_on(episode.number):
            percent = None if job.done_permille is None else job.done_permille // 10
            known = replace(self._known, doing=self._work.stage, percent=percent)
        else:
            known = self._known
        self.bar.set_stages(stages.stages(known))
        rows, left = known.rows, stages.unsettled(known.rows)
        words = [ntr("{count} line", "{count} lines", len(rows)), tr("{count} to do", count=left)]
        self._window.set_counts(" · ".join(words) if rows else "")

    def _menu(self, number: int, where: QPoint) -> None:
        menu = QMenu(self.bar)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Run this stage"), lambda: self.run(number))
        menu.addAction(self._window.actions_.action("stage.run-all"))
        menu.popup(where)


def _open(stage: Stage) -> bool:
    return stage.state in {StageState.TODO, StageState.STALE, StageState.FAILED}
