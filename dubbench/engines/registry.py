"""Which engines there are, what each still needs, and which one does a job: one door for ours and third parties'."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.errors import BadInput, EngineError, UnsupportedLanguage
from dubbench.i18n import tr

GROUP = "dubbench.engines"
RANK_NAMED_ONLY = 1000


def infos() -> tuple[EngineInfo, ...]:
    """Return every engine that is registered, the preferred ones of a kind first."""
    return tuple(_scan()[0].values())


def problems() -> tuple[str, ...]:
    """Return a sentence for each registered module that could not be used."""
    return _scan()[1]


def info(engine_id: str) -> EngineInfo:
    """Return an engine by its id; raise `EngineError` naming the known ones."""
    known = _scan()[0]
    if engine_id not in known:
        raise EngineError(
            tr("There is no engine called {engine}. Known are: {known}. See: dubbench engines list",
               engine=engine_id, known=", ".join(known))
        )  # fmt: skip
    return known[engine_id]


def find(engine_id: str) -> EngineInfo | None:
    """Return an engine by its id, if there is one."""
    return _scan()[0].get(engine_id)


class Lack(NamedTuple):
    """Something that an engine still needs, in words, and the command that brings it."""

    sentence: str
    command: str


def missing(wanted: EngineInfo, models: Models) -> tuple[Lack, ...]:
    """Return what an engine still needs; empty: it can be used."""
    return (*missing_libraries(wanted), *_missing_models(wanted, models))


def covers(tags: Iterable[str], language: str) -> bool:
    """Tell whether tags cover a language: "pt" covers "pt-BR", "en-US" serves who asks for "en", "*" is any."""
    return any(_same_language(tag.lower(), language.lower()) for tag in tags)


def supports(engine: EngineInfo, source_lang: str, target_lang: str = "") -> bool:
    """Tell whether an engine covers a language, or a pair where a target is given; empty source: not known yet."""
    if not target_lang:
        return not source_lang or covers(engine.languages, source_lang)
    return any(covers((a,), source_lang) and covers((b,), target_lang) for a, b in engine.pairs)


def candidates(wanted: str = "") -> tuple[EngineInfo, ...]:
    """Return the engine that is wanted, else those that may be chosen unnamed.

    An engine that people add models to is theirs to choose: without its library it stands in nobody's way.
    """
    if wanted:
        return (info(wanted),)
    return tuple(
        one
        for one in infos()
        if one.rank < RANK_NAMED_ONLY and not (one.bringer and not all(map(importable, one.libraries)))
    )


def choose(
    kind: EngineKind,
    source_lang: str = "",
    target_lang: str = "",
    wanted: str = "",
    models: Models | None = None,
    *,
    local: bool = False,
) -> EngineInfo:
    """Return the engine for a job: the wanted one, else the preferred one that covers the language and is complete.

    `local` leaves out engines that use the network, unless one is wanted by name.

    `UnsupportedLanguage` names the languages that are covered; `ModelMissing` or `EngineError` the command that
    brings what an engine lacks.
    """
    models = models or Models()
    offered = candidates(wanted)
    of_kind = [one for one in offered if one.kind is kind and (wanted or not (local and one.uses_network))]
    if wanted and not of_kind:
        raise BadInput(
            tr("The engine {engine} is a {found}, not a {kind}. See: dubbench engines list",
               engine=wanted, found=offered[0].kind, kind=kind)
        )  # fmt: skip
    if wanted and missing_libraries(offered[0]):
        _refuse(offered[0], models)
    able = [one for one in of_kind if supports(one, source_lang, target_lang)]
    if not able:
        raise _unsupported(kind, of_kind, source_lang, target_lang)
    complete = next((one for one in able if not missing(one, models)), None)
    return complete or _refuse(able[0], models)


def require(engine: EngineInfo, models: Models) -> None:
    """Raise `EngineError` (a library) or `ModelMissing` where an engine lacks something."""
    if missing(engine, models):
        _refuse(engine, models)


def _refuse(engine: EngineInfo, models: Models) -> EngineInfo:
    if libraries := missing_libraries(engine):
        raise EngineError(" ".join(lack.sentence for lack in libraries), command=libraries[0].command)
    raise models.missing(models.absent(engine.models))


def missing_libraries(engine: EngineInfo) -> tuple[Lack, ...]:
    """Return the libraries that an engine still needs; one package brings them all."""
    command = f"pip install 'dubbench[{engine.extra}]'" if engine.extra else "pip install dubbench"
    return tuple(
        Lack(
            tr("{title} needs the library {library}. Install it with: {command}",
               title=engine.title, library=library, command=command),
            command,
        )
        for library in engine.libraries
        if not importable(library)
    )  # fmt: skip


def _missing_models(engine: EngineInfo, models: Models) -> Iterator[Lack]:
    for model in models.absent(engine.models):
        command = models.installation([model])
        told = tr("{title} needs the model {model}. Install it with: {command}",
                  title=engine.title, model=model, command=command)  # fmt: skip
        yield Lack(told, command)


def importable(library: str) -> bool:
    """Tell whether a library is installed, without importing it."""
    try:
        return importlib.util.find_spec(library) is not None
    except (ImportError, ValueError):
        return False


def _same_language(tag: str, language: str) -> bool:
    return tag in {"*", language} or language.startswith(f"{tag}-") or tag.startswith(f"{language}-")


def _unsupported(kind: EngineKind, engines: list[EngineInfo], source: str, target: str) -> UnsupportedLanguage:
    if not engines:
        return UnsupportedLanguage(tr("There is no engine of the kind {kind}. See: dubbench engines list", kind=kind))
    if len(engines) == 1 and engines[0].bringer:
        return _not_added(engines[0], " → ".join(tag for tag in (source, target) if tag))
    if target:
        pairs = sorted({f"{a} → {b}" for engine in engines for a, b in engine.pairs})
        return UnsupportedLanguage(
            tr("No {kind} goes from {source} to {target}. Covered are: {known}",
               kind=kind, source=source, target=target, known=", ".join(pairs))
        )  # fmt: skip
    known = sorted({tag for engine in engines for tag in engine.languages})
    return UnsupportedLanguage(
        tr("No {kind} covers the language {language}. Covered are: {known}",
           kind=kind, language=source, known=", ".join(known))
    )  # fmt: skip


def refresh() -> None:
    """Look again: models were added or removed, and what an engine can do may depend on them."""
    _scan.cache_clear()


def _engines(module: ModuleType) -> Iterable[EngineInfo]:
    """Return a module's ENGINES: a tuple, or a function where the models that are there decide."""
    engines: Iterable[EngineInfo] = module.ENGINES() if callable(module.ENGINES) else module.ENGINES
    return engines


