"""How well and how fast speakers are told apart: the demos, single voices, a clip of two, and a season's cost.

    python scripts/bench_speakers.py [--clips FOLDER]

Prints for each: voices there are and were found, lines given to the right one (the best matching of voices), and what
it cost beside the sound's duration.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from dubbench import paths
from dubbench.domain.span import Span
from dubbench.engines import registry
from dubbench.engines.interfaces import Diarizer, HearingRequest, SpeakRequest, Synthesizer, Transcriber, Voiceprints
from dubbench.engines.pool import EnginePool
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.pipeline.voices import tell_apart

VOICES = ("af_bella", "af_heart", "af_nicole", "af_sarah", "bf_emma", "af_kore", "am_adam", "am_michael", "am_puck",
          "bm_george", "am_onyx", "bm_lewis")  # fmt: skip
SENTENCES = ("You never told me.", "That house was mine, and you knew it all along.", "Come back at night, alone.",
             "Why?", "I waited ten years for this one letter.", "Do not touch that door.",
             "She signed the papers this morning, every single page.", "Fine, go then.")  # fmt: skip
CLIP = "two_speakers_en.wav"
CLIP_ALTERNATES = "ABABABABBABABA"  # by the pitch of each line: 117 to 131 Hz and 176 to 200 Hz
EPISODES, EPISODE_S = 60, 90


class Case(NamedTuple):
    """Lines with who truly speaks them."""

    name: str
    prints: Voiceprints
    who: Sequence[str]
    durations_ms: Sequence[int]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clips", type=Path)
    asked = options.parse_args()
    pool = EnginePool()
    diarizer = cast(Diarizer, pool.get(registry.info("resemblyzer")))
    cases = [*_demos(diarizer), *(_clip(pool, diarizer, asked.clips / CLIP) if asked.clips else ())]
    for case in cases:
        _tell(case.name, [case])
    kokoro = _kokoro(pool, diarizer)
    for count, sex in itertools.product((1, 2, 3, 4), "fm"):
        _tell(f"{count} {sex} voices of Kokoro, 8 lines each", list(_some(kokoro, count, sex)))
    _cost(diarizer)
    return 0


def _demos(diarizer: Diarizer) -> Iterator[Case]:
    for truth in sorted((paths.resources() / "demo").glob("*.truth.json")):
        told = json.loads(truth.read_text(encoding="utf-8"))
        media = truth.with_name(truth.name.replace(".truth.json", ".mp4"))
        yield _case(diarizer, media.stem, decode_audio(media, 0, ctx=Context()), told["lines"])


def _case(diarizer: Diarizer, name: str, audio: Audio, lines: Sequence[dict[str, object]]) -> Case:
    spans = [Span(int(str(one["start_ms"])), int(str(one["end_ms"]))) for one in lines]
    prints = diarizer.voiceprints(audio, spans, Context())
    return Case(name, prints, [str(one["character"]) for one in lines], [span.duration_ms for span in spans])


def _clip(pool: EnginePool, diarizer: Diarizer, file: Path) -> Iterator[Case]:
    audio = decode_audio(file, 0, ctx=Context())
    whisper = cast(Transcriber, pool.get(registry.info("faster-whisper-base")))
    heard = whisper.hear(audio, HearingRequest(language="en"), Context()).heard
    spans = [one.span for one in heard if one.span.duration_ms > 0]
    if len(spans) != len(CLIP_ALTERNATES):
        print(f"{file.name}: {len(spans)} lines were heard, not {len(CLIP_ALTERNATES)}")
        return
    prints = diarizer.voiceprints(audio, spans, Context())
    yield Case(file.name, prints, CLIP_ALTERNATES, [span.duration_ms for span in spans])


def _kokoro(pool: EnginePool, diarizer: Diarizer) -> Case:
    kokoro = cast(Synthesizer, pool.get(registry.info("kokoro")))
    rows, who, durations = [], [], []
    for voice, sentence in itertools.product(VOICES, SENTENCES):
        audio = kokoro.speak(SpeakRequest(sentence, f"kokoro:{voice}", "en-US"), Context()).audio
        rows.append(diarizer.voiceprints(audio, [Span(0, audio.duration_ms)], Context())[0])
        who.append(voice)
        durations.append(audio.duration_ms)
    return Case("kokoro", np.stack(rows), who, durations)


def _some(whole: Case, count: int, sex: str, times: int = 6) -> Iterator[Case]:
    """Draw voices of one sex, the same ones every time."""
    drawn = random.Random(f"{count}{sex}")
    for _ in range(times):
        chosen = drawn.sample([voice for voice in VOICES if voice[1] == sex], count)
        at = [number for number, voice in enumerate(whole.who) if voice in chosen]
        who, durations = [whole.who[n] for n in at], [whole.durations_ms[n] for n in at]
        yield Case(", ".join(chosen), whole.prints[at], who, durations)


def _tell(name: str, cases: Sequence[Case]) -> None:
    counted = right = total = 0
    for case in cases:
        found = [one.voice for one in tell_apart(case.prints, case.durations_ms)]
        counted += len(set(found)) == len(set(case.who))
        right += _right(found, case.who)
        total += len(found)
    print(f"{name}: number right {counted} of {len(cases)}, lines right {right} of {total}")


def _right(found: Sequence[int], who: Sequence[str]) -> int:
    """Count the lines that are right under the best matching of voices with speakers."""
    from scipy.optimize import linear_sum_assignment

    pairs = Counter(zip(found, who, strict=True))
    voices, names = sorted(set(found)), sorted(set(who))
    table = np.array([[pairs[voice, name] for name in names] for voice in voices])
    rows, columns = linear_sum_assignment(-table)
    return int(table[rows, columns].sum())


def _cost(diarizer: Diarizer) -> None:
    """Listen to a season made of the demo's dialogue, one episode after another."""
    demo = paths.resources() / "demo" / "the-understudy.mp4"
    truth = json.loads(demo.with_suffix(".truth.json").read_text(encoding="utf-8"))["lines"]
    audio = decode_audio(demo, 0, ctx=Context())
    spans = [Span(one["start_ms"], one["end_ms"]) for one in truth if one["end_ms"] <= EPISODE_S * 1000]
    began, memory = time.perf_counter(), []
    for _ in range(EPISODES):
        prints = diarizer.voiceprints(audio.cut(0, EPISODE_S * 1000), spans, Context())
        tell_apart(prints, [span.duration_ms for span in spans])
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    took = time.perf_counter() - began
    share = took / (EPISODES * EPISODE_S)
    print(f"season of {EPISODES} x {EPISODE_S} s, {len(spans)} lines each: {took:.1f} s = {share:.3f} x its duration; "
          f"most memory after the first episode {memory[0]} MB, after the last {memory[-1]} MB")  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
