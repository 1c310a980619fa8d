"""Scripts that exist already: one golden for each kind and dialect, and a clear refusal of what is none of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.hashing import plain
from dubbench.errors import BadInput
from dubbench.formats.incoming import KINDS, Incoming, Left, Reading, kind_of, read

HERE = Path(__file__).parents[1]
FILES = sorted((HERE / "data" / "incoming").iterdir())
GOLDEN = HERE / "golden" / "incoming"


def told(found: Incoming) -> dict[str, object]:
    """Write what was read, so that a person can check it against the file."""
    entries = [
        {
            name: value
            for name, value in plain(one).items()
            if value not in ("", None, {}, []) and not (name == "translations" and not value)
        }
        for one in found.entries
    ]
    left = {name.value: count for name, count in found.left.items() if count}
    return {
        "kind": found.kind,
        "encoding": found.encoding,
        "language": found.language,
        "entries": entries,
        "left": left,
    }


def reading(file: Path) -> Reading:
    language = {"cp1252_no_numbers.srt": "pt-BR", "semicolons_latin1.csv": "pt-BR", "gb18030.srt": "zh-CN"}
    return Reading(file.name, Fraction(25), language.get(file.name, ""))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_kind_and_dialect_is_read_as_it_was_written(file: Path) -> None:
    found = json.loads(json.dumps(told(read(file.read_bytes(), reading(file)))))
    golden = GOLDEN / f"{file.name}.json"
    if os.environ.get("DUBBENCH_GOLDEN"):
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    assert found == json.loads(golden.read_text())


def test_the_files_hold_every_kind() -> None:
    assert {read(file.read_bytes(), reading(file)).kind for file in FILES} >= set(KINDS)


SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHi.\n\n2\n"
EVENTS = b"[Script Info]\n[Events]\n"
TT = b'<tt xmlns="http://www.w3.org/ns/ttml">'


@pytest.mark.parametrize(
    ("name", "data", "line", "why"),
    [
        ("a.srt", SRT + b"00:00:xx --> 00:00:04,000\nHo.\n", 6, "are no times"),
        ("a.srt", SRT + b"00:00:04,000 --> 00:00:03,000\nHo.\n", 6, "ends before it begins"),
        ("a.srt", b"This is a letter.\n", 1, "no SubRip"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> soon\nHi.\n", 3, "are no times"),
        ("a.vtt", b"Hello.\n", 1, "no WebVTT"),
        ("a.ass", EVENTS + b"Dialogue: 0,0:00:01.00,0:00:02.00,Hi\n", 3, "comes before the line Format"),
        ("a.ass", EVENTS + b"Format: Start, End, Text\nDialogue: soon,0:00:02.00,Hi\n", 4, "is no time"),
        ("a.ass", EVENTS + b"Format: Start, End\n", 3, "no column Text"),
        ("a.ttml", TT + b"\n<body><div><p begin='1s' end='x'>Hi</p></div></body></tt>", 2, "no time expression"),
        ("a.ttml", TT + b"\n<body><div>\n<p begin='1s'>Hi</p></div></body></tt>", 3, "and no end"),
        ("a.ttml", TT + b"\n<body><div>", 2, "no XML"),
        ("a.ttml", b'<!DOCTYPE t [<!ENTITY a "b">]><tt>&a;</tt>', 1, "which is refused"),
        ("a.ttml", b"<html/>", 1, "its first element is not tt"),
        ("a.ttml", TT + b"<body>" + b"<div>" * 80 + b"</div>" * 80 + b"</body></tt>", 1, "too deep"),
        ("a.stl", b"850STL25.01" + b" " * 1200, 2, "ends in the middle"),
        ("a.stl", b"850STL99.01" + b" " * 1200, 1, "no EBU STL"),
        ("a.csv", b"A,B\n1,2\n", 1, "No column holds the dialogue"),
        ("a.csv", b"in,out,text\n00:00:01,soon,Hi\n", 2, "is no time"),
        ("a.csv", b"in,text\n00:00:01,Hi\n", 2, "neither end nor duration"),
        ("a.fountain", b"Nobody says a word here.\n", 1, "No character says anything"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,500\n[door]\n", 1, "Nothing is said"),
        ("a.srt", b" \n", 1, "is empty"),
    ],
)
def test_a_malformed_file_is_told_with_line_and_reason(name: str, data: bytes, line: int, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(data, Reading(name))
    assert str(refused.value).startswith(f"{name}, line {line}: ")
    assert why in str(refused.value)
    assert str(refused.value).endswith("Nothing was imported.")


def test_frames_of_a_table_need_their_rate() -> None:
    data = b"in,out,text\n01:00:01:12,01:00:02:00,Hi\n"
    with pytest.raises(BadInput, match=r"counts frames. Say how many a second has: --fps 25"):
        read(data, Reading("a.csv"))
    (entry,) = read(data, Reading("a.csv", Fraction(24_000, 1001))).entries
    assert entry.span is not None
    assert entry.span.start_ms == round((3601 * 24 + 12) * 1001 / 24)


def test_a_column_may_be_named() -> None:
    data = b"Rolle,Satz\nMaria,Komm herein.\n"
    (entry,) = read(data, Reading("a.csv", columns={"Satz": "text", "rolle": "speaker"})).entries
    assert (entry.speaker, entry.text) == ("Maria", "Komm herein.")
    for wrong, why in (({"Satz": "poem"}, "cannot hold"), ({"Zeile": "text"}, "There is no column")):
        with pytest.raises(BadInput, match=why):
            read(data, Reading("a.csv", columns=wrong))


def test_an_encoding_may_be_named_and_is_refused_in_words() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nПривет, мама.\n".encode("cp866")
    assert read(data, Reading("a.srt"), encoding="cp866").entries[0].text == "Привет, мама."
    with pytest.raises(BadInput, match=r"a\.srt, line 3: these bytes are no text in ascii"):
        read(data, Reading("a.srt"), encoding="ascii")
    with pytest.raises(BadInput, match="There is no encoding klingon"):
        read(data, Reading("a.srt"), encoding="klingon")


def test_names_before_a_colon_are_speakers_where_they_are_known_or_in_capitals() -> None:
    def cue(number: int, text: str) -> str:
        return f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{text}\n\n"

    data = (cue(1, "Mary: Hi.") + cue(2, "Look: a star.") + cue(3, "[Mary] Where?")).encode()
    said = [(one.speaker, one.text) for one in read(data, Reading("a.srt", speakers=frozenset({"Mary"}))).entries]
    assert said == [("Mary", "Hi."), ("", "Look: a star."), ("Mary", "Where?")]
    alone = read(data, Reading("a.srt"))
    assert [one.text for one in alone.entries] == ["Mary: Hi.", "Look: a star.", "Where?"]
    assert alone.left[Left.SOUND] == 1


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"\xef\xbb\xbfWEBVTT\n", "x.srt", "vtt"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n", "x.txt", "srt"),
        (b"<?xml version='1.0'?><tt/>", "x", "ttml"),
        (b"850STL25.01", "x.bin", "stl"),
        (b"[Script Info]", "x.txt", "ass"),
        (b"a,b", "x.csv", "csv"),
    ],
)
def test_a_format_is_known_by_what_a_file_holds(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


def test_a_file_in_no_known_format_is_refused() -> None:
    with pytest.raises(BadInput, match=r"is in no known format\. Name it with --format"):
        kind_of(b"%PDF", "x.pdf")


@given(st.sampled_from(FILES), st.data())
def test_whatever_happened_to_a_file_it_is_read_or_refused_in_words(file: Path, data: st.DataObject) -> None:
    whole = file.read_bytes()
    first = data.draw(st.integers(0, len(whole)))
    last = data.draw(st.integers(first, min(len(whole), first + 40)))
    broken = whole[:first] + data.draw(st.binary(max_size=8)) + whole[last:]
    try:
        found = read(broken, reading(file))
    except BadInput:
        return
    assert found.entries
    assert all(one.text.strip() and (one.span is None or one.span.duration_ms >= 0) for one in found.entries)
