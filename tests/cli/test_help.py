"""The help pages, read as a newcomer reads them: whole sentences, and what to write in capitals."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from dubbench.cli.main import app


def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk the program, its groups and their commands."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from paths(inner, (*path, name))


PATHS = tuple(paths(typer.main.get_command(app)))


def page(path: tuple[str, ...]) -> str:
    return CliRunner().invoke(app, [*path, "--help"], terminal_width=80).output


def test_the_whole_program_is_looked_at() -> None:
    assert {("dub",), ("line", "split"), ("voices", "clone")} <= set(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_no_sentence_is_cut_and_what_to_write_stands_in_capitals(path: tuple[str, ...]) -> None:
    usage, _, rest = page(path).partition("\n")
    assert re.findall(r"[\[{][a-z]\w*", usage) == []
    assert [line for line in rest.splitlines() if line.endswith("...")] == []
    assert re.findall(r"--\w+ <\w+>", rest) == []


def test_the_first_page_says_where_to_begin() -> None:
    assert "dubbench doctor" in page(())
