"""Texts and their catalogues."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dubbench import i18n
from dubbench.i18n import ntr, tr


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    i18n.use_language("en")


def test_a_language_without_a_catalogue_speaks_english() -> None:
    i18n.use_language("tlh")
    assert tr("{count} lines", count=3) == "3 lines"


def test_the_pseudo_language_keeps_names_in_braces() -> None:
    i18n.use_language(i18n.PSEUDO)
    assert tr("Add {folder} now", folder="a.dubbench") == "⟦Ádd a.dubbench ñów~~~~⟧"
    assert ntr("{count} line", "{count} lines", 2).startswith("⟦2 líñéš")


@pytest.mark.parametrize(("wanted", "told"), [("zh-CN", "zh-CN"), ("tlh", "en"), (i18n.PSEUDO, i18n.PSEUDO)])
def test_the_language_that_is_spoken_has_a_tag(wanted: str, told: str) -> None:
    i18n.use_language(wanted)
    assert i18n.language() == told


def test_nothing_is_nothing_in_any_language() -> None:
    i18n.use_language(i18n.PSEUDO)
    assert not tr("")


CATALOGUES = Path(__file__).parent.parent / "scripts" / "catalogues.py"


def checked(*languages: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CATALOGUES), "check", *languages]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_language_without_a_catalogue_is_told_in_a_sentence() -> None:
    done = checked("tlh")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no catalogue for tlh, only for ")
    assert done.stderr.count("\n") == 1


def test_every_catalogue_is_complete_and_compiled() -> None:
    done = checked()
    assert done.returncode == 0, done.stdout
