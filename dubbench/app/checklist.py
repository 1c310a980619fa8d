"""What stands between an episode and its delivery in a market: each gap, where it is, and what mends it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dubbench.app import gate, listening, subtitling
from dubbench.app.destinations import destination
from dubbench.app.dubbing import Dub, silent, stands_on, untranslated
from dubbench.app.engines import Choice, Chooser
from dubbench.app.episodes import find_episodes, find_markets, media_path
from dubbench.app.orders import command_line
from dubbench.app.session import Session
from dubbench.app.standing import casting
from dubbench.app.waivers import accepted
from dubbench.checks.dubbed import FLAGGED
from dubbench.checks.subtitles import HARD, check_cues
from dubbench.domain.delivery import Delivery, Stem, StemKind
from dubbench.domain.findings import Finding
from dubbench.domain.hashing import plain
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.remarks import Waiver
from dubbench.domain.rights import commercial
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignKind
from dubbench.domain.target import Fit, Take, Target
from dubbench.errors import DubbenchError
from dubbench.formats.issue_words import located, sentence
from dubbench.i18n import ntr, tr
from dubbench.pipeline import cues

MINOR, MAJOR, CRITICAL = 1, 5, 25


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do before a delivery: what and where, the number of its Line (0: none), and what mends it.

    `evidence` is the hash of what it was found in, `waiver` a person's acceptance of it as it is.
    """

    issue: Issue
    line: int = 0
    command: str = ""
    waiver: Waiver | None = None
    evidence: str = ""

    @property
    def blocking(self) -> bool:
        """Tell whether a delivery made now would lack something; what somebody accepted does not count."""
        return self.waiver is None and self.issue.severity >= MAJOR


@dataclass(frozen=True, slots=True)
class Checklist:
    """The gaps of one episode in one market, the gravest first."""

    episode: int
    market: str
    gaps: tuple[Gap, ...]

    @property
    def ready(self) -> bool:
        """Tell whether nothing blocks a delivery."""
        return not any(gap.blocking for gap in self.gaps)


def checklists(
    session: Session,
    episodes: Iterable[int] = (),
    locales: Iterable[str] = (),
    choice: Choice | None = None,
    *,
    final: bool = False,
) -> list[Checklist]:
    """Look at episodes and markets (none named: all) without making or changing anything.

    `final` also asks for what a delivery needs that is no draft: its signatures.
    """
    chosen = find_episodes(session, list(episodes)), find_markets(session, list(locales))
    return [
        _Look(session, episode, market, choice or Choice(), final).checklist()
        for episode in chosen[0]
        for market in chosen[1]
    ]


