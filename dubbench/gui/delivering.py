"""Deliveries asked for in the window: the checklist, the ways to mend what it finds, the work, and what came of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QVBoxLayout

from dubbench.app.desk_events import Changed, JobEnded, Outcome
from dubbench.app.settings import Settings
from dubbench.domain.delivery import Delivery
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.errors import DubbenchError
from dubbench.gui import choosing, theme
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.checklist_points import Acceptable, Cure, Mend, points
from dubbench.gui.checklist_view import Checklist, ChecklistView
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.preferences import Preferences
from dubbench.gui.window import MainWindow
from dubbench.gui.work import Work
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app import checklist
    from dubbench.app.production import Order, Result
    from dubbench.app.session import Session

Cells = Sequence[tuple[str, str]]  # of episode id and market id
FILES_NAMED = 8
DELIVERED, FOLDER, PLAY = "delivered", "folder", "play"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries are looked at, and where they go; no folder is that of the series, `final`: no drafts."""

    cells: tuple[tuple[Episode, Market], ...]
    out: Path | None = None
    final: bool = False

    def orders(self, settings: Settings) -> list[Order]:
        """Give the orders that make them: one for all markets that take the same episodes."""
        from dubbench.app.production import Order

        by_market: dict[str, list[int]] = {}
        for episode, market in self.cells:
            by_market.setdefault(market.locale, []).append(episode.number)
        together: dict[tuple[int, ...], list[str]] = {}
        for locale, numbers in by_market.items():
            together.setdefault(tuple(sorted(numbers)), []).append(locale)
        choice = settings.choice()
        return [
            Order(numbers, tuple(locales), choice=choice, out=self.out, final=self.final)
            for numbers, locales in together.items()
        ]


