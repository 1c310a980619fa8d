"""What is measured of the window, each part in a process of its own."""
# SPDX-License-Identifier: GPL-3.0-or-later
