"""How far a season is: counts by episode and market, without loading a single line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from dubbench.domain.delivery import Delivery
from dubbench.domain.market import Market
from dubbench.domain.series import Episode, Series
from dubbench.i18n import tr
from dubbench.store.store import Store


def status(folder: Path) -> dict[str, Any]:
    """Count what there is of every episode in every market."""
    store = Store.open(folder)
    try:
        counts, head = store.counts(), store.head()
        markets = sorted(store.all(Market), key=lambda market: market.locale)
        episodes, (series,) = store.all(Episode), store.all(Series)
        last = {(one.episode_id, one.market_id): one for one in store.all(Delivery)}
    finally:
        store.close()
    rows = [
        {
            "episode": episode.number,
            "title": episode.title,
            "heard": episode.listening is not None,
            "market": market.locale,
            "lines": counts.lines.get(episode.id, 0),
            **counts.tally(episode.id, market.id)._asdict(),
            "draft": (episode.id, market.id) in last and last[episode.id, market.id].draft,
        }
        for episode in episodes
        for market in markets
    ]
    return {
        "title": series.title,
        "language": series.source_language,
        "markets": [m.locale for m in markets],
        "head": head.hash,
        "steps": head.seq,
        "episodes": rows,
    }


def text(found: Mapping[str, Any]) -> str:
    """Write the season as columns; a season has hundreds of rows, so they are plain text."""
    head = ("#", tr("Episode"), tr("Market"), tr("Lines"), tr("Translated"), tr("Voiced"), tr("Fitted"), tr("Delivery"))
    table = [head, *map(_cells, found["episodes"])]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    rows = [
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return "\n".join([found["title"], *rows])


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    heard = str(row["lines"]) if row["heard"] else "–"
    made = (str(row[name]) for name in ("targets", "takes", "fits"))
    return (str(row["episode"]), row["title"], row["market"], heard, *made, _delivery(row))


def _delivery(row: Mapping[str, Any]) -> str:
    if not row["deliveries"]:
        return tr("no dialogue") if row["heard"] and not row["lines"] else "○"
    if row["changed"]:
        return tr("↻ changed since")
    return tr("◐ draft") if row["draft"] else tr("● delivered")
