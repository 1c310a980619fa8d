"""A painter that always ends: one left open by an error takes the whole process down."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Paint on a widget, pixmap, image or file."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()
