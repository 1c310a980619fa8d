"""Whether a window can be shown here at all: where it cannot, Qt would end the process without a word of ours."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from dubbench.errors import BadInput
from dubbench.i18n import tr

LIBRARIES = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"


def check() -> None:
    """Raise BadInput where there is no screen, or a library of the system that Qt draws with is missing."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return
    screen = os.environ.get("DISPLAY", "")
    if not screen:
        raise BadInput(
            tr(
                "There is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
                "Everything but the window works from the command line; see dubbench --help."
            )
        )
    try:
        _load_plugin()
    except OSError as error:
        raise BadInput(
            tr(
                "The window cannot be opened ({cause}). On Debian or Ubuntu: sudo apt-get install {libraries}",
                cause=error,
                libraries=LIBRARIES,
            )
        ) from error
    if not _answers():
        raise BadInput(tr("The window cannot be opened: no X server answers at DISPLAY={screen}.", screen=screen))


def _load_plugin() -> None:
    import PySide6

    ctypes.CDLL(str(Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"))


def _answers() -> bool:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
