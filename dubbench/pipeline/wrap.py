"""Break a cue's text into lines: one if it fits, else where grammar and balance allow it best."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools

from dubbench.pipeline.breaks import breaks


@functools.lru_cache(maxsize=20_000)
def wrapped(text: str, chars: int, lines: int, language: str) -> tuple[str, ...]:
    """Return at most `lines` lines, of at most `chars` characters where the text allows it.

    STANDARDS section 2: after punctuation, before conjunction or preposition, never inside a word group.
    """
    if len(text) <= chars or lines <= 1:
        return (text,)
    choices = [
        (_cost(head, rest, place.cost, chars), (head, *rest))
        for place in breaks(text, language)
        if (head := text[: place.at].rstrip()) and (rest := wrapped(text[place.at :], chars, lines - 1, language))
    ]
    return min(choices, default=(0.0, (text,)))[1]


def _cost(head: str, rest: tuple[str, ...], place: int, chars: int) -> float:
    too_wide = sum(max(0, len(line) - chars) for line in (head, *rest))
    top_heavy = max(0, len(head) - len(rest[0]))
    return 1_000 * too_wide + place + 2 * abs(len(head) - len(rest[0])) + top_heavy
