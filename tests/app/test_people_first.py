"""What a person wrote or chose stands, whatever engines come and go; what the machine did is not done twice."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from programmes import SCRIPT, video

from dubbench.app import casting, dubbing, quick, work
from dubbench.app.editing import write_line
from dubbench.app.engines import FAKE, Choice
from dubbench.app.production import Order, Result, Stage, produce
from dubbench.app.script import script
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Profile
from dubbench.domain.script import Line
from dubbench.domain.target import Take, Target
from dubbench.engines import registry
from dubbench.errors import BadInput
from dubbench.formats import manifest as manifests
from dubbench.jobs.context import Context
from dubbench.pipeline import transcribe
from dubbench.store.edit import Edit

VOICE = "fake-synthesizer:pt-BR-viola"


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


@pytest.fixture
def session(episode: Path, tmp_path: Path) -> Iterator[Session]:
    """A series of one episode, dubbed by the fakes."""
    with quick.series_for(episode, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (opened, _):
        run(opened)
        yield opened


def run(session: Session, choice: Choice = FAKE, **options: Any) -> Result:
    return produce(session, Order(choice=choice, **options), Context())[0]


def write(session: Session, number: int, text: str) -> None:
    found = script(session, 1, "pt-BR")
    write_line(session, found, found.lines[number - 1], text)


def texts(session: Session) -> list[str]:
    found = script(session, 1, "pt-BR")
    return [found.targets[line.id].text for line in found.lines]


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let an engine come out in a newer version."""

    def bump(engine_id: str) -> None:
        known = registry._scan()
        changed = {**known[0], engine_id: replace(known[0][engine_id], version="next")}
        monkeypatch.setattr(registry, "_scan", lambda: (changed, known[1]))

    return bump


def made(result: Result) -> int:
    return sum(result.made.values())


def test_work_of_engines_that_nobody_names_now_stands(session: Session) -> None:
    write(session, 1, "Escrito à mão.")
    before = session.store.all(Line)
    result = run(session, Choice(translator="fake", synthesizer="fake"))
    assert session.store.all(Line) == before
    assert result.made[Stage.TRANSLATE] == 0
    assert result.made[Stage.VOICE] == 1
    assert made(run(session, Choice())) == 0


@pytest.mark.parametrize("engine", ["fake-detector", "fake-transcriber", "fake-translator", "fake-synthesizer"])
def test_a_newer_engine_makes_nothing_anew_unless_asked(
    session: Session, newer: Callable[[str], None], engine: str
) -> None:
    newer(engine)
    assert made(run(session)) == 0
    write(session, 2, "Escrito à mão.")
    run(session, upgrade=True)
    assert texts(session)[1] == "Escrito à mão."
    assert made(run(session)) == 0


def test_a_text_stays_with_its_line_when_the_line_is_heard_again(
    session: Session, newer: Callable[[str], None]
) -> None:
    write(session, 1, "Escrito à mão.")
    newer("fake-transcriber")
    result = run(session, upgrade=True)
    assert len(script(session, 1, "pt-BR").lines) == len(SCRIPT)
    assert texts(session)[0] == "Escrito à mão."
    assert not result.issues


