#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Make the virtual environment with everything that building, testing and dubbing need.
set -euo pipefail
python=$1 venv=$2
say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null || { say "No $python found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12 ..."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "$("$python" --version) is too old: dubbench needs Python 3.11 or newer."; exit 1; }
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Python's venv module is missing; installing python3-venv."
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
  else
    say "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1
  fi
fi
bash scripts/qt_libraries.sh
say "Setting up $venv (once; a few minutes) ..."
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[engines,cjk,postgres,gui,dev,window-tests]' 2> >(grep -vE '^WARNING: Location|DEPRECATION: ' >&2)
touch "$venv/.ready"
