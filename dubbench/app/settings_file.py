"""Where settings lie: TOML in the person's settings folder; what is unknown is kept, what is wrong is named."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dubbench import paths
from dubbench.app import kept, toml_text
from dubbench.app.settings import Setting, Settings, settings_fields
from dubbench.errors import BadInput
from dubbench.i18n import tr

NAME = "settings.toml"
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings as they hold, and a sentence for each thing in the file that does not."""

    settings: Settings
    problems: tuple[str, ...] = ()


def place() -> Path:
    """Return the file."""
    return paths.config() / NAME


def load() -> Loaded:
    """Read the settings; a value that is wrong is named, and its default holds."""
    values, problem = _read()
    settings, problems = Settings(), [problem] if problem else []
    for setting in settings_fields():
        if setting.name in values:
            try:
                settings = replace(settings, **{setting.name: _checked(setting, values[setting.name])})
            except BadInput as error:
                problems.append(tr("{file}: {problem} The default holds.", file=place(), problem=error))
    return Loaded(settings, tuple(problems))


def find(name: str) -> tuple[Setting, str]:
    """Return the setting of a name, and the key within it (`keys.play`); `BadInput` suggests one that is meant."""
    known = {setting.name: setting for setting in settings_fields()}
    head, _, key = name.partition(".")
    found = known.get(head)
    if found is None or bool(key) > (found.kind is dict):
        near = difflib.get_close_matches(name, known, 1)
        hint = tr("Did you mean {name}?", name=near[0]) if near else tr("See: dubbench settings list")
        raise BadInput(tr("There is no setting “{name}”.", name=name) + " " + hint)
    return found, key


def parse(setting: Setting, text: str) -> Any:
    """Read a value as it is written on the command line; engines are checked against those there are."""
    if setting.kind is bool:
        if text.lower() not in YES + NO:
            raise BadInput(_wrong(setting, text, tr("true or false")))
        return text.lower() in YES
    if setting.kind is int:
        try:
            return _checked(setting, int(text))
        except ValueError as error:
            raise BadInput(_wrong(setting, text, _range(setting))) from error
    offers = setting.about.offers() if setting.about.offers else ()
    if offers and text not in {"", *offers}:
        raise BadInput(_wrong(setting, text, ", ".join(offers)))
    return _checked(setting, text)


def change(name: str, value: Any) -> Settings:
    """Set one setting (or one key within, `keys.play`) and keep it; give the settings that hold now."""
    setting, key = find(name)

    def put(values: dict[str, Any]) -> None:
        if key:
            own = values.get(setting.name)
            values[setting.name] = {**(own if isinstance(own, dict) else {}), key: value}
        else:
            values[setting.name] = dict(value) if setting.kind is dict and isinstance(value, dict) else value
        _checked(setting, values[setting.name])

    return _change(put)


def reset(name: str | None = None) -> Settings:
    """Bring one setting, or all that are known, back to the default; what is unknown in the file stays."""
    setting, key = find(name) if name else (None, "")

    def drop(values: dict[str, Any]) -> None:
        if key and setting and isinstance(values.get(setting.name), dict):
            values[setting.name].pop(key, None)
        else:
            for one in (setting,) if setting else settings_fields():
                values.pop(one.name, None)

    return _change(drop)


def _change(alter: Callable[[dict[str, Any]], None]) -> Settings:
    path = place()
    with kept.changing(path):
        values, problem = _read()
        if problem:  # nothing of it could be read: it is set aside, for the person to look at
            path.replace(path.with_name(path.name + ".damaged"))
        alter(values)
        kept.write(path, toml_text.write(values))
    return load().settings


def _read() -> tuple[dict[str, Any], str]:
    path = place()
    if not path.exists():
        return {}, ""
    text = kept.read(path)
    if text is None:
        return {}, tr("{file} cannot be read; the defaults hold.", file=path)
    try:
        return tomllib.loads(text), ""
    except tomllib.TOMLDecodeError as error:
        return {}, tr("{file} is damaged ({cause}); the defaults hold.", file=path, cause=error)


def _checked(setting: Setting, value: Any) -> Any:
    """Give a value that fits its setting; `BadInput` says what would."""
    if setting.kind is dict:
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return value
        raise BadInput(_wrong(setting, value, tr("texts by name")))
    if type(value) is not setting.kind:
        words = {bool: tr("true or false"), int: _range(setting), str: tr("a text")}
        raise BadInput(_wrong(setting, value, words[setting.kind]))
    choices = setting.about.choices() if setting.about.choices else {}
    if choices and value not in choices:
        raise BadInput(_wrong(setting, value, ", ".join(choices)))
    if setting.kind is int and not _lowest(setting) <= value <= _highest(setting):
        raise BadInput(_wrong(setting, value, _range(setting)))
    return value


def _lowest(setting: Setting) -> float:
    return -float("inf") if setting.about.lowest is None else setting.about.lowest


def _highest(setting: Setting) -> float:
    return float("inf") if setting.about.highest is None else setting.about.highest


def _range(setting: Setting) -> str:
    return tr("a whole number from {low} to {high}", low=setting.about.lowest, high=setting.about.highest)


def _wrong(setting: Setting, value: Any, wanted: str) -> str:
    return tr("{name} cannot be “{value}”. It is: {wanted}.", name=setting.name, value=value, wanted=wanted)
