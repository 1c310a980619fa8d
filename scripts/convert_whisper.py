"""Write the Whisper weights of the model store, or of a CTranslate2 folder, as an OpenAI checkpoint.

Run it in an environment with the extra `whisper`: python scripts/convert_whisper.py OUT.pt [FOLDER]
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from dubbench.engines.models import Models
from dubbench.engines.whisper_weights import from_ctranslate2
from dubbench.errors import DubbenchError
from dubbench.media.files import written

MODEL = "whisper-base"


def convert(folder: Path, out: Path) -> None:
    """Write a checkpoint that `whisper.load_model` reads."""
    found = from_ctranslate2(folder)
    state = {name: torch.tensor(values) for name, values in found.state.items()}
    with written(out) as part, part.open("wb") as file:
        torch.save({"dims": found.dims, "model_state_dict": state}, file)


def main(arguments: list[str]) -> int:
    """Convert and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path, help="the checkpoint to write")
    parser.add_argument("folder", type=Path, nargs="?", help="a CTranslate2 Whisper; without it, the installed one")
    asked = parser.parse_args(arguments)
    try:
        convert(asked.folder or Models().path(MODEL), asked.out)
    except (DubbenchError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
