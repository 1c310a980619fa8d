"""dubbench: localize and dub a season of micro-drama."""
# SPDX-License-Identifier: GPL-3.0-or-later

__version__ = "0.1.0"
