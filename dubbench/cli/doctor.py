"""`dubbench doctor`: what is missing here, and the command that mends it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typer

from dubbench.cli.console import Json, speaking


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(doctor)


def doctor(as_json: Json = False) -> None:
    """Check this machine: program, engines, models, disk; exit 1 where something is missing."""
    with speaking("doctor", as_json) as console:
        from dubbench.app import health

        found = health.examine()
        rows = [
            f"{'✓' if c['ok'] else '✗'} {c['what']}: {c['found']}" + (f"\n    → {c['mend']}" if c["mend"] else "")
            for c in found
        ]
        console.result(found, "\n".join(rows))
        if not all(c["ok"] for c in found):
            raise typer.Exit(1)
