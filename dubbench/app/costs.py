"""What a text would cost at a line's place, from a grid that is read already: quick enough to ask at every key."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

from dubbench.app.grid import Grid, heard, lines_of, slot_of, voice_of
from dubbench.domain.target import Target
from dubbench.pipeline.wrap import wrapped


class Cost(NamedTuple):
    """What a text needs: `dub_ms` is how long it is spoken, `None` not known, `slot_ms` how long it may be.

    Of what lies in the dub already that is its place there against the Line's time; else the voice's own pace against
    how long the source speaks, as in the grid.
    `lines` are those on screen at once, never more than a subtitle may have: what is longer becomes several of them;
    `cps` are the characters a second there. Both are 0 where the subtitle says something else than is spoken.
    """

    chars: int
    slot_ms: int
    lines: int = 0
    cps: float = 0.0
    dub_ms: int | None = None


def cost(grid: Grid, line_id: str, text: str) -> Cost | None:
    """Work out what a Market would pay for saying a text in a Line's place; `None` where the grid has no such Line."""
    facts = grid.facts
    line = facts.lines.get(line_id)
    if line is None:
        return None
    target = facts.on.get(line_id) or Target("", line.episode_id, grid.market.id, (line_id,), "")
    lines = lines_of(target, facts) or (line,)
    whole_ms, speech_ms = slot_of(lines)
    fit, _ = heard(target, facts) if text == target.text else (None, None)
    predicted = facts.pace.predicted_ms(text, voice_of(target, lines[0], facts.voices))
    dub_ms, slot_ms = (fit.span.duration_ms, whole_ms) if fit else (predicted, speech_ms)
    if target.subtitle_text is not None:
        return Cost(len(text), slot_ms, dub_ms=dub_ms)
    shown_ms = fit.span.duration_ms if fit else whole_ms
    return Cost(
        len(text),
        slot_ms,
        len(wrapped(text, facts.preset.chars_per_line, facts.preset.lines_per_cue, grid.market.locale)),
        1000 * len(text) / shown_ms if shown_ms > 0 else 0.0,
        dub_ms,
    )
