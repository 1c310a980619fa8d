"""The way over the packages that are there: direct where it can be, else by one language in between."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.engines.added import Added
from dubbench.providers.argos.routes import pairs, route, steps


def card(pair: str, **files: str) -> Added:
    source, target = pair.split("-")
    return Added(f"argos-{pair}", "argos", "t", "l", facts={"from": source, "to": target}, files=files)


def ways(*there: str) -> tuple[tuple[str, str], ...]:
    return pairs(steps(map(card, there)))


@pytest.mark.parametrize(
    ("there", "source", "target", "way"),
    [
        ("en-pt", "en-US", "pt-BR", "en-pt"),
        ("en-pt pt-es", "en", "es", "en-pt pt-es"),
        ("en-pt pt-es en-es", "en", "es-MX", "en-es"),
        ("en-pt en-pb", "en", "pt-BR", "en-pb"),
        ("en-pt en-pb", "en", "pt-PT", "en-pt"),
        ("de-en en-pt de-fr fr-pt", "de", "pt", "de-en en-pt"),
        ("de-fr fr-pt", "de", "pt", "de-fr fr-pt"),
        ("en-zt en-zh", "en", "zh-TW", "en-zt"),
        ("en-pt", "pt", "en", ""),
        ("en-pt pt-es es-fr", "en", "fr", ""),
        ("", "en", "pt", ""),
    ],
)
def test_the_best_way_is_taken(there: str, source: str, target: str, way: str) -> None:
    found = route(steps(map(card, there.split())), source, target)
    assert [step.id.removeprefix("argos-") for step in found] == way.split()


def test_pairs_are_what_can_be_reached() -> None:
    assert ways() == ()
    assert ways("en-pt", "pt-es") == (("en", "pt"), ("pt", "es"), ("en", "es"))
    assert ways("en-pb", "pb-en") == (("en", "pt-BR"), ("pt-BR", "en"))


def test_a_card_that_does_not_say_its_languages_is_passed_over() -> None:
    assert steps([Added("argos-x", "argos", "t", "l"), card("en-pt")])[0].id == "argos-en-pt"


def test_other_files_are_another_step() -> None:
    assert steps([card("en-pt", a="1")]) != steps([card("en-pt", a="2")])
