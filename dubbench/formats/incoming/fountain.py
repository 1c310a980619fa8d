"""Fountain screenplays (fountain.io/syntax): who says what, in order and without times."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import how_seen
from dubbench.i18n import tr

_BONEYARD = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOTE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_SCENE = re.compile(r"^(?:INT|EXT|EST|I/E|INT\./EXT|INT/EXT)[. ]", re.IGNORECASE)
_CUE = re.compile(r"^(?P<name>[^()^]*[^()^\s])\s*(?P<how>(?:\([^)]*\)\s*)*)\^?\s*$")
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1")
_ASIDE = re.compile(r"\([^)]*\)")
_TITLE = re.compile(r"^[A-Za-z][\w ]*:")


def read(text: str, reading: Reading) -> Incoming:
    """Read the dialogue of a screenplay; scenes and action are left, `(V.O.)` and `(O.S.)` are heard off screen."""
    left: Counter[Left] = Counter()
    bare = text.lstrip("\ufeff")
    for aside in (_BONEYARD, _NOTE):
        left[Left.COMMENT] += len(aside.findall(bare))
        bare = aside.sub(lambda found: "\n" * found[0].count("\n"), bare)
    made = tuple(_dialogue(bare.split("\n"), left))
    if not made:
        raise reading.wrong(
            1, tr("No character says anything: a name in capitals stands alone, and below it what they say.")
        )
    return Incoming("fountain", made, left=left)


def _dialogue(lines: list[str], left: Counter[Left]) -> Iterator[Entry]:
    number = _after_title(lines)
    while number < len(lines):
        line = lines[number]
        alone = number == 0 or not lines[number - 1].strip()
        following = number + 1 < len(lines) and bool(lines[number + 1].strip())
        if not (alone and following and _is_cue(line)):
            left[Left.ACTION] += bool(line.strip()) and alone
            number += 1
            continue
        match = _CUE.match(line.strip().lstrip("@"))
        first = number + 1
        number = first
        while (number < len(lines) and lines[number].strip(" ") != "") or _held_open(lines, number):
            number += 1
        said = " ".join(lines[first:number])
        asides = _ASIDE.findall(said)
        left[Left.SOUND] += len(asides)
        plain = _EMPHASIS.sub(r"\2", _ASIDE.sub(" ", said)).replace("\\", "")
        seen = how_seen(" ".join([match["how"] if match else "", *asides]))
        name = (match["name"] if match else line).strip()
        if words := " ".join(plain.replace("~", " ").split()):
            yield Entry(words, first + 1, None, name, on_screen=seen)


def _held_open(lines: list[str], number: int) -> bool:
    """Tell whether a line is blank and holds the dialogue open: two spaces stand in it."""
    return number < len(lines) and not lines[number].strip() and len(lines[number]) >= 2


def _after_title(lines: list[str]) -> int:
    """Return where the script begins: a title page is `Key: value` lines up to the first blank one."""
    if lines and _TITLE.match(lines[0]) and not _is_cue(lines[0]):
        return next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    return 0


def _is_cue(line: str) -> bool:
    text = line.strip()
    if text.startswith("@"):
        return len(text) > 1
    if text.startswith((".", ">", "!", "#", "=", "~")) or _SCENE.match(text) or text.endswith(("TO:", "<")):
        return False
    match = _CUE.match(text)
    return bool(match and match["name"] == match["name"].upper() != match["name"].lower())
