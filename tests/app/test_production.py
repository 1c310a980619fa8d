"""A whole production on the fake engines: what is made, kept, made again, and delivered."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from programmes import SCRIPT, sound_file, video

from dubbench import formats
from dubbench.app import editing, packs, quick, season, wording, work
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Result, Stage, produce
from dubbench.app.script import script
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Alternative, Target
from dubbench.engines import pool
from dubbench.errors import BadInput, Cancelled, UnsupportedLanguage
from dubbench.formats import manifest
from dubbench.jobs.context import Context
from dubbench.media.probe import probe


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def dub(programme: Path, out: Path, ctx: Context | None = None, **options: object) -> Result:
    with quick.series_for(programme, out, ["pt-BR"], source="en", choice=FAKE) as (session, number):
        order = Order((number,), ("pt-BR",), choice=FAKE, out=out, **options)  # type: ignore[arg-type]
        return produce(session, order, ctx or Context())[0]


def test_a_programme_becomes_a_delivery(episode: Path, out: Path) -> None:
    result = dub(episode, out)
    assert result.lines == len(SCRIPT)
    assert not result.failures
    assert result.delivery is not None
    names = {file.kind: out / file.name for file in result.delivery.files}
    assert set(names) == {"programme", "srt", "vtt", "ass", "dialogue", "background", "manifest"}
    assert all(".pt-BR.draft." in path.name for path in names.values())
    made = probe(names["programme"])
    assert [s.language for s in made.audio] == ["pt-BR", "en"]
    assert abs(made.duration_ms - probe(episode).duration_ms) <= 42
    told = manifest.read(names["manifest"])
    assert [line.source_text for line in told.lines] == list(SCRIPT)
    cues = formats.read("srt", names["srt"].read_text())
    assert " ".join(c.text.replace("\n", " ") for c in cues) == " ".join(line.target_text for line in told.lines)


def test_a_second_identical_run_makes_nothing(episode: Path, out: Path) -> None:
    dub(episode, out)
    before = {p: p.stat().st_mtime_ns for p in out.iterdir()}
    again = dub(episode, out)
    assert sum(again.made.values()) == 0
    assert {p: p.stat().st_mtime_ns for p in out.iterdir() if p.is_file()} == {
        p: t for p, t in before.items() if p.is_file()
    }


def test_a_lost_file_is_delivered_again(episode: Path, out: Path) -> None:
    first = dub(episode, out)
    lost = next(p for p in out.iterdir() if p.suffix == ".srt")
    lost.unlink()
    again = dub(episode, out)
    assert again.made == {Stage.TRANSLATE: 0, Stage.VOICE: 0, Stage.FIT: 0, Stage.EXPORT: 1}
    assert lost.exists()
    assert first.delivery is not None


def test_an_edited_line_is_the_only_one_spoken_again(episode: Path, out: Path) -> None:
    dub(episode, out)
    folder = next(out.glob("*.dubbench"))
    editing.write(folder, None, "", 2, "Aquela casa era minha.")
    again = dub(episode, out)
    assert again.made[Stage.TRANSLATE] == 0
    assert again.made[Stage.VOICE] == 1
    assert again.made[Stage.EXPORT] == 1
    for number, text in enumerate(("Volte já.", "Volte de noite.", "Volte."), 1):
        editing.write(folder, None, "", 3, text)
        again = dub(episode, out)
        assert again.made[Stage.VOICE] == 1, number
        told = manifest.read(next(out.glob("*.manifest.json")))
        assert told.lines[2].spoken.lower() == text.lower()
    with Session.open(folder) as session:
        found = script(session, None, "")
        assert found.targets[found.line(2).id].text == "Aquela casa era minha."
        assert found.targets[found.line(2).id].origin is Origin.PERSON


def test_a_text_taken_back_needs_no_new_voice(episode: Path, out: Path) -> None:
    dub(episode, out)
    folder = next(out.glob("*.dubbench"))
    before = manifest.read(next(out.glob("*.manifest.json"))).lines[0].spoken
    editing.write(folder, None, "", 1, "Nunca contei.")
    dub(episode, out)
    editing.undo(folder)
    again = dub(episode, out)
    assert again.made[Stage.VOICE] == 0
    assert again.made[Stage.EXPORT] == 1
    assert manifest.read(next(out.glob("*.manifest.json"))).lines[0].spoken == before


def test_undo_brings_the_engines_text_back_and_redo_the_persons(episode: Path, out: Path) -> None:
    dub(episode, out)
    folder = next(out.glob("*.dubbench"))

    def said() -> str:
        with Session.open(folder) as session:
            found = script(session, None, "")
            return found.targets[found.line(1).id].text

    machine = said()
    editing.write(folder, None, "", 1, "Nunca contei.")
    for _ in range(2):
        editing.undo(folder)
        assert said() == machine
        editing.redo(folder)
        assert said() == "Nunca contei."
    with pytest.raises(BadInput, match="nothing"):
        editing.redo(folder)


def test_what_a_person_wrote_is_never_translated_over(episode: Path, out: Path) -> None:
    dub(episode, out)
    folder = next(out.glob("*.dubbench"))
    editing.write(folder, None, "", 1, "Nunca contei.")
    with Session.open(folder) as session:
        line = session.store.all(Line)[0]
        from dataclasses import replace

        from dubbench.domain.journal import Message

        with session.store.edit(Message.of("edit-line"), session.person) as edit:
            edit.put(replace(line, text="You always told them.", origin=Origin.PERSON))
    dub(episode, out)
    with Session.open(folder) as session:
        target = next(t for t in session.store.all(Target) if line.id in t.line_ids)
        assert target.text == "Nunca contei."
        beside = session.store.all(Alternative)  # the machine's text for each source: the one written over, and today's
        assert [a.target_id for a in beside] == [target.id, target.id]
        assert len({a.recipe for a in beside}) == 2


def test_sound_alone_becomes_a_sound_file_and_subtitles(tmp_path: Path, out: Path) -> None:
    result = dub(sound_file(tmp_path / "radio.wav"), out)
    assert result.delivery is not None
    kinds = {file.kind: file.name for file in result.delivery.files}
    assert kinds["programme"] == "radio.pt-BR.draft.m4a"
    assert {"srt", "vtt", "ass"} <= set(kinds)


def test_no_dialogue_is_said_and_nothing_delivered(tmp_path: Path, out: Path) -> None:
    import numpy as np
    import soundfile

    silent = tmp_path / "silent.wav"
    soundfile.write(silent, np.zeros(48_000, np.float32), 24_000)
    result = dub(silent, out)
    assert result.silent
    assert result.delivery is None
    assert not list(out.glob("*.m4a"))


def test_a_stop_keeps_what_is_finished(episode: Path, out: Path) -> None:
    seen: list[str] = []
    stopping = Context(lambda p: seen.append(p.note), lambda: any("voice" in note for note in seen))
    with pytest.raises(Cancelled):
        dub(episode, out, stopping)
    assert not list(out.glob("*.mp4"))
    again = dub(episode, out)
    assert again.made[Stage.TRANSLATE] == 0
    assert again.delivery is not None


def test_until_ends_early_and_a_later_run_goes_on(episode: Path, out: Path) -> None:
    result = dub(episode, out, until=Stage.TRANSLATE)
    assert set(result.made) == {Stage.TRANSLATE}
    assert dub(episode, out).delivery is not None


def test_words_that_people_wrote_need_no_translator(episode: Path, tmp_path: Path) -> None:
    choice = replace(FAKE, translator="", synthesizer="espeak")  # the real translators: none of them speaks Georgian
    folder = tmp_path / "heirs.dubbench"
    season.start(folder, ["ka"], source="en")
    season.add(folder, [episode])
    with Session.open(folder) as session:
        with pytest.raises(UnsupportedLanguage, match="from en to ka"):
            produce(session, Order(choice=choice), Context())
        produce(session, Order(choice=choice, until=Stage.TRANSCRIBE), Context())
        market = session.store.all(Market)[0]
        for line in session.store.all(Line):
            wording.edit_target(session, line.id, market.id, "გამარჯობა")
        result = produce(session, Order(choice=choice), Context())[0]
    assert result.delivery is not None
    assert not result.issues


def test_a_season_in_two_markets_loads_each_engine_once(
    episode: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    really = pool._make
    monkeypatch.setattr(pool, "_make", lambda info, models: loaded.append(info.id) or really(info, models))
    work.engines.cache_clear()
    folder = tmp_path / "season.dubbench"
    season.start(folder, ["pt-BR", "es"], source="en")
    other = video(tmp_path / "second.mp4", texts=("Come back at night.",))
    season.add(folder, [episode, other])
    with Session.open(folder) as session:
        results = produce(session, Order(choice=FAKE), Context())
    assert [(r.episode, r.market, r.lines) for r in results] == [
        (1, "es", 3),
        (1, "pt-BR", 3),
        (2, "es", 1),
        (2, "pt-BR", 1),
    ]
    assert len({f.name for r in results if r.delivery for f in r.delivery.files}) == 28
    kinds = ("detector", "separator", "synthesizer", "transcriber", "translator")
    assert sorted(loaded) == [f"fake-{kind}" for kind in kinds]


def test_a_pack_moves_a_series_whole(episode: Path, out: Path, tmp_path: Path) -> None:
    dub(episode, out)
    folder = next(out.glob("*.dubbench"))
    packed = tmp_path / "moved.dubpack"
    packs.pack(folder, packed, with_media=True, ctx=Context())
    made = packs.unpack(packed, tmp_path / "elsewhere", Context())
    with Session.open(Path(made["folder"])) as session, Session.open(folder) as original:
        assert session.store.all(Target) == original.store.all(Target)
        result = produce(session, Order(choice=FAKE), Context())[0]
        assert result.made[Stage.VOICE] == 0
        assert result.delivery is not None


def test_a_changed_pack_is_refused_and_leaves_nothing(episode: Path, out: Path, tmp_path: Path) -> None:
    dub(episode, out)
    packed = tmp_path / "moved.dubpack"
    packs.pack(next(out.glob("*.dubbench")), packed, with_media=False, ctx=Context())
    data = bytearray(packed.read_bytes())
    data[len(data) // 2] ^= 0xFF
    packed.write_bytes(data)
    with pytest.raises(BadInput, match=r"moved\.dubpack"):
        packs.unpack(packed, tmp_path / "elsewhere", Context())
    assert not list((tmp_path / "elsewhere").iterdir())
