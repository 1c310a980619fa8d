"""Commands on the person's settings: list, get, set, reset."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.i18n import tr

app = typer.Typer(no_args_is_help=True, help="The settings of the window: list, get, set, reset.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="A setting's name, such as theme or keys.play.")]


@app.command("list")
def list_settings(as_json: Json = False) -> None:
    """List every setting with its value and what it may be."""
    with speaking("settings list", as_json) as console:
        from dubbench.app import settings_file
        from dubbench.app.settings import settings_fields

        loaded = settings_file.load()
        rows: list[dict[str, Any]] = [
            {
                "name": one.name,
                "value": getattr(loaded.settings, one.name),
                "default": one.default,
                "section": one.about.section,
                "label": one.about.label(),
                "help": one.about.help(),
                "choices": list(one.about.choices()) if one.about.choices else [],
                "lowest": one.about.lowest,
                "highest": one.about.highest,
            }
            for one in settings_fields()
        ]
        for problem in loaded.problems:
            console.note(problem)
        text = [_row(row) for row in rows]
        console.result(
            {"file": str(settings_file.place()), "settings": rows, "problems": list(loaded.problems)}, "\n".join(text)
        )


@app.command()
def get(name: Name, as_json: Json = False) -> None:
    """Print one setting."""
    with speaking("settings get", as_json) as console:
        from dubbench.app import settings_file

        setting, key = settings_file.find(name)
        value = getattr(settings_file.load().settings, setting.name)
        found = value.get(key, "") if key else value
        console.result({"name": name, "value": found}, _shown(found))


@app.command("set")
def set_setting(
    name: Name, value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value.")], as_json: Json = False
) -> None:
    """Change one setting."""
    with speaking("settings set", as_json) as console:
        from dubbench.app import settings_file

        setting, key = settings_file.find(name)
        if setting.kind is dict and not key:
            from dubbench.errors import BadInput

            raise BadInput(tr("Say which one: dubbench settings set {name}.NAME VALUE", name=name))
        wanted = value if key else settings_file.parse(setting, value)
        settings_file.change(name, wanted)
        console.result({"name": name, "value": wanted}, f"{name} = {_shown(wanted)}")


@app.command()
def reset(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A setting's name; all of them if left out.")] = "",
    as_json: Json = False,
) -> None:
    """Bring a setting back to its default."""
    with speaking("settings reset", as_json) as console:
        from dubbench.app import settings_file

        settings_file.reset(name or None)
        console.result({"reset": name}, tr("Done."))


def _row(row: dict[str, Any]) -> str:
    limits = f"{row['lowest']}–{row['highest']}" if row["lowest"] is not None else ""
    may_be = ", ".join(choice or '""' for choice in row["choices"]) or limits
    changed = " " if row["value"] == row["default"] else "●"
    return f"{changed} {row['name']:<22} {_shown(row['value']):<16} {row['label']}" + (f" ({may_be})" if may_be else "")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"{name}={one}" for name, one in value.items())
    return str(value)
