"""A script that exists becomes an episode's lines: dry first, one step, undone whole, laid on what was heard."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripts_made import rows, season
from typer.testing import CliRunner

from dubbench.app import importing
from dubbench.app.importing import Fate, Source
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line, OnScreen, Origin
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.domain.target import Target
from dubbench.errors import BadInput
from dubbench.formats.incoming import Entry
from dubbench.media.ffmpeg import ffmpeg_exe
from dubbench.media.probe import probe
from dubbench.pipeline.conforming import conform

SCRIPT = """INT. HOUSE - NIGHT

ANA MARIA
You never told them.

JOHN (V.O.)
That house was mine, and you knew it.

ANA MARIA
Come back at night!

JOHN
And bring the long-lost letters of my mother.
"""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "s.dubbench") as session:
        yield session


def episode(session: Session) -> Episode:
    return session.store.all(Episode)[0]


def lines(session: Session) -> list[Line]:
    return session.store.all(Line, episode_id="e1")


def bring(session: Session, tmp_path: Path, text: str, name: str, **more: object) -> importing.Plan:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    found = importing.read(session, episode(session), Source(file))
    return importing.carry_out(session, episode(session), found, name, **more)[0]  # type: ignore[arg-type]


def test_a_screenplay_is_laid_on_what_was_heard(made: Session, tmp_path: Path) -> None:
    before = lines(made)
    plan = bring(made, tmp_path, SCRIPT, "a.fountain")
    after = lines(made)
    assert [row.fate for row in sorted(plan.rows, key=lambda row: row.entry.row)] == [
        Fate.CHANGED,
        Fate.CHANGED,
        Fate.CHANGED,
        Fate.NOT_HEARD,
    ]
    assert [line.id for line in after] == [line.id for line in before[:3]]
    assert [line.span for line in after] == [line.span for line in before[:3]]
    names = {one.id: one.name for one in made.store.all(Character)}
    assert [names[line.character_id] for line in after] == ["Ana Maria", "John", "Ana Maria"]
    assert [line.on_screen for line in after] == [OnScreen.ON, OnScreen.OFF, OnScreen.ON]
    assert after[2].text == "Come back at night!"
    assert after[2].words[0].start_ms == before[2].words[0].start_ms
    assert all(line.origin is Origin.PERSON for line in after)
    assert {target.line_ids for target in made.store.all(Target, episode_id="e1")} == {(line.id,) for line in after}


def test_an_import_is_one_step_that_undo_takes_back_exactly(made: Session, tmp_path: Path) -> None:
    before, head = rows(made), made.store.head().seq
    bring(made, tmp_path, SCRIPT, "a.fountain")
    assert made.store.head().seq == head + 1
    assert made.store.steps(since=head)[0].message == Message.of("import-script", file="a.fountain", episode=1, count=4)
    made.store.undo(made.person)
    assert rows(made) == before


def test_the_same_file_again_changes_nothing(made: Session, tmp_path: Path) -> None:
    bring(made, tmp_path, SCRIPT, "a.fountain")
    before, head = rows(made), made.store.head()
    plan = bring(made, tmp_path, SCRIPT, "a.fountain")
    assert {row.fate for row in plan.rows} == {Fate.SAME, Fate.NOT_HEARD}
    assert (rows(made), made.store.head()) == (before, head)


def test_subtitles_take_the_times_of_the_speech_they_are_of(made: Session, tmp_path: Path) -> None:
    """The subtitle stands longer than the speech; a line that nobody heard keeps the file's time."""
    text = (
        "1\n00:00:00,900 --> 00:00:03,900\nYou never told them.\n\n"
        "2\n00:00:21,000 --> 00:00:22,500\nNobody ever heard this one.\n"
    )
    first, second = lines(made)[0], None
    bring(made, tmp_path, text, "a.srt")
    after = lines(made)
    first, second = after
    assert first.span == Span(1000, first.words[-1].end_ms)
    assert second.span == Span(21_000, 22_500)
    assert [word.text.strip() for word in second.words] == ["Nobody", "ever", "heard", "this", "one."]


def test_keep_leaves_what_the_file_does_not_have(made: Session, tmp_path: Path) -> None:
    text = "1\n00:00:21,000 --> 00:00:22,500\nNobody ever heard this one.\n"
    bring(made, tmp_path, text, "a.srt", keep=True)
    assert len(lines(made)) == 5


def test_a_sentence_cut_for_the_screen_is_one_for_the_translator(made: Session, tmp_path: Path) -> None:
    text = (
        "1\n00:00:21,000 --> 00:00:22,000\nI waited for you\n\n2\n00:00:22,100 --> 00:00:23,000\nall night.\n\n"
        "3\n00:00:23,100 --> 00:00:24,000\nNever again.\n"
    )
    bring(made, tmp_path, text, "a.srt")
    one, two, three = lines(made)
    assert one.sentence == two.sentence != ""
    assert three.sentence != one.sentence


def test_speakers_do_not_talk_over_themselves(made: Session, tmp_path: Path) -> None:
    text = (
        "1\n00:00:21,000 --> 00:00:24,000\nMARY: I waited for you.\n\n"
        "2\n00:00:23,000 --> 00:00:25,000\nMARY: All night.\n\n3\n00:00:23,000 --> 00:00:25,000\nJOHN: So did I.\n"
    )
    bring(made, tmp_path, text, "a.srt")
    assert [line.span for line in lines(made)] == [Span(21_000, 23_000), Span(23_000, 25_000), Span(23_000, 25_000)]


