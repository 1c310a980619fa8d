"""What a run came to, for people and for scripts."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dubbench.domain.hashing import plain
from dubbench.formats.issue_words import located, sentence
from dubbench.i18n import ntr, tr

if TYPE_CHECKING:
    from dubbench.app.production import Result


def as_data(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Give every result as plain data."""
    return [
        {
            "episode": r.episode,
            "market": r.market,
            "language": r.language,
            "lines": r.lines,
            "dialogue": not r.silent,
            "made": dict(r.made),
            "seconds": {stage: round(s, 3) for stage, s in r.seconds.items()},
            "undubbed": len(r.undubbed),
            "failures": r.failures,
            "issues": [plain(issue) | {"text": sentence(issue.message)} for issue in r.issues],
            "delivery": _delivery(r),
        }
        for r in results
    ]


def _delivery(result: Result) -> dict[str, Any] | None:
    if result.delivery is None:
        return None
    folder = Path(result.delivery.folder)
    return {
        "folder": str(folder),
        "draft": result.delivery.draft,
        "files": [{"kind": f.kind, "path": str(folder / f.name), "sha256": f.sha256} for f in result.delivery.files],
    }


def as_text(results: Sequence[Result]) -> str:
    """Write a few lines for each episode and market."""
    return "\n".join(row for result in results for row in _rows(result))


def _rows(result: Result) -> list[str]:
    head = tr("Episode {number} · {market}", number=result.episode, market=result.market)
    if result.silent:
        nothing = tr("no dialogue was found, so there is nothing to dub and nothing was delivered.")
        return [f"{head}: {nothing}", *_remarks(result)]
    if result.failures and not result.lines:
        return [f"{head}: " + tr("failed, nothing was delivered"), *_remarks(result)]
    seconds = round(sum(result.seconds.values()), 1)
    made = sum(result.made.values())
    work = tr("nothing to do") if not made else tr("{seconds} s", seconds=seconds)
    rows = [f"{head}: " + ntr("{count} line", "{count} lines", result.lines) + f" · {work}"]
    if result.delivery:
        folder = Path(result.delivery.folder)
        rows += [f"  {file.kind:<11} {folder / file.name}" for file in result.delivery.files]
        if result.delivery.draft:
            rows.append("  " + tr("A draft: nobody has signed it yet."))
    if result.undubbed:
        undubbed = ntr("{count} line is not in the dub.", "{count} lines are not in the dub.", len(result.undubbed))
        rows.append("  ✗ " + undubbed)
    return rows + _remarks(result)


def _remarks(result: Result) -> list[str]:
    issues = [f"  ⚠ {located(issue)}" for issue in result.issues]
    return issues + [f"  ✗ {failure}" for failure in result.failures]
