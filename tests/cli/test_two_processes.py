"""Two processes that make the same series at the same time: one makes it, the other opens it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from programmes import sound_file

from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session

FAKE = ("--asr", "fake", "--mt", "fake", "--tts", "fake", "--separator", "fake", "--vad", "fake")
AT_ONCE = """
import sys
from dubbench.app import episodes, production, quick, season, work
from dubbench.cli.main import run
print("ready", flush=True)
sys.stdin.readline()
run()
"""


def at_once(*commands: tuple[object, ...]) -> list[subprocess.CompletedProcess[str]]:
    """Start a process for each command, and let them all go in the same moment."""
    pipe = subprocess.PIPE
    running = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, *map(str, command)], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        for command in commands
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=240) for process in running]
    return [
        subprocess.CompletedProcess(p.args, p.returncode, out, err) for p, (out, err) in zip(running, told, strict=True)
    ]


def test_two_first_dubs_at_once_both_deliver(tmp_path: Path) -> None:
    programme = sound_file(tmp_path / "one.wav", ("You never told them.",))
    command = ("dub", "--from", "en", "--to", "pt-BR", "-o", tmp_path / "out", *FAKE, "--json", programme)
    done = at_once(command, command)
    assert [p.returncode for p in done] == [0, 0], done
    made = [json.loads(p.stdout)["result"][0] for p in done]
    assert sorted(m["made"]["voice"] for m in made) == [0, 1]
    with Session.open(tmp_path / "out" / "one.dubbench") as session:
        assert len(find_episodes(session, [])) == len(find_markets(session, [])) == 1
        assert session.store.verify() == ()


def test_series_made_at_once_are_one_with_every_market(tmp_path: Path) -> None:
    for turn in range(3):
        folder = tmp_path / f"s{turn}.dubbench"
        done = at_once(*(("new", folder, "--to", locale) for locale in ("es", "pt-BR", "es")))
        assert [p.returncode for p in done] == [0, 0, 0], done
        with Session.open(folder) as session:
            assert [m.locale for m in find_markets(session, [])] == ["es", "pt-BR"]
            assert session.store.verify() == ()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["s0.dubbench", "s1.dubbench", "s2.dubbench"]


def test_programmes_added_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "s.dubbench"
    texts = ("You never told them.", "Come back at night.", "That house was mine.")
    programmes = [sound_file(tmp_path / f"{n}.wav", (text,)) for n, text in enumerate(texts)]
    at_once(("new", folder))
    done = at_once(*(("add", folder, programme) for programme in programmes))
    assert [p.returncode for p in done] == [0, 0, 0], done
    with Session.open(folder) as session:
        assert [e.number for e in find_episodes(session, [])] == [1, 2, 3]


def test_a_season_with_a_bad_episode_exits_with_six(tmp_path: Path) -> None:
    folder = tmp_path / "s.dubbench"
    programmes = [sound_file(tmp_path / f"{n}.wav", (text,)) for n, text in enumerate(("One.", "Come back."))]
    at_once(("new", folder, "--from", "en", "--to", "pt-BR"))
    at_once(("add", folder, *programmes))
    programmes[0].unlink()
    done = at_once(("run", folder, *FAKE))[0]
    assert done.returncode == 6, done
    assert "programme of episode 1" in done.stdout
