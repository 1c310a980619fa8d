"""Commands that make something: dub, run, export, report."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dubbench.cli.console import Console, Json, Offline, Quiet, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.engines import Choice
    from dubbench.app.production import Order, Stage
    from dubbench.app.session import Session

SOME_FAILED = 6

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", parser=place, help="Folder for the delivery.")]
Episodes = Annotated[
    list[int] | None,
    typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat for several. All if left out."),
]
Markets = Annotated[
    list[str] | None,
    typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; repeat for several. All if left out."),
]
Upgrade = Annotated[bool, typer.Option("--upgrade", help="Make again what an older version of an engine made.")]
Final = Annotated[
    bool,
    typer.Option("--final", help="Deliver what is signed, no draft; refused with a list where anything is not."),
]
Asr = Annotated[str, typer.Option("--asr", metavar="ENGINE", help="Transcription engine; see `dubbench engines list`.")]
Mt = Annotated[str, typer.Option("--mt", metavar="ENGINE", help="Translation engine.")]
Tts = Annotated[str, typer.Option("--tts", metavar="ENGINE", help="Speech synthesis engine.")]
Separator = Annotated[
    str, typer.Option("--separator", metavar="ENGINE", help="Dialogue and background separation engine.")
]
Detector = Annotated[str, typer.Option("--vad", metavar="ENGINE", help="Engine that finds where somebody speaks.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (dub, run, export, report):
        app.command()(command)


def dub(
    video: Annotated[
        Path, typer.Argument(metavar="VIDEO", parser=place, help="The programme: a video or an audio file.")
    ],
    to: Annotated[
        list[str], typer.Option("--to", metavar="LOCALE", help="Market locale, such as pt-BR; repeat for several.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", parser=place, help="Folder for the delivery and its series.")
    ],
    source: Annotated[
        str, typer.Option("--from", metavar="LANGUAGE", help="Language spoken; found by listening if left out.")
    ] = "",
    audio_stream: Annotated[
        int | None, typer.Option("--audio-stream", metavar="N", help="Audio stream to dub, counted from 0.")
    ] = None,
    destination: Annotated[
        str, typer.Option("--destination", metavar="PRESET", help="Delivery preset: social, podcast, ebu-r128.")
    ] = "",
    upgrade: Upgrade = False,
    asr: Asr = "",
    mt: Mt = "",
    tts: Tts = "",
    separator: Separator = "",
    vad: Detector = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Dub one programme in one go. Run it again to go on where it stopped."""
    with speaking("dub", as_json, quiet) as console:
        from dubbench.app import provision, quick
        from dubbench.app.engines import doubt
        from dubbench.app.production import Order

        choice = _choice(asr, mt, tts, separator, vad)

        def ready(spoken: str, locales: Sequence[str]) -> None:
            provision.ensure_dub(choice, spoken, locales, console.context, offline=offline, note=console.note)

        with quick.series_for(
            video,
            out,
            to,
            source=source,
            audio_stream=audio_stream,
            destination=destination,
            choice=choice,
            ready=ready,
        ) as (session, number):
            for warning in filter(None, (doubt(source, locale, choice) for locale in to)):
                console.note(tr("Note: {warning}", warning=warning))
            order = Order((number,), tuple(to), upgrade=upgrade, choice=choice, out=out)
            _produce(console, session, order, offline)


def run(
    series: Folder,
    episode: Episodes = None,
    market: Markets = None,
    until: Annotated[
        str,
        typer.Option(
            "--until", metavar="STAGE", help="Last stage: separate, transcribe, translate, voice, fit, export."
        ),
    ] = "export",
    out: Out = None,
    upgrade: Upgrade = False,
    final: Final = False,
    asr: Asr = "",
    mt: Mt = "",
    tts: Tts = "",
    separator: Separator = "",
    vad: Detector = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Bring a series up to date. What is stale is made, what stands is kept."""
    with speaking("run", as_json, quiet) as console:
        from dubbench.app.production import Order
        from dubbench.app.session import Session

        order = Order(
            tuple(episode or ()),
            tuple(market or ()),
            _stage(until),
            upgrade,
            _choice(asr, mt, tts, separator, vad),
            out,
            final,
        )
        with Session.open(series) as session:
            _produce(console, session, order, offline)


def export(
    series: Folder,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", parser=place, help="Folder for the deliveries.")],
    episode: Episodes = None,
    market: Markets = None,
    final: Final = False,
    asr: Asr = "",
    mt: Mt = "",
    tts: Tts = "",
    separator: Separator = "",
    vad: Detector = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write deliveries into a folder. What is stale is made first."""
    with speaking("export", as_json, quiet) as console:
        from dubbench.app.production import Order
        from dubbench.app.session import Session

        choice = _choice(asr, mt, tts, separator, vad)
        order = Order(tuple(episode or ()), tuple(market or ()), choice=choice, out=out, final=final)
        with Session.open(series) as session:
            _produce(console, session, order, offline)


def report(
    delivery: Annotated[
        Path,
        typer.Argument(
            metavar="DELIVERY", parser=place, help="A delivered file, its manifest, or a folder: all deliveries in it."
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", parser=place, help="Where to write the page; beside the delivery if left out."
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Measure anew, though nothing has changed.")] = False,
    asr: Asr = "",
    vad: Detector = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure a delivery by independent means. Writes a page and JSON beside it, and prints the figures."""
    with speaking("report", as_json, quiet) as console:
        from dubbench.app import provision, reporting

        choice = _choice(asr, "", "", "", vad)
        provision.ensure_judges(choice, offline, console.context, console.note)
        made = reporting.report_on(delivery, html, choice, console.context, again=again)
        console.result(made.data, made.text)


def _choice(asr: str, mt: str, tts: str, separator: str, vad: str) -> Choice:
    from dubbench.app.engines import Choice

    return Choice(asr, vad, separator, mt, tts)


def _stage(name: str) -> Stage:
    from dubbench.app.production import Stage
    from dubbench.errors import BadInput

    try:
        return Stage(name)
    except ValueError as error:
        stages = ", ".join(Stage)
        raise BadInput(tr("There is no stage “{name}”. The stages are: {stages}.", name=name, stages=stages)) from error


def _produce(console: Console, session: Session, order: Order, offline: bool) -> None:
    """Fetch missing models, run the order, print what came of it."""
    from dubbench.app import orders, provision
    from dubbench.app.job_log import JobLog
    from dubbench.app.production import produce
    from dubbench.app.summary import as_data, as_text

    command = orders.as_command(order, session.folder, offline=offline)
    with JobLog(session.store.cache).recorded(orders.name_of(order), command) as failures:
        provision.ensure(session, order, offline, console.context, console.note)
        results = produce(session, order, console.context)
        failures += [failure for result in results for failure in result.failures]
    failed = any(r.failures or r.undubbed for r in results)
    console.result(as_data(results), as_text(results), ok=not failed)
    if failed:
        raise typer.Exit(SOME_FAILED)
