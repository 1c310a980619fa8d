"""The command line as people and scripts meet it: sentences, exit codes, JSON, and nothing lost."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from programmes import ffmpeg, video

from dubbench.app.session import Session
from dubbench.domain.target import Take, Target

FAKE = ("--asr", "fake", "--mt", "fake", "--tts", "fake", "--separator", "fake", "--vad", "fake")
PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")


def dubbench(*arguments: object, check: int | None = 0, **options: object) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=240,
        **options,  # type: ignore[call-overload]
    )
    assert check is None or done.returncode == check, f"{done.returncode}: {done.stdout}\n{done.stderr}"
    return done


def refused(*arguments: object, code: int = 2) -> str:
    """Run a command that must fail with one sentence, and return it."""
    done = dubbench(*arguments, check=code)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    sentence = done.stderr.strip()
    assert sentence.startswith("dubbench: ")
    return sentence


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


def dub(path: Path, out: Path, *more: object) -> tuple[object, ...]:
    return ("dub", "--from", "en", "--to", "pt-BR", "-o", out, *FAKE, *more, "--", path)


def test_json_says_what_was_made(episode: Path, tmp_path: Path) -> None:
    answer = json.loads(dubbench(*dub(episode, tmp_path / "out", "--json")).stdout)
    assert answer["schema"] == "dubbench.cli/1"
    assert answer["ok"]
    files = answer["result"][0]["delivery"]["files"]
    assert all(Path(file["path"]).is_file() for file in files)
    again = json.loads(dubbench(*dub(episode, tmp_path / "out", "--json")).stdout)
    assert sum(again["result"][0]["made"].values()) == 0


def test_progress_without_a_terminal_is_a_few_plain_lines(episode: Path, tmp_path: Path) -> None:
    told = dubbench(*dub(episode, tmp_path / "out")).stderr.splitlines()
    assert told[0] == "episode 1 · separate …"
    assert len(told) <= 6
    assert dubbench(*dub(episode, tmp_path / "quiet", "--quiet")).stderr == ""
    assert dubbench(*dub(episode, tmp_path / "json", "--json")).stderr == ""


def test_json_says_what_is_wrong(tmp_path: Path) -> None:
    done = dubbench(*dub(tmp_path / "none.mp4", tmp_path / "out", "--json"), check=2)
    answer = json.loads(done.stdout)
    assert not answer["ok"]
    assert "none.mp4" in answer["error"]["message"]
    assert answer["error"]["exit_code"] == 2


def test_a_season_by_hand(episode: Path, tmp_path: Path) -> None:
    series = tmp_path / "season.dubbench"
    dubbench("new", series, "--from", "en", "--to", "pt-BR")
    dubbench("add", series, episode)
    dubbench("run", series, *FAKE, "--until", "translate")
    assert json.loads(dubbench("status", series, "--json").stdout)["result"]["episodes"][0]["targets"] == 3
    dubbench("edit", series, 1, "Nunca contei.")
    assert "Nunca contei." in dubbench("lines", series).stdout
    assert "wrote line 1" in dubbench("undo", series).stdout
    dubbench("redo", series)
    dubbench("run", series, *FAKE)
    dubbench("export", series, "-o", tmp_path / "delivered")
    delivered = {path.suffix for path in (tmp_path / "delivered").iterdir()}
    assert {".mp4", ".srt", ".vtt", ".ass", ".json", ".flac"} <= delivered
    srt = next((tmp_path / "delivered").glob("*.srt")).read_text()
    assert "Nunca contei." in srt
    assert "delivered pt-BR" in dubbench("history", series).stdout
    assert "0 sounds" in dubbench("gc", series, "--dry-run").stdout
    dubbench("pack", series, "-o", tmp_path / "s.dubpack", "--media")
    dubbench("unpack", tmp_path / "s.dubpack", "-o", tmp_path / "moved")
    assert (tmp_path / "moved" / "s.dubbench" / "series.toml").is_file()


def test_a_programme_added_again_is_told(episode: Path, tmp_path: Path) -> None:
    series, copy = tmp_path / "season.dubbench", tmp_path / "copy.mp4"
    dubbench("new", series)
    assert dubbench("add", series, episode).stdout == "Episode 1: episode\n"
    assert f"It is {episode} already; nothing changed." in dubbench("add", series, episode).stdout
    copy.write_bytes(episode.read_bytes())
    assert f"found again at {copy}" in dubbench("add", series, copy).stdout
    assert "language or audio stream changed" in dubbench("add", series, copy, "--from", "es").stdout
    again = json.loads(dubbench("add", series, copy, "--json").stdout)["result"]
    assert [(e["number"], e["state"]) for e in again] == [(1, "unchanged")]


def test_a_pack_says_which_programmes_it_leaves_and_which_are_missing(episode: Path, tmp_path: Path) -> None:
    home, packed, away = tmp_path / "home", tmp_path / "s.dubpack", tmp_path / "far" / "away"
    home.mkdir()
    (home / "ep01.mp4").write_bytes(episode.read_bytes())
    dubbench("new", home / "season")
    dubbench("add", home / "season.dubbench", home / "ep01.mp4")
    told = dubbench("pack", home / "season.dubbench", "-o", packed).stdout
    assert "Its 1 programme stays where it is; --media takes it along." in told
    before = packed.read_bytes()
    assert "--force" in refused("pack", home / "season.dubbench", "-o", packed)
    assert packed.read_bytes() == before
    told = dubbench("unpack", packed, "-o", away).stdout
    assert "episode 1: ep01.mp4" in told
    assert f"dubbench add {away / 's.dubbench'} FILE" in told
    shutil.rmtree(away)
    away.mkdir()
    (away / "renamed.mp4").write_bytes(episode.read_bytes())
    assert json.loads(dubbench("unpack", packed, "-o", away, "--json").stdout)["result"]["missing"] == []
    told = dubbench("pack", home / "season.dubbench", "-o", packed, "--media", "--force").stdout
    assert "stay" not in told


@pytest.mark.parametrize("command", ["dub", "run", "new", "add", "status", "export", "report", "gc", "pack", "unpack"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage:" in dubbench(command, "--help").stdout


def test_a_missing_file(tmp_path: Path) -> None:
    assert "none.mp4" in refused(*dub(tmp_path / "none.mp4", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_folder(tmp_path: Path) -> None:
    assert f"{tmp_path} is a folder. Give one video" in refused(*dub(tmp_path, tmp_path / "out"))
    dubbench("new", tmp_path / "season")
    series = tmp_path / "season.dubbench"
    assert f"dubbench run {series}" in refused(*dub(series, tmp_path / "out"))
    assert f"{tmp_path} is a folder. Give a pack" in refused("unpack", tmp_path)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [("dub", "", "--to", "pt-BR", "-o", "out"), ("report", ""), ("new", ""), ("status", ""), ("unpack", "a", "-o", "")],
)
def test_an_empty_name_is_not_the_current_folder(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = dubbench(*command, check=2, cwd=tmp_path)
    assert "“” names no file and no folder" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.parent.glob("*.dubbench")) == []


@pytest.mark.parametrize("content", [b"", b"This is a text.\n" * 40, b"\0" * 4096])
def test_no_media_inside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "episode.mp4"
    path.write_bytes(content)
    assert "episode.mp4" in refused(*dub(path, tmp_path / "out"))


def test_a_truncated_file(episode: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(episode.read_bytes()[:4000])
    assert "cut.mp4" in refused(*dub(path, tmp_path / "out"))


def test_no_sound(episode: Path, tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    ffmpeg("-i", episode, "-an", "-c", "copy", path)
    assert "sound" in refused(*dub(path, tmp_path / "out" / "deep"))
    assert list(tmp_path.iterdir()) == [path]


def test_several_audio_streams(episode: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.mp4"
    tags = ("-metadata:s:a:0", "language=fra", "-metadata:s:a:1", "language=eng")
    ffmpeg("-i", episode, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", *tags, path)
    answer = json.loads(dubbench(*dub(path, tmp_path / "out", "--json")).stdout)
    series = next((tmp_path / "out").glob("*.dubbench"))
    from dubbench.domain.series import Episode

    with Session.open(series) as session:
        assert session.store.all(Episode)[0].audio_stream == 1
    assert answer["result"][0]["lines"] == 3
    assert "audio stream 7" in refused(*dub(path, tmp_path / "other", "--audio-stream", 7))


def test_a_rotated_portrait_video(episode: Path, tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", 90, "-i", episode, "-c", "copy", path)
    answer = json.loads(dubbench(*dub(path, tmp_path / "out", "--json")).stdout)
    made = next(f["path"] for f in answer["result"][0]["delivery"]["files"] if f["kind"] == "programme")
    from dubbench.media.probe import probe

    before, after = probe(path).picture, probe(Path(made)).picture
    assert before is not None
    assert after is not None
    assert (after.width, after.height, after.rotation) == (before.width, before.height, before.rotation)


def test_a_variable_frame_rate(episode: Path, tmp_path: Path) -> None:
    path = tmp_path / "vfr.mp4"
    jitter = "setpts=PTS+if(mod(N\\,5)\\,0.4\\,0)/(24*TB)"
    ffmpeg("-i", episode, "-vf", jitter, "-fps_mode", "vfr", "-c:a", "copy", path)
    answer = json.loads(dubbench(*dub(path, tmp_path / "out", "--json")).stdout)
    assert answer["result"][0]["delivery"] is not None


LONG = "é" * 125


@pytest.mark.parametrize("name", ["a b.mp4", 'it\'s "q".mp4', "🎬 drama.mp4", "-rf.mp4", f"{LONG}.mp4", "%d;$(x).mp4"])
def test_odd_names(tmp_path: Path, episode: Path, name: str) -> None:
    source = tmp_path / "in"
    source.mkdir()
    path = source / name
    path.write_bytes(episode.read_bytes())
    answer = json.loads(dubbench(*dub(path, tmp_path / "out", "--json")).stdout)
    for file in answer["result"][0]["delivery"]["files"]:
        assert Path(file["path"]).is_file()
        assert len(os.fsencode(Path(file["path"]).name)) <= 255


def test_a_leading_dash_in_the_current_folder(tmp_path: Path, episode: Path) -> None:
    (tmp_path / "-x.mp4").write_bytes(episode.read_bytes())
    dubbench(*dub(Path("-x.mp4"), Path("out")), cwd=tmp_path)
    assert (tmp_path / "out" / "-x.pt-BR.draft.mp4").is_file()


def test_a_language_that_no_engine_covers(episode: Path, tmp_path: Path) -> None:
    sentence = refused("dub", episode, "--from", "en", "--to", "eu", "-o", tmp_path / "out", "--tts", "kokoro", code=4)
    assert "eu" in sentence
    assert "pt-BR" in sentence
    assert not (tmp_path / "out").exists()
    assert "language tag" in refused("dub", episode, "--to", "klingonish", "-o", tmp_path / "out")


@pytest.mark.parametrize(
    ("source", "locale", "said"),
    [("en", "de", "en → pt-BR"), ("pt", "pt-BR", "pt → en"), ("en", "en-GB", "spoken again as heard")],
)
def test_a_new_market_that_will_not_be_translated_is_noted(tmp_path: Path, source: str, locale: str, said: str) -> None:
    told = dubbench("new", tmp_path / "a", "--from", source, "--to", locale, "--to", "pt-BR")
    assert told.stderr.startswith("Note: ")
    assert said in told.stderr
    assert "a.dubbench is ready" in told.stdout
    made = json.loads(dubbench("new", tmp_path / "b", "--from", source, "--to", locale, "--json").stdout)
    assert said in made["result"]["warnings"][0]


def test_a_dub_into_the_language_spoken_is_noted(episode: Path, tmp_path: Path) -> None:
    engines = tuple(word for pair in zip(FAKE[::2], FAKE[1::2], strict=True) if pair[0] != "--mt" for word in pair)
    told = dubbench("dub", episode, "--from", "en", "--to", "en", "-o", tmp_path / "out", *engines).stderr
    assert told.startswith("Note: en is spoken in the source already")


def test_a_new_market_that_is_covered_is_not_noted(tmp_path: Path) -> None:
    assert dubbench("new", tmp_path / "a", "--from", "en", "--to", "pt-BR").stderr == ""
    assert dubbench("new", tmp_path / "b", "--from", "de", "--to", "en").stderr == ""
    assert "No translator" in dubbench("new", tmp_path / "a.dubbench", "--to", "de").stderr


def test_a_model_with_a_wrong_hash(episode: Path, tmp_path: Path) -> None:
    from dubbench.engines.models import Models

    models = tmp_path / "models"
    real = Models()
    if not real.installed("whisper-base"):
        pytest.skip("the default models are not installed: make models")
    shutil.copytree(real.root / "whisper-base", models / "whisper-base")
    broken = models / "whisper-base" / "config.json"
    broken.write_bytes(broken.read_bytes() + b" ")
    environment = {**os.environ, "DUBBENCH_MODELS": str(models)}
    done = dubbench("models", "verify", "whisper-base", check=4, env=environment)
    assert "config.json" in done.stderr
    assert "dubbench models" in done.stderr


def test_offline_without_models_names_the_command(episode: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "DUBBENCH_MODELS": str(tmp_path / "none")}
    call = ("dub", episode, "--from", "en", "--to", "pt-BR", "-o", tmp_path / "out", "--offline")
    told = dubbench(*call, check=4, env=environment).stderr
    assert told.count("dubbench models install --default") == 1
    assert all(model in told for model in ("deepfilternet3", "whisper-base", "kokoro-82m-int8", "kokoro-voices"))
    assert not (tmp_path / "out").exists()


def test_the_doctor_names_one_command_for_all_missing_models(tmp_path: Path) -> None:
    environment = {**os.environ, "DUBBENCH_MODELS": str(tmp_path / "none")}
    told = dubbench("doctor", check=1, env=environment).stdout
    assert told.count("dubbench models install") == 1
    assert "→ dubbench models install --default" in told
    assert "lacks the models kokoro-82m-int8, kokoro-voices" in told
    found = json.loads(dubbench("doctor", "--json", check=1, env=environment).stdout)["result"]
    assert {f["mend"] for f in found if not f["ok"]} == {"dubbench models install --default"}


def mounted(place: Path, options: str) -> None:
    """Put a small file system at a place; skip where this is not allowed."""
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("a file system of its own can only be made by root where mounting is allowed")


def test_no_write_permission(episode: Path, tmp_path: Path) -> None:
    place = tmp_path / "locked"
    if os.geteuid() == 0:  # whom no mode stops
        mounted(place, "ro")
    else:
        place.mkdir(0o500)
    try:
        assert "locked" in refused(*dub(episode, place / "out"), code=3)
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_the_next_run_completes(episode: Path, tmp_path: Path) -> None:
    place = tmp_path / "small"
    mounted(place, "size=600k")
    try:
        sentence = dubbench(*dub(episode, place / "out"), check=3).stderr
        assert "full" in sentence
        assert "Traceback" not in sentence
        subprocess.run(["mount", "-o", "remount,size=64m", place], check=True)
        dubbench(*dub(episode, place / "out"))
        assert (place / "out" / "episode.pt-BR.draft.mp4").is_file()
    finally:
        subprocess.run(["umount", place], check=True)


def test_two_processes_on_one_project(episode: Path, tmp_path: Path) -> None:
    series = tmp_path / "season.dubbench"
    dubbench("new", series, "--from", "en", "--to", "pt-BR")
    dubbench("add", series, episode)
    command = [*PROGRAM, "run", str(series), *FAKE, "--json"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [json.loads(p.communicate(timeout=240)[0])["result"][0] for p in both]
    assert sorted(a["made"]["voice"] for a in answers) == [0, 3]
    assert all(a["delivery"] for a in answers)


@pytest.mark.slow
def test_killed_at_any_point_nothing_finished_is_lost(episode: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    kept = 0
    for delay in (0.5, 0.8, 1.1, 1.4, 1.7, 2.0, 2.4, 2.8, 3.3, 4.0):
        process = subprocess.Popen([*PROGRAM, *map(str, dub(episode, out, "--quiet"))], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + delay
        while time.monotonic() < deadline and process.poll() is None:
            os.sched_yield()
        process.send_signal(signal.SIGKILL)
        process.wait()
        for series in out.glob("*.dubbench"):
            if not (series / "series.toml").is_file():
                continue
            with Session.open(series) as session:
                assert session.store.verify() == ()
                now = len(session.store.all(Target)) + len(session.store.all(Take))
            assert now >= kept
            kept = now
        assert all(p.stat().st_size > 1000 for p in out.glob("*.mp4"))
    dubbench(*dub(episode, out))
    assert (out / "episode.pt-BR.draft.mp4").is_file()
    assert not list(out.glob(".dubbench-*"))


def test_ctrl_c_keeps_what_is_finished(episode: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        [*PROGRAM, *map(str, dub(episode, out))], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    series = out / "episode.dubbench"
    deadline = time.monotonic() + 60
    while not (series / "series.toml").is_file() and time.monotonic() < deadline:
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in told
    dubbench(*dub(episode, out))


def test_report_on_a_delivery(episode: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    dubbench(*dub(episode, out))
    answer = json.loads(dubbench("report", out, "--asr", "fake", "--vad", "fake", "--json").stdout)["result"]
    assert (set(answer), answer["schema"]) == ({"schema", "reports"}, "dubbench.reports/1")
    (one,) = answer["reports"]
    assert {f["id"] for f in one["figures"]} >= {"loudness", "true-peak"}
    assert (out / "episode.pt-BR.draft.report.html").read_text().startswith("<!doctype html>")


def test_what_was_measured_and_has_not_changed_is_not_measured_again(episode: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    judges = ("--asr", "fake", "--vad", "fake", "--json")
    dubbench(*dub(episode, out))

    def measured(*more: object) -> dict[str, object]:
        (one,) = json.loads(dubbench("report", out, *judges, *more).stdout)["result"]["reports"]
        return one  # type: ignore[no-any-return]

    first, page = measured(), out / "episode.pt-BR.draft.report.html"
    assert first["measured"] == "now"
    page.unlink()
    second = measured()
    assert second == first | {"measured": "earlier"}
    assert page.is_file()
    assert measured("--again")["measured"] == "now"
    assert "--again measures anew" in dubbench("report", out, "--asr", "fake", "--vad", "fake").stdout
    (out / "episode.pt-BR.draft.srt").write_text("")
    assert measured()["measured"] == "now"
    (out / "episode.pt-BR.draft.report.json").write_text("no report")
    assert measured()["measured"] == "now"


def test_every_delivery_of_a_folder_is_measured(episode: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    dubbench(*dub(episode, out, "--to", "es"))
    judges = ("--asr", "fake", "--vad", "fake")
    answer = json.loads(dubbench("report", out, *judges, "--json").stdout)["result"]
    assert answer["schema"] == "dubbench.reports/1"
    assert [report["locale"] for report in answer["reports"]] == ["es", "pt-BR"]
    sentence = refused("report", out, *judges, "--html", tmp_path / "page.html")
    assert "episode.es.draft.manifest.json, episode.pt-BR.draft.manifest.json" in sentence
    answer = json.loads(dubbench("report", out / "episode.es.draft.srt", *judges, "--json").stdout)["result"]
    assert [report["locale"] for report in answer["reports"]] == ["es"]


def test_report_on_what_is_no_delivery(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("report", tmp_path, "--asr", "fake", "--vad", "fake")
    assert "nothing at" in refused("report", tmp_path / "none", "--asr", "fake", "--vad", "fake")
    text = tmp_path / "text.mp4"
    text.write_text("A text.")
    assert f"{text} belongs to no delivery" in refused("report", text, "--asr", "fake", "--vad", "fake")


@pytest.mark.parametrize("command", ["run", "export"])
def test_a_file_is_no_place_for_deliveries(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "s.dubbench"
    dubbench("new", folder, "--to", "pt-BR")
    assert "is the name of a file" in refused(command, folder, "-o", tmp_path / "episode.mp4", *FAKE)
    (tmp_path / "letter").write_text("Dear Ana")
    assert "letter is a file" in refused(command, folder, "-o", tmp_path / "letter", *FAKE)
