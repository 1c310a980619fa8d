"""Which engines a job uses: those a person named, else the best that covers the languages."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from dubbench.app import languages
from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.errors import NotPermitted, UnsupportedLanguage
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Choice:
    """Engine ids by kind; empty: choose the best installed one. "fake" stands for the fake of every kind."""

    transcriber: str = ""
    detector: str = ""
    separator: str = ""
    translator: str = ""
    synthesizer: str = ""
    diarizer: str = ""

    def wanted(self, kind: EngineKind) -> str:
        name: str = getattr(self, kind.value)
        return f"fake-{kind.value}" if name == "fake" else name


UNNAMED = Choice()
FAKE = Choice("fake", "fake", "fake", "fake", "fake", "fake")


class Chooser:
    """Answers which engine does a job, and remembers the answer for the run.

    `local` is for a confidential series: an engine that uses the network is never chosen, and refused where named.
    """

    def __init__(self, choice: Choice, models: Models, *, local: bool = False) -> None:
        self._choice = choice
        self._models = models
        self._local = local

    def named(self, kind: EngineKind) -> bool:
        """Tell whether a person named the engine of a kind."""
        return bool(self._choice.wanted(kind))

    def transcriber(self, language: str) -> EngineInfo:
        return self._choose(EngineKind.TRANSCRIBER, language)

    def detector(self) -> EngineInfo:
        return self._choose(EngineKind.DETECTOR, "")

    def separator(self) -> EngineInfo:
        return self._choose(EngineKind.SEPARATOR, "")

    def diarizer(self) -> EngineInfo:
        return self._choose(EngineKind.DIARIZER, "")

    def translator(self, source: str, target: str) -> EngineInfo:
        return self._choose(EngineKind.TRANSLATOR, source, target)

    def synthesizer(self, language: str) -> EngineInfo:
        return self._choose(EngineKind.SYNTHESIZER, language)

    def into(self, source: str, target: str) -> EngineInfo:
        """Choose who translates; where no translator covers the pair and the market speaks English, the transcriber
        translates by ear."""
        try:
            return self.translator(source, target)
        except UnsupportedLanguage:
            if target.partition("-")[0] != "en":
                raise
            return self.transcriber(source)

    def _choose(self, kind: EngineKind, source: str, target: str = "") -> EngineInfo:
        wanted = self._choice.wanted(kind)
        chosen = registry.choose(kind, source, target, wanted=wanted, models=self._models, local=self._local)
        if self._local:
            refuse_network(chosen)
        return chosen


def refuse_network(engine: EngineInfo) -> None:
    """Raise `NotPermitted` for an engine that would send a confidential series away."""
    if engine.uses_network:
        raise NotPermitted(
            tr("This series is confidential, and {engine} sends what it is given over a network. Choose an engine that "
               "works on this machine: dubbench engines list", engine=engine.id)
        )  # fmt: skip


def preferred(choice: Choice, kind: EngineKind, source: str = "", target: str = "") -> EngineInfo | None:
    """Name the engine that would do a job if its models were there; `None` where no engine covers the languages."""
    named = choice.wanted(kind)
    able = (
        engine
        for engine in registry.candidates(named)
        if engine.kind is kind and registry.supports(engine, source, target)
    )
    return next(able, None)


def refuse_uncovered(choice: Choice, models: Models, source: str, target: str) -> None:
    """Raise `UnsupportedLanguage` where the way from one language into another has a gap, models or no models."""
    needed = [(EngineKind.SYNTHESIZER, target, "")]
    if source:
        needed.append((EngineKind.TRANSCRIBER, source, ""))
        if target.partition("-")[0] != "en":
            needed.append((EngineKind.TRANSLATOR, source, target))
    for kind, first, second in needed:
        if preferred(choice, kind, first, second) is None:
            registry.choose(kind, first, second, wanted=choice.wanted(kind), models=models)


def doubt(source: str, locale: str, choice: Choice = UNNAMED) -> str:
    """Say why a market will not be dubbed, or not be translated; empty where it will."""
    try:
        refuse_uncovered(choice, Models(), source, locale)
    except UnsupportedLanguage as error:
        return str(error)
    if languages.same(source, locale) and preferred(choice, EngineKind.TRANSLATOR, source, locale) is None:
        return tr(
            "{locale} is spoken in the source already: its dialogue will be spoken again as heard, untranslated.",
            locale=locale,
        )
    return ""
