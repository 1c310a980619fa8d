"""`dubbench comments` on a series of two people: by line numbers, names and the letters of a thread."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from people_made import known
from scripts_made import season
from typer.testing import CliRunner

from dubbench.app import identity, speakers
from dubbench.cli.main import app

As = Callable[..., Any]
PT1 = ("-e", 1, "-m", "pt-BR")


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Run `dubbench comments` as somebody, and give what it found or said."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        known(made)
        speakers.add_character(made, "Rosa")
        folder = made.folder

    def run(who: str, command: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("DUBBENCH_PERSON", who)
        done = CliRunner().invoke(app, ["comments", command, str(folder), *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        answer = json.loads(done.stdout)
        assert answer["command"] == f"comments {command}"
        return answer["result"] if code == 0 else answer["error"]["message"]

    return run


def test_a_thread_from_its_first_comment_to_its_end(at: As) -> None:
    made = at("ana", "write", "@ben, a kettle?", "--line", 2, "--mark", "casa", *PT1)
    assert (made["episode"], made["line"], made["market"], made["quoted"]) == (1, 2, "pt-BR", "casa")
    assert made["extent"] == ["target", 7, 11]
    assert at("ana", "mine") == []
    assert at("ben", "mine") == [made]
    done = at("ben", "reply", made["short"], "A house.")
    assert [one["person"] for one in done["comments"]] == ["ana", "ben"]
    assert at("ben", "resolve", made["id"])["resolved_by"] == "ben"
    assert at("ben", "list") == []
    assert len(at("ben", "list", "--all")) == 1
    assert not at("ana", "resolve", made["short"], "--off")["resolved"]


def test_threads_are_listed_where_they_are(at: As) -> None:
    at("ana", "write", "of a line", "--line", 1, *PT1)
    at("ana", "write", "of its source", "--line", 1, "--mark", "never", "-e", 2)
    at("ana", "write", "of the episode", "-e", 1)
    at("ana", "write", "of Rosa", "--character", "rosa")

    def said(*words: object) -> list[str]:
        return [one["comments"][0]["text"] for one in at("ana", "list", *words)]

    assert said() == ["of a line", "of its source", "of the episode", "of Rosa"]
    assert said("-e", 1) == ["of a line", "of the episode"]
    assert said("-m", "es") == ["of its source", "of the episode", "of Rosa"]
    assert [one["character"] for one in at("ana", "list")][-1] == "Rosa"


def test_a_comment_of_ones_own_is_deleted(at: As) -> None:
    made = at("ana", "write", "Oops.", "-e", 1)
    assert "Only ana can delete" in at("ben", "delete", made["short"], code=7)
    assert at("ana", "delete", made["short"])["text"] == "Oops."
    assert at("ana", "list", "--all") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("write", "Why?", "--line", 99, "-e", 1), "There is no line 99"),
        (("write", "Why?", "--line", 0, "-e", 1), "There is no line 0"),
        (("write", "Why?", "--line", 1), "Say which one"),
        (("write", "Why?", "--mark", "x", "-e", 1), "Only a part of a line"),
        (("write", "Why?", "--line", 1, "--mark", "xyz", "-e", 1, "-m", "pt-BR"), "is not in line 1"),
        (("write", "Why?", "--character", "nobody"), "no character"),
        (("write", " ", "-e", 1), "1 to 10000"),
        (("reply", "nothing", "Why?"), "names 0 comments"),
        (("resolve", ""), "names 0 comments"),
        (("list", "-m", "fr"), "no market fr"),
    ],
)
def test_hostile_words_are_told(at: As, words: tuple[object, ...], said: str) -> None:
    assert said in at("ana", str(words[0]), *words[1:], code=2)


def test_a_stranger_says_nothing(at: As) -> None:
    assert "zoe is not one of the people" in at("zoe", "write", "Hi.", "-e", 1, code=7)


def test_threads_are_told_to_people(at: As, tmp_path: Path) -> None:
    at("ana", "write", "A kettle?", "--line", 2, "--mark", "casa", *PT1)
    said = CliRunner().invoke(app, ["comments", "list", str(tmp_path / "s.dubbench")]).output
    assert "episode 1, line 2, pt-BR  “casa”" in said
    assert "A kettle?" in said