class Delivering(QObject):
    """Shows what stands before a delivery, and makes it."""

    line_asked = Signal(str, str, str)  # episode id, market id, line id: to be shown
    video_asked = Signal(str, str)  # episode id, market id: its video is to be located
    models_asked = Signal(str)  # a model's id, or ""
    engines_asked = Signal()
    run_asked = Signal(str, list)  # a stage, cells

    def __init__(self, window: MainWindow, page: EpisodePage, preferences: Preferences, work: Work) -> None:
        super().__init__(window)
        self._window, self._page, self._series, self._preferences = window, page, page.series, preferences
        self._work = work
        self.reading = Reading(self._series)
        self._dialog: QDialog | None = None
        self.view: ChecklistView | None = None
        self._wanted = Wanted(())
        self._cures: Mapping[str, Cure] = {}
        self._acceptable: Mapping[str, Acceptable] = {}
        self._jobs: set[str] = set()
        self._made: tuple[Delivery, ...] = ()
        self._stale = QTimer(self, singleShot=True, interval=300)
        self._stale.timeout.connect(self.look)
        self._series.heard.connect(self._hear)
        self._series.closed.connect(self._closed)
        window.banner_chosen.connect(self._open)

    # the checklist

    def ask(self, cells: Cells | None = None) -> None:
        """Show the checklist of these cells; of the episode that is shown; or of the whole season."""
        self._page.widgets.editors.flush()
        if not cells and self._window.in_episode and self._page.episode and self._page.market:
            cells = [(self._page.episode.id, self._page.market.id)]
        self._wanted = replace(self._wanted, cells=self._found(cells or ()))
        if not self._wanted.cells:
            self._series.refused.emit(tr("There is nothing to deliver yet: add an episode and a market."))
            return
        if self._dialog is None:
            self._dialog = self._made_dialog()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self.look()

    def look(self) -> None:
        """Read the checklist anew."""
        if self._series and self.view:
            self.reading.stop()
            read = _checklists(self._wanted, self._preferences.now)
            self.reading.ask(tr("Look what is left to do"), read, self._have)

    def _found(self, cells: Cells) -> tuple[tuple[Episode, Market], ...]:
        store = self._series.session.store
        episodes = sorted(store.all(Episode), key=lambda one: one.number)
        markets = sorted(store.all(Market), key=lambda one: one.locale)
        chosen = set(cells)
        return tuple((e, m) for e in episodes for m in markets if not chosen or (e.id, m.id) in chosen)

    def _made_dialog(self) -> QDialog:
        dialog, view = QDialog(self._window), ChecklistView()
        dialog.setWindowTitle(tr("Deliver"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(view)
        view.close_asked.connect(dialog.reject)
        dialog.resize(theme.px(760), theme.px(620))
        dialog.finished.connect(self._left)
        view.mend_asked.connect(self._mend)
        view.accept_asked.connect(self._ask_why)
        view.destination_chosen.connect(self._choose_destination)
        view.folder_asked.connect(self._ask_folder)
        view.folder_written.connect(self._write_folder)
        view.final_chosen.connect(self._choose_final)
        view.deliver_asked.connect(self.deliver)
        self.view = view
        return dialog

    def _left(self) -> None:
        self._dialog, self.view = None, None
        self._stale.stop()
        self.reading.stop()

    def _have(self, found: tuple[list[checklist.Checklist], dict[str, str], tuple[str, ...]]) -> None:
        from dubbench.app import orders

        lists, destinations, files = found
        shown, self._cures, self._acceptable = points(lists)
        if not self.view:
            return
        markets = [market for _, market in self._wanted.cells]
        self.view.set_checklist(
            Checklist(
                self._title(),
                shown,
                tuple(destinations.items()),
                markets[0].destination if markets else "",
                str(self._folder),
                _some(files),
                " && ".join(orders.as_command(*one, offline=self._preferences.now.offline) for one in self._orders()),
                self._wanted.final,
            )
        )

    def _title(self) -> str:
        cells = self._wanted.cells
        if len(cells) == 1:
            return tr("Deliver episode {number} · {market}", number=cells[0][0].number, market=cells[0][1].locale)
        return ntr("Deliver {count} episode", "Deliver {count} episodes", len(cells))

    @property
    def _folder(self) -> Path:
        return self._wanted.out or self._series.folder / "deliveries"

    def _orders(self) -> list[tuple[Order, Path]]:
        return [(order, self._series.folder) for order in self._wanted.orders(self._preferences.now)]

    # what the person does with it

    def _mend(self, point: str) -> None:
        cure = self._cures[point]
        cell = self._cell(cure.episode, cure.market)
        do: dict[Mend, Callable[[], None]] = {
            Mend.LINE: lambda: self.line_asked.emit(*cell, cure.what),
            Mend.LOCATE: lambda: self.video_asked.emit(*cell),
            Mend.MODELS: lambda: self.models_asked.emit(cure.what),
            Mend.ENGINES: self.engines_asked.emit,
            Mend.RUN: lambda: self.run_asked.emit(cure.what, [cell]),
        }
        do[cure.mend]()

    def _ask_why(self, point: str) -> None:
        """Ask for the reason why what was found is accepted; what was accepted is taken back at once."""
        found = self._acceptable[point]
        if any(gap.waiver for gap in found.gaps):
            self._take_back(found)
        elif self._dialog:
            says = tr("Why is this accepted as it is? The reason is kept with your name.")
            choosing.words(self._dialog, tr("Accept"), says, lambda why: self._accept(found, why))

    def _accept(self, found: Acceptable, why: str) -> None:
        def accept(session: Session) -> Any:
            from dubbench.app import waivers

            episode, market = self._cell(found.episode, found.market)
            return waivers.waive(session, [(gap.issue, gap.evidence) for gap in found.gaps], episode, market, why)

        self._series.edit(accept)
        self._refresh()

    def _take_back(self, found: Acceptable) -> None:
        def take_back(session: Session) -> Any:
            from dubbench.app import waivers

            return [waivers.withdraw(session, gap.waiver.id) for gap in found.gaps if gap.waiver]

        self._series.edit(take_back)
        self._refresh()

    def _cell(self, episode: int, market: str) -> tuple[str, str]:
        """Return the ids of an episode and a market by what people call them; "" where neither is looked at."""
        cells = ((e.id, m.id) for e, m in self._wanted.cells if (e.number, m.locale) == (episode, market))
        return next(cells, ("", ""))

    def _choose_destination(self, destination: str) -> None:
        from dubbench.app.episodes import add_market

        def choose(session: Session) -> None:
            for locale in dict.fromkeys(market.locale for _, market in self._wanted.cells):
                add_market(session, locale, destination)

        self._series.edit(choose)
        self._refresh()

    def _choose_final(self, final: bool) -> None:
        self._wanted = replace(self._wanted, final=final)
        self.look()

    def _ask_folder(self) -> None:
        over = self._dialog or self._window
        choosing.folder(over, tr("Folder of the delivery"), str(self._folder), self._write_folder)

    def _write_folder(self, folder: str) -> None:
        """Deliver into a folder; one that is not named from its root lies in the series."""
        if not self._series:
            return  # the field is left as the series is closed
        path = self._series.folder / Path(folder.strip()).expanduser() if folder.strip() else None
        default = self._series.folder / "deliveries"
        self._wanted = replace(self._wanted, out=None if path == default else path)
        self.look()

    def deliver(self) -> None:
        """Make the deliveries; their dialog is done with."""
        self._jobs |= {self._work.produce(order) for order, _folder in self._orders()}
        self._window.clear_banner(DELIVERED)
        if self._dialog:
            self._dialog.accept()

    # news

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed) and self.view:
            self._refresh()
        elif isinstance(event, JobEnded) and event.job in self._jobs:
            self._jobs.remove(event.job)
            if event.outcome is Outcome.DONE:
                self._delivered(event.result)

    def _refresh(self) -> None:
        """Look anew at the same cells, a little later, for changes come in crowds."""
        self._wanted = replace(self._wanted, cells=self._found([(e.id, m.id) for e, m in self._wanted.cells]))
        self._stale.start()

    def _delivered(self, results: Sequence[Result]) -> None:
        self._made = tuple(one.delivery for one in results if one.delivery)
        if not self._made:
            return
        silent = sum(len(one.undubbed) for one in results)
        says = ntr("{count} episode is delivered.", "{count} episodes are delivered.", len(self._made))
        if silent:
            says += " " + ntr("{count} line is not in the dub.", "{count} lines are not in the dub.", silent)
        choices = ((FOLDER, tr("Open the folder")), (PLAY, tr("Play")))
        details = "\n".join(str(Path(one.folder) / file.name) for one in self._made for file in one.files)
        self._window.set_banner(Banner(DELIVERED, says, Tone.WARNING if silent else Tone.INFO, choices, details))

    def _open(self, banner: str, choice: str) -> None:
        if banner != DELIVERED or not self._made:
            return
        folder = Path(self._made[0].folder)
        show(folder if choice == FOLDER else folder / self._made[0].files[0].name)

    def _closed(self) -> None:
        self._jobs.clear()
        self._wanted, self._made = Wanted(()), ()
        self._window.clear_banner(DELIVERED)
        if self._dialog:
            self._dialog.reject()


def show(path: Path) -> None:
    """Open a file or a folder with the person's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _some(files: Sequence[str]) -> tuple[str, ...]:
    """Give so many names that the page has room for them."""
    more = len(files) - FILES_NAMED
    if more <= 0:
        return tuple(files)
    return (*files[:FILES_NAMED], ntr("and {count} more", "and {count} more", more))


def _checklists(wanted: Wanted, settings: Settings) -> Read:
    def read(session: Session, _ctx: Context) -> Any:
        from dubbench.app import checklist
        from dubbench.app.delivery_names import file_names

        choice = settings.choice()
        lists = [
            one
            for e, m in wanted.cells
            for one in checklist.checklists(session, [e.number], [m.locale], choice, final=wanted.final)
        ]
        files: list[str] = []
        with suppress(DubbenchError):  # a destination that is wrong is one of the gaps
            files += [name for cell in wanted.cells for name in file_names(session, *cell, draft=not wanted.final)]
        return lists, _destinations(), tuple(files)

    return read


def _destinations() -> dict[str, str]:
    """Name the presets; one that cannot be read goes by its id."""
    from dubbench.app.destinations import destination, destinations

    named = {}
    for preset in destinations():
        try:
            named[preset] = destination(preset).title
        except DubbenchError:
            named[preset] = preset
    return named
