"""store: the series database; imports engines and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
