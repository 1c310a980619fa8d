#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Make the virtual environment of one optional engine: setup_engine.sh PYTHON VENV EXTRA...
# An environment that has been made from the same files is left as it is.
set -euo pipefail
python=$1 venv=$2
shift 2
extras=$(IFS=,; printf '%s' "$*")
constraints=scripts/engine_constraints.txt
say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null || { say "No $python found. Install Python 3.11 or newer, or name one: make PYTHON=python3.12 ..."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "$("$python" --version) is too old: dubbench needs Python 3.11 or newer."; exit 1; }
made_from=$({ printf '%s\n' "$extras"; cat pyproject.toml "$constraints" "$0"; } | sha256sum)
[ -x "$venv/bin/python" ] && [ "$(cat "$venv/.ready" 2>/dev/null)" = "$made_from" ] && exit 0
say "Setting up $venv with $extras (once; a few minutes) ..."
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --constraint "$constraints" --editable ".[$extras]" 2> >(grep -vE '^WARNING: Location|DEPRECATION: ' >&2)
printf '%s\n' "$made_from" > "$venv/.ready"
