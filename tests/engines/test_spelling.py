"""What is written becomes what is said."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.engines.spelling import spoken_text


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("pt-BR", "Paguei R$ 1.234,50 ao Sr. Silva.", "Paguei 1.234 reais e 50 centavos ao senhor Silva."),
        ("pt-BR", "US$ 5 milhões!", "5 milhões de dólares!"),
        ("pt-BR", "US$ 5 mil.", "5 mil dólares."),
        ("pt-BR", "$1 e 20 €", "1 dólar e 20 euros"),
        ("pt-BR", "Em 12/05/2024.", "Em 12 de maio de 2024."),
        ("en-US", "On 12/05/2024.", "On December 5, 2024."),
        ("en-GB", "On 12/05/2024.", "On 12 May 2024."),
        ("en-US", "Mr. Smith owes $1,234.50.", "Mister Smith owes 1,234 dollars and 50 cents."),
        ("en-US", "$1.01", "1 dollar and 1 cent"),
        ("en-US", "DON'T GO IN THERE!", "don't go in there!"),
        ("en-US", "NASA called.", "NASA called."),
        ("en-US", "Wait -- what...", "Wait — what…"),
        ("en-US", "It’s *fine* 🎉", "It's fine"),
        ("fr", "Ça coûte 3,50 €.", "Ça coûte 3 euros 50 centimes."),
        ("zh", "你好 12/05/2024", "你好 12/05/2024"),
    ],
)
def test_a_text_is_written_as_it_is_spoken(language: str, written: str, spoken: str) -> None:
    assert spoken_text(written, language) == spoken


def test_an_impossible_date_stays_as_it_is() -> None:
    assert spoken_text("45/45/2024", "pt-BR") == "45/45/2024"


def test_what_is_already_spoken_does_not_change() -> None:
    once = spoken_text("Mr. Smith owes $5 million on 12/05/2024...", "en-US")
    assert spoken_text(once, "en-US") == once
