"""`dubbench review`: every command does what it says, on the lines that are meant, as JSON and in words."""
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

from dubbench.app import identity
from dubbench.cli.main import app
from dubbench.domain.journal import Message
from dubbench.domain.market import Profile
from dubbench.domain.people import Role
from dubbench.domain.script import Character

PT, E1 = ("--market", "pt-BR"), ("--episode", 1)
Ask = Callable[..., Any]


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    folder = tmp_path / "s.dubbench"
    with season(folder) as session:
        known(session, {"ana": (Role.LOCALIZER,), "ben": (Role.CULTURAL_REVIEWER,),
                        "clara": (Role.APPROVER, Role.PRODUCER)})  # fmt: skip
        with session.store.edit(Message.of("x"), session.person) as edit:
            edit.put(Character("c1", "Bia"))
            edit.put(Profile("p1", "pt", "c1", name="Bia", voice_id="v1"))
    return folder


@pytest.fixture
def by(series: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    def ask(person: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("DUBBENCH_PERSON", person)
        group = 1 if words[0] == "edit" else 2
        call = [*map(str, words[:group]), str(series), *map(str, words[group:]), "--json"]
        done = CliRunner().invoke(app, call)
        assert done.exit_code == code, done.output
        answer = json.loads(done.stdout)
        assert answer["command"] == " ".join(map(str, words[:group]))
        return answer["result"] if code == 0 else answer["error"]["message"]

    return ask


@pytest.fixture
def said(series: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def say(person: str, *words: object) -> str:
        monkeypatch.setenv("DUBBENCH_PERSON", person)
        done = CliRunner().invoke(app, ["review", str(words[0]), str(series), *map(str, words[1:])])
        assert done.exit_code == 0, done.output
        return done.output

    return say


def test_the_season_is_listed_signed_and_listed_again(by: Ask) -> None:
    found = by("clara", "review", "queue", *PT)
    assert [one["lines"] for one in found["pending"]] == [4, 4]
    assert found["lines"][0]["target"] == "Você nunca contou."
    assert by("clara", "review", "sign", 1, 2, *E1, *PT)["signed"] == 2
    assert len(by("clara", "review", "queue", *PT)["lines"]) == 6
    done = by("clara", "review", "sign", "--all", "--words", "casa", *PT)
    assert done["signed"] == 1
    assert by("clara", "review", "sign", "--all", "--state", "draft", *PT)["signed"] == 5
    assert by("clara", "review", "queue", *PT)["lines"] == []
    rows = by("clara", "review", "list", *PT)
    assert len(rows) == 8
    assert {(row["by"], row["kind"], row["stands"]) for row in rows} == {("clara", "text", True)}


def test_what_is_signed_is_what_was_looked_at(by: Ask, said: Callable[..., str]) -> None:
    first, second = by("clara", "review", "queue", *PT)["lines"][:2]
    assert first["content"][:12] in said("clara", "queue", *PT)
    by("ana", "edit", 1, "Você jamais contou.", *E1, *PT)
    looked = ("--content", first["content"], "--content", second["content"][:12])
    assert "not what you looked at" in by("clara", "review", "sign", 1, 2, *looked, *E1, *PT, code=5)
    assert "once for each line" in by("clara", "review", "sign", 1, 2, *looked[:2], *E1, *PT, code=2)
    assert "not what you looked at" in by("clara", "review", "sign", 2, "--content", "", *E1, *PT, code=5)
    assert by("clara", "review", "sign", 2, *looked[2:], *E1, *PT)["lines"] == [
        {"number": 2, "text": second["target"], "content": second["content"]}
    ]
    assert "Você jamais contou." in said("clara", "sign", 1, *E1, *PT)
    assert [row["line"] for row in by("clara", "review", "list", *PT)] == [2, 1]


def test_who_may_not_sign_is_told_why(by: Ask) -> None:
    assert "approver" in by("ana", "review", "sign", 1, *E1, *PT, code=7)
    assert "approver" in by("ana", "review", "queue", *PT)["refused"]
    assert "no kind of signature" in by("clara", "review", "sign", 1, "--kind", "taste", *E1, *PT, code=2)
    assert "--all" in by("clara", "review", "sign", *PT, code=2)
    assert "--market" in by("clara", "review", "queue", code=2)


def test_a_changed_line_is_told_word_by_word(by: Ask, said: Callable[..., str]) -> None:
    by("clara", "review", "sign", 1, *E1, *PT)
    by("clara", "edit", 1, "Você jamais contou.", *E1, *PT)
    (found,) = by("clara", "review", "diff", 1, *E1, *PT)
    assert found["stale"]
    assert "[-nunca-]{+jamais+} contou." in said("clara", "diff", 1, *E1, *PT)
    listed = by("clara", "review", "queue", "--standing", "stale", *PT)["lines"]
    assert [(one["number"], one["state"]) for one in listed] == [(1, "stale")]
    assert "your own work" in listed[0]["refused"]
    assert by("clara", "review", "queue", "--mine", "--standing", "stale", *PT)["lines"] == []


def test_signatures_are_revoked_with_a_reason(by: Ask) -> None:
    by("clara", "review", "sign", 1, 2, *E1, *PT)
    assert "Say why" in by("clara", "review", "revoke", 1, *E1, *PT, code=2)
    assert by("clara", "review", "revoke", 1, "--why", "a name", *E1, *PT) == {"revoked": 1}
    (row,) = by("clara", "review", "list", *PT)
    assert by("clara", "review", "revoke", "--id", row["id"], "--why", "a name") == {"revoked": 1}
    assert "Nobody has signed" in by("clara", "review", "revoke", 1, "--why", "a name", *E1, *PT, code=2)


def test_a_line_is_sent_back_and_that_is_taken_back(by: Ask, said: Callable[..., str]) -> None:
    assert "needs a comment" in by("clara", "review", "send-back", 1, "--category", "style", *E1, *PT, code=2)
    assert "no category" in by("clara", "review", "send-back", 1, "too stiff", *E1, *PT, code=2)
    by("clara", "review", "send-back", 1, "too stiff", "-c", "style", *E1, *PT)
    first = by("clara", "review", "queue", *E1, *PT)["lines"][0]
    assert (first["state"], first["sent_back"][0]["category"]) == ("sent-back", "style")
    assert "Clara sent this back" in said("clara", "queue", *E1, *PT)
    assert by("clara", "review", "send-back", 1, "--off", *E1, *PT)["taken_back"] == 1
    assert "not sent back" in by("clara", "review", "send-back", 1, "--off", *E1, *PT, code=2)


def test_characters_and_the_cast_are_signed(by: Ask) -> None:
    assert by("ben", "review", "sign", "--kind", "profile", "--character", "Bia", *PT)["signed"] == 1
    assert by("clara", "review", "sign", "--kind", "profile", "--all", *PT)["signed"] == 1
    assert by("clara", "review", "sign", "--kind", "casting", *PT)["signed"] == 1
    assert "already" in by("clara", "review", "sign", "--kind", "casting", *PT, code=7)


def test_what_changed_since_it_was_watched_is_listed(by: Ask, said: Callable[..., str]) -> None:
    assert len(by("clara", "review", "changed", *E1, *PT)["lines"]) == 4
    by("clara", "review", "watched", *E1, *PT)
    assert "Nothing changed" in said("clara", "changed", *E1, *PT)
    by("ana", "edit", 2, "A casa era minha.", *E1, *PT)
    (row,) = by("clara", "review", "changed", *E1, *PT)["lines"]
    assert (row["number"], row["changed"], row["target"]) == (2, ["target"], "A casa era minha.")


def test_rules_are_shown_and_set_by_a_producer(by: Ask, said: Callable[..., str]) -> None:
    assert by("ana", "review", "rules")["text_steps"] == 1
    assert "producer" in by("ana", "review", "rules", "--text-steps", 2, code=7)
    made = by("clara", "review", "rules", "--text-steps", 2, "--no-audio", "--confidential")
    assert made == {"text_steps": 2, "culture": True, "audio": False, "casting": False, "confidential": True}
    assert "People who sign a text: 2" in said("ana", "rules")
    by("clara", "review", "sign", 1, *E1, *PT)
    assert by("clara", "review", "queue", "--standing", "partly", *PT)["lines"][0]["number"] == 1


def test_nothing_is_signed_again_where_nothing_was(by: Ask, said: Callable[..., str]) -> None:
    assert by("clara", "review", "resign", *PT) == {"signed": {}, "left": []}
    assert "0 signatures" in said("clara", "resign", *PT)
