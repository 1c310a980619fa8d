"""Saves what a widget draws as a picture for a report: PNG in pixels, SVG in shapes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter

from dubbench.errors import BadInput, NoPermission
from dubbench.gui.painting import painting
from dubbench.i18n import tr

SHARPNESS = 2
"""Pixels of a PNG for each pixel on screen, so that it prints."""

Draw = Callable[[QPainter, QSize, bool], None]
"""Draws in this size; True asks for shapes where it would otherwise take pixels."""

SUFFIXES = (".png", ".svg")


def save(path: Path, size: QSize, title: str, draw: Draw) -> None:
    """Write a picture in the format of the file's suffix.

    Raises:
        BadInput: the suffix is neither `.png` nor `.svg`.
        NoPermission: the file cannot be written.
    """
    writers = {".png": _png, ".svg": _svg}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise BadInput(tr("{path} is neither .png nor .svg. Give the picture one of these endings.", path=path.name))
    if not write(path, size, title, draw):
        raise NoPermission(tr("{path} cannot be written. Choose another folder.", path=str(path)))


def _png(path: Path, size: QSize, title: str, draw: Draw) -> bool:
    image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    image.setText("Title", title)
    with painting(image) as painter:
        draw(painter, size, False)
    return image.save(str(path))


def _svg(path: Path, size: QSize, title: str, draw: Draw) -> bool:
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    with painting(generator) as painter:
        if not painter.isActive():
            return False
        draw(painter, size, True)
    return path.is_file()
