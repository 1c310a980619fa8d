"""Print how fast the sound and picture of the desktop window are, on a demo or any video given."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from dubbench import paths
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.decode import decode_audio
from dubbench.media.frame_index import read_index
from dubbench.media.frames import Box, FrameReader, Layout
from dubbench.media.jpeg import encode_jpeg
from dubbench.media.mixdown import Clip
from dubbench.media.mixer import Mixer
from dubbench.media.pcm import RATE_HZ, Pcm
from dubbench.media.peaks import load, peaks
from dubbench.media.playback import Transport
from dubbench.media.proxy import make_proxy
from dubbench.media.shots import find_cuts, open_small

SIX_MINUTES_S = 360
LINES = 120
PERIOD = 960


def main() -> None:
    """Measure one video, then six minutes of sound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("video", type=Path, nargs="?", default=paths.resources() / "demo" / "the-understudy.mp4")
    film = parser.parse_args().video
    with tempfile.TemporaryDirectory() as held:
        picture(film, Path(held))
        sound(Path(held))
    for demo in sorted((paths.resources() / "demo").glob("*.mp4")):
        shots(demo)


def picture(film: Path, held: Path) -> None:
    """Time the frame index, the proxy, and seeks in source and proxy, every frame compared with a plain decoding."""
    index = read_index(film)
    _say("frame index", [_timed(lambda: read_index(film))], "s")
    proxy = held / "proxy.mp4"
    start = time.perf_counter()
    own = make_proxy(film, index, proxy)
    seconds, length = time.perf_counter() - start, int(index.starts_ms[-1]) / 1000
    print(f"{'proxy':44} {seconds:8.1f} s  {length / seconds:.1f} x real time, {proxy.stat().st_size / 1e6:.1f} MB")
    wanted = random.Random(1).sample(range(index.frames), min(200, index.frames))
    for name, path, its in (("source", film, index), ("proxy", proxy, own)):
        with FrameReader(path, its, shown=index, layout=Layout.BGRA, box=Box(540, 960)) as reader:
            _say(f"seek in the {name}", [_timed(lambda n=n: reader.read(n)) for n in wanted], "ms", "≤ 30 on the proxy")
            run = range(index.frames // 3, min(index.frames // 3 + 240, index.frames))
            _say(f"next frame of the {name}", [_timed(lambda n=n: reader.read(n)) for n in run][1:], "ms")
    print(f"{'wrong frames in the proxy, of 60 seeks':44} {_wrong(film, index, proxy, own, wanted[:60]):8d}")
    with FrameReader(proxy, own, shown=index, box=Box(160, 160)) as small:
        _say("thumbnail", [_timed(lambda n=n: encode_jpeg(small.read(n).pixels)) for n in wanted[:50]], "ms")


def _wrong(film: Path, index: object, proxy: Path, own: object, wanted: Sequence[int]) -> int:
    """Count seeks whose picture is likelier a neighbour's, judged by the source decoded from its beginning."""
    tiny = Box(64, 64)
    near = {n + step for n in wanted for step in (-2, -1, 0, 1, 2)}
    with FrameReader(film, index, box=tiny) as plain:  # type: ignore[arg-type]
        true = {}
        for number in range(max(near) + 1):
            frame = plain.read(number)
            if number in near:
                true[number] = frame.pixels.astype(np.int16)
    wrong = 0
    with FrameReader(proxy, own, shown=index, box=tiny) as reader:  # type: ignore[arg-type]
        for number in wanted:
            seen = reader.read(number).pixels.astype(np.int16)
            off = {n: float(np.abs(seen - true[n]).mean()) for n in range(number - 2, number + 3) if n in true}
            wrong += off[number] > 1.05 * min(off.values()) + 0.05
    return wrong


def sound(held: Path) -> None:
    """Time outlines, the live mix and the transport on six minutes with 120 lines."""
    dice = np.random.default_rng(1)
    music = Pcm.of(Audio(dice.normal(0, 0.03, (SIX_MINUTES_S * RATE_HZ, 2)).astype(np.float32), RATE_HZ))
    whole = music.read(0, music.frames)
    start = time.perf_counter()
    outline = peaks((whole[at : at + 10 * RATE_HZ] for at in range(0, len(whole), 10 * RATE_HZ)), RATE_HZ)
    _say("outline of 6 minutes", [time.perf_counter() - start], "s")
    outline.save(held / "a.peaks")
    outline = load(held / "a.peaks")
    print(f"{'its file':44} {(held / 'a.peaks').stat().st_size / 1e6:8.2f} MB")
    for name, span in (("6 minutes", (0, 360_000)), ("30 s", (60_000, 90_000)), ("2 s", (60_000, 62_000))):
        views = [_timed(lambda s=span: outline.view(*s, 1600)) for _ in range(100)]
        _say(f"1600 columns of {name}", views, "ms", "≤ 1")
    takes = _Takes()
    mixer = Mixer(music, music.frames)
    lines = {f"{n}": [Clip(AudioRef(f"{n % 7}"), n * 3000, 1_060_000)] for n in range(LINES)}
    _say("lay 120 lines", [_timed(lambda: mixer.lay(lines, takes))], "s")
    _say("level 6 minutes", [_timed(mixer.level)], "s")
    changed = [
        _timed(lambda n=n: mixer.put(f"{n}", [Clip(AudioRef("3"), n * 3000 + 40, 950_000)], takes)) for n in range(40)
    ]
    _say("replace one line of 2.5 s", changed, "ms", "≤ 50")
    _say("follow it in the outline", [_timed(lambda: outline.patched(64_000, whole[64_000:204_800]))], "ms")
    transport = Transport({"source": music, "mix": mixer.whole})
    transport.choose("mix")
    transport.play()
    _say("20 ms of the mix", [_timed(lambda: transport.fill(PERIOD)) for _ in range(500)], "ms", "≤ 20")
    transport.play(2.0)
    _say("20 ms at double speed", [_timed(lambda: transport.fill(PERIOD)) for _ in range(500)], "ms", "≤ 20")
    demo = paths.resources() / "demo" / "the-understudy.mp4"
    _say("decode the sound of 118 s", [_timed(lambda: decode_audio(demo))], "s")


class _Takes:
    def read(self, ref: AudioRef) -> Audio:
        dice = np.random.default_rng(int(ref.asset))
        return Audio(dice.normal(0, 0.1, (60_000, 1)).astype(np.float32), 24_000)


def shots(film: Path) -> None:
    """Compare the shots found with those of a demo's screenplay."""
    told = json.loads(film.with_suffix(".truth.json").read_text(encoding="utf-8"))
    true = {shot["first_frame"] for shot in told["shots"]} - {0}
    index = read_index(film)
    start = time.perf_counter()
    with open_small(film, index, index) as reader:
        found = set(find_cuts(reader, Context()))
    seconds = time.perf_counter() - start
    hits = len(found & true)
    print(
        f"{'shots of ' + film.stem:44} {seconds:8.1f} s  {index.frames / seconds:.0f} frames/s, "
        f"recall {hits / len(true):.2f} precision {hits / max(1, len(found)):.2f} of {len(true)}"
    )


def _timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _say(what: str, seconds: list[float], unit: str, goal: str = "") -> None:
    scale = 1000 if unit == "ms" else 1
    later = f"  95 % {np.percentile(seconds, 95) * scale:.2f}  worst {max(seconds) * scale:.2f}" if seconds[1:] else ""
    print(f"{what:44} {statistics.median(seconds) * scale:8.2f} {unit}{later}  {goal}")


if __name__ == "__main__":
    main()
