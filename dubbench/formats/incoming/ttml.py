"""TTML2 and its profiles IMSC and DAPT: timed text in nested times; DAPT adds characters and translations."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from dubbench.domain.script import OnScreen
from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries
from dubbench.formats.incoming.ttml_time import Clock
from dubbench.formats.incoming.xml_tree import Node, parse
from dubbench.i18n import tr

TT = "http://www.w3.org/ns/ttml"
TTP, TTM = f"{TT}#parameter", f"{TT}#metadata"
DAPTM = f"{TT}/profile/dapt#metadata"
XML = "http://www.w3.org/XML/1998/namespace"
_TIMED = ("body", "div", "p", "span")
_SEEN = {"ON": OnScreen.ON, "OFF": OnScreen.OFF, "ON_OFF": OnScreen.ON_OFF, "OFF_ON": OnScreen.OFF_ON}


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element inherits: its time in seconds, its language, who speaks, what it stands for."""

    begin: Fraction = Fraction(0)
    end: Fraction | None = None
    language: str = ""
    speaker: str = ""
    seen: OnScreen | None = None
    timed: bool = False
    stands_for: str = ""
    style: str = ""
    preserved: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A paragraph: `of` is the language it was translated from."""

    entry: Entry
    language: str
    of: str = ""
    event: int = 0


@dataclass(slots=True)
class _Walk:
    reading: Reading
    clock: Clock
    names: Mapping[str, str]
    left: Counter[Left] = field(default_factory=Counter)


def read(data: bytes, reading: Reading) -> Incoming:
    """Read a document; `BadInput` names the line of what cannot be read."""
    root = parse(data, reading)
    if root.local != "tt" or not root.name[0].startswith("http://www.w3.org/"):
        raise reading.wrong(root.row, tr("This is no TTML: its first element is not tt."))
    walk = _Walk(reading, _clock(root, reading), _names(root))
    kind = "dapt" if any(space == DAPTM for space, _ in root.attributes) else "ttml"
    start = _Place(language=root.get("lang", XML), preserved=root.get("space", XML) == "preserve")
    bodies = (body for body in root.children if body.local == "body")
    texts = [text for body in bodies for text in _walk(walk, body, start)[0]]
    language = reading.language or next((text.of or text.language for text in texts), start.language)
    made = entries(_in_language(texts, language, walk.left), reading, walk.left)
    return Incoming(kind, made, language=language, left=walk.left)


def _clock(root: Node, reading: Reading) -> Clock:
    def number(name: str, default: str) -> Fraction:
        try:
            found = Fraction(root.get(name, TTP, default))
        except (ValueError, ZeroDivisionError):
            found = Fraction(0)
        if found <= 0:
            raise reading.wrong(root.row, tr("{name} is no number above 0.", name=f"ttp:{name}"))
        return found

    nominal = number("frameRate", "30")
    parts = root.get("frameRateMultiplier", TTP, "1 1").replace(":", " ").split()
    try:
        factor = Fraction(parts[0]) / Fraction(parts[1] if len(parts) > 1 else 1)
    except (ValueError, ZeroDivisionError, IndexError) as error:
        raise reading.wrong(root.row, tr("{name} is no number above 0.", name="ttp:frameRateMultiplier")) from error
    sub_frames = number("subFrameRate", "1")
    given = root.get("frameRate", TTP)
    ticks = number("tickRate", str(nominal * sub_frames) if given else "1")
    dropped = {"dropNTSC": 2, "dropPAL": 4}.get(root.get("dropMode", TTP), 0)
    smpte = root.get("timeBase", TTP) == "smpte"
    return Clock(int(nominal), nominal * factor, int(sub_frames), ticks, smpte, dropped)


def _names(root: Node) -> dict[str, str]:
    """Return the names of the characters by the id of their agent."""
    found = {}
    for agent in root.every("agent"):
        names = {name.get("type"): _flat(name) for name in agent.every("name")}
        told = names.get("alias") or names.get("full") or next(iter(names.values()), "")
        found[agent.get("id", XML)] = " ".join(told.split())
    return found


def _walk(walk: _Walk, node: Node, over: _Place, event: int = 0) -> tuple[list[_Text], Fraction | None]:
    """Return the texts below an element, and when it ends (`None`: open)."""
    place = _placed(walk, node, over)
    if node.local == "p":
        return list(_paragraph(walk, node, place, event or node.row)), place.end
    found: list[_Text] = []
    sequence, at = node.get("timeContainer") == "seq", place.begin
    for child in node.children:
        if child.local in ("image", "audio"):
            walk.left[Left.IMAGE] += child.local == "image"
        if child.local not in _TIMED:
            continue
        within = replace(place, begin=at) if sequence else place
        texts, end = _walk(walk, child, within, child.row if child.local == "div" else event)
        found += texts
        at = end if sequence and end is not None else at
    return found, place.end


def _placed(walk: _Walk, node: Node, over: _Place) -> _Place:
    begin = _time(walk, node, "begin")
    starts = over.begin + (begin or 0)
    ends = [over.end] if over.end is not None else []
    if (end := _time(walk, node, "end")) is not None:
        ends.append(over.begin + end)
    if (lasts := _time(walk, node, "dur")) is not None:
        ends.append(starts + lasts)
    agent = next((walk.names[one] for one in node.get("agent", TTM).split() if walk.names.get(one)), "")
    if node.get("region") and node.local in ("p", "div"):
        walk.left[Left.POSITION] += 1
    return replace(
        over,
        begin=starts,
        end=min(ends) if ends else None,
        language=node.get("lang", XML) or over.language,
        speaker=agent or over.speaker,
        seen=_SEEN.get(node.get("onScreen", DAPTM), over.seen),
        timed=over.timed or begin is not None or len(ends) > (over.end is not None),
        stands_for=node.get("represents", DAPTM) or over.stands_for,
        style=node.get("style") or over.style,
        preserved=node.get("space", XML) == "preserve" if node.get("space", XML) else over.preserved,
    )


def _time(walk: _Walk, node: Node, name: str) -> Fraction | None:
    text = node.get(name)
    if not text:
        return None
    found = walk.clock.seconds(text)
    if found is None:
        raise walk.reading.wrong(node.row, tr("“{text}” is no time expression.", text=text[:60]))
    return found


def _paragraph(walk: _Walk, node: Node, place: _Place, event: int) -> Iterator[_Text]:
    if place.stands_for and not place.stands_for.startswith("audio.dialogue"):
        walk.left[Left.NO_DIALOGUE] += 1
        return
    spans = [_placed(walk, child, place) for child in node.children if child.local == "span"]
    inner = [one for one in spans if (one.begin, one.end) != (place.begin, place.end)]
    walk.left[Left.WORD_TIMES] += len(inner) > 1
    if place.end is None and inner and all(one.end is not None for one in inner):
        place = replace(place, end=max(one.end for one in inner if one.end is not None), timed=True)
    if inner and place.begin < min(one.begin for one in inner):
        place = replace(place, begin=min(one.begin for one in inner))
    text = _flat(node) if place.preserved else _folded(node)
    if not text.strip():
        walk.left[Left.EMPTY] += 1
        return
    span = _span(walk, node, place) if place.timed else None
    who = place.speaker or next((one.speaker for one in spans if one.speaker), "")
    entry = Entry(text, node.row, span, who, place.style, place.seen)
    yield _Text(entry, place.language, _translated_from(node), event)


def _span(walk: _Walk, node: Node, place: _Place) -> Span:
    if place.end is None:
        raise walk.reading.wrong(node.row, tr("The text has a beginning and no end."))
    span = Span(round(place.begin * 1000), round(place.end * 1000))
    if span.duration_ms <= 0:
        raise walk.reading.wrong(node.row, tr("The subtitle ends before it begins."))
    return span


def _translated_from(node: Node) -> str:
    told = node.get("langSrc", DAPTM)
    return "" if told == node.get("lang", XML) else told


def _in_language(texts: list[_Text], language: str, left: Counter[Left]) -> Iterator[Entry]:
    """Yield what is said in a language, each with the translations that stand in the same event."""
    wanted = language.partition("-")[0].casefold()
    by_event: dict[int, list[_Text]] = {}
    for text in texts:
        by_event.setdefault(text.event, []).append(text)
    for group in by_event.values():
        own = [text for text in group if not text.of and _is(text.language, wanted)]
        others = [text for text in group if text not in own]
        if not own:
            left[Left.LANGUAGE] += len(others)
        for text in own:
            told = {other.language: " ".join(other.entry.text.split()) for other in others} if len(own) == 1 else {}
            yield replace(text.entry, translations=told)


def _is(language: str, wanted: str) -> bool:
    return not wanted or not language or language.partition("-")[0].casefold() == wanted


def _flat(node: Node) -> str:
    if node.local == "br":
        return "\n"
    if node.name[0] == TTM or node.local == "metadata":
        return "".join(part for part in node.parts if isinstance(part, str)) if node.local == "name" else ""
    return "".join(part if isinstance(part, str) else _flat(part) for part in node.parts)


def _folded(node: Node) -> str:
    """Return an element's text with white space folded, as `xml:space="default"` has it; `br` is a line's end."""
    return "".join(
        re.sub(r"\s+", " ", part) if isinstance(part, str) else ("\n" if part.local == "br" else _folded(part))
        for part in node.parts
        if isinstance(part, str) or part.name[0] != TTM
    )
