"""What is said in a subtitle: without markup and sounds, each speaker apart, their names recognised."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from typing import NamedTuple

from dubbench.domain.script import OnScreen
from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Left, Reading

_OVERRIDE = re.compile(r"\{[\\*][^}]*\}|\{[^}]*\\[^}]*\}")
_TAG = re.compile(r"</?(?:b|i|u|s|em|strong|font|span|c|ruby|rt|lang|v)(?:[\s.:][^>]*)?/?>", re.IGNORECASE)
_BIDI = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
_SOUND = re.compile(r"\[[^\]]*\]|\([^()]*\)|（[^（）]*）|【[^】]*】|[♪♫#]{1,2}[^♪♫]*[♪♫]|[♪♫]")
_DASH = re.compile(r"^\s*[-\u2010-\u2015\u2212]\s*(?=\S)")
_NAMED = re.compile(
    r"^\s*(?P<name>[^\W\d_][\w .'\u2019&/-]{0,30}?)\s*(?:[(\[](?P<how>[^)\]]*)[)\]])?\s*[:\uff1a]\s*(?=\S)"
)
_LABEL = re.compile(r"^\s*[\[(](?P<name>[^\])]{1,32})[\])]\s*:?\s*(?=\S)")
_OFF = re.compile(r"\b(?:V\.?\s?O|O\.?\s?S|O\.?\s?C|off|voice.?over|on phone|phone|over phone)\b\.?", re.IGNORECASE)
_REPEATED = 3
"""So often a capitalised word must precede a colon to be taken for a name that nobody knows."""


class Said(NamedTuple):
    """One speaker's part of a subtitle."""

    text: str
    speaker: str = ""
    on_screen: OnScreen | None = None


def entries(cues: Iterable[Entry], reading: Reading, left: Counter[Left]) -> tuple[Entry, ...]:
    """Make entries of what subtitles show: one for each speaker, in time order, without sounds and markup.

    Where several speak in one subtitle its time is shared by the length of what they say.
    """
    plain = [replace(cue, text=cleaned(cue.text, left)) for cue in cues]
    names = _names(plain, reading.speakers)
    made = [one for cue in plain for one in _divided(cue, names, left)]
    return tuple(sorted(made, key=lambda one: (one.span or Span(0, 0), one.row)))


def cleaned(text: str, left: Counter[Left]) -> str:
    """Take markup away; lines stay lines."""
    bare, overrides = _OVERRIDE.subn("", text)
    bare, tags = _TAG.subn("", bare)
    left[Left.POSITION] += bool(overrides)
    left[Left.MARKUP] += bool(tags)
    bare = unescape(bare).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
    return bare.translate(_BIDI).replace("\u00a0", " ")


def how_seen(told: str) -> OnScreen | None:
    """Read what stands in brackets behind a speaker's name: (V.O.), (O.S.), (off)."""
    return OnScreen.OFF if _OFF.search(told) else None


def _names(cues: Sequence[Entry], known: frozenset[str]) -> frozenset[str]:
    """Find what counts as a speaker's name before a colon: in capitals, known to the series, or often there."""
    found: Counter[str] = Counter()
    for cue in cues:
        for part in _dashed(cue.text):
            if match := _NAMED.match(part):
                found[match["name"]] += 1
    wanted = {name.casefold() for name in known}
    return frozenset(
        name
        for name, count in found.items()
        if name.casefold() in wanted
        or (name == name.upper() != name.lower() and len(name) > 1)
        or (count >= _REPEATED and all(word[:1] == word[:1].upper() for word in name.split()))
    ) | frozenset(known)


def _dashed(text: str) -> list[str]:
    """Divide a subtitle where each of two or more speakers begins with a dash."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(1 for line in lines if _DASH.match(line)) < 2:
        return ["\n".join(_DASH.sub("", line) if number == 0 else line for number, line in enumerate(lines))]
    parts: list[str] = []
    for line in lines:
        if _DASH.match(line) or not parts:
            parts.append(_DASH.sub("", line))
        else:
            parts[-1] += f"\n{line}"
    return parts


def _divided(cue: Entry, names: frozenset[str], left: Counter[Left]) -> Iterator[Entry]:
    said = [one for part in _dashed(cue.text) for one in _by_speaker(part, names, cue.speaker, left)]
    said = [one for one in said if any(char.isalnum() for char in one.text)]
    if not said:
        left[Left.EMPTY] += 1
        return
    spans = shared(cue.span, [len(one.text) for one in said])
    for one, span in zip(said, spans, strict=True):
        seen = one.on_screen or cue.on_screen
        alone = cue.translations if len(said) == 1 else {}
        yield replace(cue, text=one.text, span=span, speaker=one.speaker, on_screen=seen, translations=alone)


def shared(span: Span | None, weights: Sequence[int]) -> list[Span | None]:
    """Share a time among parts one after another, by their weight."""
    return list(span.divided(weights)) if span else [None] * len(weights)


def _by_speaker(part: str, names: frozenset[str], speaker: str, left: Counter[Left]) -> Iterator[Said]:
    """Yield what each named speaker says in a part; a name may begin any of its lines."""
    known = {name.casefold(): name for name in names}
    text, who, seen = "", speaker, None
    for line in (_unlabelled(line, known) for line in part.split("\n")):
        match = _NAMED.match(line)
        if match and (match["name"] in names or match["name"].casefold() in known):
            if text:
                yield Said(_without_sounds(text, left), who, seen)
            name = match["name"].strip()
            who, seen, text = known.get(name.casefold(), name), how_seen(match["how"] or ""), line[match.end() :]
        else:
            text = f"{text} {line}" if text else line
    yield Said(_without_sounds(text, left), who, seen)


def _unlabelled(line: str, known: Mapping[str, str]) -> str:
    """Write `[Mary] Hello` as `Mary: Hello` where Mary is a speaker."""
    label = _LABEL.match(line)
    name = known.get(label["name"].strip().casefold()) if label else None
    return f"{name}: {line[label.end() :]}" if label and name else line


def _without_sounds(text: str, left: Counter[Left]) -> str:
    bare, sounds = _SOUND.subn(" ", text)
    left[Left.SOUND] += sounds
    return re.sub(r"\s+([,.!?;:])", r"\1", " ".join(bare.split()))
