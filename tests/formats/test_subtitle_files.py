"""What is written can be read again, and nothing in a text breaks a file."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dubbench import formats
from dubbench.domain.delivery import Cue
from dubbench.domain.span import Span
from dubbench.errors import BadInput
from dubbench.formats import SubtitleMeta

META = SubtitleMeta("The Empty Chair", "pt-BR", 720, 1280)
CUES = (Cue(Span(1000, 2000), "Não, eu sei.\nVamos?"), Cue(Span(2080, 4990), "É o “fim” 100 %."))
NAMES = list(formats.FORMATS)


@pytest.mark.parametrize("name", NAMES)
def test_cues_come_back(name: str) -> None:
    assert formats.read(name, formats.write(name, CUES, META)) == CUES


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_a_file(name: str) -> None:
    text = formats.write(name, [], META)
    assert text.endswith("\n")
    assert formats.read(name, text) == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["not a subtitle", "\x00\x01\x02", "<html></html>"])
def test_another_file_is_refused(name: str, text: str) -> None:
    with pytest.raises(BadInput, match="not a readable"):
        formats.read(name, text)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(BadInput, match="srt, vtt, ass"):
        formats.write("docx", CUES, META)


def test_srt_survives_marks_and_old_line_ends() -> None:
    text = "\ufeff" + formats.write("srt", CUES, META).replace("\n", "\r\n")
    assert formats.read("srt", text) == CUES


def test_webvtt_begins_as_the_standard_says_and_escapes() -> None:
    text = formats.write("vtt", [Cue(Span(0, 900), "Tom & <Jerry> --> x")], META)
    assert text.startswith("WEBVTT\n")
    assert "Tom &amp; &lt;Jerry&gt; → x" in text


def test_ass_knows_the_picture_and_its_safe_box() -> None:
    text = formats.write("ass", CUES, META)
    assert "PlayResX: 720" in text
    assert "PlayResY: 1280" in text
    style = next(line for line in text.splitlines() if line.startswith("Style:")).split(",")
    assert [int(value) for value in style[19:22]] == [43, 120, 320]


def test_ass_rounding_makes_no_overlap() -> None:
    text = formats.write("ass", [Cue(Span(0, 1009), "a"), Cue(Span(1009, 2000), "b")], META)
    first, second = formats.read("ass", text)
    assert first.span.end_ms <= second.span.start_ms


def test_a_last_line_of_digits_is_text() -> None:
    cues = [Cue(Span(0, 900), "Room\n12"), Cue(Span(1000, 1900), "At\n9")]
    assert formats.read("srt", formats.write("srt", cues, META)) == tuple(cues)


TEXTS = st.text(alphabet="ab é\n{}<>\\-&>;0:,.你", min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=6), st.sampled_from(NAMES))
def test_any_text_makes_a_file_with_as_many_cues(texts: list[str], name: str) -> None:
    cues = [Cue(Span(i * 1000, i * 1000 + 900), text) for i, text in enumerate(texts)]
    back = formats.read(name, formats.write(name, cues, META))
    assert [c.span.start_ms for c in back] == [c.span.start_ms for c in cues if c.text.strip()]
    assert all(a.span.end_ms <= b.span.start_ms for a, b in itertools.pairwise(back))
    for old, new in zip((c for c in cues if c.text.strip()), back, strict=True):
        kept = [c for c in old.text if c.isalnum() or c == "é"]
        assert [c for c in new.text if c.isalnum()] == [c for c in kept if c.isalnum()]
