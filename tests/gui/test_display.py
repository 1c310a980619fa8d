"""Where no window can be shown, a sentence says why, and Qt does not end the process."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

import pytest

from dubbench.errors import BadInput
from dubbench.gui import display

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="DISPLAY nor WAYLAND_DISPLAY"):
        display.check()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    display.check()


def test_an_x_server_that_does_not_answer_or_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    with pytest.raises(BadInput, match=r"no X server answers at DISPLAY=:4242|apt-get install libxcb"):
        display.check()
    monkeypatch.setattr(display, "_load_plugin", lambda: None)
    monkeypatch.setattr(display, "_answers", lambda: True)
    display.check()


def test_a_missing_library_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise OSError("libxcb-icccm.so.4: cannot open shared object file")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(display, "_load_plugin", missing)
    with pytest.raises(BadInput, match=r"libxcb-icccm\.so\.4.*apt-get install"):
        display.check()
