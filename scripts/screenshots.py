"""Take pictures of every screen of the window: `make screenshots`, or `scripts/screenshots.py --only episode`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

OUT = Path("out/screenshots")


def main() -> int:
    """Take the pictures, each in a process of its own: language and scale belong to a process."""
    from screens.scenes import SCENES

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=OUT, help="folder of the pictures")
    options.add_argument("--only", nargs="*", default=[], help="names of scenes", choices=[s.name for s in SCENES])
    options.add_argument("--scene", help=argparse.SUPPRESS)
    asked = options.parse_args()
    out = asked.out.resolve()
    if asked.scene:
        return take(asked.scene, out)
    from screens.series import made

    out.mkdir(parents=True, exist_ok=True)
    made(out / "series" / "the-empty-chair.dubbench")
    failed = []
    for scene in SCENES:
        if asked.only and scene.name not in asked.only:
            continue
        with tempfile.TemporaryDirectory(prefix="dubbench-") as scratch:
            places = {f"XDG_{kind}_HOME": f"{scratch}/{kind.lower()}" for kind in ("CONFIG", "STATE", "CACHE")}
            there = os.environ.get("DUBBENCH_MODELS", str(_models()))
            models = {"DUBBENCH_MODELS": there if scene.models else f"{scratch}/models"}
            scale = {"QT_SCALE_FACTOR": str(scene.scale), "QT_QPA_PLATFORM": "offscreen", "DUBBENCH_SCRATCH": scratch}
            command = [sys.executable, __file__, "--out", str(out), "--scene", scene.name]
            done = subprocess.run(command, env={**os.environ, **places, **models, **scale}, check=False)
        print(f"{'✓' if done.returncode == 0 else '✗'} {scene.name}", flush=True)
        failed += [scene.name] * (done.returncode != 0)
    return 1 if failed else 0


def take(name: str, out: Path) -> int:
    """Play one scene and take its picture."""
    from screens.scenes import SCENES
    from screens.stage import Stage

    from dubbench.app.settings import Settings

    scene = next(one for one in SCENES if one.name == name)
    settings = replace(Settings(theme="light", language="en", reopen=False, confirm_leaving=False), **scene.settings)
    made = out / "series" / "the-empty-chair.dubbench"
    stage = Stage(settings, made, Path(os.environ["DUBBENCH_SCRATCH"]), out, scene.size)
    try:
        stage.take(name, scene.play(stage))
    finally:
        stage.close()
    return 0


def _models() -> Path:
    from dubbench import paths

    return paths.models()


if __name__ == "__main__":
    sys.exit(main())
