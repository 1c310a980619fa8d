"""The models of this machine in a dialog of the window, also without a series: fetched, checked and removed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dubbench import paths
from dubbench.app.desk_events import Fault
from dubbench.gui import theme
from dubbench.gui.beside import Beside
from dubbench.gui.model_manager import ModelManager
from dubbench.gui.model_rows import ModelRow
from dubbench.gui.parts import button, wrapped
from dubbench.gui.preferences import Preferences
from dubbench.i18n import tr
from dubbench.jobs.context import Context

MEGABYTE = 1_000_000
Do = Callable[[Context], object]
Failed = Callable[[str, Fault], None]


class ModelsDialog(QDialog):
    """The list of models, what went wrong, and where they lie."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Models"))
        self.manager = ModelManager()
        self._trouble = wrapped("", "bad")
        self._trouble.setVisible(False)
        self._trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place = wrapped(tr("Models lie in {folder}", folder=paths.models()))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        foot = QHBoxLayout()
        foot.addWidget(place, 1)
        foot.addWidget(button(tr("Close"), "check", self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(12),) * 4)
        layout.addWidget(self.manager, 1)
        layout.addWidget(self._trouble)
        layout.addLayout(foot)
        self.resize(theme.px(1120), theme.px(560))

    def say(self, trouble: str) -> None:
        """Say what went wrong; nothing takes it away."""
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))


class Modelling(QObject):
    """Looks after the models, also while its dialog is closed."""

    changed = Signal()  # a model is there that was not, or the other way round
    told = Signal(str, bool)  # what came of the work while nobody looked at the dialog; whether it is a failure

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self.looking, self.fetching = Beside("looking at models", self), Beside("models", self)
        self._dialog: ModelsDialog | None = None
        self._wanted = ""
        self._rows: tuple[ModelRow, ...] = ()
        self._room: int | None = None
        self._jobs: dict[str, str] = {}  # of models that are being fetched
        self._far: dict[str, int] = {}
        self._broken: dict[str, str] = {}
        self._verified: set[str] = set()

    def ask(self, model_id: str = "") -> ModelsDialog:
        """Show the models, with one of them chosen."""
        self._wanted = model_id
        dialog = self._dialog or self._made()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        self._look()
        return dialog

    def close(self) -> None:
        """Stop what is fetched; what came so far is used the next time."""
        self.looking.close()
        self.fetching.close()

    def _made(self) -> ModelsDialog:
        self._dialog = dialog = ModelsDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._left)
        dialog.manager.install_asked.connect(self._install)
        dialog.manager.cancel_asked.connect(self._cancel)
        dialog.manager.verify_asked.connect(self._verify)
        dialog.manager.remove_asked.connect(self._remove)
        self._show()
        return dialog

    def _left(self) -> None:
        self._dialog = None

    # what is there

    def _look(self) -> None:
        self.looking.ask(tr("Look at the models"), _listed, self._have, self._failed)

    def _have(self, found: tuple[list[dict[str, Any]], int]) -> None:
        listed, self._room = found
        self._rows = tuple(map(_row, listed))
        self._show()
        if self._dialog and self._wanted:
            self._dialog.manager.choose(self._wanted)
            self._wanted = ""

    def _show(self) -> None:
        if self._dialog:
            self._dialog.manager.set_models([self._now(row) for row in self._rows], self._room)

    def _now(self, row: ModelRow) -> ModelRow:
        return replace(
            row,
            done_permille=self._far.get(row.id),
            broken=self._broken.get(row.id, ""),
            verified=row.id in self._verified,
        )

    # what is wanted

    def _install(self, models: Sequence[str]) -> None:
        self._say("")
        for model in models:
            self._broken.pop(model, None)
            do = partial(_installed, model, offline=self._preferences.now.offline)
            self._start(model, tr("Install {models}", models=model), do, self._installed, self._refused)
        self._show()

    def _cancel(self, models: Sequence[str]) -> None:
        for model in models:
            if job := self._jobs.get(model):
                self.fetching.cancel(job)

    def _verify(self, models: Sequence[str]) -> None:
        self._say("")
        for model in models:
            self._verified.discard(model)
            self._broken.pop(model, None)
            do = partial(_verified, model)
            self._start(model, tr("Verify {model}", model=model), do, self._sound, self._damaged)
        self._show()

    def _start(self, model: str, title: str, do: Do, done: Callable[[str], None], failed: Failed) -> None:
        """Queue work on a model; those of one kind follow one another."""
        self._far[model] = 0
        self._jobs[model] = self.fetching.ask(
            title,
            do,
            lambda _made: done(model),
            lambda fault: failed(model, fault),
            stopped=lambda: self._ended(model),
            far=partial(self._came, model),
        )

    def _remove(self, models: Sequence[str]) -> None:
        self._say("")

        def gone(_made: object) -> None:
            self._removed(models)

        self.fetching.ask(tr("Remove models"), partial(_removed, models), gone, self._failed)

    # what became of it

    def _came(self, model: str, percent: int) -> None:
        self._far[model] = percent * 10
        self._show()

    def _ended(self, model: str, says: str = "", *, bad: bool = False) -> None:
        self._far.pop(model, None)
        self._jobs.pop(model, None)
        if says and self._dialog is None:
            self.told.emit(says, bad)
        elif bad:
            self._say(says)
        self._changed()

    def _installed(self, model: str) -> None:
        self._ended(model, tr("{model} is installed.", model=self._title(model)))

    def _refused(self, model: str, fault: Fault) -> None:
        self._ended(model, fault.message, bad=True)

    def _sound(self, model: str) -> None:
        self._verified.add(model)
        self._ended(model)

    def _damaged(self, model: str, fault: Fault) -> None:
        self._broken[model] = tr("remove it and install it again")
        self._ended(model, fault.message, bad=True)

    def _removed(self, models: Sequence[str]) -> None:
        self._verified.difference_update(models)
        for model in models:
            self._broken.pop(model, None)
        self._changed()

    def _changed(self) -> None:
        self._show()
        self._look()
        self.changed.emit()

    def _failed(self, fault: Fault) -> None:
        self._say(fault.message)

    def _say(self, trouble: str) -> None:
        if self._dialog:
            self._dialog.say(trouble)

    def _title(self, model: str) -> str:
        return next((row.title for row in self._rows if row.id == model), model)


def _listed(_ctx: Context) -> object:
    from dubbench.app import modelling

    return modelling.listing(), modelling.room()


def _removed(models: Sequence[str], _ctx: Context) -> object:
    from dubbench.app import modelling

    return modelling.remove(models)


def _verified(model: str, ctx: Context) -> object:
    from dubbench.app import modelling

    return modelling.verify([model], ctx)


def _installed(model: str, ctx: Context, *, offline: bool) -> object:
    from dubbench.app import modelling
    from dubbench.engines.bringing import Terms

    return modelling.install([model], ctx, lambda _note: None, terms=Terms(offline=offline))


def _row(found: dict[str, Any]) -> ModelRow:
    return ModelRow(
        found["id"],
        found["title"],
        found["kind"],
        tuple(found["languages"]),
        found["licence"],
        found["megabytes"] * MEGABYTE,
        default=found["default"],
        installed=found["installed"],
        own="engine" in found,
    )
