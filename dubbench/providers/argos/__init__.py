"""Translate with Argos Translate and the language packages a person added; by a language in between where needed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dubbench.domain.hashing import digest
from dubbench.engines.added import Added
from dubbench.engines.interfaces import EngineInfo, EngineKind, Translation
from dubbench.engines.models import Models
from dubbench.errors import EngineError, UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.providers.argos import archive, index, routes
from dubbench.providers.argos.place import importing

if TYPE_CHECKING:
    from dubbench.engines.bringing import Offer, Terms
    from dubbench.jobs.context import Context

ID = "argos"
VERSION = "1"
RANK = 150
BROKEN = (RuntimeError, ValueError, OSError, LookupError, EOFError, pickle.UnpicklingError)
"""What the library and its parts raise on a file that is not what it should be."""


def ENGINES() -> tuple[EngineInfo, ...]:  # noqa: N802 - the name the registry looks for
    """Describe the engine as far as the packages that are there make it."""
    there = routes.steps(Models().added.all(ID))
    return (
        EngineInfo(
            id=ID,
            kind=EngineKind.TRANSLATOR,
            title="Argos Translate",
            licence="MIT",
            factory=f"{__name__}:make",
            version="+".join([VERSION, *([digest("".join(step.hash for step in there))[:8]] if there else [])]),
            pairs=routes.pairs(there),
            models=tuple(step.id for step in there),
            libraries=("argostranslate",),
            extra=ID,
            rank=RANK,
            bringer=f"{__name__}:BRINGER",
            suffixes=(archive.SUFFIX,),
            example=f"{ID}:en-pt",
        ),
    )


class Bringer:
    """Adds language packages: a file, or a pair like en-pt out of Argos's own index."""

    def bring(self, what: str, models: Models, ctx: Context, terms: Terms) -> Added:
        if Path(what).suffix.lower() == archive.SUFFIX:
            return _keep(Path(what), str(Path(what).resolve()), models, ctx, terms)
        with index.fetched(what, models, ctx, offline=terms.offline) as (path, url):
            return _keep(path, url, models, ctx, terms)

    def available(self, ctx: Context) -> tuple[Offer, ...]:
        return index.available(ctx)


BRINGER = Bringer()


def _keep(path: Path, source: str, models: Models, ctx: Context, terms: Terms) -> Added:
    package = archive.read(path)
    about = package.metadata
    card = Added(
        id=terms.name or f"{ID}-{about.source}-{about.target}".lower().replace("_", "-"),
        engine=ID,
        title=about.title,
        licence=about.licence,
        languages=(routes.tag(about.source), routes.tag(about.target)),
        source=source,
        facts={"from": about.source, "to": about.target, "version": about.version},
    )
    return models.added.add(card, lambda folder: package.unpack(folder, ctx), ctx)


# the engine


class Library(NamedTuple):
    """The parts of argostranslate that are used."""

    package: Any
    sbd: Any
    translate: Any


class Hypothesis(Protocol):
    """One of several answers."""

    value: str


class Direction(Protocol):
    """One package, loaded."""

    def translate(self, text: str) -> str: ...

    def hypotheses(self, text: str, count: int, /) -> Sequence[Hypothesis]: ...


