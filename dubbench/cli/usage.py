"""A command line that cannot be read: what is wrong with it, in words or as the one JSON object."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from typing import Any

import typer

from dubbench.cli.console import Console
from dubbench.errors import BadInput
from dubbench.i18n import tr


class UsageError(BadInput):
    """The command line names an option, a command or a value that there is not, or lacks one."""


def refuse(error: typer.TyperException, words: Sequence[str]) -> int:
    """Say what is wrong with the words of a command line; return the exit code."""
    told: Any = error  # `ctx` and `show` are no part of the type that typer makes public
    options = list(takewhile(lambda word: word != "--", words))
    command = told.ctx.command_path.partition(" ")[2] if told.ctx else ""
    hint = _about_a_dash(options, command)
    if "--json" in options:
        sentences = [error.format_message().rstrip(".") + ".", hint]
        Console(command, as_json=True).fail(UsageError(" ".join(sentences).rstrip()))
    else:
        with suppress(OSError):  # where nobody can read it, the exit code says it
            told.show()
            if hint:
                typer.echo(hint, err=True)
    return UsageError.exit_code


def _about_a_dash(words: Sequence[str], command: str) -> str:
    """Say where a word belongs that may be a text: it begins as an option does and is longer than one letter."""
    word = next((word for word in words if _may_be_text(word)), None)
    if word is None:
        return ""
    return tr(
        "“{word}” begins with a dash, as options do. If it is a text or a name, put -- before it, "
        "after all options: dubbench {command} … -- {quoted}",
        word=word,
        command=command,
        quoted=shlex.quote(word),
    )


def _may_be_text(word: str) -> bool:
    """Tell a text from an option; a letter and its number, as in -e1, is an option."""
    if not word.startswith("-") or word[2:].isdigit():
        return False
    return " " in word or (len(word) > 2 and not word.startswith("--"))
