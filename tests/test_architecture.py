"""The shape of the code: the import law, quick help, no heavy library before it is used, documented commands."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

from dubbench.cli.main import app

ROOT = Path(__file__).resolve().parent.parent
HEAVY = (
    "TTS", "av", "ctranslate2", "faster_whisper", "numpy", "onnxruntime", "rich", "scipy", "soundfile", "sqlalchemy",
    "torch", "whisper",
)  # fmt: skip


def test_imports_run_downward_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom dubbench.cli.main import app\n"
        "try:\n    app(['--help'], standalone_mode=True)\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_every_command_is_in_the_readme() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    missing = [name for name in commands if f"dubbench {name}" not in told and f"`{name}`" not in told]
    assert missing == []


def test_every_module_says_what_it_is_for_and_under_which_licence() -> None:
    for path in [*ROOT.glob("dubbench/**/*.py"), *ROOT.glob("scripts/**/*.py")]:
        text = path.read_text(encoding="utf-8")
        assert text.startswith('"""'), path
        assert "SPDX-License-Identifier: GPL-3.0-or-later" in text, path
