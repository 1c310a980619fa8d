"""What a window can ask for: jobs with their words, and the command line that does the same."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dubbench.app.running import Job, Turn
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.engines import Choice
    from dubbench.app.production import Order
    from dubbench.app.session import Session
    from dubbench.jobs.context import Context

FLAGS = {"transcriber": "--asr", "translator": "--mt", "synthesizer": "--tts", "separator": "--separator",
         "detector": "--vad"}  # fmt: skip


def command_line(*words: object) -> str:
    """Write a command so that it can be pasted into a shell."""
    return shlex.join(["dubbench", *map(str, words)])


def as_command(order: Order, series: Path, *, offline: bool = False) -> str:
    """Write the command that carries out an order."""
    words: list[object] = ["run", series]
    words += [word for number in order.episodes for word in ("--episode", number)]
    words += [word for locale in order.markets for word in ("--market", locale)]
    if order.until.value != "export":
        words += ["--until", order.until.value]
    if order.out is not None:
        words += ["--out", order.out]
    words += (
        ["--upgrade"] * order.upgrade + ["--final"] * order.final + engine_flags(order.choice) + ["--offline"] * offline
    )
    return command_line(*words)


def engine_flags(choice: Choice, kinds: Iterable[str] = tuple(FLAGS)) -> list[object]:
    """Write the options that name engines."""
    return [word for kind in kinds if getattr(choice, kind) for word in (FLAGS[kind], getattr(choice, kind))]


def production(order: Order, series: Path, *, offline: bool = False, title: str = "") -> Job:
    """Bring episodes up to date as far as an order says, its models being fetched first; gives its `Result`s."""

    def do(session: Session, ctx: Context) -> Any:
        from dubbench.app import provision
        from dubbench.app.production import produce

        provision.ensure(session, order, offline, ctx, _noting(ctx))
        return produce(session, order, ctx)

    return Job(title or name_of(order), do, command=as_command(order, series, offline=offline), timed=True)


def name_of(order: Order) -> str:
    """Name an order: how far, which episodes, which markets."""
    stages = {
        "separate": tr("Separate"),
        "transcribe": tr("Transcribe"),
        "translate": tr("Translate"),
        "voice": tr("Speak"),
        "fit": tr("Fit"),
        "export": tr("Dub and deliver"),
    }
    numbers = ", ".join(map(str, order.episodes))
    episodes = tr("episode {number}", number=numbers) if numbers else tr("the season")
    return " · ".join([stages[order.until.value], episodes, *order.markets])


def respeaking(series: Path, episode: int, locale: str, line_ids: Collection[str], choice: Choice) -> Job:
    """Speak lines again now, between the items of whatever runs; gives what was placed."""

    def do(session: Session, ctx: Context) -> Any:
        from dubbench.app.speaking import speak_lines

        return speak_lines(session, episode, locale, line_ids, choice=choice, ctx=ctx)

    title = tr("Speak a line · episode {number} · {market}", number=episode, market=locale)
    words = ("run", series, "--episode", episode, "--market", locale, "--until", "fit")
    return Job(title, do, Turn.NOW, command_line(*words, *engine_flags(choice)))


def report(
    delivery: Path, choice: Choice, *, html: Path | None = None, again: bool = False, offline: bool = False
) -> Job:
    """Measure a delivery; gives its report as data and text."""

    def do(session: Session, ctx: Context) -> Any:
        from dubbench.app import provision
        from dubbench.app.reporting import judging

        provision.ensure_judges(choice, offline, ctx, _noting(ctx))
        return session.one(judging(delivery, html, choice, again=again), ctx)

    words: list[object] = ["report", delivery, *(("--html", html) if html else ()), *["--again"] * again]
    command = command_line(*words, *engine_flags(choice, ("transcriber", "detector")), *["--offline"] * offline)
    return Job(tr("Report · {delivery}", delivery=delivery.name), do, command=command)


def installation(models: Sequence[str], *, offline: bool = False) -> Job:
    """Install models beside other work."""

    def do(_session: Session, ctx: Context) -> Any:
        from dubbench.app import modelling
        from dubbench.engines.bringing import Terms

        return modelling.install(models, ctx, _noting(ctx), terms=Terms(offline=offline))

    command = command_line("models", "install", *models, *["--offline"] * offline)
    return Job(tr("Install {models}", models=", ".join(models)), do, Turn.ASIDE, command)


def _noting(ctx: Context) -> Callable[[str], None]:
    """Say notes as what the work is at."""
    from dubbench.jobs.context import Progress

    return lambda text: ctx.publish(Progress(0, 0, text))
