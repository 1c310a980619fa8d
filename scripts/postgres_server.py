"""A PostgreSQL server for a while: on a socket in a folder of its own, from Debian's package."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "dubbench"
LOGIN = f"local all {USER} trust\nlocal all all scram-sha-256\n"
MISSING = "no PostgreSQL server here: apt-get install postgresql"


def programs() -> Path | None:
    """Return the folder of the newest server's programs, if one is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].parent if found else None


def _server_user() -> dict[str, Any]:
    """A PostgreSQL server refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if getpass.getuser() == "root" else {}


@contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server and yield its address; raise `FileNotFoundError` where none is installed."""
    folder, who = programs(), _server_user()
    if folder is None:
        raise FileNotFoundError(MISSING)
    home = Path(tempfile.mkdtemp(prefix="pg"))
    if who:
        shutil.chown(home, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        command = [str(folder / program), "-D", str(home / "data"), *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, **who)

    try:
        call("initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync", "--no-locale")
        (home / "data" / "pg_hba.conf").write_text(LOGIN)
        call("pg_ctl", "-w", "-l", str(home / "log"), "-o", f"-k {home} -c listen_addresses='' -c fsync=off", "start")
        try:
            yield f"postgresql://{USER}@/postgres?host={home}"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
