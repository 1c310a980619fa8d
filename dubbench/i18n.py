"""Gettext for everything a person reads."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gettext as _gettext
import os
import re

from dubbench import paths

PSEUDO = "en-XA"
_LETTERS = str.maketrans("aeiouyAEIOUYcnsz", "áéíóúýÁÉÍÓÚÝçñšž")
_NAMES = re.compile(r"(\{[^{}]*\})")

_catalogue: _gettext.NullTranslations | None = None


def use_language(language: str | None) -> None:
    """Choose the catalogue; `None` follows the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).

    `PSEUDO` shows every text that goes through here accented, longer and in ⟦brackets⟧: what stays plain was missed.
    """
    global _catalogue  # noqa: PLW0603 - one interface language per process, as gettext itself has it
    if language == PSEUDO:
        _catalogue = _Pseudo()
        return
    languages = [language.replace("-", "_")] if language else None
    _catalogue = _gettext.translation("dubbench", str(paths.locales()), languages=languages, fallback=True)


class _Pseudo(_gettext.NullTranslations):
    """English made strange, so that a text that went round gettext is seen."""

    def gettext(self, message: str) -> str:
        plain = _NAMES.split(message)
        return (
            "⟦"
            + "".join(p if p.startswith("{") else p.translate(_LETTERS) for p in plain)
            + "~" * (len(message) // 4)
            + "⟧"
        )

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


def language() -> str:
    """Return the language that texts come out in, as a BCP 47 tag; English where there is no catalogue."""
    spoken = _current()
    if isinstance(spoken, _Pseudo):
        return PSEUDO
    return spoken.info().get("language", "en").replace("_", "-")


def _current() -> _gettext.NullTranslations:
    if _catalogue is None:
        use_language(os.environ.get("DUBBENCH_LANGUAGE"))
    assert _catalogue is not None  # noqa: S101 - use_language has just set it
    return _catalogue


def tr(message: str, /, **arguments: object) -> str:
    """Translate a message and fill its `{named}` arguments."""
    text = _current().gettext(message) if message else ""
    return text.format(**arguments) if arguments else text


def ntr(singular: str, plural: str, count: int, /, **arguments: object) -> str:
    """Translate a message that depends on a number; `{count}` is filled in."""
    return _current().ngettext(singular, plural, count).format(count=count, **arguments)
