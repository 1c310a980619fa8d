"""Hear speech with Whisper base through faster-whisper: words with times, or speech translated into English."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bisect
import itertools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import EngineInfo, EngineKind, Heard, Hearing, HearingRequest
from dubbench.errors import UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.media import activity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context
    from dubbench.media.audio import Audio

MODEL = "whisper-base"
CODES = (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la "
    "mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg "
    "sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jv su yue"
)
LANGUAGES = tuple(CODES.split())
OWN_CODES = {"jv": "jw", "fil": "tl", "nb": "no", "cmn": "zh", "iw": "he"}
BCP_47 = {"jw": "jv"}

ENGINES = (
    EngineInfo(
        id="faster-whisper-base",
        kind=EngineKind.TRANSCRIBER,
        title="Whisper base (faster-whisper)",
        licence="MIT",
        factory="dubbench.providers.faster_whisper:make",
        version="base-int8+1.1",
        languages=LANGUAGES,
        models=(MODEL,),
        libraries=("faster_whisper", "ctranslate2"),
        extra="engines",
        rank=50,
    ),
)

RATE_HZ = activity.SPEECH_RATE_HZ
PACK_MS = 28_000
LEAD_IN_MS = 400
LONGEST_GAP_MS = 800
MARGIN_MS = 80
STRAY_MS = 300  # a word further than this from any speech was made up
REACH_MS = 300
LONG_WORD_MS = 700  # figures are spoken longer than they are written
MISSED_MS = 300
CLOSURE_MS = 130  # silences inside words, before plosives, are shorter
BEAM = 5
SURE_LANGUAGE = 0.6


def make(models: Models) -> FasterWhisper:
    """Load the model in whole numbers of 8 bits."""
    from faster_whisper import WhisperModel

    threads = max(1, min(4, os.cpu_count() or 1))
    path = str(models.path(MODEL))
    return FasterWhisper(WhisperModel(path, device="cpu", compute_type="int8", cpu_threads=threads))


class Piece(NamedTuple):
    """A stretch of the programme and where it begins in the sound given to the model."""

    at_ms: int
    span: Span


STOCK = (
    "thank you",
    "thank you for watching",
    "thanks for watching",
    "thank you very much",
    "please subscribe",
    "see you next time",
    "bye",
    "you",
)
GUESSED = 0.3  # a word less certain than this is a guess
CERTAIN = 0.6  # real speech, even under noise, has stretches more certain than this


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Up to half a minute of speech with its silences shortened, and how its times map back."""

    sound: NDArray[np.float32]
    pieces: tuple[Piece, ...]


