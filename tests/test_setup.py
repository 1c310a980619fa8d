"""Setting up begins again where an earlier try was stopped half-way."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = """#!/bin/sh
echo "$*" >> "$(dirname "$0")/../calls"
case "$*" in
  "-m venv --clear "*) mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; touch "$4/has-pip" ;;
  "-m pip "*) test -e "$(dirname "$0")/../has-pip" ;;
esac
"""


def stub(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(PYTHON)
    path.chmod(0o755)
    return path


def set_up(tmp_path: Path) -> str:
    """Run the script with a stand-in for Python, and return what it was asked for."""
    python = stub(tmp_path / "system" / "bin" / "python")
    subprocess.run(["bash", ROOT / "scripts/setup.sh", python, tmp_path / "venv"], check=True, capture_output=True)
    assert (tmp_path / "venv" / ".ready").exists()
    return (tmp_path / "system" / "calls").read_text() + (tmp_path / "venv" / "calls").read_text()


def test_an_environment_without_pip_is_made_anew(tmp_path: Path) -> None:
    stub(tmp_path / "venv" / "bin" / "python")
    calls = set_up(tmp_path)
    assert "-m venv --clear" in calls
    assert "-m pip install" in calls


def test_an_environment_with_pip_is_kept(tmp_path: Path) -> None:
    stub(tmp_path / "venv" / "bin" / "python")
    (tmp_path / "venv" / "has-pip").touch()
    assert "-m venv" not in set_up(tmp_path)
