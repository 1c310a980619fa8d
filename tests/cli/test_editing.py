"""Every edit of the window from the command line, by numbers and names, with one object as JSON."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from programmes import video
from scripts_made import rows, season
from typer.testing import CliRunner

from dubbench.app.engines import FAKE
from dubbench.app.numbered import moment
from dubbench.app.production import Order, produce
from dubbench.app.quick import series_for
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.target import Alternative
from dubbench.errors import BadInput
from dubbench.jobs.context import Context

Ask = Callable[..., Any]
PT = ("-e", "1", "-m", "pt-BR")
E1 = ("-e", "1")


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUBBENCH_PERSON", "ana")
    with season(tmp_path / "s.dubbench") as made:
        return made.folder


@pytest.fixture
def ask(series: Path) -> Ask:
    """Run a command of one or two words on the series, and give what it found."""
    return lambda *words: asked(series, *words)


def asked(folder: Path, *words: object, code: int = 0) -> Any:
    group = 2 if words[0] in {"line", "character", "takes"} else 1
    done = CliRunner().invoke(app, [*map(str, words[:group]), str(folder), *map(str, words[group:]), "--json"])
    assert done.exit_code == code, done.output
    answer = json.loads(done.stdout)
    assert answer["command"] == " ".join(map(str, words[:group]))
    return answer["result"] if code == 0 else answer["error"]["message"]


EDITS: list[tuple[object, ...]] = [
    ("line", "source", 1, "You never told us.", *E1),
    ("line", "subtitle", 1, "Nunca.", *PT),
    ("line", "split", 2, "--at", 21, *E1),
    ("line", "split", 2, "--word", 5, "--said", 22, *PT),
    ("line", "merge", 1, 2, "--mixed", *E1),
    ("line", "add", "0:30.5", "31.25", "Wait.", *E1),
    ("line", "delete", 1, 3, *E1),
    ("line", "time", 1, "--in", "0.5", *E1),
    ("line", "time", 1, "--out", "0:04.9", "--snap", 120, *E1),
    ("line", "time", 1, "--shift", -200, "--neighbours", *E1),
    ("line", "alternatives", 1, "--take", 1, *PT),
    ("line", "shorter", 1, "--take", 1, "--mt", "fake", *PT),
    ("confirm", 1, 2, *PT),
    ("replace", "casa", "mansão", "--only", 2),
    ("character", "add", "Mara", "--gender", "female"),
]


@pytest.mark.parametrize("words", EDITS, ids=lambda words: " ".join(map(str, words[:2])))
def test_an_edit_is_one_step_and_undo_takes_it_back(series: Path, ask: Ask, words: tuple[object, ...]) -> None:
    with Session.open(series) as session:
        before, head = rows(session), session.store.head().seq
    assert ask(*words)
    with Session.open(series) as session:
        assert (rows(session) != before, session.store.head().seq) == (True, head + 1)
    ask("undo")
    with Session.open(series) as session:
        assert rows(session) == before


def test_the_answer_says_what_the_lines_are_now(ask: Ask) -> None:
    made = ask("line", "split", 2, "--at", 20, *PT)
    assert [(one["number"], one["source"]) for one in made["lines"]] == [
        (2, "That house was mine,"), (3, "and you knew it."),
    ]  # fmt: skip
    assert ask("line", "time", 1, "--out", "0:04.95", "--snap", 60, *E1)["lines"][0]["end_ms"] == 5000


def test_lines_show_state_pace_and_speaker(ask: Ask) -> None:
    ask("character", "add", "Mara")
    ask("line", "speaker", 1, "--character", "mara", *E1)
    ask("confirm", 1, *PT)
    first = ask("lines", *PT)[0]
    assert (first["character"], first["state"], first["flags"]) == ("Mara", "confirmed", [])
    assert ask("lines", "-e", 1, "-m", "es")[0]["state"] == "draft"
    assert ask("character", "list")[0]["lines"] == 1
    ask("character", "rename", "Mara", "Mara Reyes")
    assert ask("character", "remove", "mara reyes")["lines"] == 1
    ask("confirm", 1, "--off", *PT)
    assert ask("lines", *PT)[0]["state"] == "draft"


def test_what_cannot_be_done_is_said_with_the_code_for_bad_input(series: Path) -> None:
    assert "--at" in asked(series, "line", "split", 2, *E1, code=2)
    assert "different speakers" in asked(series, "line", "merge", 1, 2, *E1, code=2)
    assert "no time" in asked(series, "line", "add", "soon", "3", *E1, code=2)
    assert "There are: none yet" in asked(series, "line", "speaker", 1, "--character", "Mara", *E1, code=2)
    assert "no place 9" in asked(series, "replace", "casa", "lar", "--only", 9, code=2)
    assert "no take 1" in asked(series, "takes", "choose", 1, 1, *PT, code=2)
    assert "several markets" in asked(series, "confirm", 1, "-e", 1, code=2)


def test_all_since_a_step_is_taken_back(series: Path, ask: Ask) -> None:
    with Session.open(series) as session:
        before, head = rows(session), session.store.head().seq
    ask("confirm", 1, 2, *PT)
    ask("line", "subtitle", 1, "Nunca.", *PT)
    assert ask("undo", "--to", head) == {"undone": 2, "message": "2 changes taken back"}
    with Session.open(series) as session:
        assert rows(session) == before
    assert "nothing since" in asked(series, "undo", "--to", head, code=2)


def test_shorter_wordings_are_listed_and_where_there_are_none_that_is_said(series: Path, ask: Ask) -> None:
    found = ask("line", "shorter", 1, "--mt", "fake", *PT)["wordings"]
    assert {one["by"] for one in found} == {"fake-translator"}
    assert "There is no text 99" in asked(series, "line", "shorter", 1, "--take", 99, "--mt", "fake", *PT, code=2)
    ask("edit", 1, "Não.", *PT)
    words = ["line", "shorter", str(series), "1", *map(str, PT), "--mt", "fake"]
    assert CliRunner().invoke(app, words).stdout.splitlines()[0] == "Nothing shorter is known for this line."


def test_a_list_comes_before_a_replacement(ask: Ask) -> None:
    found = ask("replace", "casa", "mansão", "--dry-run", "-m", "pt-BR")
    assert (len(found["places"]), found["replaced"], found["changed"]) == (2, 0, 0)
    assert ask("replace", "casa", "mansão", "--only", 2, "-m", "pt-BR")["replaced"] == 1
    assert [one["episode"] for one in ask("replace", "mansão", "casa", "--dry-run")["places"]] == [2]


def test_texts_for_people_have_no_rows_or_ids(series: Path) -> None:
    done = CliRunner().invoke(app, ["line", "source", str(series), "1", "You never told us.", "-e", "1"])
    assert done.stdout.split("→")[0].split() == ["1", "0:01.000", "You", "never", "told", "us."]
    done = CliRunner().invoke(app, ["line", "delete", str(series), "1", "-e", "1"])
    assert done.stdout == "Done; dubbench undo takes it back.\n"
    done = CliRunner().invoke(app, ["line", "alternatives", str(series), "1", "-e", "1", "-m", "es"])
    assert "(2)  [other@1]" in done.stdout


def test_one_line_is_spoken_and_a_take_chosen(tmp_path: Path) -> None:
    programme = video(tmp_path / "episode.mp4", texts=("You never told them.",))
    with series_for(programme, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (session, _):
        produce(session, Order(choice=FAKE), Context())
        folder = session.folder
    asked(folder, "edit", 1, "Nunca contei.")
    made = asked(folder, "speak", 1, "--tts", "fake")
    assert (made["spoken"], Path(made["file"]).is_file()) == ("Nunca contei.", True)
    assert asked(folder, "speak", 1, "--predict", "Não.", "--predict", "Nunca contei a ninguém.")[1]["fit_percent"] > 0
    assert [one["heard"] for one in asked(folder, "takes", "list", 1)] == [True, False]
    asked(folder, "takes", "choose", 1, 1)
    assert asked(folder, "takes", "list", 1)[0]["chosen"]
    asked(folder, "takes", "choose", 1, 0)
    asked(folder, "line", "voice", 1, "fake-synthesizer:pt-BR-viola")
    assert asked(folder, "speak", 1, "--tts", "fake", "--again")["voice"] == "fake-synthesizer:pt-BR-viola"
    asked(folder, "line", "revert", 1)
    with Session.open(folder) as session:
        assert "Nunca contei." in {one.text for one in session.store.all(Alternative)}


@pytest.mark.parametrize(("text", "ms"), [("62.5", 62_500), ("1:02.5", 62_500), ("0:00", 0), ("12:03.001", 723_001)])
def test_times_are_read_as_they_are_shown(text: str, ms: int) -> None:
    assert moment(text) == ms


@pytest.mark.parametrize("text", ["", "-1", "1:2:3", "1.2345", "x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no time"):
        moment(text)
