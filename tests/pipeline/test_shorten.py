"""What a language can do without: good examples of every way, and texts that stay as they are."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench import paths
from dubbench.pipeline.pace import letters
from dubbench.pipeline.shorten import Way, shortened, shorter_table

LANGUAGES = sorted(file.stem for file in (paths.resources() / "shorter").glob("*.toml"))


def by_way(text: str, language: str) -> dict[Way, str]:
    return {one.way: one.text for one in shortened(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "way", "expected"),
    [
        ("pt-BR", "Bem, olha, eu sei.", Way.FILLERS, "Eu sei."),
        ("pt-BR", "Você sabe disso, né?", Way.FILLERS, "Você sabe disso?"),
        ("pt-BR", "Eu não sei. Nós vimos, eu acho.", Way.PRONOUNS, "Não sei. Vimos, acho."),
        ("pt-BR", "Ela está na sala, e ele estava fora.", Way.SPOKEN, "Ela tá na sala, e ele tava fora."),
        ("pt-BR", "Bem, eu estou aqui.", Way.ALL, "Tô aqui."),
        ("es-MX", "¿Yo sabía? Pues, no.", Way.ALL, "¿Sabía? No."),
        ("it", "Allora, io vado adesso a casa.", Way.ALL, "Vado ora a casa."),
        ("fr", "Écoute, il y a quelqu'un.", Way.ALL, "Y a quelqu'un."),
        ("en-GB", "Well, I am not going, you know.", Way.ALL, "I'm not going."),
        ("en", "She did not say. It is late.", Way.SPOKEN, "She didn't say. It's late."),
    ],
)  # fmt: skip
def test_a_way_saves_letters(language: str, text: str, way: Way, expected: str) -> None:
    assert by_way(text, language)[way] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt-BR", "Eu e você."),
        ("pt-BR", "Eu mesmo vi."),
        ("pt-BR", "Bem."),
        ("pt-BR", "Ele está"),
        ("en", "Yes, I am."),
        ("en", "All is well."),
        ("ja", "わかりません。"),
        ("../pt", "Eu sei."),
    ],
)  # fmt: skip
def test_what_cannot_do_without_stays(language: str, text: str) -> None:
    assert shortened(text, language) == ()


def test_every_text_is_offered_once() -> None:
    found = shortened("Bem, vamos.", "pt-BR")
    assert [one.text for one in found] == ["Vamos."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_only_saves(language: str) -> None:
    table = shorter_table(language)
    assert table
    assert [pair for pair in table.swaps if len(letters(pair[1])) >= len(letters(pair[0]))] == []
