"""Measure deliveries by independent means and write what was found beside them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dubbench.app import work
from dubbench.app.engines import Choice, Chooser
from dubbench.engines.interfaces import Detector, Transcriber
from dubbench.engines.models import Models
from dubbench.errors import BadInput
from dubbench.formats import manifest as manifests
from dubbench.formats import report, report_html, report_text
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import Lane, WorkItem
from dubbench.media.files import write_bytes
from dubbench.pipeline.measure import Judges, measure
from dubbench.pipeline.plan import label


@dataclass(frozen=True, slots=True)
class Told:
    """A report as data for scripts and as one screen of text."""

    data: Any
    text: str


def report_on(place: Path, html: Path | None, choice: Choice, ctx: Context) -> Told:
    """Measure every delivery found at a place; the JSON and the page are written beside each."""
    found = _manifests(place)
    if html and len(found) > 1:
        raise BadInput(tr("{place} holds {count} deliveries; --html goes with one.", place=place, count=len(found)))
    told = [_one(path, html, choice, ctx) for path in found]
    return Told(told[0].data if len(told) == 1 else [t.data for t in told], "\n\n".join(t.text for t in told))


@dataclass(frozen=True, slots=True)
class Judge:
    place: Path
    html: Path | None
    choice: Choice


def judging(place: Path, html: Path | None, choice: Choice) -> WorkItem:
    """Make `report_on` a work item, for where engines run in processes of their own."""
    return WorkItem(f"report {place.name}", "dubbench.app.reporting:judge", Judge(place, html, choice), Lane.LONG)


def judge(work: Judge, ctx: Context) -> Told:
    """Measure deliveries."""
    return report_on(work.place, work.html, work.choice, ctx)


def _manifests(place: Path) -> tuple[Path, ...]:
    """Find the manifest that a delivered file belongs to, or those of a folder."""
    if not place.exists():
        raise BadInput(tr("There is nothing at {place}.", place=place))
    if place.is_dir() or place.name.endswith(".manifest.json"):
        return manifests.find(place)
    for path in manifests.find(place.parent):
        if any(file.name == place.name for file in manifests.read(path).files):
            return (path,)
    raise BadInput(tr("{place} belongs to no delivery: no manifest beside it names it.", place=place))


def _one(path: Path, html: Path | None, choice: Choice, ctx: Context) -> Told:
    manifest = manifests.read(path)
    made = measure(manifest, path.parent, _judges(manifest, choice), ctx)
    base = path.name.removesuffix(".manifest.json")
    data = report.to_json(made)
    page = html or path.with_name(f"{base}.report.html")
    write_bytes(path.with_name(f"{base}.report.json"), data.encode())
    write_bytes(page, report_html.write(made).encode())
    return Told(json.loads(data), report_text.write(made) + "\n" + tr("Page: {page}", page=page))


def _judges(manifest: manifests.Manifest, choice: Choice) -> Judges:
    models = Models()
    chooser = Chooser(choice, models)
    hearer, detector = chooser.transcriber(manifest.locale), chooser.detector()
    pool = work.engines(str(models.root))
    return Judges(
        cast(Transcriber, pool.get(hearer)), cast(Detector, pool.get(detector)), label(hearer), label(detector)
    )
