"""app: the use cases, the only door for cli and gui; imports pipeline, store and below."""
# SPDX-License-Identifier: GPL-3.0-or-later