def test_a_line_with_a_persons_text_is_kept_where_another_is_heard(
    session: Session, newer: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(session, 1, "Escrito à mão.")
    really = transcribe.make_lines

    def misheard(*arguments: Any, **named: Any) -> tuple[Line, ...]:
        return tuple(replace(line, text=line.text + " Indeed.") for line in really(*arguments, **named))

    monkeypatch.setattr(transcribe, "make_lines", misheard)
    newer("fake-transcriber")
    result = run(session, upgrade=True)
    found = script(session, 1, "pt-BR")
    assert [line.text for line in found.lines] == [SCRIPT[0], *(f"{text} Indeed." for text in SCRIPT[1:])]
    assert texts(session)[0] == "Escrito à mão."
    assert [issue.check for issue in result.issues] == ["earlier-hearing"]
    assert {i for t in session.store.all(Target) for i in t.line_ids} == {line.id for line in found.lines}


def test_saying_the_language_that_was_found_hears_nothing_again(episode: Path, tmp_path: Path) -> None:
    with quick.series_for(episode, tmp_path, ["pt-BR"], choice=FAKE) as (session, _):
        found = run(session)
    with quick.series_for(episode, tmp_path, ["pt-BR"], source=found.language, choice=FAKE) as (session, _):
        assert made(run(session)) == 0


def test_a_voice_that_a_person_chose_outlives_other_engines(session: Session) -> None:
    casting.cast(session.folder, "pt-BR", "high", VOICE)
    casting.cast(session.folder, "pt-BR", "low", VOICE)
    run(session, replace(FAKE, synthesizer="espeak"))
    assert {profile.voice_id for profile in session.store.all(Profile)} == {VOICE}


def test_the_machines_cast_follows_the_engine_that_is_named_and_stays_with_it(session: Session) -> None:
    run(session, replace(FAKE, synthesizer="espeak"))
    assert {casting.engine_of(profile.voice_id) for profile in session.store.all(Profile)} == {"espeak"}
    assert made(run(session, Choice())) == 0


@pytest.mark.parametrize("voice", ["nonsense", "fake-synthesizer:nobody", "fake-translator:x"])
def test_a_voice_that_is_not_there_is_not_cast(session: Session, voice: str) -> None:
    with pytest.raises(BadInput, match=r"names no voice engine|There is no voice"):
        casting.cast(session.folder, "pt-BR", "high", voice)


def test_a_text_written_while_lines_are_spoken_is_spoken_too(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    write(session, 1, "Primeira versão.")
    really = work.speak

    def speak(order: work.Speak, ctx: Context) -> Any:
        if order.target.text == "Primeira versão.":
            write(session, 1, "Segunda versão.")
        return really(order, ctx)

    monkeypatch.setattr(work, "speak", speak)
    result = run(session)
    assert result.made[Stage.VOICE] == 2
    assert not result.issues
    assert result.delivery is not None
    srt = next(f.name for f in result.delivery.files if f.kind == "srt")
    assert "Segunda versão." in (Path(result.delivery.folder) / srt).read_text().replace("\n", " ")


def test_a_line_that_stays_unspoken_is_pointed_at(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    write(session, 1, "Escrito à mão.")
    monkeypatch.setattr(dubbing, "_keep_take", lambda *_: None)
    result = run(session)
    assert [issue.check for issue in result.undubbed] == ["target-without-take"]
    assert result.undubbed[0].span == script(session, 1, "pt-BR").lines[0].span
    assert result.delivery is not None
    manifest = manifests.read(next(Path(result.delivery.folder).glob("*.manifest.json")))
    assert [issue.check for issue in manifest.issues if issue.undubbed] == ["target-without-take"]


def test_a_persons_text_is_held_against_a_changed_source_once(session: Session) -> None:
    write(session, 1, "Escrito à mão.")
    line = script(session, 1, "pt-BR").lines[0]
    with session.store.edit(dubbing.Message.of("edit-source"), session.person) as edit:
        edit.put(replace(line, text="Something else."))
    assert run(session).made[Stage.TRANSLATE] == 1
    assert run(session).made[Stage.TRANSLATE] == 0
    assert texts(session)[0] == "Escrito à mão."


def test_a_line_for_which_nothing_was_heard_is_tried_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from dubbench.engines.interfaces import Translation
    from dubbench.providers import fake

    monkeypatch.setattr(fake.FakeTranslator, "translate", lambda self, texts, *_: tuple(Translation("") for _ in texts))
    line = script(session, 1, "pt-BR").lines[0]
    with session.store.edit(dubbing.Message.of("edit-source"), session.person) as edit:
        edit.put(replace(line, text="Mm."))
    first = run(session)
    assert [issue.check for issue in first.issues] == ["line-without-target"]
    assert run(session).made[Stage.TRANSLATE] == 0
    write(session, 1, "Hum.")
    assert run(session).made[Stage.TRANSLATE] == 0
    assert texts(session)[0] == "Hum."


def test_casting_the_same_voice_again_changes_nothing(session: Session) -> None:
    assert casting.cast(session.folder, "pt-BR", "high", VOICE)["changed"]
    head = session.store.head()
    assert not casting.cast(session.folder, "pt-BR", "high", VOICE)["changed"]
    assert session.store.head() == head


def test_a_line_that_is_not_dubbed_ends_the_command_with_six(
    episode: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from dubbench.cli.main import app
    from dubbench.engines.interfaces import Translation
    from dubbench.providers import fake

    engines = [f"--{kind}=fake" for kind in ("asr", "vad", "separator", "mt", "tts")]
    command = ["dub", str(episode), "--from", "en", "--to", "pt-BR", "-o", str(tmp_path), *engines]
    really = fake.FakeTranslator.translate

    def mute(self: Any, texts: Any, *rest: Any) -> Any:
        said = really(self, texts, *rest)
        return tuple(Translation("") if "house" in text else answer for text, answer in zip(texts, said, strict=True))

    monkeypatch.setattr(fake.FakeTranslator, "translate", mute)
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 6, done.output
    assert "1 line is not in the dub." in done.output


def test_a_fresh_dub_has_not_changed_since_its_delivery(session: Session) -> None:
    def tally() -> Any:
        found = script(session, 1, "pt-BR")
        return session.store.counts().tally(found.episode.id, found.market.id)

    assert not tally().changed
    write(session, 1, "Outra coisa.")
    assert tally().changed
    run(session)
    assert not tally().changed


@pytest.mark.parametrize("stage", ["translate", "voice"])
def test_what_is_written_in_the_moment_of_a_commit_wins(
    session: Session, newer: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """The person's edit lands between what a job's commit looked at and the commit itself."""
    message = {"translate": "translate", "voice": "speak"}[stage]
    put, hit = Edit.put, list[str]()

    def put_after_the_person(edit: Edit, value: Any, expect: int | None = None) -> None:
        put(edit, value, expect)
        if isinstance(value, Target | Take) and not hit:
            hit.append(value.id)
            write(session, 1, "Escrito no mesmo instante.")

    newer("fake-translator" if stage == "translate" else "fake-synthesizer")
    original = session.store.edit

    def watched(told: Message, author: Author, group: str | None = None) -> Any:
        monkeypatch.setattr(Edit, "put", put_after_the_person if told.id == message else put)
        return original(told, author, group)

    monkeypatch.setattr(session.store, "edit", watched)
    result = run(session, upgrade=True)
    assert hit
    assert not result.failures
    assert texts(session)[0] == "Escrito no mesmo instante."
