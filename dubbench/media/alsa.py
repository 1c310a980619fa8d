"""The Linux sound library's own complaints kept off the terminal: where there is no card, we say so in a sentence."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from functools import lru_cache

LIBRARY = "libasound.so.2"


@lru_cache(maxsize=1)
def hush() -> bool:
    """Have ALSA write nothing to the terminal; tell whether there is an ALSA."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        # A function of C that takes nothing and does nothing: one of Python's might be called after Python's end.
        silent = ctypes.CDLL(None).getpid
        ctypes.CDLL(LIBRARY).snd_lib_error_set_handler(silent)
    except (OSError, AttributeError):
        return False
    return True