def test_time_codes_that_begin_with_an_hour_are_those_of_the_programme(made: Session, tmp_path: Path) -> None:
    text = "1\n01:00:21,000 --> 01:00:24,000\nI waited.\n"
    assert bring(made, tmp_path, text, "a.srt").shifted_ms == 3_600_000
    assert lines(made)[0].span == Span(21_000, 24_000)


def test_a_script_of_another_episode_is_refused_and_nothing_is_imported(made: Session, tmp_path: Path) -> None:
    before = rows(made)
    text = "1\n00:00:21,000 --> 00:00:24,000\nI waited.\n\n2\n00:02:21,000 --> 00:02:24,000\nStill.\n"
    with pytest.raises(BadInput, match=r"“Still\.” \(line 6 of the file\) begins at 141\.0 s, and the programme lasts"):
        bring(made, tmp_path, text, "a.srt")
    assert rows(made) == before


def test_a_script_without_times_wants_something_heard(made: Session, tmp_path: Path) -> None:
    with made.store.edit(Message.of("x"), made.person) as edit:
        for line in lines(made):
            edit.delete(line)
    with pytest.raises(BadInput, match="dubbench run SERIES --episode 1 --until transcribe"):
        bring(made, tmp_path, SCRIPT, "a.fountain")


def test_styles_are_kept_and_can_be_left(made: Session, tmp_path: Path) -> None:
    head = "[Events]\nFormat: Start, End, Style, Text\n"
    file = tmp_path / "a.ass"
    file.write_text(
        head + "Dialogue: 0:00:21.00,0:00:22.00,Thought,I knew.\nDialogue: 0:00:25.00,0:00:26.00,Sign,Bar\n"
    )
    found = importing.read(made, episode(made), Source(file, skip_styles=("sign",)))
    assert [(one.style, one.text) for one in found.entries] == [("Thought", "I knew.")]
    importing.carry_out(made, episode(made), found, "a.ass")
    assert [line.style for line in lines(made)] == ["Thought"]


def test_misheard_words_are_still_found() -> None:
    heard = Line("l", "e", Span(0, 2000), "You never tolled them.", "en")
    (one,) = conform([Entry("You never told them!", 1)], [heard], "en")
    assert (one.line_id, one.span, one.sure) == ("l", Span(0, 2000), True)


def test_two_entries_in_one_line_share_its_time() -> None:
    heard = replace(Line("l", "e", Span(0, 4000), "Come in please sit down here", "en"))
    one, two = conform([Entry("Come in, please.", 1), Entry("Sit down here.", 2)], [heard], "en")
    assert {one.line_id, two.line_id} == {"l", ""}
    assert one.span is not None
    assert two.span is not None
    assert one.span.end_ms <= two.span.start_ms


def test_from_the_command_line(made: Session, tmp_path: Path) -> None:
    folder, file = made.folder, tmp_path / "a.fountain"
    made.close()
    file.write_text(SCRIPT)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["import", str(folder), *words])
        return done.exit_code, done.stdout

    code, told = run(str(file), "-e", "1", "--dry-run")
    assert code == 0
    assert "Nothing was changed." in told
    assert "New characters: Ana Maria, John" in told
    assert "1 line of the file was not heard" in told
    assert "Left in the file: scenes and action: 1" in told
    code, told = run(str(file), "-e", "1", "--json")
    assert json.loads(told)["result"]["counts"] == {"same": 0, "changed": 3, "new": 0, "not-heard": 1, "gone": 1}
    assert run(str(file))[0] == 2
    assert run("-e", "1")[0] == 2
    assert run(str(tmp_path / "none.srt"), "-e", "1")[0] == 2
    assert run(str(tmp_path), "-e", "1")[0] == 2
    assert run(str(file), "-e", "1", "--fps", "0")[0] == 2
    assert run(str(file), "-e", "1", "--column", "x")[0] == 2


@pytest.mark.parametrize(("suffix", "codec"), [("mkv", "srt"), ("mkv", "ass"), ("mp4", "mov_text"), ("mkv", "webvtt")])
def test_text_tracks_of_the_media_are_offered_and_imported(
    session: Session, tmp_path: Path, suffix: str, codec: str
) -> None:
    (known,) = session.store.all(Episode)
    film, subtitles = tmp_path / f"with.{suffix}", tmp_path / "s.srt"
    subtitles.write_text("1\n00:00:00,500 --> 00:00:01,500\nMARY: I waited,\nall night.\n")
    media = Path(known.media.path) if Path(known.media.path).is_absolute() else session.folder / known.media.path
    inputs = ["-i", str(media), "-i", str(subtitles)]
    copied = ["-map", "0", "-map", "1", "-c", "copy", "-c:s", codec, "-metadata:s:s:0", "language=por"]
    subprocess.run([ffmpeg_exe(), "-loglevel", "error", *inputs, *copied, str(film)], check=True)
    with session.store.edit(Message.of("x"), session.person) as edit:
        edit.put(replace(known, media=probe(film)))
    folder = session.folder
    session.close()
    listed = CliRunner().invoke(app, ["import", str(folder), "--tracks", "--json"])
    (track,) = json.loads(listed.stdout)["result"]
    assert (track["language"], track["readable"]) == ("pt", True)
    done = CliRunner().invoke(app, ["import", str(folder), "--track", "0", "--json"])
    assert done.exit_code == 0, done.output
    with Session.open(folder) as again:
        (line,) = again.store.all(Line)
        assert (line.text, line.span) == ("I waited, all night.", Span(500, 1500))
        assert [one.name for one in again.store.all(Character)] == ["Mary"]
    assert CliRunner().invoke(app, ["import", str(folder), "--track", "3"]).exit_code == 2
