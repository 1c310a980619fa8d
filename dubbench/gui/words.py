"""Sizes and times as people say them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QLocale

from dubbench.i18n import ntr, tr

MINUTE_S, HOUR_S = 60, 3600


def time_left(seconds: int) -> str:
    """Say how long something still takes: `0:42`, `12:05`, `1 h 20 min`."""
    if seconds >= HOUR_S:
        return tr("{hours} h {minutes} min", hours=seconds // HOUR_S, minutes=seconds % HOUR_S // MINUTE_S)
    return f"{seconds // MINUTE_S}:{seconds % MINUTE_S:02}"


def size(bytes_: int) -> str:
    """Say how large a file is, in units of a thousand, as disks are sold."""
    return QLocale().formattedDataSize(bytes_, 0 if bytes_ < 10**9 else 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def clock(milliseconds: int) -> str:
    """Write a duration: `1:06`."""
    seconds = round(milliseconds / 1000)
    return f"{seconds // MINUTE_S}:{seconds % MINUTE_S:02}"


def ago(seconds: int) -> str:
    """Say how long ago something was: just now, minutes, hours, days."""
    if seconds < MINUTE_S:
        return tr("just now")
    if seconds < HOUR_S:
        return ntr("{count} minute ago", "{count} minutes ago", seconds // MINUTE_S)
    if seconds < 24 * HOUR_S:
        return ntr("{count} hour ago", "{count} hours ago", seconds // HOUR_S)
    return ntr("{count} day ago", "{count} days ago", seconds // (24 * HOUR_S))
