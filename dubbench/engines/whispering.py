"""Hear with any Whisper: speech in packs, words back in the programme, doubt of what is made up."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.doubt import Segment, credible, in_order, trusted
from dubbench.engines.interfaces import Heard, Hearing, HearingRequest
from dubbench.engines.packing import Pack, grouped, inside, packed, placed, source_ms
from dubbench.engines.snapping import snapped
from dubbench.errors import UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.media import activity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dubbench.jobs.context import Context
    from dubbench.media.audio import Audio

CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la "
    "mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg "
    "sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jv su yue"
)
LANGUAGES = tuple(CODES.split())
OWN_CODES = {"jv": "jw", "fil": "tl", "nb": "no", "cmn": "zh", "iw": "he"}
BCP_47 = {"jw": "jv"}

BEAM = 5
TEMPERATURES = (0.0, 0.2, 0.4, 0.6)
MISSED_MS = 300
SURE_LANGUAGE = 0.6


class Task(NamedTuple):
    """What a decoder does with a sound; `check` raises `Cancelled`, and one that works long in one piece calls it."""

    language: str
    translate: bool
    check: Callable[[], None]


class Decoder(Protocol):
    """One loaded Whisper. Sounds are mono at 16 kHz, languages its own codes, certainties from 0 to 1."""

    def language(self, sound: NDArray[np.float32]) -> tuple[str, float]:
        """Find the language of the first half minute."""
        ...

    def segments(self, sound: NDArray[np.float32], task: Task) -> Iterable[Segment]:
        """Return what is heard in time order, with word times."""
        ...


def threads() -> int:
    """Return how many threads a Whisper may use on this machine."""
    return max(1, min(4, os.cpu_count() or 1))


class Whispering:
    """A transcriber over one loaded Whisper; hears only the spans of speech it is given."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def hear(self, audio: Audio, request: HearingRequest, ctx: Context) -> Hearing:
        """Return what is said in time order; no word lies outside the speech or past the end."""
        sound = activity.speech_band(audio)
        length_ms = audio.duration_ms
        spans = inside(request.speech, length_ms) or ([] if request.speech else [Span(0, length_ms)])
        packs = [packed(sound, group) for group in grouped(spans)] if sound.size else []
        language = _own_code(request.language)
        certainty = 1.0
        if not language:
            language, certainty = self._language(packs)
        task = Task(language, request.translate, ctx.check)
        heard: list[Heard] = []
        for pack in packs:
            heard += self._hear_pack(pack, task, ctx, length_ms)
        if request.speech and not request.translate:
            for missed in _missed(spans, heard):
                heard += self._hear_pack(packed(sound, [missed]), task, ctx, length_ms)
        ctx.progress(length_ms, length_ms)
        ordered = in_order(sorted(trusted(heard), key=lambda one: one.span))
        return Hearing(_tag(request, language), round(certainty * 1_000_000), tuple(ordered))

    def _language(self, packs: Sequence[Pack]) -> tuple[str, float]:
        """Find the language in the first packs, until one is sure."""
        best = ("en", 0.0)
        for pack in packs[:3]:
            best = max(best, self._decoder.language(pack.sound), key=lambda found: found[1])
            if best[1] >= SURE_LANGUAGE:
                break
        return best

    def _hear_pack(self, pack: Pack, task: Task, ctx: Context, length_ms: int) -> list[Heard]:
        ctx.progress(pack.pieces[0].span.start_ms, length_ms)
        voiced = activity.runs(activity.active(activity.levels_db(pack.sound, activity.SPEECH_RATE_HZ)))
        heard: list[Heard] = []
        for segment in self._decoder.segments(pack.sound, task):
            ctx.progress(source_ms(segment.start * 1000, pack.pieces), length_ms)
            if credible(segment):
                heard += _heard(segment, pack, voiced)
        return heard


def _own_code(tag: str) -> str:
    """Return Whisper's code of a BCP 47 tag; empty stays empty."""
    if not tag:
        return ""
    primary = tag.replace("_", "-").split("-", 1)[0].lower()
    if primary not in LANGUAGES and primary not in OWN_CODES:
        raise UnsupportedLanguage(
            tr(
                "Whisper does not know the language {language}. It knows: {known}.",
                language=tag,
                known=" ".join(LANGUAGES),
            )
        )
    return OWN_CODES.get(primary, primary)


def _tag(request: HearingRequest, code: str) -> str:
    return request.language or BCP_47.get(code, code)


def _missed(spans: Sequence[Span], heard: Sequence[Heard]) -> list[Span]:
    """Return the spans of speech without a word in them: Whisper passes over short openings; alone they are heard."""
    words = [Span(word.start_ms, word.end_ms) for one in heard for word in one.words]
    return [s for s in spans if s.duration_ms >= MISSED_MS and not any(s.overlap_ms(word) for word in words)]


def _heard(segment: Segment, pack: Pack, voiced: Sequence[tuple[int, int]]) -> list[Heard]:
    """Map a segment back to the programme; words outside the speech are dropped."""
    rough = [
        Word(w.text, round(w.start * 1000), round(w.end * 1000), round(w.probability * 1e6)) for w in segment.words
    ]
    words = [at for word in snapped(rough, voiced) if (at := placed(word, pack.pieces))]
    if not words:
        return []
    text = "".join(word.text for word in words).strip()
    return [Heard(Span(words[0].start_ms, words[-1].end_ms), text, tuple(words))]
