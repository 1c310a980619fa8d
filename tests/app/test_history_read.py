"""The history narrowed by person, market, episode, line and time; as a table and as pages."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA, BEN, season
from typer.testing import CliRunner

from dubbench.app import comments, history, identity, review, wording
from dubbench.app.history import Asked, listing
from dubbench.app.history_pages import write_pdf
from dubbench.cli.main import app
from dubbench.domain.remarks import Subject
from dubbench.domain.signing import SignKind
from dubbench.errors import BadInput
from dubbench.pipeline.translate import target_id


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as session:
        known(session)
        session.person = ANA
        wording.edit_target(session, "e1l1", "pt", "=Nunca contou.")
        wording.edit_target(session, "e1l2", "es", "La casa era mía.")
        wording.edit_source(session, "e1l1", "You never said it.")
        session.person = BEN
        comments.write(session, Subject.TARGET, target_id("pt", ("e1l1",)), "Why?", market_id="pt")
        session.person = CLARA
        review.sign(session, SignKind.TEXT, [target_id("pt", ("e1l1",))], market_id="pt")
        made = session.folder
    yield made
    identity.forget()


def told(folder: Path, **asked: object) -> list[str]:
    return [row["message"] for row in listing(folder, Asked(last=None, **asked))]


def test_by_person_and_by_people(folder: Path) -> None:
    assert told(folder, person="ben") == ["commented: Why?"]
    assert len(told(folder, people=True)) < len(told(folder))
    assert len(told(folder, person="ana")) >= 3


def test_a_person_of_whom_nothing_is_known_is_an_error(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"zoe did nothing here\. The people are: .*ben"):
        told(folder, person="zoe")


def test_by_market_and_episode(folder: Path) -> None:
    spanish = (
        told(folder, market="es-419") if "es-419" in _locales(folder) else told(folder, market=_locales(folder)[0])
    )
    assert any("wrote line" in one for one in spanish)
    assert "approved 1 lines for pt-BR" in told(folder, market="pt-BR")
    assert "approved 1 lines for pt-BR" in told(folder, episode=1)
    assert "approved 1 lines for pt-BR" not in told(folder, episode=2)


def _locales(folder: Path) -> list[str]:
    from dubbench.app.session import Session
    from dubbench.domain.market import Market

    with Session.open(folder) as session:
        return [one.locale for one in session.store.all(Market) if one.locale != "pt-BR"]


def test_by_line_with_all_that_is_said_of_it(folder: Path) -> None:
    mine = told(folder, episode=1, line=1, market="pt-BR", people=True)
    assert [one.split(":")[0] for one in mine[:3]] == [
        "approved 1 lines for pt-BR",
        "commented",
        "wrote the source of line 1",
    ]
    assert not any("line 2" in one for one in mine)


def test_by_time(folder: Path) -> None:
    assert told(folder, since="2999-01-01") == []
    assert told(folder, until="2000-01-01") == []
    assert told(folder, since="2000-01-01", until="2999-01-01") == told(folder)
    with pytest.raises(BadInput, match="is no day"):
        told(folder, since="yesterday")
    with pytest.raises(BadInput, match="The series has no xx"):
        told(folder, market="xx")


def test_an_edit_tells_its_texts(folder: Path) -> None:
    (row,) = [r for r in listing(folder, Asked(last=None)) if r["message"] == "wrote line 1 for pt-BR"]
    assert (row["before"], row["after"], row["market"], row["episode"]) == (
        "Você nunca contou.", "=Nunca contou.", "pt-BR", "1",
    )  # fmt: skip


def test_the_table_holds_no_formula(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "history.csv"
    done = CliRunner().invoke(app, ["history", str(folder), "--csv", str(out), "--person", "ana"])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == history.COLUMNS
    assert "'=Nunca contou." in [row["after"] for row in rows]
    assert {row["author"] for row in rows} == {"ana"}


def test_the_pages_are_a_pdf_of_all_of_it(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "history.pdf"
    done = CliRunner().invoke(app, ["history", str(folder), "--pdf", str(out), "--json"])
    assert done.exit_code == 0, done.output
    from pypdf import PdfReader

    rows = json.loads(done.stdout)["result"]
    pages = "\n".join(page.extract_text() for page in PdfReader(out).pages)
    assert len(rows) == len(told(folder))
    written = " ".join(pages.split())
    assert all(" ".join(row["message"].split()) in written for row in rows)


@pytest.mark.skipif(not list(Path("/usr/share/fonts").rglob("NotoSansArabic-Regular.ttf")), reason="no Arabic font")
def test_arabic_letters_join_in_the_pages(tmp_path: Path) -> None:
    """Twice the letter sin: the first and the last of a word are other glyphs."""
    from pypdf import PdfReader

    row = {"seq": 1, "at": "", "author": "a", "machine": False, "episode": 0, "market": "", "message": "\u0633\u0633"}
    write_pdf([{**row, "before": "", "after": ""}], tmp_path / "h.pdf", "t")
    (page,) = PdfReader(tmp_path / "h.pdf").pages
    drawn = [operands[0] for operands, operator in page.get_contents().operations if operator == b"Tj"]
    assert drawn[-2] != drawn[-1]
    assert page.extract_text().splitlines()[-1] == row["message"]
