"""What a text would cost at a line's place, from a grid that is read already: quick enough to ask at every key."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

from dubbench.app.grid import Grid, heard, lines_of, slot_of, voice_of
from dubbench.domain.target import Target
from dubbench.pipeline.pace import natural_ms
from dubbench.pipeline.wrap import wrapped


class Cost(NamedTuple):
    """What a text needs: `slot_ms` is how long the source speaks, `dub_ms` how long the dub would, `None` not known.

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
    fit, take = heard(target, facts) if text == target.text else (None, None)
    voice_id = voice_of(target, lines[0], facts.voices)
    dub_ms = natural_ms(take) if take else facts.pace.predicted_ms(text, voice_id)
    if target.subtitle_text is not None:
        return Cost(len(text), speech_ms, dub_ms=dub_ms)
    shown_ms = fit.span.duration_ms if fit else whole_ms
    return Cost(
        len(text),
        speech_ms,
        len(wrapped(text, facts.preset.chars_per_line, facts.preset.lines_per_cue, grid.market.locale)),
        1000 * len(text) / shown_ms if shown_ms > 0 else 0.0,
        dub_ms,
    )
