"""The panels beside the grid: lists of values that say what the person wants with one of them."""
# SPDX-License-Identifier: GPL-3.0-or-later