@dataclass(frozen=True, slots=True)
class _Look:
    """One episode in one market, being looked at."""

    session: Session
    episode: Episode
    market: Market
    choice: Choice
    final: bool = False

    def checklist(self) -> Checklist:
        known = accepted(self.session.store.all, self.episode.id, self.market.id)
        found = (
            replace(gap, waiver=known.of(gap.issue), evidence=known.evidence.of(gap.issue)) for gap in self._gaps()
        )
        gaps = sorted(found, key=lambda gap: (gap.waiver is not None, -gap.issue.severity, gap.line))
        return Checklist(self.episode.number, self.market.locale, tuple(gaps))

    def _gaps(self) -> Iterator[Gap]:
        yield from self._media()
        lines = self.session.store.all(Line, episode_id=self.episode.id)
        stems = self.session.store.all(Stem, episode_id=self.episode.id)
        dialogue = next((stem for stem in stems if stem.kind is StemKind.DIALOGUE), None)
        if self.episode.listening is None and not lines:
            yield self._gap(Finding.NOT_HEARD, CRITICAL, self._run("transcribe"))
            yield from self._engines(heard=False)
            return
        yield from (Gap(issue, command=self._edit(0)) for issue in listening.issues(self.episode, lines))
        if lines and dialogue:
            chooser = self._chooser()
            yield from self._dub(
                Dub(self.session, self.episode, self.market, lines, chooser, upgrade=False, dialogue=dialogue)
            )
        if lines:
            yield from self._delivery()
        if self.final and lines:
            yield from self._signatures(lines)

    def _signatures(self, lines: Sequence[Line]) -> Iterator[Gap]:
        """Ask for what keeps a delivery a draft."""
        numbers = {line.id: number for number, line in enumerate(lines, 1)}
        if stood := gate.as_it_stands(self.session, self.episode, self.market, self.choice):
            for obstacle in gate.obstacles(stood.dub, gate.planned(stood)):
                number = numbers.get(obstacle.issue.line_id, 0)
                yield Gap(obstacle.issue, number, self._sign(obstacle, number))

    def _sign(self, obstacle: gate.Obstacle, number: int) -> str:
        kind = obstacle.kind.value if obstacle.kind else ""
        place = ["--episode", self.episode.number, "--market", self.market.locale]
        words = ["review", "sign", self.session.folder, *place, "--kind", kind, *([number] if number else [])]
        if obstacle.issue.check == Finding.CONSENT_MISSING:
            words = ["consents", "list", self.session.folder]
        if obstacle.kind is SignKind.EPISODE:
            words = ["review", "episode", self.session.folder, *place]
        return command_line(*words)

    def _dub(self, dub: Dub) -> Iterator[Gap]:
        numbers = {line.id: number for number, line in enumerate(dub.lines, 1)}
        missing = [self._located(issue, numbers, self._edit) for issue in untranslated(dub)]
        standing = stands_on(dub, casting(self.session, self.market, dub.lines))
        unspoken = [self._located(issue, numbers, lambda _line: self._run("fit")) for issue in silent(dub, standing)]
        yield from (*missing, *unspoken)
        yield from self._fits(dub, standing, numbers)
        yield from self._licences(dub, standing, numbers)
        if missing or unspoken:
            yield from self._engines(heard=True)

    def _fits(self, dub: Dub, standing: Mapping[str, Take], numbers: Mapping[str, int]) -> Iterator[Gap]:
        keys = {"episode_id": self.episode.id, "market_id": self.market.id}
        fits = {fit.target_id: fit for fit in self.session.store.all(Fit, **keys)}
        placed: list[tuple[Target, Fit]] = []
        for target in dub.targets():
            take, fit, lines = standing.get(target.id), fits.get(target.id), dub.of_target(target)
            if take is None or not lines:
                continue
            if fit is None or fit.take_id != take.id:
                issue = self._issue(Finding.NOT_PLACED, MAJOR, text=target.text)
                yield Gap(_at(issue, lines[0], target), numbers[lines[0].id], self._run("fit"))
                continue
            placed.append((target, fit))
            if fit.rung == FLAGGED:
                number = numbers[lines[0].id]
                yield Gap(_at(self._issue(Finding.DOES_NOT_FIT, MAJOR), lines[0], target), number, self._edit(number))
        yield from self._subtitles(placed, {t.id: numbers[dub.of_target(t)[0].id] for t, _ in placed})

    def _licences(self, dub: Dub, standing: Mapping[str, Take], numbers: Mapping[str, int]) -> Iterator[Gap]:
        """Point at the first line of each voice whose licence excludes commercial use."""
        told: set[str] = set()
        for target in dub.targets():
            take, lines = standing.get(target.id), dub.of_target(target)
            if take is None or not lines or take.voice_id in told or commercial(take.licence):
                continue
            told.add(take.voice_id)
            issue = self._issue(Finding.LICENCE_LIMITED, MINOR, voice=take.voice_id, licence=take.licence)
            yield Gap(_at(issue, lines[0], target), numbers[lines[0].id])

    def _subtitles(self, placed: Sequence[tuple[Target, Fit]], numbers: Mapping[str, int]) -> Iterator[Gap]:
        try:
            preset = destination(self.market.destination)
        except DubbenchError as error:
            command = command_line("new", self.session.folder, "--to", self.market.locale, "--destination", "social")
            yield self._gap(Finding.DESTINATION, CRITICAL, command, told=str(error))
            return
        made = cues.make_cues(placed, subtitling.rules(self.episode, preset), self.market.locale)
        for issue in check_cues(made, preset):
            number = numbers.get(issue.target_id, 0)
            graded = Issue(issue.check, MAJOR if issue.severity == HARD else MINOR, issue.message,
                           issue.line_id, issue.target_id, issue.span)  # fmt: skip
            yield Gap(graded, number, self._edit(number))

    def _media(self) -> Iterator[Gap]:
        try:
            media_path(self.session, self.episode)
        except DubbenchError as error:
            command = command_line("locate", self.session.folder, "PLACE", "--episode", self.episode.number)
            yield self._gap(Finding.MEDIA_MISSING, CRITICAL, command, told=str(error))

    def _engines(self, *, heard: bool) -> Iterator[Gap]:
        """Ask for what the work that is left needs."""
        chooser, locale = self._chooser(), self.market.locale
        spoken = self.episode.listening.language if self.episode.listening else self.episode.language
        wanted: list[Callable[[], object]] = [lambda: chooser.synthesizer(locale)]
        if not heard:
            wanted += [chooser.separator, chooser.detector, lambda: chooser.transcriber(spoken)]
        if spoken:
            wanted.append(lambda: chooser.into(spoken, locale))
        for ask in wanted:
            try:
                ask()
            except DubbenchError as error:
                yield self._gap(Finding.ENGINE_MISSING, CRITICAL, error.command or "dubbench doctor", told=str(error))

    def _delivery(self) -> Iterator[Gap]:
        store, keys = self.session.store, {"episode_id": self.episode.id, "market_id": self.market.id}
        made = store.all(Delivery, **keys)
        if not made:
            yield self._gap(Finding.NOT_DELIVERED, MINOR, self._run())
            return
        if store.counts(self.episode.id).tally(self.episode.id, self.market.id).changed:
            yield self._gap(Finding.DELIVERY_CHANGED, MINOR, self._run())
        lost = [file.name for file in made[-1].files if not (Path(made[-1].folder) / file.name).is_file()]
        if lost:
            yield self._gap(Finding.DELIVERY_LOST, MINOR, self._run(), file=lost[0], folder=made[-1].folder)
        if made[-1].draft:
            yield self._gap(Finding.DRAFT, MINOR)

    def _chooser(self) -> Chooser:
        return Chooser(self.choice, self.session.models, local=self.session.series.confidential)

    def _located(self, issue: Issue, numbers: Mapping[str, int], command: Callable[[int], str]) -> Gap:
        number = numbers.get(issue.line_id, 0)
        return Gap(issue, number, command(number))

    def _gap(self, check: Finding, severity: int, command: str = "", **arguments: str) -> Gap:
        return Gap(self._issue(check, severity, **arguments), command=command)

    def _issue(self, check: Finding, severity: int, **arguments: str) -> Issue:
        return Issue(check, severity, Message.of(check, **arguments))

    def _run(self, until: str = "") -> str:
        words = ["run", self.session.folder, "--episode", self.episode.number, "--market", self.market.locale]
        return command_line(*words, *(("--until", until) if until else ()))

    def _edit(self, number: int) -> str:
        place = ["--episode", self.episode.number, "--market", self.market.locale]
        if not number:
            return command_line("lines", self.session.folder, *place)
        return command_line("edit", self.session.folder, *place, number, "TEXT")


