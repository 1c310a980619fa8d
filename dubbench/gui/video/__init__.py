"""The picture: a frame, the subtitle as the destination draws it, the safe box, and the bar that plays it.

Frames come as arrays and intentions leave as signals: nothing here decodes, plays or reads a file.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
