"""How many of the annotated moments of the demos are marked as hooks, and how many marks there are."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path

from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.media.decode import decode_audio
from dubbench.paths import resources
from dubbench.pipeline.hooks import Heard, hooks
from dubbench.pipeline.onsets import sudden
from dubbench.pipeline.tone import tones

WITHIN_S = 2.5
GOAL = 0.7
MOMENTS = Path(__file__).parents[1] / "tests" / "data" / "hooks" / "moments.toml"


def main() -> None:
    """Print each moment and whether it was found."""
    wanted: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for moment in tomllib.loads(MOMENTS.read_text(encoding="utf-8"))["moment"]:
        wanted[moment["episode"]].append((moment["at_s"], moment["why"]))
    found = marks = lines_in_all = 0
    for name, moments in wanted.items():
        lines, heard = _episode(name)
        marked = {one.line_id: one for one in hooks(lines, heard)}
        at = {line.id: line.span.start_ms / 1000 for line in lines}
        marks, lines_in_all = marks + len(marked), lines_in_all + len(lines)
        for at_s, why in moments:
            hit = [one for one in marked.values() if abs(at[one.line_id] - at_s) <= WITHIN_S]
            found += bool(hit)
            told = f"{hit[0].kind.value}: {', '.join(hit[0].why)}" if hit else ""
            print(f"{'✓' if hit else '✗'} {name:<20} {at_s:6.1f} s  {why:<48} {told}")
    whole = sum(map(len, wanted.values()))
    print(f"recall {found / whole:.2f} ({found} of {whole}; goal {GOAL}), {marks} lines of {lines_in_all} are marked")


def _episode(name: str) -> tuple[list[Line], Heard]:
    truth = json.loads((resources() / "demo" / f"{name}.truth.json").read_text(encoding="utf-8"))
    lines = [
        Line(str(one["id"]), name, Span(one["start_ms"], one["end_ms"]), one["text"], truth["language"],
             character_id=one["character"])
        for one in truth["lines"]
    ]  # fmt: skip
    dialogue = decode_audio(resources() / "demo" / f"{name}.dialogue.opus", 0, 16_000)
    background = decode_audio(resources() / "demo" / f"{name}.background.opus", 0, 16_000)
    cuts = [round(shot["first_frame"] * 1000 / truth["fps"]) for shot in truth["shots"]][1:]
    heard = Heard(truth["duration_ms"], tones(dialogue, [line.span for line in lines]), cuts, sudden(background))
    return lines, heard


if __name__ == "__main__":
    main()
