"""Whose words a dub says: drafts, edits, undo and alternatives, as the journal has them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripts_made import ANA, BEN, SAID, season

from dubbench.app import lines, usage, wording
from dubbench.app.session import MACHINE, Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.target import Alternative, Target

DRAFT = SAID["pt"][0]
OFFERED = f"{DRAFT} (2)"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "made.dubbench") as made:
        yield made


def write(session: Session, text: str, person: Author = ANA) -> None:
    session.person = person
    wording.edit_target(session, "e1l1", "pt", text)


def report(session: Session) -> list[dict[str, Any]]:
    return usage.authorship(session.folder, [1], ["pt-BR"])


def first(session: Session) -> dict[str, Any]:
    return report(session)[0]


def part(session: Session, person: str) -> tuple[int, int, int, int] | None:
    """What a person did: lines, edits, choices, changed characters."""
    found = (one for one in usage.authors(report(session)) if one["person"] == person)
    return next(((one["lines"], one["edits"], one["chosen"], one["changed_characters"]) for one in found), None)


def target(session: Session) -> Target:
    return next(one for one in session.store.all(Target, market_id="pt") if one.line_ids == ("e1l1",))


def test_a_draft_that_is_only_confirmed_is_the_machines_and_unchanged(session: Session) -> None:
    wording.confirm(session, [target(session).id])
    one = first(session)
    assert (one["draft"], one["text"], one["changed_characters"], one["by"]) == (DRAFT, DRAFT, 0, [])
    assert one["engine"] == "fake-translator@1"
    assert one["rejected"] == [OFFERED]


def test_the_draft_is_what_the_machine_had_put_there_whatever_else_it_offered(session: Session) -> None:
    offers = [Alternative(f"{n:032x}", "e1", target(session).id, f"Oferta {n}.", "z@1", f"o{n}") for n in range(9)]
    with session.store.edit(Message.of("x"), MACHINE) as edit:
        for one in offers:
            edit.put(one)
    write(session, "Você nunca disse.")
    assert (first(session)["draft"], first(session)["engine"]) == (DRAFT, "fake-translator@1")


def test_each_person_is_told_what_their_own_edits_changed(session: Session) -> None:
    write(session, "Você nunca disse.")
    write(session, "Você nunca lhes disse.", BEN)
    one = first(session)
    assert (one["draft"], one["by"]) == (DRAFT, ["ana", "ben"])
    assert one["changed_characters"] == usage.far(DRAFT, "Você nunca lhes disse.")
    assert part(session, "ana") == (1, 1, 0, usage.far(DRAFT, "Você nunca disse."))
    assert part(session, "ben") == (1, 1, 0, len("lhes "))


def test_what_was_undone_counts_for_nothing_and_what_was_redone_counts_again(session: Session) -> None:
    write(session, "Um.")
    write(session, "Dois.")
    once = (1, 1, 0, usage.far(DRAFT, "Um."))
    session.store.undo(ANA)
    assert part(session, "ana") == once
    session.store.undo(ANA)
    assert part(session, "ana") is None
    assert (first(session)["text"], first(session)["by"]) == (DRAFT, [])
    session.store.redo(ANA)
    assert part(session, "ana") == once
    session.store.redo(ANA)
    assert part(session, "ana") == (1, 2, 0, once[3] + usage.far("Um.", "Dois."))


def test_a_line_that_was_deleted_and_brought_back_keeps_its_writers(session: Session) -> None:
    write(session, "Um.")
    before = report(session)
    lines.delete(session, ["e1l1"])
    assert part(session, "ana") is None
    session.store.undo(ANA)
    assert report(session) == before


def test_a_chosen_text_is_no_writing_and_a_given_back_one_is_the_machines(session: Session) -> None:
    (offered,) = session.store.all(Alternative, target_id=target(session).id)
    wording.take_alternative(session, offered.id)
    one = first(session)
    assert (one["draft"], one["text"], one["changed_characters"]) == (DRAFT, OFFERED, 4)
    assert part(session, "ana") == (1, 0, 1, 0)
    wording.revert(session, target(session).id)
    assert (first(session)["by"], first(session)["changed_characters"]) == ([], 0)


def test_who_splits_a_line_has_not_written_it(session: Session) -> None:
    write(session, "Você nunca lhes disse nada.", BEN)
    session.person = ANA
    lines.split(session, "e1l1", 2)
    assert part(session, "ana") is None
    assert len(report(session)) == 5
    assert [one["by"] for one in report(session)[:2]] == [["ben"], ["ben"]]


def test_the_whole_series_tells_of_a_line_what_its_episode_does(session: Session) -> None:
    write(session, "Um.")
    every = usage.authorship(session.folder, [], [])
    assert len(every) == 16
    assert first(session) in every


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert usage.far("Voce\u0302", "Você") == 0
