"""The bilingual grid: lines as rows, filters above them, columns as objects.

`columns`, `chips` and `order` compute with values and import no widgets; `model` answers Qt, `cells` and `table`
draw, `view` is the table under the hand, `widget` the whole with its filters.
"""
# SPDX-License-Identifier: GPL-3.0-or-later
