"""The signatures and what was sent back of a grid's Targets, kept beside its rows and read again as they change."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dubbench.app.contents import Heard, covered, gathered
from dubbench.domain.market import Profile
from dubbench.domain.reviewing import reviewed
from dubbench.domain.script import Line
from dubbench.domain.signing import SentBack, SignKind, SignOff, sealed
from dubbench.domain.state import State
from dubbench.domain.target import Target


@dataclass(frozen=True, slots=True)
class Reviews:
    """SignOffs and SentBacks by id; `profiles` are the Market's, by Character."""

    signoffs: Mapping[str, SignOff] = field(default_factory=dict)
    sent: Mapping[str, SentBack] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    text_steps: int = 1
    _of: Mapping[str, Sequence[SignOff]] = field(default_factory=dict)
    _back: Mapping[str, Sequence[SentBack]] = field(default_factory=dict)

    def with_rows(self, signoffs: Mapping[str, SignOff], sent: Mapping[str, SentBack]) -> Reviews:
        """Return the same with other rows."""
        if signoffs is self.signoffs and sent is self.sent:
            return self
        of, back = gathered(signoffs.values(), "subject_id"), gathered(sent.values(), "target_id")
        return Reviews(signoffs, sent, self.profiles, self.text_steps, of, back)

    def subject(self, row_id: str) -> str:
        """Return the id of what a SignOff or a SentBack is about; "" where there is none."""
        if row_id in self.signoffs:
            return self.signoffs[row_id].subject_id
        return self.sent[row_id].target_id if row_id in self.sent else ""

    def state(self, base: State, target: Target, lines: Sequence[Line], sound: Heard) -> State:
        """Tell how far a Target is, as people see it."""
        signoffs, sent = self._of.get(target.id, ()), self._back.get(target.id, ())
        if not signoffs and not sent:
            return base

        def content(kind: SignKind) -> str:
            now = covered(kind, target, lines, self.profiles, sound)
            return "" if now is None else sealed(now)[0]

        return reviewed(base, signoffs, sent, content, self.text_steps)
