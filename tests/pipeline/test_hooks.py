"""Hooks: the strongest lines are marked and say why; every part of an episode's strength tells; all is in order."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.script import HookKind, Line
from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.paths import resources
from dubbench.pipeline.hooks import APART_MS, EVERY_MS, REASONS, Heard, curve, hooks
from dubbench.pipeline.onsets import sudden
from dubbench.pipeline.tone import Tone, tones

MOMENTS = Path(__file__).parents[1] / "data" / "hooks" / "moments.toml"
CALM = Tone(-25_000, 120)


def said(number: int, text: str = "We could go there now.", who: str = "a", every_ms: int = 4000) -> Line:
    start = number * every_ms
    return Line(f"l{number}", "e", Span(start, start + 1500), text, "en", character_id=who)


def marked(lines: list[Line], tone: dict[int, Tone] | None = None, **more: object) -> dict[str, tuple[str, ...]]:
    heard = [(tone or {}).get(n, Tone(CALM.level_mdb or 0 + n % 2, CALM.pitch_hz)) for n in range(len(lines))]
    found = hooks(lines, Heard(lines[-1].span.end_ms + 500, heard, **more))  # type: ignore[arg-type]
    return {one.line_id: one.why for one in found}


def test_the_first_and_the_last_are_marked_and_say_so() -> None:
    found = marked([said(n) for n in range(10)])
    assert found["l0"][0] == "first"
    assert found["l9"][0] == "last"


@pytest.mark.parametrize(
    ("why", "change"),
    [
        ("loud", {"tone": {5: Tone(-12_000, 120)}}),
        ("pitch", {"tone": {5: Tone(-25_000, 190)}}),
        ("before", {"sounds": [19_900]}),
        ("words", {"text": "He is dead, and you knew."}),
        ("cuts", {"cuts": [19_000, 20_500]}),
    ],
)
def test_each_thing_that_is_measured_lets_a_line_stand_out(why: str, change: dict[str, object]) -> None:
    lines = [said(n, str(change.pop("text", "")) or "We could go there now.") if n == 5 else said(n) for n in range(10)]
    assert why in marked(lines, **change)["l5"]  # type: ignore[arg-type]


def test_a_calm_line_is_no_peak() -> None:
    assert set(marked([said(n) for n in range(10)])) == {"l0", "l9"}


def test_a_language_without_words_is_judged_by_its_sound() -> None:
    lines = [Line(f"l{n}", "e", Span(n * 4000, n * 4000 + 1500), "Xyz.", "xx") for n in range(8)]
    assert "loud" in marked(lines, {3: Tone(-10_000, 120)})["l3"]


@given(st.lists(st.tuples(st.integers(100, 9000), st.integers(-60_000, 0), st.integers(0, 400)), max_size=40))
def test_marks_are_apart_in_order_and_not_too_many(rows: list[tuple[int, int, int]]) -> None:
    lines, at = [], 0
    for number, (gap, _, _) in enumerate(rows):
        at += gap
        lines.append(Line(f"l{number}", "e", Span(at, at + 100), "Why?" if number % 3 else "Never!", "en"))
    heard = Heard(at + 100, [Tone(level or None, pitch) for _, level, pitch in rows])
    found = hooks(lines, heard)
    starts = {line.id: line.span.start_ms for line in lines}
    order = [starts[one.line_id] for one in found]
    assert order == sorted(order)
    assert len(found) <= max(2, heard.duration_ms // EVERY_MS)
    peaks = [starts[one.line_id] for one in found if one.kind is HookKind.PEAK]
    assert all(b - a >= APART_MS for a, b in itertools.pairwise(peaks))
    assert all(len(one.why) <= REASONS + 1 for one in found)
    drawn = curve(lines, heard)
    assert len(drawn) == max(1, -(-heard.duration_ms // 1000))
    assert all(0 <= value <= 1 for value in drawn)


def test_a_sound_that_sets_in_is_heard_and_a_steady_one_is_not() -> None:
    drawn = np.random.default_rng(2).normal(0, 0.002, (16_000 * 4, 1)).astype(np.float32)
    assert sudden(Audio(drawn, 16_000)) == ()
    drawn[32_000:34_000] += np.random.default_rng(3).normal(0, 0.2, (2000, 1)).astype(np.float32)
    (at,) = sudden(Audio(drawn, 16_000))
    assert abs(at - 2000) <= 10


def test_of_the_moments_that_were_annotated_first_seven_in_ten_are_found() -> None:
    moments = tomllib.loads(MOMENTS.read_text(encoding="utf-8"))["moment"]
    found = 0
    for name in {one["episode"] for one in moments}:
        truth = json.loads((resources() / "demo" / f"{name}.truth.json").read_text(encoding="utf-8"))
        lines = [
            Line(str(one["id"]), name, Span(one["start_ms"], one["end_ms"]), one["text"], truth["language"],
                 character_id=one["character"])
            for one in truth["lines"]
        ]  # fmt: skip
        dialogue, background = (
            decode_audio(resources() / "demo" / f"{name}.{part}.opus", 0, 16_000) for part in ("dialogue", "background")
        )
        cuts = [round(shot["first_frame"] * 1000 / truth["fps"]) for shot in truth["shots"]][1:]
        heard = Heard(truth["duration_ms"], tones(dialogue, [line.span for line in lines]), cuts, sudden(background))
        marks = {one.line_id for one in hooks(lines, heard)}
        at = [line.span.start_ms / 1000 for line in lines if line.id in marks]
        found += sum(any(abs(one - m["at_s"]) <= 2.5 for one in at) for m in moments if m["episode"] == name)
    assert len(moments) == 20
    assert found >= 14
