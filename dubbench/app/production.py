"""Run a season through the stages: what is stale is made, what stands is kept, each result is stored as it comes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from dubbench.app import delivering, dubbing, gate, listening, permits
from dubbench.app.course import Course, expected_ms
from dubbench.app.engines import Choice, Chooser
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.past import Check
from dubbench.app.places import refuse_file
from dubbench.app.session import Session
from dubbench.domain.delivery import Delivery, Stem, StemKind
from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.errors import BadInput, Cancelled, Conflict, DubbenchError, NotEnoughSpace, StoreError
from dubbench.i18n import tr
from dubbench.jobs.context import Context


class Stage(StrEnum):
    """The stages in their order."""

    SEPARATE = "separate"
    TRANSCRIBE = "transcribe"
    TRANSLATE = "translate"
    VOICE = "voice"
    FIT = "fit"
    EXPORT = "export"


ORDER = tuple(Stage)
SOURCE = (Stage.SEPARATE, Stage.TRANSCRIBE)  # made once for an episode; the others once for each market
DUB = tuple(stage for stage in ORDER if stage not in SOURCE)


@dataclass(frozen=True, slots=True)
class Order:
    """What to produce: episode numbers and market locales (empty: all), how far, and with which engines.

    A `final` delivery is no draft: it is refused unless everything in it is signed.
    """

    episodes: tuple[int, ...] = ()
    markets: tuple[str, ...] = ()
    until: Stage = Stage.EXPORT
    upgrade: bool = False
    choice: Choice = field(default_factory=Choice)
    out: Path | None = None
    final: bool = False

    def reaches(self, stage: Stage) -> bool:
        return ORDER.index(stage) <= ORDER.index(self.until)


@dataclass(slots=True)
class Result:
    """What became of one episode in one market: items made by stage, seconds by stage, what failed."""

    episode: int
    market: str
    lines: int = 0
    language: str = ""
    made: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    delivery: Delivery | None = None

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = time.perf_counter() - start

    @property
    def undubbed(self) -> list[Issue]:
        """Return the findings that mean a Line is not in the dub."""
        return [issue for issue in self.issues if issue.undubbed]

    @property
    def silent(self) -> bool:
        """Tell whether nobody speaks in the episode."""
        return Stage.TRANSCRIBE in self.seconds and self.lines == 0


def produce(session: Session, order: Order, ctx: Context) -> list[Result]:
    """Bring every asked-for episode of every asked-for market up to date; one production at a time on a series.

    Progress counts milliseconds of expected work. Strangers to a series that knows its people, and who left it, run
    nothing; a machine's identity may.
    """
    permits.person(session.store.all, session.person)
    if order.out is not None:
        refuse_file(order.out)
    episodes = find_episodes(session, list(order.episodes))
    markets = find_markets(session, list(order.markets))
    if not episodes:
        raise BadInput(tr("This series has no episode yet. Add one: dubbench add SERIES VIDEO"))
    if not markets:
        raise BadInput(tr("This series has no market yet. Add one: dubbench new SERIES --to pt-BR"))
    single = len(episodes) * len(markets) == 1
    course = Course(sum(_expected(order, e, SOURCE) + len(markets) * _expected(order, e, DUB) for e in episodes))
    production = _Production(
        session, order, Chooser(order.choice, session.models, local=session.series.confidential), course, single
    )
    production.refuse_early(episodes, markets)
    with alone(session, ctx), Check(session.store) as past:
        results = [result for episode in episodes for result in production.episode(episode, markets, ctx)]
        results[0].issues[:0] = [*_restored(session), *past.issues()]
        return results


def _expected(order: Order, episode: Episode, stages: tuple[Stage, ...]) -> int:
    return sum(expected_ms(stage, episode.media.duration_ms) for stage in stages if order.reaches(stage))


def _restored(session: Session) -> list[Issue]:
    return [Issue(Finding.CARD_RESTORED, 1, Message.of(Finding.CARD_RESTORED))] if session.restored else []


@contextmanager
def alone(session: Session, ctx: Context) -> Iterator[None]:
    """Wait until no other process works on this series, and keep others waiting."""
    lock = FileLock(session.folder / "production.lock")
    while True:
        try:
            lock.acquire(timeout=0.2)
            break
        except Timeout:
            ctx.progress(0, 0, tr("another dubbench works on this series; waiting for it"))
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True)
class _Production:
    """One order on one series, with the engines chosen for it."""

    session: Session
    order: Order
    chooser: Chooser
    course: Course
    single: bool = False

    def refuse_early(self, episodes: list[Episode], markets: list[Market]) -> None:
        """Ask for every engine that the languages known by now will need, before any work begins."""
        self.chooser.separator()
        self.chooser.detector()
        for language in {e.language for e in episodes}:
            self.chooser.transcriber(language)
        for market in markets:
            if self.order.reaches(Stage.VOICE):
                self.chooser.synthesizer(market.locale)
            if self.order.reaches(Stage.TRANSLATE):
                wordless = [e for e in episodes if e.language and not dubbing.written(self.session, e, market)]
                for language in {e.language for e in wordless}:
                    self.chooser.into(language, market.locale)

    def episode(self, episode: Episode, markets: list[Market], ctx: Context) -> Iterator[Result]:
        """Make the source side once, then every market; the source's seconds are told with the first market."""
        source = Result(episode.number, "")
        at = ctx.within(tr("episode {number}", number=episode.number))
        lines: list[Line] = []
        with self.course.stretch(_expected(self.order, episode, SOURCE)), self._going_on(source):
            episode, lines, stems = self._listen(episode, source, at)
        for number, market in enumerate(markets):
            language = episode.listening.language if episode.listening else ""
            result = Result(episode.number, market.locale, len(lines), language, failures=list(source.failures))
            result.seconds = dict(source.seconds) if number == 0 else dict.fromkeys(source.seconds, 0.0)
            result.issues += listening.issues(episode, lines) if not result.failures else ()
            with self.course.stretch(_expected(self.order, episode, DUB)), self._going_on(result):
                if lines:
                    dub = dubbing.Dub(
                        self.session,
                        episode,
                        market,
                        lines,
                        self.chooser,
                        self.order.upgrade,
                        dialogue=stems[StemKind.DIALOGUE],
                    )
                    self._dub(dub, stems[StemKind.BACKGROUND], result, at.within(market.locale))
            yield result

    @contextmanager
    def _going_on(self, result: Result) -> Iterator[None]:
        """Keep what fails as one of the result's failures, so that the rest of the season goes on."""
        try:
            yield
        except Conflict as error:
            self._fail(result, error)
        except (Cancelled, NotEnoughSpace, StoreError):
            raise
        except DubbenchError as error:
            self._fail(result, error)

    @contextmanager
    def _stage(self, stage: Stage, result: Result, episode: Episode, ctx: Context) -> Iterator[Context]:
        """Time a stage, and tell its progress as a part of the whole."""
        with (
            result.timing(stage),
            self.course.part(ctx, expected_ms(stage, episode.media.duration_ms)) as part,
        ):
            yield part

    def _fail(self, result: Result, error: DubbenchError) -> None:
        if self.single:  # nothing else goes on: the error itself says best what it is
            raise error
        result.failures.append(str(error))

    def _listen(
        self, episode: Episode, result: Result, ctx: Context
    ) -> tuple[Episode, list[Line], dict[StemKind, Stem]]:
        upgrade = self.order.upgrade
        with self._stage(Stage.SEPARATE, result, episode, ctx.within(tr("separate"))) as part:
            stems = listening.stems(self.session, episode, self.chooser, upgrade, part)
        if not self.order.reaches(Stage.TRANSCRIBE):
            return episode, [], stems
        with self._stage(Stage.TRANSCRIBE, result, episode, ctx.within(tr("transcribe"))) as part:
            dialogue = stems[StemKind.DIALOGUE]
            episode, lines = listening.lines(self.session, episode, dialogue, self.chooser, part, upgrade=upgrade)
        return episode, lines, stems

    def _dub(self, dub: dubbing.Dub, background: Stem, result: Result, ctx: Context) -> None:
        if self.order.reaches(Stage.TRANSLATE):
            with self._stage(Stage.TRANSLATE, result, dub.episode, ctx.within(tr("translate"))) as part:
                result.made[Stage.TRANSLATE], failed = dubbing.translate_episode(dub, part)
            result.failures += [failure.message for failure in failed]
            result.issues += dubbing.untranslated(dub)
        if self.order.reaches(Stage.VOICE):
            with self._stage(Stage.VOICE, result, dub.episode, ctx.within(tr("voice"))) as part:
                result.made[Stage.VOICE], failed = dubbing.voice_episode(dub, part)
            result.failures += [failure.message for failure in failed]
            result.issues += dubbing.unspoken(dub, ctx)
        if self.order.reaches(Stage.FIT):
            with self._stage(Stage.FIT, result, dub.episode, ctx.within(tr("fit"))) as part:
                result.made[Stage.FIT], placed, flagged = dubbing.fit_episode(dub, part)
            result.issues += flagged
            if self.order.reaches(Stage.EXPORT) and placed:
                with self._stage(Stage.EXPORT, result, dub.episode, ctx.within(tr("deliver"))) as part:
                    released = gate.release(dub, result.issues) if self.order.final else None
                    made, result.delivery = delivering.deliver(
                        dub, placed, background, self.order.out, part, issues=result.issues, release=released
                    )
                result.made[Stage.EXPORT] = int(made)
