"""Placing keeps the hard rules whatever it is given, and follows the source where it can."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.script import Hook, HookKind, Line, Origin, Word
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take, Target
from dubbench.pipeline.fit import FitLimits, ToFit, fit, issues, overlap


def item(source: list[Span], lengths: list[int], voice: str = "v:a", speed_ppm: int = 1_000_000) -> ToFit:
    """A Line with these phrases, and a Take with phrases of these lengths, 200 ms apart."""
    words = tuple(Word(f" w{i}", span.start_ms, span.end_ms) for i, span in enumerate(source))
    id_ = f"line-{source[0].start_ms}-{voice}"
    line = Line(id_, "e", Span(source[0].start_ms, source[-1].end_ms), "w", "en", words, tuple(range(1, len(words))))
    starts = [40 + sum(lengths[:i]) + 200 * i for i in range(len(lengths))]
    speech = tuple(Span(at, at + length) for at, length in zip(starts, lengths, strict=True))
    target = Target(f"target-{id_}", "e", "m", (line.id,), "w")
    take = Take(
        f"take-{id_}", "e", "m", target.id, voice, "fake", speed_ppm, "", speech[-1].end_ms + 40, speech, "w", 1
    )
    return ToFit(target, take, (line,))


def only(made: tuple[Fit, ...]) -> Fit:
    (one,) = made
    return one


def test_what_fits_stays_as_spoken() -> None:
    made = only(fit([item([Span(1000, 3000)], [1980])], 10_000))
    assert (made.rung, made.placements[0].stretch_ppm, made.span.start_ms) == (1, 1_000_000, 1000)


def test_a_little_too_long_borrows_the_gap() -> None:
    made = only(fit([item([Span(1000, 3000)], [2090])], 10_000))
    assert made.rung in {2, 4}
    assert abs(made.placements[0].stretch_ppm - 1_000_000) <= 80_000


def test_another_pace_of_the_engine_is_shown_as_rung_three() -> None:
    assert only(fit([item([Span(1000, 3000)], [2000], speed_ppm=1_100_000)], 10_000)).rung == 3


def test_a_long_line_is_stretched_and_stays_clear_of_the_next() -> None:
    long, following = fit([item([Span(0, 2000)], [2500]), item([Span(2200, 4000)], [1700])], 10_000)
    assert long.rung == 4
    assert long.placements[0].stretch_ppm <= 1_300_000
    assert long.span.end_ms + FitLimits().gap_ms <= following.span.start_ms


def test_a_hook_is_not_stretched_unless_a_person_chose_its_take() -> None:
    plain = item([Span(0, 2000)], [2500])
    hooked = plain._replace(lines=tuple(replace(line, hook=Hook(HookKind.PEAK)) for line in plain.lines))
    chosen = hooked._replace(take=replace(hooked.take, origin=Origin.PERSON))
    after = item([Span(2200, 4000)], [1700])
    found = [fit([one, after], 10_000)[0] for one in (plain, hooked, chosen)]
    assert [one.rung for one in found] == [4, found[1].rung, 4]
    assert found[1].rung in {2, 6}
    assert {placed.stretch_ppm for placed in found[1].placements} == {1_000_000}


def test_what_cannot_fit_is_flagged_and_the_next_line_waits() -> None:
    items = [item([Span(0, 1000)], [4000]), item([Span(1100, 2000)], [800])]
    made = fit(items, 10_000)
    assert made[0].rung == 6
    assert made[0].span.end_ms <= made[1].span.start_ms
    assert [issue.target_id for issue in issues(made, items)] == [made[0].target_id]


def test_phrases_begin_where_the_source_has_them() -> None:
    made = only(fit([item([Span(1000, 2000), Span(2800, 4000)], [950, 1150])], 10_000))
    assert [placement.at_ms for placement in made.placements] == [1000, 2800]


def test_fewer_phrases_than_the_source_join() -> None:
    made = only(fit([item([Span(0, 500), Span(850, 1500), Span(2500, 3000)], [1400, 480])._replace()], 10_000))
    assert [placement.at_ms for placement in made.placements] == [0, 2500]


def test_the_end_of_the_programme_cuts_nothing() -> None:
    made = only(fit([item([Span(8000, 8200)], [600])], 8_300))
    assert made.span.end_ms <= 8_300
    assert made.placements[0].stretch_ppm <= 1_300_000


def test_another_voice_may_talk_over_a_line_that_the_source_talks_over() -> None:
    made = fit([item([Span(0, 2000)], [2000]), item([Span(1500, 3000)], [1500], voice="v:b")], 10_000)
    assert [one.span.start_ms for one in made] == [0, 1500]
    assert all(one.rung == 1 for one in made)


def test_a_fit_that_is_signed_stays_and_the_others_go_round_it() -> None:
    items = [item([Span(0, 2000)], [2300]), item([Span(2400, 4000)], [1500]), item([Span(4100, 5000)], [900])]
    free = fit(items, 10_000)
    signed = replace(free[1], placements=(free[1].placements[0]._replace(at_ms=2250),))
    made = fit(items, 10_000, held={signed.target_id: signed})
    assert made[1] == signed
    assert made[0].span.end_ms + FitLimits().gap_ms <= 2250
    assert made[2].placements == free[2].placements
    spoken_anew = items[1]._replace(take=replace(items[1].take, id="another"))
    assert fit([items[0], spoken_anew, items[2]], 10_000, held={signed.target_id: signed})[1].take_id == "another"


def test_speech_never_runs_into_a_fit_that_is_held() -> None:
    items = [item([Span(0, 1000)], [9000]), item([Span(1100, 2000)], [800])]
    alone = fit(items[1:], 20_000)[0]
    long, following = fit(items, 20_000, held={alone.target_id: alone})
    assert long.rung == 6
    assert long.span.end_ms <= following.span.start_ms


def test_an_empty_episode_has_no_fits() -> None:
    assert fit([], 10_000) == ()


def test_overlap_is_one_for_equal_speech() -> None:
    assert overlap([Span(0, 100)], [Span(0, 100)]) == 1.0
    assert overlap([Span(0, 100)], [Span(100, 200)]) == 0.0


@st.composite
def episodes(draw: st.DrawFn) -> list[ToFit]:
    items, at = [], draw(st.integers(0, 2000))
    for _ in range(draw(st.integers(1, 6))):
        phrases = []
        for _ in range(draw(st.integers(1, 3))):
            length = draw(st.integers(60, 3000))
            phrases.append(Span(at, at + length))
            at += length + draw(st.integers(300, 900))
        lengths = draw(st.lists(st.integers(60, 4000), min_size=1, max_size=len(phrases)))
        items.append(item(phrases, lengths, draw(st.sampled_from(["v:a", "v:b"]))))
        at += draw(st.integers(-200, 2000))
    return items


@given(episodes())
def test_hard_rules_hold(items: list[ToFit]) -> None:
    limits = FitLimits()
    made = fit(items, 60_000)
    placed = [placement.span for one in made for placement in one.placements]
    assert all(a.end_ms <= b.start_ms for one in made for a, b in itertools.pairwise([p.span for p in one.placements]))
    assert all(800_000 <= p.stretch_ppm <= 1_300_000 for one in made for p in one.placements)
    assert all(span.start_ms >= 0 for span in placed)
    by_target = {i.target.id: i for i in items}
    for one in made:
        source = by_target[one.target_id]
        assert tuple(p.take_span for p in one.placements) == source.take.speech
        assert one.span.start_ms >= source.lines[0].span.start_ms - limits.early_ms
    _no_voice_overlaps_itself(made, {i.take.id: i.take.voice_id for i in items})


def _no_voice_overlaps_itself(made: tuple[Fit, ...], voices: dict[str, str]) -> None:
    for voice in set(voices.values()):
        own = sorted(one.span for one in made if voices[one.take_id] == voice)
        assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(own))
