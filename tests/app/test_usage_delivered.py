"""Seconds of voices: of what says today's words, of what was delivered, and told where that is not known."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA, fit, season, take
from typer.testing import CliRunner

from dubbench.app import identity, rights, usage, wording
from dubbench.app.checklist import checklists
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.app.session import MACHINE, Session
from dubbench.cli.main import app
from dubbench.domain.delivery import Delivery
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.rights import commercial
from dubbench.domain.series import Episode, Media
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target
from dubbench.formats.issue_words import sentence
from dubbench.jobs.context import Context


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "made.dubbench") as session:
        yield session


@pytest.fixture
def out(session: Session, tmp_path: Path) -> Path:
    """Where the series was delivered."""
    produce(session, Order(choice=FAKE, out=tmp_path / "out"), Context())
    return tmp_path / "out"


def put(session: Session, *rows: object) -> None:
    with session.store.edit(Message.of("x"), ANA) as edit:
        for row in rows:
            edit.put(row)


def test_only_what_says_todays_words_is_heard_and_only_where_it_is_placed(made: Session) -> None:
    first, second = made.store.all(Target, episode_id="e1", market_id="es")[:2]
    other = take(second, "u", voice_id="coqui:rosa", licence="CC BY 4.0")
    twice = (Placement(Span(0, 400), 5000, 1_000_000), Placement(Span(500, 900), 6000, 2_000_000))
    put(made, replace(first, text="Otra cosa."), other, replace(fit(other, 5000), placements=twice))
    rows = {row["voice"]: row for row in usage.voices(made.folder) if (row["episode"], row["market"]) == (1, "es")}
    assert rows["fake-synthesizer:x"]["seconds"] == 1.8
    assert (rows["coqui:rosa"]["seconds"], rows["coqui:rosa"]["licence"]) == (0.6, "CC BY 4.0")


def test_what_was_delivered_is_told_beside_what_stands_now(session: Session, out: Path) -> None:
    before = usage.voices(session.folder)
    assert before
    assert all(row["delivered_seconds"] == row["seconds"] > 0 for row in before)
    with session.store.edit(Message.of("x"), MACHINE) as edit:
        for placed in session.store.all(Fit):
            edit.delete(placed)
    assert usage.voices(session.folder) == [row | {"seconds": 0.0} for row in before]


def test_of_a_manifest_that_was_altered_or_is_gone_it_is_said_that_nothing_is_known(
    session: Session, out: Path
) -> None:
    (file,) = out.glob("*.manifest.json")
    file.write_text(file.read_text() + "\n")
    assert {row["delivered_seconds"] for row in usage.voices(session.folder)} == {None}
    file.unlink()
    assert {row["delivered_seconds"] for row in usage.voices(session.folder)} == {None}
    told = CliRunner().invoke(app, ["rights", "usage", str(session.folder)])
    assert " ? s" in told.stdout


def test_who_alters_a_manifest_hides_no_delivery_from_a_revocation(session: Session, out: Path, tmp_path: Path) -> None:
    voice = session.store.all(Take)[0].voice_id
    (file,) = out.glob("*.manifest.json")
    file.write_text(file.read_text().replace(voice, "fake-synthesizer:other"))
    known(session)
    session.person = CLARA
    paper = tmp_path / "p.pdf"
    paper.write_bytes(b"%PDF yes")
    (consent,) = rights.give(session, rights.Given(voice, "Rosa", paper)).ids
    assert len(rights.revoke(session, consent, "ended").deliveries) == len(session.store.all(Delivery)) == 1


def test_engines_and_whoever_mended_the_source_are_credited_with_licences_in_every_market(made: Session) -> None:
    wording.edit_source(made, "e1l1", "You never told us.")
    found = usage.credits(made.folder)
    for locale in ("es", "pt-BR"):
        own = [(row["for"], row["name"], row["licence"]) for row in found if row["market"] == locale]
        assert ("source", "ana", "") in own
        engines = [row for row in own if row[0] == "engine"]
        assert {name for _, name, _ in engines} == {"fake-synthesizer", "fake-transcriber", "fake-translator"}
        assert {licence for _, _, licence in engines} == {"GPL-3.0-or-later"}
    told = CliRunner().invoke(app, ["rights", "credits", str(made.folder)]).stdout
    assert "fake-transcriber (GPL-3.0-or-later)" in told


def test_a_voice_that_excludes_commercial_use_is_told_once_and_blocks_nothing(session: Session) -> None:
    spoken = session.store.all(Take)
    with session.store.edit(Message.of("x"), MACHINE) as edit:
        for one in spoken:
            edit.put(replace(one, licence="CPML (non-commercial)"))
    (listed,) = checklists(session, choice=FAKE)
    limited = [gap for gap in listed.gaps if gap.issue.check == "licence-limited"]
    assert len(limited) == len({one.voice_id for one in spoken})
    assert not any(gap.blocking for gap in limited)
    assert all(gap.line for gap in limited)
    assert "excludes commercial use: CPML (non-commercial)" in sentence(limited[0].issue.message)


@pytest.mark.parametrize(
    ("licence", "free"),
    [
        ("MIT", True), ("Apache-2.0", True), ("CC BY 4.0", True), ("", True), ("CC-BY-SA-4.0 (Ncube)", True),
        ("CC BY-NC 4.0", False), ("cc-by-nc-sa-4.0", False), ("CPML", False), ("Non-Commercial only", False),
        ("noncommercial", False),
    ],
)  # fmt: skip
def test_a_licence_leaves_commercial_use_free_or_not(licence: str, free: bool) -> None:
    assert commercial(licence) is free


@pytest.mark.slow
def test_60_000_targets_are_summed_up(tmp_path: Path) -> None:
    with Session.create(tmp_path / "big.dubbench", "Big", "en") as session:
        media = Media("none.mp4", "0" * 64, 1, "mp4", 1, ())
        put(session, *(Episode(f"e{n}", n, f"E{n}", media) for n in range(100)), Market("m", "es"))
        for number in range(100):
            spoken = [Target(f"t{number}-{n}", f"e{number}", "m", (), "Vuelve de noche.") for n in range(600)]
            takes = [take(one, voice_id=f"v:{n % 9}") for n, one in enumerate(spoken)]
            put(session, *spoken, *takes, *(fit(one, 0) for one in takes))
        found = usage.voices(session.folder)
        assert len(found) == 900
        assert sum(row["seconds"] for row in found) == pytest.approx(60_000 * 0.9, abs=90)
