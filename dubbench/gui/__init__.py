"""gui: the window, the only package with PySide6; imports app and below. Widgets take values and emit intentions."""
# SPDX-License-Identifier: GPL-3.0-or-later
