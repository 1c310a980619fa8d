"""Performs a screenplay: voices, music, effects, picture and ground truth of the demo episodes."""
# SPDX-License-Identifier: GPL-3.0-or-later