class FasterWhisper:
    """One loaded model; hears only the spans of speech it is given."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def hear(self, audio: Audio, request: HearingRequest, ctx: Context) -> Hearing:
        """Return what is said in time order; no word lies outside the speech or past the end."""
        sound = activity.speech_band(audio)
        length_ms = audio.duration_ms
        spans = _inside(request.speech, length_ms) or ([] if request.speech else [Span(0, length_ms)])
        packs = [_pack(sound, group) for group in _grouped(spans)] if sound.size else []
        language = _own_code(request.language)
        certainty = 1.0
        if not language:
            language, certainty = self._language(packs)
        heard: list[Heard] = []
        for pack in packs:
            heard += self._hear_pack(pack, language, request.translate, ctx, length_ms)
        if request.speech and not request.translate:
            for missed in _missed(spans, heard):
                heard += self._hear_pack(_pack(sound, [missed]), language, False, ctx, length_ms)
        ctx.progress(length_ms, length_ms)
        ordered = _in_order(sorted(_trusted(heard), key=lambda one: one.span))
        return Hearing(_tag(request, language), round(certainty * 1_000_000), tuple(ordered))

    def _language(self, packs: Sequence[Pack]) -> tuple[str, float]:
        """Find the language in the first packs, until one is sure."""
        best = ("en", 0.0)
        for pack in packs[:3]:
            code, certainty, _ = self._model.detect_language(pack.sound)
            best = max(best, (str(code), float(certainty)), key=lambda found: found[1])
            if best[1] >= SURE_LANGUAGE:
                break
        return best

    def _hear_pack(self, pack: Pack, language: str, translate: bool, ctx: Context, length_ms: int) -> list[Heard]:
        ctx.progress(pack.pieces[0].span.start_ms, length_ms)
        segments, _ = self._model.transcribe(
            pack.sound,
            language=language,
            task="translate" if translate else "transcribe",
            beam_size=BEAM,
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=(0.0, 0.2, 0.4, 0.6),
        )
        voiced = activity.runs(activity.active(activity.levels_db(pack.sound, RATE_HZ)))
        heard: list[Heard] = []
        for segment in segments:
            ctx.progress(_source_ms(segment.start * 1000, pack.pieces), length_ms)
            if _credible(segment):
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


def _inside(speech: Iterable[Span], length_ms: int) -> list[Span]:
    """Clip spans to the sound and join those that meet."""
    joined: list[Span] = []
    for span in sorted(Span(max(0, s.start_ms), min(s.end_ms, length_ms)) for s in speech):
        if joined and span.start_ms <= joined[-1].end_ms:
            joined[-1] = joined[-1].hull(span)
        elif span.duration_ms > 0:
            joined.append(span)
    return joined


def _missed(spans: Sequence[Span], heard: Sequence[Heard]) -> list[Span]:
    """Return the spans of speech without a word in them: Whisper passes over short openings; alone they are heard."""
    words = [Span(word.start_ms, word.end_ms) for one in heard for word in one.words]
    return [s for s in spans if s.duration_ms >= MISSED_MS and not any(s.overlap_ms(word) for word in words)]


def _grouped(spans: Sequence[Span]) -> list[list[Span]]:
    """Fill packs of `PACK_MS`; where one is full, cut at the longest silence of its second half."""
    groups: list[list[Span]] = []
    current: list[Span] = []
    for span in spans:
        current.append(span)
        while len(current) > 1 and _packed_ms(current) > PACK_MS:
            cut = _best_cut(current)
            groups.append(current[:cut])
            current = current[cut:]
    return [*groups, current] if current else groups


def _packed_ms(spans: Sequence[Span]) -> int:
    gaps = sum(min(a.gap_ms(b), LONGEST_GAP_MS) for a, b in itertools.pairwise(spans))
    return LEAD_IN_MS + gaps + sum(span.duration_ms for span in spans)


def _best_cut(spans: Sequence[Span]) -> int:
    """Return the index of the span that begins the next pack."""
    candidates = [i for i in range(1, len(spans)) if _packed_ms(spans[:i]) >= PACK_MS // 2]
    return max(candidates or [len(spans) - 1], key=lambda i: spans[i - 1].gap_ms(spans[i]))


def _pack(sound: NDArray[np.float32], spans: Sequence[Span]) -> Pack:
    """Put the spans one after another after a short silence, gaps shortened, margins of true sound kept."""
    per_ms = RATE_HZ // 1000
    packed = np.zeros((_packed_ms(spans) + LEAD_IN_MS) * per_ms, dtype=np.float32)
    pieces: list[Piece] = []
    at = LEAD_IN_MS
    for number, span in enumerate(spans):
        before = spans[number - 1].gap_ms(span) if number else 2 * MARGIN_MS
        after = span.gap_ms(spans[number + 1]) if number + 1 < len(spans) else 2 * MARGIN_MS
        at += min(before, LONGEST_GAP_MS) if number else 0
        left, right = min(MARGIN_MS, max(before, 0) // 2, span.start_ms), min(MARGIN_MS, max(after, 0) // 2)
        cut = sound[(span.start_ms - left) * per_ms : (span.end_ms + right) * per_ms]
        first = (at - left) * per_ms
        packed[first : first + cut.size] = cut
        pieces.append(Piece(at, span))
        at += span.duration_ms
    return Pack(packed, tuple(pieces))


def _source_ms(time_ms: float, pieces: Sequence[Piece]) -> int:
    """Map a time of a pack to the programme; times in the silence between pieces go to the nearest edge."""
    number = max(0, bisect.bisect_right([piece.at_ms for piece in pieces], time_ms) - 1)
    at_ms, span = pieces[number]
    return round(min(max(time_ms - at_ms, 0), span.duration_ms)) + span.start_ms


def _credible(segment: Any) -> bool:
    """Refuse what Whisper makes up: loops, guesses over silence, and words of no length."""
    words = segment.words or ()
    if not words or segment.compression_ratio > 2.4:
        return False
    certainty = float(np.mean([word.probability for word in words]))
    if segment.no_speech_prob > 0.6 and certainty < 0.5:
        return False
    flat = sum(word.end - word.start < 0.02 for word in words)
    return certainty > 0.2 and flat * 2 <= len(words)


def _trusted(heard: Sequence[Heard]) -> list[Heard]:
    """Drop stock phrases said without conviction; believe faint words only beside words that are certain.

    Over music and noise Whisper writes what ends many videos, and where nothing else is certain it guesses.
    """
    kept = [one for one in heard if not (_folded(one.text) in STOCK and _certainty(one, min) < GUESSED)]
    sure = (one for one in kept if _certainty(one, min) >= GUESSED and _certainty(one, np.mean) >= CERTAIN)
    return kept if any(sure) else []


def _certainty(one: Heard, of: Callable[[list[float]], Any]) -> float:
    return float(of([word.confidence_ppm / 1e6 for word in one.words]))


def _folded(text: str) -> str:
    """Write a phrase that is said over and over once, in small letters without marks."""
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    whole = " ".join(words)
    return next((phrase for phrase in STOCK if words and not whole.replace(phrase, "").split()), whole)


def _heard(segment: Any, pack: Pack, voiced: Sequence[tuple[int, int]]) -> list[Heard]:
    """Map a segment back to the programme; words outside the speech are dropped."""
    rough = [
        Word(w.word, round(w.start * 1000), round(w.end * 1000), round(w.probability * 1e6)) for w in segment.words
    ]
    words = [placed for word in snapped(rough, voiced) if (placed := _placed(word, pack.pieces))]
    if not words:
        return []
    text = "".join(word.text for word in words).strip()
    return [Heard(Span(words[0].start_ms, words[-1].end_ms), text, tuple(words))]


def _placed(word: Word, pieces: Sequence[Piece]) -> Word | None:
    """Give a word to the piece it lies in most; `None` where it is far from any."""
    own = Span(word.start_ms, max(word.end_ms, word.start_ms + 1))
    piece = max(pieces, key=lambda p: _closeness(own, Span(p.at_ms, p.at_ms + p.span.duration_ms)))
    inside = Span(piece.at_ms, piece.at_ms + piece.span.duration_ms)
    if _closeness(own, inside) < -STRAY_MS:
        return None
    start, end = (min(max(t, inside.start_ms), inside.end_ms) for t in (word.start_ms, word.end_ms))
    shift = piece.span.start_ms - piece.at_ms
    return word._replace(start_ms=start + shift, end_ms=end + shift)


def _closeness(a: Span, b: Span) -> int:
    """Return the time shared, or minus the silence between."""
    return min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms)


def snapped(words: Sequence[Word], voiced: Sequence[tuple[int, int]]) -> list[Word]:
    """Set word edges to where the sound begins and ends; Whisper puts them anywhere in the silence around."""
    step = activity.FRAME_MS
    sounds = [Span(first * step, last * step) for first, last in voiced]
    settled: list[Word] = []
    for number, word in enumerate(words):
        floor = settled[-1].end_ms if settled else 0
        ceiling = words[number + 1].start_ms if number + 1 < len(words) else word.end_ms + LONG_WORD_MS
        near = [s for s in sounds if s.end_ms > word.start_ms - REACH_MS and s.start_ms < word.end_ms + LONG_WORD_MS]
        settled.append(_snap(word, near, floor, max(ceiling, word.end_ms)))
    return settled


def _snap(word: Word, sounds: Sequence[Span], floor: int, ceiling: int) -> Word:
    """Keep the longest sounding part of a word and let it grow to its sound's edges where no other word is."""
    own = Span(word.start_ms, max(word.end_ms, word.start_ms + 1))
    parts = [part for part in _joined(sounds) if part.overlap_ms(own) > 0]
    if not parts:
        return word
    part = max(parts, key=own.overlap_ms)
    start, end = max(own.start_ms, part.start_ms), min(own.end_ms, part.end_ms)
    if floor <= part.start_ms and start - part.start_ms <= REACH_MS:
        start = part.start_ms
    if part.end_ms <= ceiling and part.end_ms - end <= LONG_WORD_MS:
        end = part.end_ms
    return word._replace(start_ms=start, end_ms=end)


def _joined(sounds: Sequence[Span]) -> list[Span]:
    """Join sounds over the short closures inside words."""
    joined: list[Span] = []
    for sound in sounds:
        if joined and joined[-1].gap_ms(sound) < CLOSURE_MS:
            joined[-1] = joined[-1].hull(sound)
        else:
            joined.append(sound)
    return joined


def _in_order(heard: Iterable[Heard]) -> list[Heard]:
    """Make times rise and drop a stretch that says again what the one before it said at once."""
    kept: list[Heard] = []
    at = 0
    for one in heard:
        words: list[Word] = []
        for word in one.words:
            start = max(word.start_ms, at)
            at = max(word.end_ms, start)
            words.append(word._replace(start_ms=start, end_ms=at))
        if kept and _repeats(one, kept):
            continue
        kept.append(Heard(Span(words[0].start_ms, words[-1].end_ms), one.text, tuple(words)))
    return kept


def _repeats(one: Heard, kept: Sequence[Heard]) -> bool:
    """Recognise a loop: the same text a third time running, or said in no time."""
    same = [before for before in kept[-2:] if before.text == one.text]
    return len(same) == 2 or (bool(same) and one.span.duration_ms < 20 * len(one.text))
