"""Gettext for everything a person reads."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gettext as _gettext
import os

from dubbench import paths

_catalogue: _gettext.NullTranslations | None = None


def use_language(language: str | None) -> None:
    """Choose the catalogue; `None` follows the environment (LANGUAGE, LC_ALL, LC_MESSAGES, LANG)."""
    global _catalogue  # noqa: PLW0603 - one interface language per process, as gettext itself has it
    languages = [language] if language else None
    _catalogue = _gettext.translation("dubbench", str(paths.locales()), languages=languages, fallback=True)


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
