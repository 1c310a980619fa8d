"""Finding places in texts, and patterns that would never end."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

import pytest

from dubbench.errors import BadInput
from dubbench.pipeline.finding import Finder, Search, as_written, replaced


def done(text: str, search: Search) -> str:
    return replaced(text, Finder(search).found(text))


@pytest.mark.parametrize(
    ("search", "text", "wanted"),
    [
        (Search("mara", "Joana"), "Mara, MARA e Samara.", "Joana, Joana e SaJoana."),
        (Search("mara", "Joana", words=True), "Mara, MARA e Samara.", "Joana, Joana e Samara."),
        (Search("Mara", "Joana", case=True), "Mara e MARA", "Joana e MARA"),
        (Search("mara", "joana", keep_case=True), "Mara, MARA, mara", "Joana, JOANA, joana"),
        (Search("a.b", "x"), "a.b acb", "x acb"),
        (Search("a.b", "x", pattern=True), "a.b acb", "x x"),
        (Search(r"(\w+) (\w+)", r"\2 \1", pattern=True), "um dois", "dois um"),
        (Search(r"(?P<a>\d+) reais", r"R$ \g<a>", pattern=True), "20 reais", "R$ 20"),
        (Search("x*", "y", pattern=True), "axxb", "ayb"),
        (Search("$5", r"\1", words=True), "It is $5.", r"It is \1."),
        (Search("夜", "晚上"), "夜里", "晚上里"),
        (Search("Café", "Bar"), "café", "Bar"),
    ],
)
def test_places_are_found_and_replaced(search: Search, text: str, wanted: str) -> None:
    assert done(text, search) == wanted


@pytest.mark.parametrize(
    ("search", "told"),
    [
        (Search(""), "what to look for"),
        (Search("(", pattern=True), "no pattern"),
        (Search("a", r"\3", pattern=True), "cannot be put"),
        (Search("a", r"\g<x>", pattern=True), "cannot be put"),
    ],
)
def test_what_cannot_be_searched_is_said(search: Search, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        done("banana", search)


def test_a_pattern_that_would_never_end_is_given_up() -> None:
    begun = time.monotonic()
    with pytest.raises(BadInput, match="too long"):
        Finder(Search(r"(a|aa)+$", pattern=True), 0.2).found("a" * 60 + "b")
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(("found", "wanted"), [("M", "Joana"), ("mARA", "joana"), ("¡Mara!", "Joana"), ("…", "joana")])
def test_capitals_are_kept_as_they_were(found: str, wanted: str) -> None:
    assert as_written(found, "joana") == wanted