def _at(issue: Issue, line: Line, target: Target) -> Issue:
    return Issue(issue.check, issue.severity, issue.message, line.id, target.id, line.span)


def as_data(found: Sequence[Checklist]) -> list[dict[str, Any]]:
    """Give checklists as plain data."""
    return [
        {
            "episode": one.episode,
            "market": one.market,
            "ready": one.ready,
            "gaps": [
                plain(gap.issue)
                | {"text": sentence(gap.issue.message), "line": gap.line, "blocking": gap.blocking,
                   "command": gap.command, "accepted": gap.waiver.reason if gap.waiver else ""}
                for gap in one.gaps
            ],
        }
        for one in found
    ]  # fmt: skip


def as_text(found: Sequence[Checklist]) -> str:
    """Write checklists for people; what is the same for many lines is told once with its command."""
    return "\n".join(row for one in found for row in _rows(one))


def _rows(one: Checklist) -> Iterator[str]:
    blocking = sum(gap.blocking for gap in one.gaps)
    told = ntr("{count} thing to do", "{count} things to do", blocking) if blocking else tr("ready to be delivered")
    yield tr("Episode {number} · {market}", number=one.episode, market=one.market) + f": {told}"
    last = ""
    for gap in one.gaps:
        place = f"{gap.line:>4} " if gap.line else "     "
        waived = _accepted(gap.waiver) if gap.waiver else ""
        yield f"  {'✗' if gap.blocking else '·'} {place}{located(gap.issue)}{waived}"
        if gap.command and gap.command != last and not gap.waiver:
            yield f"          {gap.command}"
        last = gap.command


def _accepted(waiver: Waiver) -> str:
    return " " + tr("(accepted by {name}: {why})", name=waiver.person_id, why=waiver.reason)
