"""Pictures of every screen of the window, taken from the real window over a real series."""
# SPDX-License-Identifier: GPL-3.0-or-later
