"""Delete what nothing in a series refers to any more."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from dubbench.app import permits
from dubbench.app.production import alone
from dubbench.app.session import Session
from dubbench.jobs.context import Context
from dubbench.media.files import write_errors

RECENT_S = 3600


def collect(folder: Path, *, deep: bool, dry_run: bool, ctx: Context) -> dict[str, Any]:
    """Find (and delete) unused sounds; what another process may just be making, the last hour's, stays.

    `deep` lets go of sounds that only an undo could bring back: they would have to be made again.
    """
    with Session.open(folder) as session, alone(session, ctx):
        permits.person(session.store.all, session.person)
        kept = session.store.referenced_assets(journal=not deep)
        limit = time.time() - RECENT_S
        unused = [
            path
            for path in sorted(session.store.assets.glob("*"))
            if path.is_file() and path.stem not in kept and path.stat().st_mtime < limit
        ]
        size = sum(path.stat().st_size for path in unused)
        if not dry_run:
            with write_errors(session.store.assets):
                for path in unused:
                    path.unlink(missing_ok=True)
        return {"files": len(unused), "bytes": size, "deleted": not dry_run}
