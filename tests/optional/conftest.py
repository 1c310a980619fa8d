"""What the tests of every optional engine share; each gives a `store` with the models it needs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.engines import registry
from dubbench.engines.models import Models


@pytest.fixture
def models(store: Models, monkeypatch: pytest.MonkeyPatch) -> Models:
    """The store, seen by the registry."""
    monkeypatch.setenv("DUBBENCH_MODELS", str(store.root))
    registry.refresh()
    return store
