"""A new cut: lines are found again by their sound, keep texts and signatures; what is gone and new is told."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import shutil
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from people_made import CLARA, known
from scripts_made import take, target
from typer.testing import CliRunner

from dubbench.app import approving, audit, identity, recutting, review, steps, wording
from dubbench.app.episodes import add_episode, add_market
from dubbench.app.recutting import Fate
from dubbench.app.session import MACHINE, Session
from dubbench.cli.main import app
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Word, pauses
from dubbench.domain.series import Episode, Listening
from dubbench.domain.signing import SignKind
from dubbench.domain.span import Span
from dubbench.domain.target import Target
from dubbench.errors import BadInput, Conflict
from dubbench.jobs.context import Context
from dubbench.media.audio import Samples
from dubbench.media.decode import decode_audio
from dubbench.paths import resources

RATE_HZ = 16_000
OLD, OTHER = "the-understudy", "the-returned-letter"
PARTS = ((60.6, 80.6), (0, 29.0), (39.0, 49.0), None, (49.0, 60.6), (80.6, 119))
"""The new cut: a scene moved to the beginning, 10 s taken out, 5 s of another programme put in."""


def heard(name: str) -> Samples:
    return decode_audio(resources() / "demo" / f"{name}.mp4", 0, RATE_HZ).mono()


def written(path: Path, sound: Samples) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    old, other = heard(OLD), heard(OTHER)
    pieces = [old[int(p[0] * RATE_HZ) : int(p[1] * RATE_HZ)] if p else other[RATE_HZ * 3 : RATE_HZ * 8] for p in PARTS]
    hiss = np.random.default_rng(3).normal(0, 2e-4, sum(map(len, pieces)))
    return written(tmp_path_factory.mktemp("cut") / "second-cut.wav", 0.7 * np.concatenate(pieces) + hiss)


def expected(span: Span) -> int | None:
    """Return where a line begins in the new cut, by how it was made; `None` where it is not whole in it."""
    at = 0.0
    for part in PARTS:
        if part is None:
            at += 5
            continue
        if part[0] * 1000 <= span.start_ms and span.end_ms <= part[1] * 1000:
            return round(span.start_ms + (at - part[0]) * 1000)
        at += min(part[1], 118.41) - part[0]
    return None


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The demo with its true lines, translated by a machine, the first ten texts signed."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    truth = json.loads((resources() / "demo" / f"{OLD}.truth.json").read_text())["lines"]
    media = shutil.copy(resources() / "demo" / f"{OLD}.mp4", tmp_path / "first-cut.mp4")
    with Session.create(tmp_path / "s.dubbench", "S", "en") as made:
        episode, market = add_episode(made, media), add_market(made, "pt-BR")
        lines = [_line(episode.id, one) for one in truth]
        with made.store.edit(Message.of("x"), MACHINE) as edit:
            speech = tuple(line.span for line in lines)
            edit.put(replace(episode, listening=Listening("en", speech, "fake@1", "r")))
            for line in lines:
                edit.put(line)
                said = target(line, market.id, line.text.upper(), "pt-BR")
                edit.put(said)
                edit.put(take(said, f"take {said.id}"))
        known(made)
        made.person = CLARA
        texts = [one.id for one in made.store.all(Target)][:10]
        review.sign(made, SignKind.TEXT, texts, market_id=market.id)
        yield made
    identity.forget()


def the_episode(session: Session) -> Episode:
    return session.store.all(Episode)[0]


def _line(episode_id: str, one: dict[str, object]) -> Line:
    parts = str(one["text"]).split()
    first, last = int(str(one["start_ms"])), int(str(one["end_ms"]))
    step = (last - first) / len(parts)
    words = tuple(
        Word(f" {part}" if n else part, round(first + n * step), round(first + (n + 1) * step - 1), 900_000)
        for n, part in enumerate(parts)
    )
    span = Span(first, last)
    return Line(f"l{one['id']}", episode_id, span, str(one["text"]), "en", words, pauses(words), character_id="")


def test_every_line_that_is_in_the_new_cut_is_found_where_it_is(session: Session, cut: Path) -> None:
    found = recutting.compare(session, the_episode(session), cut, Context())
    whole = {one.line.id: expected(one.line.span) for one in found.lines}
    kept = {one.line.id: one for one in found.of(Fate.KEPT)}
    assert set(kept) == {line_id for line_id, at in whole.items() if at is not None}
    assert len(kept) >= 35
    off = [abs(one.now.span.start_ms - whole[line_id]) for line_id, one in kept.items() if one.now]
    assert max(off) <= 2
    assert all(one.now.span.duration_ms == one.line.span.duration_ms for one in kept.values() if one.now)
    (new,) = found.new
    assert abs(new.duration_ms - 5000) <= 60
    assert {one.fate for one in found.lines if one.line.id not in kept} <= {Fate.DROPPED, Fate.CHANGED}


def test_texts_and_their_signatures_move_along_and_undo_takes_all_back(session: Session, cut: Path) -> None:
    episode, lines = the_episode(session), session.store.all(Line)
    texts = {one.id: one for one in session.store.all(Target)}
    found = recutting.compare(session, episode, cut, Context())
    recutting.put(session, found)
    now = the_episode(session)
    assert (now.media.sha256, now.id, now.number) != (episode.media.sha256, episode.id, episode.number)
    assert now.media.path.endswith("second-cut.wav")
    gone = {one.line.id for one in found.of(Fate.DROPPED)}
    assert gone
    assert {one.id for one in session.store.all(Line)} == {one.id for one in lines} - gone
    left = {one.id: one for one in session.store.all(Target)}
    assert left == {key: one for key, one in texts.items() if not set(one.line_ids) & gone}
    rows = approving.signatures(session, session.store.all(Market)[0].id)
    assert all(stands for row, stands in rows if row.subject_id in left)
    assert list(audit.findings(session.store, Context())) == []
    assert steps.undo(session)
    assert session.store.all(Line) == lines
    assert the_episode(session) == episode
    assert {one.id: one for one in session.store.all(Target)} == texts


def test_lines_that_were_changed_meanwhile_are_compared_again(session: Session, cut: Path) -> None:
    found = recutting.compare(session, the_episode(session), cut, Context())
    wording.edit_source(session, "l1", "Where is he?")
    with pytest.raises(Conflict, match="Compare the new cut again"):
        recutting.put(session, found)


def test_another_programme_and_the_same_are_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is the programme of episode 1 already"):
        recutting.compare(session, the_episode(session), tmp_path / "first-cut.mp4", Context())
    with pytest.raises(BadInput, match="Nothing of episode 1 is heard"):
        recutting.compare(session, the_episode(session), resources() / "demo" / f"{OTHER}.mp4", Context())
    silence = written(tmp_path / "silence.wav", np.zeros(RATE_HZ * 20, np.float32))
    with pytest.raises(BadInput, match="Nothing of episode 1 is heard"):
        recutting.compare(session, the_episode(session), silence, Context())


def test_by_the_command_line_dry_first(session: Session, cut: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBBENCH_PERSON", "clara")
    head = session.store.head()
    words = ["recut", str(session.folder), str(cut)]
    dry = CliRunner().invoke(app, [*words, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "Nothing was changed." in dry.output
    assert session.store.head() == head
    done = CliRunner().invoke(app, [*words, "--json"])
    made = json.loads(done.stdout)["result"]
    assert (made["changed_series"], len(made["lines"])) == (True, 42)
    assert made["kept"] + made["changed"] + made["dropped"] == 42
    assert session.store.steps(images=False)[-1].message.id == "recut-episode"
