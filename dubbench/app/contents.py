"""What signatures cover, as it is today: the contents of every Target of an episode in a market, by kind."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dubbench.domain.market import Profile
from dubbench.domain.script import Line
from dubbench.domain.signing import SignKind, SignOff, audio_of, culture_of, text_of
from dubbench.domain.target import Fit, Take, Target

Content = Mapping[str, Any]
By = Mapping[tuple[SignKind, str], Sequence[SignOff]]


def contents(
    target: Target,
    lines: Sequence[Line],
    profiles: Mapping[str, Profile],
    sound: tuple[Take, Fit] | None,
) -> dict[SignKind, Content]:
    """Return what each kind of signature would cover of a Target today; a kind of which nothing is there is left out.

    `lines` are the Target's own in time order, `profiles` a Market's by Character, `sound` what is heard of it.
    """
    if not target.text.strip():
        return {}
    speaker = profiles.get(lines[0].character_id) if lines else None
    found: dict[SignKind, Content] = {
        SignKind.TEXT: text_of(target, lines),
        SignKind.CULTURE: culture_of(target, profile=speaker),
    }
    if sound:
        found[SignKind.AUDIO] = audio_of(*sound)
    return found


def by_subject(signoffs: Iterable[SignOff]) -> By:
    """Put signatures together by kind and subject."""
    found: dict[tuple[SignKind, str], list[SignOff]] = {}
    for one in signoffs:
        found.setdefault((one.kind, one.subject_id), []).append(one)
    return found
