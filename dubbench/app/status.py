"""How far a season is: counts by episode and market, without loading a single line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session
from dubbench.i18n import tr


def status(folder: Path) -> dict[str, Any]:
    """Count what there is of every episode in every market."""
    with Session.open(folder) as session:
        counts = session.store.counts()
        markets = find_markets(session, [])
        rows = [
            {
                "episode": episode.number,
                "title": episode.title,
                "heard": episode.listening is not None,
                "market": market.locale,
                "lines": counts.lines.get(episode.id, 0),
                **counts.tally(episode.id, market.id)._asdict(),
            }
            for episode in find_episodes(session, [])
            for market in markets
        ]
        series = session.series
        head = session.store.head()
        return {
            "title": series.title,
            "language": series.source_language,
            "markets": [m.locale for m in markets],
            "head": head.hash,
            "steps": head.seq,
            "episodes": rows,
        }


def show(found: Mapping[str, Any]) -> None:
    """Draw the season as a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(found["title"]), title_justify="left", box=None, pad_edge=False)
    for name in (
        "#",
        tr("Episode"),
        tr("Market"),
        tr("Lines"),
        tr("Translated"),
        tr("Voiced"),
        tr("Fitted"),
        tr("Delivery"),
    ):
        table.add_column(name, overflow="fold")
    for row in found["episodes"]:
        table.add_row(
            str(row["episode"]),
            Text(row["title"]),
            Text(row["market"]),
            str(row["lines"]) if row["heard"] else "–",
            str(row["targets"]),
            str(row["takes"]),
            str(row["fits"]),
            _delivery(row),
        )
    Console().print(table)


def _delivery(row: Mapping[str, Any]) -> str:
    if not row["deliveries"]:
        return tr("no dialogue") if row["heard"] and not row["lines"] else "○"
    return tr("↻ changed since") if row["changed"] else tr("◐ draft")
