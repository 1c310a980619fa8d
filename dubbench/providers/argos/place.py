"""Where argostranslate may write: it makes folders and reads settings when it is imported, in the person's home."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from dubbench import paths

_LOCK = threading.Lock()


@contextmanager
def importing() -> Iterator[None]:
    """Import argostranslate within this: its folders lie in our cache, and nothing is set up to be downloaded."""
    folder = str(paths.cache().absolute() / "argos")
    settings = {
        **dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR"), folder),
        "ARGOS_CHUNK_TYPE": "ARGOSTRANSLATE",
        "ARGOS_MODEL_PROVIDER": "OPENNMT",
    }
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = {name: os.environ.get(name) for name in settings}
        os.environ.update(settings)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
