"""Moments as they are stored, and days as people write them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from dubbench.errors import BadInput
from dubbench.i18n import tr

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def now() -> str:
    """Return this moment in UTC, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def after(moments: Iterable[str] = ()) -> str:
    """Return this moment, or one just after the latest of others: clocks of several machines differ."""
    here = datetime.now(UTC)
    latest = max((datetime.fromisoformat(one) for one in moments if one), default=here)
    return max(here, latest + timedelta(microseconds=1)).isoformat(timespec="microseconds")


def day(text: str) -> str:
    """Read a day, YYYY-MM-DD; empty stays empty, `BadInput` where the calendar has none such."""
    said = text.strip()
    if not said:
        return ""
    try:
        if _DAY.fullmatch(said):
            return date.fromisoformat(said).isoformat()
    except ValueError:
        pass
    raise BadInput(tr("“{text}” is no day. Write year, month and day: 2026-03-31.", text=text))
