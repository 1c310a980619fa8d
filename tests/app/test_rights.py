"""Consents: entered with their document, enforced where a voice would speak, told at the gate, revoked for good."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA
from typer.testing import CliRunner

from dubbench.app import audit, casting, identity, packs, rights, speaking, wording
from dubbench.app.engines import FAKE
from dubbench.app.gate import as_it_stands, obstacles, planned
from dubbench.app.licensing import rights as asked
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.findings import Finding
from dubbench.domain.journal import Message
from dubbench.domain.market import Market, Profile
from dubbench.domain.rights import Consent, Reason, Use, Wanted, lacks
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Take, Target
from dubbench.errors import BadInput, NoConsent, NotPermitted
from dubbench.jobs.context import Context
from dubbench.providers.fake import FakeSynthesizer


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "consent.pdf"
    file.write_bytes(b"%PDF-1.4 I, Rosa, agree.")
    return file


def market(session: Session) -> Market:
    return session.store.all(Market)[0]


def voice(session: Session) -> str:
    return session.store.all(Take)[0].voice_id


def given(session: Session, paper: Path, **more: object) -> rights.Given:
    return replace(rights.Given(voice(session), "Rosa Lima", paper), **more)


def at_work(session: Session) -> Session:
    known(session)
    session.person = CLARA
    return session


def test_a_consent_is_entered_by_a_producer_with_its_document(session: Session, paper: Path) -> None:
    at_work(session)
    made = rights.give(session, given(session, paper, languages=("pt",), territories=("br",), ends="2099-01-01"))
    row = session.store.get(Consent, made.ids[0])
    assert row is not None
    assert (row.by, row.territories, row.document_name) == ("clara", ("BR",), "consent.pdf")
    assert (session.folder / audit.DOCUMENTS / row.document).read_bytes() == paper.read_bytes()
    assert list(audit.findings(session.store, Context())) == []
    session.person = ANA
    with pytest.raises(NotPermitted, match="it needs the role producer"):
        rights.give(session, given(session, paper))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"performer": "  "}, "Say whose voice"),
        ({"voice_id": "rosa"}, "Say whose voice"),
        ({"uses": ()}, "allows no use"),
        ({"languages": ("Klingonese!",)}, "is no language"),
        ({"territories": ("Brazil",)}, "is no territory"),
        ({"begins": "2026-02-31"}, "is no day"),
        ({"begins": "2026-03-01", "ends": "2026-02-01"}, "before it begins"),
        ({"document": Path("nowhere.pdf")}, "There is no document at"),
    ],
)
def test_a_consent_that_says_nothing_clear_is_refused(
    session: Session, paper: Path, wrong: dict[str, object], said: str
) -> None:
    at_work(session)
    with pytest.raises(BadInput, match=said):
        rights.give(session, given(session, paper, **wrong))
    assert session.store.all(Consent) == []


def test_an_empty_or_enormous_document_is_refused(session: Session, tmp_path: Path) -> None:
    at_work(session)
    empty, huge = tmp_path / "empty.pdf", tmp_path / "huge.pdf"
    empty.touch()
    with huge.open("wb") as file:
        file.truncate(rights.LARGEST_BYTES + 1)
    for file_, said in ((empty, "is empty"), (huge, "larger than 20 MB")):
        with pytest.raises(BadInput, match=said):
            rights.give(session, given(session, file_))


TODAY = Wanted("The Chair", Use.DUB, "pt-BR", "BR", "social", "2026-06-15")
OPEN = Consent(
    "k", "v:1", "Rosa", rights.ConsentKind.REPLICA, (), (Use.DUB,), (), (), (), "", "", "", "", "", "", "c", "", "2026"
)


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({}, None),
        ({"languages": ("pt",)}, None),
        ({"languages": ("pt-BR",)}, None),
        ({"languages": ("pt-PT",)}, Reason.LANGUAGE),
        ({"languages": ("p",)}, Reason.LANGUAGE),
        ({"titles": ("the chair",)}, None),
        ({"titles": ("Another",)}, Reason.TITLE),
        ({"territories": ("PT",)}, Reason.TERRITORY),
        ({"media": ("podcast",)}, Reason.MEDIUM),
        ({"uses": (Use.TRAILER,)}, Reason.USE),
        ({"begins": "2026-06-16"}, Reason.NOT_BEGUN),
        ({"begins": "2026-06-15", "ends": "2026-06-15"}, None),
        ({"ends": "2026-06-14"}, Reason.ENDED),
        ({"revoked_at": "2026"}, Reason.REVOKED),
    ],
)
def test_a_use_lies_in_a_scope_or_not(scope: dict[str, object], reason: Reason | None) -> None:
    assert lacks(replace(OPEN, **scope), TODAY) == ((reason,) if reason else ())


def test_a_voice_outside_its_scope_does_not_speak_and_the_rest_does(session: Session, paper: Path) -> None:
    at_work(session)
    rights.give(session, given(session, paper, languages=("es",)))
    spoken = voice(session)
    with pytest.raises(NoConsent, match=f"The consent for the voice {spoken} does not cover pt-BR"):
        casting.cast_voice(session, market(session).id, "low", spoken)
    target = session.store.all(Target)[0]
    with pytest.raises(NoConsent, match="does not cover pt-BR"):
        speaking.voice_line(session, target.id, spoken)
    with pytest.raises(NoConsent, match="does not cover pt-BR"):
        speaking.speak(session, target.id, Context(), choice=FAKE, again=True)
    with session.store.edit(rights.Message.of("x"), ANA) as edit:
        for take in session.store.all(Take):
            edit.delete(take)
    (result,) = produce(session, Order(choice=FAKE, until=Stage.VOICE), Context())
    mine = {take.voice_id for take in session.store.all(Take)}
    assert spoken not in mine
    assert any("does not cover pt-BR" in failure for failure in result.failures)
    rights.give(session, given_for(spoken, paper, ("pt",)))
    (result,) = produce(session, Order(choice=FAKE, until=Stage.VOICE), Context())
    assert result.failures == []
    assert spoken in {take.voice_id for take in session.store.all(Take)}


def given_for(voice_id: str, paper: Path, languages: tuple[str, ...]) -> rights.Given:
    return rights.Given(voice_id, "Rosa Lima", paper, languages=languages)


def test_a_revocation_closes_the_gate_and_names_the_deliveries(session: Session, paper: Path, tmp_path: Path) -> None:
    produce(session, Order(choice=FAKE, out=tmp_path / "out"), Context())
    at_work(session)
    made = rights.give(session, given(session, paper))
    assert asked(session, market(session)).why_not(voice(session)) is None
    revoked = rights.revoke(session, made.ids[0], " changed   her mind ")
    assert revoked.consent.revoked_why == "changed her mind"
    assert [one.folder for one in revoked.deliveries] == [str(tmp_path / "out")]
    assert revoked.takes
    stood = as_it_stands(session, session.store.all(Episode)[0], market(session), FAKE)
    assert stood
    checks = [one.issue.check for one in obstacles(stood.dub, planned(stood))]
    assert "consent-missing" in checks
    with pytest.raises(BadInput, match="was revoked already"):
        rights.revoke(session, made.ids[0], "again")
    assert list(audit.findings(session.store, Context())) == []
    assert session.store.undo(CLARA) is None


def test_a_series_that_knows_nobody_drafts_with_any_voice(session: Session) -> None:
    assert asked(session, market(session)).refusal("coqui:rosa") == ""
    assert session.store.all(Profile)
    assert session.store.all(Line)


def test_the_command_line_enters_lists_and_revokes(
    session: Session, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work(session)
    folder, spoken = session.folder, voice(session)
    session.close()
    monkeypatch.setenv("DUBBENCH_PERSON", "clara")

    def ask(*words: object, code: int = 0) -> object:
        done = CliRunner().invoke(app, ["consents", *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout).get("result")

    ask("give", folder, spoken, "--performer", "Rosa", "--document", paper, "--language", "es")
    (row,) = ask("list", folder)
    assert (row["performer"], row["markets"][0]["covered"]) == ("Rosa", False)
    assert "does not cover pt-BR" in row["markets"][0]["why"]
    ask("give", folder, spoken, "--performer", "Rosa", "--document", paper, "--use", "song", code=2)
    whole = ask("show", folder, row["id"][:12])
    assert Path(whole["document_file"]).read_bytes() == paper.read_bytes()
    Path(whole["document_file"]).unlink()
    assert ask("show", folder, spoken)["document_file"] == ""
    heard = ask("uses", folder, spoken)
    assert {(one["voice"], one["episode"], one["market"]) for one in heard["uses"]} == {(spoken, 1, "pt-BR")}
    assert all(one["seconds"] > 0 for one in heard["uses"])
    assert heard["deliveries"] == []
    for words, said in ((["show"], "languages: es"), (["uses"], "0 deliveries contain the voice")):
        assert said in CliRunner().invoke(app, ["consents", *words, str(folder), spoken]).stdout
    ask("show", folder, "nobody", code=2)
    told = ask("revoke", folder, spoken, "--why", "ended")
    assert told["consent"]["revoked"]
    assert ask("sent", folder) == []


def test_a_pack_takes_the_documents_along(session: Session, paper: Path, tmp_path: Path) -> None:
    at_work(session)
    rights.give(session, given(session, paper))
    folder = session.folder
    session.close()
    packs.pack(folder, tmp_path / "s.dubpack", with_media=False, ctx=Context())
    made = packs.unpack(tmp_path / "s.dubpack", tmp_path / "there", Context())
    with Session.open(Path(made["folder"])) as there:
        assert list(audit.findings(there.store, Context())) == []


def test_a_consent_that_was_revoked_does_not_stand_in_the_way_of_a_new_one(session: Session, paper: Path) -> None:
    at_work(session)
    first = rights.give(session, given(session, paper)).ids[0]
    rights.revoke(session, first, "her contract ended")
    assert asked(session, market(session)).why_not(voice(session)) is Reason.REVOKED
    rights.give(session, given(session, paper, languages=("pt-BR",)))
    assert asked(session, market(session)).why_not(voice(session)) is None
    assert len(session.store.all(Consent)) == 2
    assert list(audit.findings(session.store, Context())) == []


@pytest.mark.parametrize("name", ["../../evil.pdf", "-rf.pdf", "α\u202efdp.exe", "a\nb.pdf", "x" * 200 + ".pdf"])
def test_whatever_a_document_is_called_it_is_kept_under_its_hash(session: Session, tmp_path: Path, name: str) -> None:
    at_work(session)
    inner = tmp_path / "papers" / "a" / "b"
    inner.mkdir(parents=True)
    file = inner / name
    file.write_bytes(b"%PDF yes")
    row = session.store.get(Consent, rights.give(session, given(session, file)).ids[0])
    assert row
    assert [one.name for one in (session.folder / audit.DOCUMENTS).iterdir()] == [row.document]
    assert "/" not in row.document_name


def test_a_voice_that_was_taken_from_a_performer_is_known_as_one_by_what_it_spoke(session: Session) -> None:
    """Another machine knows no card of the voice; the Take does."""
    at_work(session)
    (episode,) = session.store.all(Episode)
    with session.store.edit(Message.of("voice-episode"), session.person) as edit:
        for take in session.store.all(Take):
            edit.put(replace(take, performer="Rosa Lima"))
    stood = as_it_stands(session, episode, market(session), FAKE)
    assert stood is not None
    kept = [one.issue for one in obstacles(stood.dub, planned(stood)) if one.issue.check == Finding.CONSENT_MISSING]
    assert len(kept) == len(session.store.all(Target))


def test_the_voice_of_a_performer_says_so_in_its_take(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = voice(session)
    whose = [replace(one, performer="Rosa Lima") for one in FakeSynthesizer().voices() if one.id == spoken]
    monkeypatch.setattr(FakeSynthesizer, "voices", lambda _self: tuple(whose))
    target = next(one for one in session.store.all(Target) if one.id == session.store.all(Take)[0].target_id)
    wording.edit_target(session, target.line_ids[0], market(session).id, "Outra coisa.")
    assert speaking.speak(session, target.id, Context(), choice=FAKE).take.performer == "Rosa Lima"


def test_a_document_that_is_no_file_is_refused(session: Session, tmp_path: Path) -> None:
    at_work(session)
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    for place in (pipe, tmp_path):
        with pytest.raises(BadInput, match="is no file"):
            rights.give(session, given(session, place))


def test_what_another_consent_still_covers_is_not_lost_by_a_revocation(session: Session, paper: Path) -> None:
    at_work(session)
    first = rights.give(session, given(session, paper)).ids[0]
    second = rights.give(session, given(session, paper, languages=("pt-BR",))).ids[0]
    own = [take for take in session.store.all(Take) if take.voice_id == voice(session)]
    assert rights.revoke(session, first, "a new contract").takes == 0
    assert rights.revoke(session, second, "it ended").takes == len(own)
