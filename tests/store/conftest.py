"""A series on each database: SQLite in a folder, PostgreSQL on a server started for these tests."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postgres_server import MISSING, postgres_server, programs

from dubbench.domain.hashing import new_id
from dubbench.domain.series import Series
from dubbench.store.store import Store


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a server for these tests, and return its address."""
    if programs() is None:
        pytest.skip(MISSING)
    with postgres_server() as address:
        yield address


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
