"""The measurements one by one, on texts and times made up for them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import msgspec
import pytest

from dubbench.domain.market import Destination
from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.formats.report import Verdict
from dubbench.pipeline import isochrony, leakage, tone
from dubbench.pipeline.folding import folded
from dubbench.pipeline.goals import Rule, figure, rules
from dubbench.pipeline.roundtrip import divided
from dubbench.pipeline.subtitle_file import read_srt, subtitle_figures

SOCIAL = Destination("social", "Social", -14_000, 500, -1_000, 24, 2, 18, 25, 700, 5_000)


@pytest.mark.parametrize(
    ("written", "spoken", "language"),
    [
        ("Custa 20 dólares!", "custa vinte dólares", "pt-BR"),
        ("R$ 1.500,50", "mil e quinhentos vírgula cinco reais", "pt-PT"),
        ("$20, 50%", "Twenty dollars; fifty percent.", "en-US"),
        ("It's 1999.", "Its nineteen ninety-nine", "en"),
        ("1,000 miles", "one thousand miles", "en"),
        ("o 3º dia", "O terceiro dia", "pt-BR"),
        ("“Não”, disse.", "não disse", "pt"),
        ("A sala 12-34", "a sala doze trinta e quatro", "pt"),
        ("你好，世界！", "你好 世界", "zh"),
    ],
)
def test_texts_that_sound_the_same_fold_to_the_same(written: str, spoken: str, language: str) -> None:
    assert folded(written, language) == folded(spoken, language)


def test_folding_keeps_what_is_said_apart() -> None:
    assert folded("avó", "pt") != folded("avô", "pt")
    assert folded("21", "pt") != folded("22", "pt")


def test_digits_stay_in_a_language_whose_numbers_are_unknown() -> None:
    assert folded("我有20个", "zh") == ("我有20个",)


def test_a_dub_that_comes_back_whole_has_no_errors() -> None:
    sent = [("bom", "dia"), ("tudo", "bem")]
    returned = divided(sent, ("bom", "dia", "tudo", "bem"), "pt")
    assert [(one.heard, one.cer_ppm, one.dropped) for one in returned] == [("bom dia", 0, ()), ("tudo bem", 0, ())]


def test_errors_are_counted_where_they_are() -> None:
    sent = [("bom", "dia"), ("tudo", "certo"), ("adeus",)]
    first, second, third = divided(sent, ("bom", "dia", "tudo", "perto", "adeus"), "pt")
    assert (first.cer_ppm, second.cer_ppm, third.cer_ppm) == (0, round(1e6 / 9), 0)
    assert second.heard == "tudo perto"


def test_a_lost_word_is_named_and_a_short_one_is_not() -> None:
    (only,) = divided([("ele", "e", "nunca", "volta")], ("ele", "volta"), "pt")
    assert only.dropped == ("nunca",)
    assert only.cer_ppm == round(6e6 / 14)


def test_a_lost_line_costs_only_itself() -> None:
    first, lost, last = divided([("primeira",), ("perdida", "aqui"), ("última",)], ("primeira", "última"), "pt")
    assert (first.cer_ppm, lost.cer_ppm, last.cer_ppm) == (0, 1_000_000, 0)
    assert lost.dropped == ("perdida", "aqui")


def test_letters_between_lines_belong_to_the_word_they_are_part_of() -> None:
    first, second = divided([("de", "barcelona"), ("e", "amo")], ("de", "barcelona", "que", "amo"), "pt")
    assert (first.cer_ppm, second.cer_ppm) == (0, 500_000)
    assert (first.heard, second.heard) == ("de barcelona", "que amo")
    first, second = divided([("bom", "dia"), ("amo",)], ("bom", "dias", "oi", "amo"), "pt")
    assert (first.heard, second.heard) == ("bom dias oi", "amo")
    assert (first.cer_ppm, second.cer_ppm) == (500_000, 0)


def test_what_was_never_sent_is_an_error() -> None:
    (only,) = divided([("sim",)], ("sim", "senhor"), "pt")
    assert only.cer_ppm == 2_000_000


def test_nothing_heard_is_all_errors() -> None:
    (only,) = divided([("sim", "senhor")], (), "pt")
    assert (only.cer_ppm, only.heard, only.dropped) == (1_000_000, "", ("sim", "senhor"))


def test_frames_in_common_give_f1() -> None:
    assert isochrony.frame_f1_ppm([Span(0, 1000)], [Span(0, 1000)], 2000) == 1_000_000
    assert isochrony.frame_f1_ppm([Span(0, 1000)], [Span(500, 1500)], 2000) == 500_000
    assert isochrony.frame_f1_ppm([Span(0, 1000)], [Span(1000, 1500)], 2000) == 0
    assert isochrony.frame_f1_ppm([], [], 2000) is None


def test_a_line_is_matched_with_the_speech_that_touches_it() -> None:
    source, dub = [Span(1000, 2000), Span(2400, 3000)], [Span(1100, 2100), Span(2500, 3200)]
    speech, dub_speech = [Span(950, 2050), Span(2380, 3050)], [Span(1080, 2120), Span(2490, 3190)]
    first, second = isochrony.match(source, dub, speech, dub_speech)
    assert first == (Span(950, 2050), Span(1080, 2120))
    assert (first.onset_ms, second.onset_ms) == (130, 110)
    assert first.overlap_ppm == 1_000_000 - round(60 * 1e6 / 1100)


def test_speech_that_runs_through_two_lines_is_divided_between_them() -> None:
    places = [Span(0, 1000), Span(1100, 2000)]
    first, second = isochrony.match(places, places, [Span(0, 2000)], [Span(0, 2000)])
    assert first.source == Span(0, 1050)
    assert second.source == Span(1050, 2000)
    assert (first.onset_ms, second.onset_ms) == (0, 0)


def test_the_tail_of_the_line_before_is_not_this_lines_onset() -> None:
    places = [Span(0, 1000), Span(1500, 2000)]
    _, second = isochrony.match(places, places, [Span(0, 1400), Span(1520, 2000)], [Span(1500, 2000)])
    assert second.source == Span(1520, 2000)


def test_a_line_with_no_speech_of_the_dub_misses_the_original() -> None:
    (only,) = isochrony.match([Span(0, 900)], [Span(2000, 2900)], [Span(0, 900)], [])
    assert only.apart
    assert only.overlap_ppm is None


def test_words_leak_only_near_their_own_time() -> None:
    words = [Word(" Dinner", 1000, 1400), Word(" money", 5000, 5300), Word(" dinner.", 9000, 9300)]
    heard = [Word(" dinner,", 1400, 1800), Word(" money", 5600, 5900)]
    assert leakage.matching(words, heard, "en") == (words[0],)


def test_one_word_heard_is_one_word_leaked() -> None:
    words = [Word(" no", 1000, 1100), Word(" no", 1200, 1300)]
    assert len(leakage.matching(words, [Word("No", 1100, 1200)], "en")) == 1


def test_a_line_that_jumps_out_of_its_neighbours_is_found() -> None:
    source = [tone.Tone(-20_000)] * 5
    dub = [tone.Tone(level) for level in (-18_000, -18_000, -10_000, -18_000, -18_000)]
    assert 2 in tone.levels_off(source, dub)
    assert tone.levels_off(source, [tone.Tone(-30_000)] * 5) == ()


def test_tone_correlates_level_and_octave() -> None:
    source = [tone.Tone(-20_000 + 1000 * n, 100 + 10 * n) for n in range(6)]
    dub = [tone.Tone(-25_000 + 500 * n, 2 * (100 + 10 * n)) for n in range(6)]
    assert tone.level_correlation_ppm(source, dub) == 1_000_000
    assert tone.pitch_correlation_ppm(source, dub) == 1_000_000
    assert tone.level_correlation_ppm(source[:1], dub[:1]) is None


def srt(*cues: tuple[str, str, str]) -> bytes:
    blocks = (f"{n}\n00:00:{a} --> 00:00:{b}\n{text}\n" for n, (a, b, text) in enumerate(cues, 1))
    return "\n".join(blocks).encode()


@pytest.mark.parametrize(
    ("rule", "cues"),
    [
        ("cues-overlapping", [("01,000", "03,000", "Bom dia."), ("02,900", "04,000", "Olá.")]),
        ("cues-lines", [("01,000", "03,000", "Um\ndois\ntrês")]),
        ("cues-chars", [("01,000", "04,000", "Vinte e cinco caracteres!")]),
        ("cues-cps", [("01,000", "01,900", "Isto é longo demais\npara ler agora")]),
        ("cues-duration", [("01,000", "01,500", "Sim.")]),
        ("cues-duration", [("01,000", "06,100", "Sim.")]),
    ],
)
def test_a_broken_rule_is_counted_and_shown(rule: str, cues: list[tuple[str, str, str]]) -> None:
    found = {one.id: one for one in subtitle_figures(read_srt(srt(*cues)), SOCIAL)}
    assert [name for name, one in found.items() if one.value] == [rule]
    assert found[rule].detail
    assert found[rule].verdict in {Verdict.HARD, Verdict.SHORT}


def test_good_subtitles_break_no_rule() -> None:
    found = read_srt(
        b"\xef\xbb\xbf" + srt(("01,000", "03,000", "<i>Bom dia,</i>\nmeu amor."), ("03,100", "04,500", "Oi."))
    )
    assert [cue.text for cue in found.cues] == ["Bom dia,\nmeu amor.", "Oi."]
    assert all(one.value == 0 and one.verdict is Verdict.OK for one in subtitle_figures(found, SOCIAL))


def test_a_block_that_is_no_cue_is_found() -> None:
    found = read_srt(b"1\n00:00:01.000 --> 00:00:02.000\nvtt times\n\n2\n00:00:03,000 --> 00:00:04,000\nfine\n")
    assert (len(found.cues), found.broken) == (1, ("1",))


def test_every_rule_reads_and_a_goal_that_is_hard_holds_a_good_value() -> None:
    assert all(isinstance(rule, Rule) for rule in rules().values())
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"unit": "ms", "hihg": 3}, Rule)


def test_verdicts_follow_goal_and_cap() -> None:
    rule = Rule("ppm", high=100, hard_high=200)
    assert [figure("x", value, rule=rule).verdict for value in (100, 101, 201, None)] == [
        Verdict.OK,
        Verdict.SHORT,
        Verdict.HARD,
        Verdict.INFO,
    ]


def test_a_share_is_judged_by_how_many_there_are() -> None:
    assert figure("onset-late", 1, of=20).verdict is Verdict.OK
    assert figure("onset-late", 1, of=19).verdict is Verdict.SHORT