def _not_added(engine: EngineInfo, wanted: str) -> UnsupportedLanguage:
    known = ", ".join(sorted({*engine.languages, *(f"{a} → {b}" for a, b in engine.pairs)})) or tr("none yet")
    command = f"dubbench models install {engine.example}"
    return UnsupportedLanguage(
        tr("{title} has no model for {wanted} (it has: {known}). Add one, for example: {command}",
           title=engine.title, wanted=wanted, known=known, command=command),
        command=command,
    )  # fmt: skip


@functools.cache
def _scan() -> tuple[dict[str, EngineInfo], tuple[str, ...]]:
    """Import the registered modules; one that cannot be imported costs itself only."""
    found: list[EngineInfo] = []
    broken: list[str] = []
    for point in importlib.metadata.entry_points(group=GROUP):
        try:
            found.extend(_engines(point.load()))
        except (ImportError, AttributeError) as error:
            broken.append(
                tr("The engines of {module} cannot be used ({cause}). Reinstall the package that brings them.",
                   module=point.value, cause=error)
            )  # fmt: skip
    known: dict[str, EngineInfo] = {}
    for one in sorted(found, key=lambda one: (one.rank, one.id)):
        known.setdefault(one.id, one)
    broken.extend(
        tr("Two packages bring an engine called {engine}; the second is left out.", engine=one.id)
        for one in found
        if known[one.id] is not one
    )
    return known, tuple(broken)
