"""A series on each database: SQLite in a folder, PostgreSQL on a server started for these tests."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import getpass
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dubbench.domain.hashing import new_id
from dubbench.domain.series import Series
from dubbench.store.store import Store

USER = "dubbench"
LOGIN = f"local all {USER} trust\nlocal all all scram-sha-256\n"


def _server_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    return found[-1].parent


def _as_server_user() -> dict[str, Any]:
    """A PostgreSQL server refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if getpass.getuser() == "root" else {}


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a server that listens on a socket in a folder of its own, and return its address."""
    programs, who = _server_programs(), _as_server_user()
    home = Path(tempfile.mkdtemp(prefix="pg"))
    if who:
        shutil.chown(home, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(home / "data"), *arguments]
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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str | None:
    """The address of each database in turn."""
    return request.getfixturevalue("postgres_address") if request.param == "postgresql" else None


@pytest.fixture
def new_store(tmp_path: Path, url: str | None) -> Iterator[Callable[[], Store]]:
    """Make a fresh series each time it is called."""
    stores: list[Store] = []

    def make() -> Store:
        folder = tmp_path / f"series {len(stores)}.dubbench"
        stores.append(Store.create(folder, Series(new_id(), "Season “one”"), url))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """A series on SQLite alone."""
    with Store.create(tmp_path / "local.dubbench", Series(new_id(), "Local")) as store:
        yield store
