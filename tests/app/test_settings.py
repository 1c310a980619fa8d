"""Settings: typed, described, kept in a file that people may also write, and never lost."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dubbench.app import settings_file, toml_text
from dubbench.app.engines import Choice
from dubbench.app.settings import Settings, sections, settings_fields
from dubbench.cli.main import app
from dubbench.errors import BadInput


def write(text: str) -> Path:
    path = settings_file.place()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def command(*words: str) -> Any:
    done = CliRunner().invoke(app, ["settings", *words, "--json"])
    return json.loads(done.stdout) | {"code": done.exit_code}


def test_without_a_file_the_defaults_hold() -> None:
    assert settings_file.load() == settings_file.Loaded(Settings())


def test_every_setting_has_its_words_and_a_default_that_fits() -> None:
    for setting in settings_fields():
        assert setting.about.label()
        assert setting.about.help()
        assert setting.about.section in sections()
        if setting.about.choices:
            assert setting.default in setting.about.choices()
        if setting.kind is int:
            assert setting.about.lowest <= setting.default <= setting.about.highest  # type: ignore[operator]


def test_a_change_is_kept_and_the_unknown_stays() -> None:
    path = write('theme = "light"\nfuture = [1, {a = 2}]\n[plugin."odd name"]\nsince = 2026-01-02\n')
    assert settings_file.change("theme", "dark").theme == "dark"
    assert settings_file.change("keys.play", "F9").keys == {"play": "F9"}
    assert tomllib.loads(path.read_text()) == {
        "theme": "dark",
        "future": [1, {"a": 2}],
        "plugin": {"odd name": {"since": dt.date(2026, 1, 2)}},
        "keys": {"play": "F9"},
    }
    settings_file.reset("theme")
    assert settings_file.reset("keys.play").keys == {}
    settings_file.reset()
    assert set(tomllib.loads(path.read_text())) == {"future", "plugin"}


def test_what_is_wrong_is_named_and_the_rest_holds() -> None:
    write('theme = "purple"\nfont_scale_percent = 1000\noffline = 1\nkeys = "F9"\nroll_ms = 250\n')
    loaded = settings_file.load()
    assert loaded.settings == Settings(roll_ms=250)
    assert len(loaded.problems) == 4
    assert any("purple" in problem and "dark" in problem for problem in loaded.problems)


def test_a_damaged_file_is_told_and_set_aside_at_the_next_change() -> None:
    path = write("theme = ")
    assert "damaged" in settings_file.load().problems[0]
    settings_file.change("theme", "dark")
    assert settings_file.load().settings.theme == "dark"
    assert path.with_name("settings.toml.damaged").read_text() == "theme = "


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "purple"), ("font_scale_percent", 5), ("offline", "yes"), ("them", "dark")]
)
def test_a_wrong_value_changes_nothing(name: str, value: object) -> None:
    write('theme = "light"\n')
    with pytest.raises(BadInput):
        settings_file.change(name, value)
    assert settings_file.place().read_text() == 'theme = "light"\n'


def test_the_engines_of_the_settings_are_a_choice() -> None:
    assert Settings(synthesizer="espeak").choice() == Choice(synthesizer="espeak")


def test_the_command_line_lists_gets_sets_and_resets() -> None:
    assert command("set", "theme", "dark")["result"] == {"name": "theme", "value": "dark"}
    assert command("get", "theme")["result"]["value"] == "dark"
    listed = {one["name"]: one for one in command("list")["result"]["settings"]}
    assert (listed["theme"]["value"], listed["theme"]["default"]) == ("dark", "system")
    assert command("set", "offline", "yes")["result"]["value"] is True
    assert command("set", "keys.play", "F9")["result"]["value"] == "F9"
    assert command("get", "keys.play")["result"]["value"] == "F9"
    assert command("reset", "theme")["code"] == 0
    assert command("get", "theme")["result"]["value"] == "system"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "them", "dark"), "theme"),
        (("set", "font_scale_percent", "huge"), "from 50 to 300"),
        (("set", "synthesizer", "nobody"), "kokoro"),
        (("set", "keys", "F9"), "keys.NAME"),
        (("get", "theme.dark"), "theme.dark"),
    ],
)
def test_the_command_line_says_what_is_wrong(words: tuple[str, ...], told: str) -> None:
    answer = command(*words)
    assert answer["code"] == 2
    assert told in answer["error"]["message"]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"a": 'quote " \\ \n \t \x7f é 字', "b": True, "c": -5, "d": 1.5, "e": ["x", [1, 2]], "f": {}},
        {"t": {"u": {"v": 1}}, "w": dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "x": dt.time(1, 2), "": 3},
        {"list": [{"a": 1, "b c": {"d": False}}]},
    ],
)
def test_toml_reads_back_as_it_was_written(values: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text.write(values)) == values