class Whole:
    """Stands where the library divides texts into sentences, for packages without a model for that: it would be
    downloaded."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def make(models: Models) -> Argos:
    """Return the translator; packages are loaded at their first use."""
    return Argos(_library(), models)


class Argos:
    """Loads each package once and may be called from several threads."""

    def __init__(self, library: Library, models: Models) -> None:
        self._library = library
        self._models = models
        self._directions: dict[routes.Step, Direction] = {}
        self._lock = threading.Lock()

    def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
        """Translate each text; an empty one stays empty."""
        there = routes.steps(self._models.added.all(ID))
        way = routes.route(there, source, target)
        if not way:
            raise _no_way(there, source, target)
        answers: list[Translation] = []
        for number, text in enumerate(texts):
            ctx.progress(number, len(texts))
            answers.append(self._one(text, way))
        ctx.progress(len(texts), len(texts))
        return tuple(answers)

    def versions(self, text: str, source: str, target: str, count: int, ctx: Context) -> tuple[Translation, ...]:
        """Give what the last step's beam search weighs against its best; what is between two languages is said once."""
        there = routes.steps(self._models.added.all(ID))
        way = routes.route(there, source, target)
        if not way:
            raise _no_way(there, source, target)
        ctx.check()
        *before, last = way
        between = self._one(text, tuple(before)).text if before else text
        body = between.strip()
        if not any(c.isalpha() for c in body):
            return (Translation(body),)
        with self._lock, _failures(last):
            found = [one.value.strip() for one in self._direction(last).hypotheses(body, count)]
        pivot = between if before else ""
        return tuple(Translation(said, pivot) for said in dict.fromkeys(filter(None, found)))

    def _one(self, text: str, way: routes.Route) -> Translation:
        said = [text]
        for step in way:
            with self._lock, _failures(step):
                direction = self._direction(step)
                said.append("\n".join(_line(line, direction) for line in said[-1].split("\n")))
        return Translation(said[-1], said[1] if len(way) > 1 else "")

    def _direction(self, step: routes.Step) -> Direction:
        if step not in self._directions:
            self._directions[step] = _load(self._library, self._models.path(step.id), step)
        return self._directions[step]


def _line(text: str, direction: Direction) -> str:
    """Translate one line; what has no letter in it says the same in every language."""
    body = text.strip()
    return direction.translate(body).strip() if any(c.isalpha() for c in body) else body


def _load(library: Library, folder: Path, step: routes.Step) -> Direction:
    package = library.package.Package(folder)
    languages = (library.translate.Language(code, code) for code in (step.source, step.target))
    direction = library.translate.PackageTranslation(*languages, package)
    direction.sentencizer = _sentencizer(library, package)
    loaded: Direction = direction
    return loaded


def _sentencizer(library: Library, package: Any) -> Any:
    """Give what divides texts into sentences, if the package brings its model; never one that would be downloaded."""
    folder: Path = package.package_path
    if any(folder.glob("minisbd/*.onnx")):
        return library.sbd.MiniSBDSentencizer(package)
    if not (folder / "stanza").is_dir():
        return Whole()
    from stanza import Pipeline

    made = library.sbd.StanzaSentencizer(package)
    made.stanza_pipeline = Pipeline(
        lang=made.stanza_lang_code,
        dir=str(folder / "stanza"),
        processors="tokenize",
        use_gpu=False,
        logging_level="ERROR",
        download_method=None,
    )
    return made


@contextmanager
def _failures(step: routes.Step) -> Iterator[None]:
    """Turn what goes wrong inside the library into sentences."""
    try:
        yield
    except (MemoryError, *BROKEN) as error:
        if isinstance(error, MemoryError) or "out of memory" in str(error).lower() or "bad_alloc" in str(error):
            raise EngineError(
                tr("Memory ran out while {model} was translating. Close other programs and run the command again, or "
                   "choose another translator with --mt; see: dubbench engines list", model=step.id)
            ) from error  # fmt: skip
        raise EngineError(
            tr("The Argos package {model} cannot be used ({cause}). Remove it with: dubbench models remove {model}, "
               "and add a sound one.", model=step.id, cause=error)
        ) from error  # fmt: skip


def _no_way(there: Sequence[routes.Step], source: str, target: str) -> UnsupportedLanguage:
    known = ", ".join(f"{a} → {b}" for a, b in routes.pairs(there)) or tr("none yet")
    return UnsupportedLanguage(
        tr("No Argos package goes from {source} to {target} (there are: {known}). "
           "Add one: dubbench models install FILE.argosmodel",
           source=source, target=target, known=known)
    )  # fmt: skip


# the library


def _library() -> Library:
    try:
        with importing():
            from argostranslate import package, sbd, translate
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise EngineError(
            tr("Argos Translate cannot be loaded ({cause}). Install it again: "
               "pip install --force-reinstall 'dubbench[argos]'", cause=error)
        ) from error  # fmt: skip
    return Library(package, sbd, translate)
