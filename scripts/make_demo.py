"""Make the demo episodes from their screenplays: `python scripts/make_demo.py [NAME...]`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from demo_studio.mix import Mix, mix
from demo_studio.picture import FPS, film, takes
from demo_studio.screenplay import Screenplay, read
from demo_studio.voices import RATE_HZ, Mono, Performance, perform
from imageio_ffmpeg import get_ffmpeg_exe

from dubbench.engines.interfaces import SpeakRequest
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
from dubbench.providers import kokoro

DEMO = Path(__file__).resolve().parent.parent / "resources" / "demo"
LARGEST_BYTES = 3_000_000
FIRST_CRF, LAST_CRF = 26, 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="demo names; all if left out")
    wanted = parser.parse_args().names or sorted(p.name.partition(".")[0] for p in DEMO.glob("*.screenplay.toml"))
    speaker = kokoro.make(Models())

    def speak(text: str, voice: str, language: str, speed: float) -> tuple[Mono, int]:
        spoken = speaker.speak(SpeakRequest(text, voice, language, round(speed * 1_000_000)), Context())
        return spoken.audio.mono(), spoken.audio.rate_hz

    for name in wanted:
        began = time.monotonic()
        play = read(DEMO / f"{name}.screenplay.toml")
        performance = perform(play, speak, FPS)
        sound = mix(play, performance)
        (DEMO / f"{name}.truth.json").write_text(_truth(play, performance, sound), encoding="utf-8")
        _stems(name, sound)
        size = _programme(play, performance, sound)
        speech = sum(b - a for said in performance.lines for a, b in said.phrases) / performance.frames
        print(
            f"{name}: {performance.frames / RATE_HZ:.1f} s, {len(play.lines)} lines, speech {speech:.0%}, "
            f"{size / 1e6:.2f} MB, made in {time.monotonic() - began:.0f} s"
        )


def _truth(play: Screenplay, performance: Performance, sound: Mix) -> str:
    """Write down who says what when, what is seen and heard."""

    def ms(frames: int) -> int:
        return round(frames * 1000 / RATE_HZ)

    told: dict[str, Any] = {
        "title": play.title,
        "language": play.language,
        "logline": play.logline,
        "fps": FPS,
        "duration_ms": ms(performance.frames),
        "dialogue_gain_db": round(sound.gain_db, 2),
        "characters": {
            c.id: {"name": c.name, "voice": c.voice, "gender": c.gender, "age": c.age, "role": c.role}
            | {"background": c.background}
            for c in play.characters.values()
        },
        "lines": [
            {
                "id": number,
                "character": said.line.who,
                "text": said.line.text,
                "start_ms": ms(said.phrases[0][0]),
                "end_ms": ms(said.phrases[-1][1]),
                "phrases": [[ms(a), ms(b)] for a, b in said.phrases],
                "mood": said.line.mood,
            }
            for number, said in enumerate(performance.lines, 1)
        ],
        "shots": [{"id": t.shot.id, "first_frame": t.first, "last_frame": t.last} for t in takes(play, performance)],
        "effects": [{"sound": e.name, "at_ms": round(e.at_s * 1000)} for e in performance.effects],
        "on_screen_text": [
            {"text": t.shot.message, "sender": t.shot.sender}
            | {"start_ms": round(t.first * 1000 / FPS), "end_ms": round(t.last * 1000 / FPS)}
            for t in takes(play, performance)
            if t.shot.message
        ],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _stems(name: str, sound: Mix) -> None:
    """Write both stems as Ogg Opus: small, and at 48 kHz without a shift."""
    for stem, samples, rate in (("dialogue", sound.dialogue[:, :1], "56k"), ("background", sound.background, "80k")):
        _ffmpeg(samples, ["-c:a", "libopus", "-b:a", rate, DEMO / f"{name}.{stem}.opus"])


def _programme(play: Screenplay, performance: Performance, sound: Mix) -> int:
    """Encode the picture once more and coarser until the file is small enough to commit."""
    out = DEMO / f"{play.name}.mp4"
    wav = out.with_suffix(".part.wav")
    raw = out.with_suffix(".part.mp4")
    soundfile.write(wav, sound.programme, RATE_HZ, subtype="FLOAT")
    _encode_picture(play, performance, raw)
    try:
        for crf in range(play.crf, LAST_CRF, 2):
            _ffmpeg(
                None,
                [
                    *("-i", raw, "-i", wav, "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-preset", "slow"),
                    *("-crf", str(crf), "-tune", "animation", "-pix_fmt", "yuv420p", "-g", "120", "-c:a", "aac"),
                    *("-b:a", f"{play.audio_kbps}k", "-metadata:s:a:0", f"language={_iso(play.language)}"),
                    *("-metadata", f"title={play.title}", "-fflags", "+bitexact", "-movflags", "+faststart", out),
                ],
            )
            if out.stat().st_size <= LARGEST_BYTES:
                return out.stat().st_size
    finally:
        wav.unlink()
        raw.unlink()
    sys.exit(f"{out.name} stays over {LARGEST_BYTES / 1e6} MB; use fewer moving shots or a lower audio_kbps")


def _iso(language: str) -> str:
    import langcodes

    return str(langcodes.get(language).to_alpha3())


def _encode_picture(play: Screenplay, performance: Performance, out: Path) -> None:
    """Draw every frame once into a nearly lossless file."""
    command = [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "720x1280"]
    command += ["-r", str(FPS), "-i", "-", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for picture in film(play, performance):
            encoder.stdin.write(np.ascontiguousarray(picture).tobytes())
        encoder.stdin.close()
    if encoder.returncode:
        sys.exit("ffmpeg could not encode the picture")


def _ffmpeg(samples: Any, arguments: list[Any]) -> None:
    sound = ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", str(samples.shape[1]), "-i", "-"] if samples is not None else []
    data = samples.astype("<f4").tobytes() if samples is not None else b""
    command = [get_ffmpeg_exe(), "-v", "error", "-y", *sound, *map(str, arguments)]
    subprocess.run(command, input=data, check=True)


if __name__ == "__main__":
    main()
