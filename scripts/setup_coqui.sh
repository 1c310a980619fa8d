#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Add to a virtual environment the audio libraries that Coqui TTS asks for: setup_coqui.sh VENV
# They come without what they depend on, since their wheels would bring the CUDA build of torch. Where torch is the CPU
# build, torchaudio's compiled part is built for CUDA and fails the import; without it torchaudio works.
set -euo pipefail
venv=$1
"$venv/bin/python" -c 'import importlib.metadata as m; m.version("torchaudio"); m.version("torchcodec")' 2>/dev/null ||
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps 'torchaudio==2.11.*' 'torchcodec==0.17.*' 2> >(grep -vE '^WARNING: Location' >&2)
"$venv/bin/python" - <<'PYTHON'
import importlib.util
import shutil
from pathlib import Path

import torch

compiled = Path(importlib.util.find_spec("torchaudio").submodule_search_locations[0]) / "lib"
if compiled.is_dir() and torch.version.cuda is None:
    shutil.rmtree(compiled)
PYTHON
