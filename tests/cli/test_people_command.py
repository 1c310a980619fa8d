"""`dubbench people` as two people use it, each under their own name on one machine."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scripts_made import season
from typer.testing import CliRunner

from dubbench.app import identity
from dubbench.cli.main import app

As = Callable[..., Any]
REFUSED = 7


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Run a command as somebody on a series, and give what it found or said."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        folder = made.folder

    def run(who: str, command: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("DUBBENCH_PERSON", who)
        series = [] if command == "people key" else [str(folder)]
        done = CliRunner().invoke(app, [*command.split(), *series, *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        answer = json.loads(done.stdout)
        assert answer["command"] == command
        return answer["result"] if code == 0 else answer["error"]["message"]

    return run


def test_a_producer_begins_and_lets_others_in(at: As) -> None:
    assert at("clara", "people list") == []
    assert at("clara", "people begin", "--name", "Clara Reis")["roles"] == {"": ["producer"]}
    key = at("davi", "people key")
    assert at("davi", "people key") == key
    assert at("clara", "people add", "davi", key["key"])["roles"] == {}
    made = at("clara", "people grant", "davi", "localizer", "-m", "pt-BR")
    assert made["roles"] == {"pt-BR": ["localizer"]}
    assert made["fingerprint"] == key["fingerprint"]
    assert at("davi", "people whoami") == made
    at("davi", "edit", 1, "Contou?", "-e", 1, "-m", "pt-BR")
    at("davi", "edit", 1, "¿Lo dijiste?", "-e", 1, "-m", "es", code=REFUSED)
    assert at("clara", "people withdraw", "davi", "localizer", "-m", "pt_br")["roles"] == {}
    at("davi", "edit", 1, "Contou!", "-e", 1, "-m", "pt-BR", code=REFUSED)
    assert at("clara", "people leave", "davi")["left"]
    assert [one["id"] for one in at("clara", "people list")] == ["clara", "davi"]


def test_a_new_key_and_its_roles(at: As) -> None:
    at("clara", "people begin")
    at("clara", "people add", "davi", "ab" * 32)
    at("clara", "people grant", "davi", "approver")
    assert at("clara", "people rekey", "davi", "cd" * 32, "--keep-roles")["roles"] == {"": ["approver"]}
    assert at("clara", "people rekey", "davi", "ef" * 32)["roles"] == {}


def test_who_may_not_is_told_with_code_7(at: As) -> None:
    assert "does not know eva" in at("eva", "people whoami", code=REFUSED)
    at("clara", "people begin")
    assert "eva is not one of the people" in at("eva", "people add", "eva", "ab" * 32, code=REFUSED)
    assert "no producer any more" in at("clara", "people leave", "clara", code=REFUSED)
    assert "knows its people already" in at("eva", "people begin", code=REFUSED)


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        ("people add", ("../x", "ab" * 32), "cannot be a person's id"),
        ("people add", ("x", "123"), "no public key"),
        ("people grant", ("clara", "king"), "no role “king”"),
        ("people grant", ("x", "approver"), "not one of the people"),
        ("people grant", ("clara", "approver", "-m", "fr"), "no market fr"),
        ("people grant", ("clara", "approver", "-m", "../pt"), "not a language tag"),
        ("people withdraw", ("clara", "approver"), "was not granted"),
        ("people rekey", ("clara", "no key"), "no public key"),
    ],
)
def test_hostile_words_are_told_as_bad_input(at: As, command: str, words: tuple[str, ...], said: str) -> None:
    at("clara", "people begin")
    assert said in at("clara", command, *words, code=2)


def test_an_id_that_names_a_path_makes_no_key(at: As, tmp_path: Path) -> None:
    assert "cannot be a person's id" in at("../../davi", "people key", code=2)
    assert not list(tmp_path.rglob("davi*"))


def test_a_machine_exports_and_edits_nothing(at: As) -> None:
    at("clara", "people begin")
    at("clara", "people add", "builder", at("builder", "people key")["key"], "--service")
    assert "a machine's identity" in at("clara", "people grant", "builder", "approver", code=REFUSED)
    assert "a machine's identity" in at("builder", "edit", 1, "Contou?", "-e", 1, "-m", "pt-BR", code=REFUSED)
    at("builder", "people grant", "builder", "approver", code=REFUSED)


def test_people_are_listed_for_people(at: As, tmp_path: Path) -> None:
    at("clara", "people begin", "--name", "Clara Reis")
    at("clara", "people grant", "clara", "approver", "-m", "es")
    said = CliRunner().invoke(app, ["people", "list", str(tmp_path / "s.dubbench")]).output
    assert said.startswith("● clara")
    assert "all markets: producer; es: approver" in said


def test_the_exit_code_is_told_on_the_first_page() -> None:
    assert "7 you may not do this" in " ".join(CliRunner().invoke(app, ["--help"]).output.split())
