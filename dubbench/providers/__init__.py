"""providers: the engines themselves, one file per product; loaded by name; imports engines and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
