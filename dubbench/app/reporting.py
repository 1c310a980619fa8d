"""Measure deliveries by independent means, all on this machine, and write what was found beside them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dubbench import __version__, paths
from dubbench.app import work
from dubbench.app.engines import Choice, Chooser
from dubbench.domain.hashing import recipe
from dubbench.engines.interfaces import Detector, EngineInfo, Transcriber
from dubbench.engines.models import Models
from dubbench.errors import BadInput
from dubbench.formats import manifest as manifests
from dubbench.formats import report, report_html, report_text
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import Lane, WorkItem
from dubbench.media.files import sha256_of, write_bytes
from dubbench.pipeline.delivered import source_file
from dubbench.pipeline.measure import RULES, Judges, measure
from dubbench.pipeline.plan import label

REPORTS = "dubbench.reports/1"


@dataclass(frozen=True, slots=True)
class Told:
    """Reports for scripts and as text, a screen for each.

    `data` has one shape however many there are: `schema` (`REPORTS`) and `reports`, each as its `.report.json` has it,
    and `measured`: "now", or "earlier" where nothing has changed since.
    """

    data: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class _Order:
    """One delivery to report on: its manifest, who judges it, and where the page goes."""

    path: Path
    manifest: manifests.Manifest
    hearer: EngineInfo
    detector: EngineInfo
    page: Path

    @classmethod
    def of(cls, path: Path, html: Path | None, choice: Choice) -> _Order:
        manifest, chooser = manifests.read(path), Chooser(choice, Models(), local=True)  # nothing leaves the machine
        page = html or _beside(path, ".report.html")
        _refuse_page(page, path, manifest)
        return cls(path, manifest, chooser.transcriber(manifest.locale), chooser.detector(), page)

    @property
    def recipe(self) -> str:
        """Hash what a report is made from: the delivery as it lies there, the judges, the program."""
        return recipe(
            "report",
            manifest=sha256_of(self.path),
            files=[_hash(self.path.parent / file.name) for file in self.manifest.files],
            source=_hash(source) if (source := source_file(self.manifest, self.path.parent)) else "",
            rules=RULES,
            judges=[label(self.hearer), label(self.detector)],
            program=__version__,
            goals=sha256_of(paths.resources() / "goals.toml"),
            schema=report.SCHEMA,
        )


def report_on(place: Path, html: Path | None, choice: Choice, ctx: Context, *, again: bool = False) -> Told:
    """Report on every delivery found at a place; the JSON and the page are written beside each.

    What was measured before by the same judges, and has not changed, is measured only if asked for `again`.
    """
    found = _manifests(place)
    if html and len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise BadInput(
            tr(
                "{place} holds several deliveries, and --html goes with one. Give one of: {names}.",
                place=place,
                names=names,
            )
        )
    made = [_one(_Order.of(path, html, choice), ctx, again=again) for path in found]
    return Told({"schema": REPORTS, "reports": [data for data, _ in made]}, "\n\n".join(text for _, text in made))


@dataclass(frozen=True, slots=True)
class Judge:
    place: Path
    html: Path | None
    choice: Choice
    again: bool


def judging(place: Path, html: Path | None, choice: Choice, *, again: bool = False) -> WorkItem:
    """Make `report_on` a work item, for where engines run in processes of their own."""
    work = Judge(place, html, choice, again)
    return WorkItem(f"report {place.name}", "dubbench.app.reporting:judge", work, Lane.LONG)


def judge(work: Judge, ctx: Context) -> Told:
    """Measure deliveries."""
    return report_on(work.place, work.html, work.choice, ctx, again=work.again)


def _manifests(place: Path) -> tuple[Path, ...]:
    """Find the manifest that a delivered file belongs to, or those of a folder."""
    if not place.exists():
        raise BadInput(tr("There is nothing at {place}. Check its name.", place=place))
    if place.is_dir() or place.name.endswith(manifests.SUFFIX):
        return manifests.find(place)
    for path in sorted(place.parent.glob(f"*{manifests.SUFFIX}")):
        if any(file.name == place.name for file in manifests.read(path).files):
            return (path,)
    raise BadInput(
        tr(
            "{place} belongs to no delivery: no manifest beside it names it. "
            "Give a file that dubbench delivered, where it delivered it, or that folder.",
            place=place,
        )
    )


def _one(order: _Order, ctx: Context, *, again: bool) -> tuple[dict[str, Any], str]:
    stored, wanted = _beside(order.path, ".report.json"), order.recipe
    earlier = None if again else _earlier(stored, wanted)
    made = earlier or measure(order.manifest, order.path.parent, _judges(order), ctx)
    data = json.loads(report.to_json(made)) | {"recipe": wanted}
    if earlier is None:
        write_bytes(stored, (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode())
    write_bytes(order.page, report_html.write(made).encode())
    rows = [report_text.write(made), tr("Page: {page}", page=order.page)]
    if earlier:
        rows.append(tr("Measured earlier, and nothing has changed since; --again measures anew."))
    return data | {"measured": "earlier" if earlier else "now"}, "\n".join(rows)


def _beside(manifest: Path, suffix: str) -> Path:
    return manifest.with_name(manifest.name.removesuffix(manifests.SUFFIX) + suffix)


def _refuse_page(page: Path, manifest: Path, told: manifests.Manifest) -> None:
    """Refuse a page that would replace a part of the delivery, or lie where no file can be."""
    parts = [manifest, _beside(manifest, ".report.json"), *(manifest.parent / file.name for file in told.files)]
    if page.resolve() in {part.resolve() for part in parts}:
        raise BadInput(tr("{page} is a part of the delivery. Choose another name for the page.", page=page))
    if page.is_dir() or not page.absolute().parent.is_dir():
        raise BadInput(tr("{page} cannot be the page. Give the name of a file in a folder that is there.", page=page))


def _hash(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""


def _earlier(stored: Path, wanted: str) -> report.Report | None:
    """Read the report that lies there, if it was made from the same."""
    try:
        text = stored.read_bytes()
        data = json.loads(text)
        return report.from_json(text) if isinstance(data, dict) and data.get("recipe") == wanted else None
    except (OSError, ValueError, BadInput):  # none, or not one of ours: it is measured and written anew
        return None


def _judges(order: _Order) -> Judges:
    pool = work.engines(str(Models().root))
    return Judges(
        cast(Transcriber, pool.get(order.hearer)),
        cast(Detector, pool.get(order.detector)),
        label(order.hearer),
        label(order.detector),
    )
