"""BCP 47 tags as people type them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import langcodes

from dubbench.errors import BadInput
from dubbench.i18n import tr


def normal(tag: str) -> str:
    """Write a tag the standard way ("pt_br" becomes "pt-BR"); refuse what is no language."""
    try:
        parsed = langcodes.Language.get(tag.replace("_", "-"), normalize=False)
    except ValueError as error:
        raise _unknown(tag) from error
    if not parsed.language or not parsed.is_valid():
        raise _unknown(tag)
    return str(parsed.to_tag())


def same(one: str, other: str) -> bool:
    """Tell whether two tags name the same language, whatever their region or script ("eng" is "en")."""
    if not one or not other:
        return False
    return bool(langcodes.get(one).language == langcodes.get(other).language)


def name(tag: str) -> str:
    """Name a language in English."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(tag, sep="-").get_display_name("en"))
    except (UnknownLocaleError, ValueError):
        return tag


def _unknown(tag: str) -> BadInput:
    return BadInput(tr("“{tag}” is not a language tag. Write one like en, pt-BR or zh-Hans.", tag=tag))
