"""The dub is heard as it is delivered, without a delivery; a line that changes is heard at once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from programmes import SCRIPT, sound_file, video

from dubbench.app import audition, preview, waveforms
from dubbench.app.engines import FAKE
from dubbench.app.episodes import add_episode, add_market, find_episodes, find_markets
from dubbench.app.preview import Tracks
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import MACHINE, Session
from dubbench.app.tracks import Track
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take
from dubbench.errors import BadInput, MediaError
from dubbench.jobs.context import Context
from dubbench.media.assets import write_asset
from dubbench.media.audio import Audio
from dubbench.media.pcm import RATE_HZ, Sound
from dubbench.media.playback import Transport
from dubbench.store.edit import Changed, changed_by

CTX = Context()


@pytest.fixture(scope="module")
def produced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A series of one dubbed episode, delivered."""
    place = tmp_path_factory.mktemp("produced")
    with Session.create(place / "season.dubbench", "Season", "en") as session:
        add_episode(session, video(place / "one.mp4"))
        add_market(session, "pt-BR")
        produce(session, Order(choice=FAKE, until=Stage.EXPORT, out=place / "out"), CTX)
    return place


@pytest.fixture
def session(produced: Path) -> Iterator[Session]:
    with Session.open(produced / "season.dubbench") as opened:
        yield opened


@pytest.fixture
def episode(session: Session) -> Episode:
    return find_episodes(session, [])[0]


@pytest.fixture
def market(session: Session) -> Market:
    return find_markets(session, [])[0]


@pytest.fixture
def opened(session: Session, episode: Episode, market: Market) -> Tracks:
    return preview.tracks(session, episode, market, CTX)


def all_of(sound: Sound) -> np.ndarray:
    return sound.read(0, sound.frames)


def another_take(session: Session, take: Take, seconds: float = 0.8) -> Take:
    """Speak a line again: a tone of another length."""
    tone = 0.2 * np.sin(2 * np.pi * 500 * np.arange(round(seconds * 24_000)) / 24_000)
    asset = write_asset(session.store.assets, Audio(tone.astype(np.float32)[:, None], 24_000))
    length = round(seconds * 1000)
    return replace(take, id=new_id(), asset=asset, duration_ms=length, speech=(Span(0, length),))


def test_the_preview_sounds_like_the_delivery(produced: Path, opened: Tracks) -> None:
    for track, kind in ((Track.DUB, "dialogue"), (Track.BACKGROUND, "background")):
        file = next((produced / "out").glob(f"*.{kind}.flac"))
        delivered, rate_hz = soundfile.read(file, dtype="float32", always_2d=True)
        heard = all_of(opened.sounds[track])
        assert rate_hz == RATE_HZ
        assert len(delivered) == len(heard) == opened.frames
        loud = 1.0 if track is Track.DUB else 10 ** (opened.mixer._laid.gain_db / 20)
        assert np.abs(heard * loud - delivered).max() < 0.02, track
    assert opened.missing == ()


def test_every_track_has_its_sound_and_can_be_played(opened: Tracks) -> None:
    assert set(opened.sounds) == set(Track)
    transport = Transport(opened.sounds)
    transport.seek(1200)
    transport.play()
    for track in Track:
        transport.choose(track)
        assert transport.fill(4800).shape == (4800, 2)
        assert transport.now.heard == track
    assert abs(opened.sounds[Track.SOURCE].frames - opened.frames) <= 1


def test_a_line_is_replaced_when_its_fit_changes(session: Session, opened: Tracks) -> None:
    fit = session.store.all(Fit)[1]
    take = session.store.get(Take, fit.take_id)
    assert take
    new = another_take(session, take)
    placed = replace(fit, take_id=new.id, placements=(fit.placements[0]._replace(take_span=new.speech[0]),))
    changes: list[Changed] = []
    end = session.store.subscribe(lambda step: changes.append(changed_by(step)))
    before = all_of(opened.sounds[Track.DUB])
    with session.store.edit(Message.of("speak"), MACHINE) as edit:
        edit.put(new)
        edit.put(placed)
    (span,) = preview.refresh(session, opened, changes[0])
    after = all_of(opened.sounds[Track.DUB])
    changed = np.flatnonzero(np.abs(after - before).max(axis=1) > 1e-6) * 1000 / RATE_HZ
    assert span.start_ms <= changed.min() <= changed.max() <= span.end_ms
    assert span.duration_ms < 3000
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        edit.put(fit)
    preview.refresh(session, opened, changes[1])
    end()
    assert np.abs(all_of(opened.sounds[Track.DUB]) - before).max() < 1e-6


def test_a_new_take_is_heard_in_its_place_before_it_is_fitted(session: Session, opened: Tracks) -> None:
    fit = session.store.all(Fit)[0]
    take = session.store.get(Take, fit.take_id)
    assert take
    made = audition.audition(session, opened, another_take(session, take))
    assert made.id == fit.id
    assert abs(made.span.start_ms - fit.span.start_ms) <= 300
    heard = opened.sounds[Track.DUB].read(round(made.span.start_ms * 48), 24_000)[:, 0]
    tone = np.argmax(np.abs(np.fft.rfft(heard))) * 2
    assert tone == pytest.approx(500, abs=20)
    assert session.store.get(Fit, fit.id) == fit
    with pytest.raises(BadInput, match="another episode or market"):
        audition.audition(session, opened, replace(take, market_id="elsewhere"))


def test_a_fit_that_is_gone_falls_silent(session: Session, opened: Tracks) -> None:
    fit = session.store.all(Fit)[0]
    with session.store.edit(Message.of("drop"), MACHINE) as edit:
        edit.delete(fit)
    (span,) = preview.refresh(session, opened, [("fit", fit.id), ("target", "any")])
    assert not opened.sounds[Track.DUB].read(span.start_ms * 48, 4800).any()
    with session.store.edit(Message.of("again"), MACHINE) as edit:
        edit.put(fit)


def test_outlines_are_kept_and_follow_a_change(session: Session, episode: Episode, market: Market) -> None:
    made = {track: waveforms.ensure(session, episode, market, track, CTX) for track in Track}
    assert all(abs(one.duration_ms - episode.media.duration_ms) <= 1 for one in made.values())
    assert made[Track.SOURCE].view(0, 5000, 100).any()
    files = sorted(session.store.cache.glob("waveforms/*.peaks"))
    again = {track: waveforms.ensure(session, episode, market, track, CTX) for track in Track}
    assert sorted(session.store.cache.glob("waveforms/*.peaks")) == files
    assert all((made[t].view(0, 9000, 300) == again[t].view(0, 9000, 300)).all() for t in Track)
    opened = preview.tracks(session, episode, market, CTX)
    known = waveforms.outline(opened.sounds[Track.DUB])
    first, last = opened.mixer.drop(session.store.all(Fit)[1].id)
    span = Span(first * 1000 // RATE_HZ, -(-last * 1000 // RATE_HZ))
    followed = waveforms.patched(known, opened.sounds[Track.DUB], [span])
    anew = waveforms.outline(opened.sounds[Track.DUB])
    assert all((a == b).all() for a, b in zip(followed.levels, anew.levels, strict=True))
    assert not (followed.levels[0] == known.levels[0]).all()


def test_without_the_programme_its_stems_are_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBBENCH_CACHE", str(tmp_path / "cache"))
    with Session.create(tmp_path / "season.dubbench", "Season", "en") as session:
        episode = add_episode(session, sound_file(tmp_path / "one.wav", SCRIPT[:1]))
        market = add_market(session, "pt-BR")
        produce(session, Order(choice=FAKE, until=Stage.FIT), CTX)
        (tmp_path / "one.wav").unlink()
        opened = preview.tracks(session, episode, market, CTX)
        assert all_of(opened.sounds[Track.SOURCE]).any()
        assert all_of(opened.sounds[Track.MIX]).any()
        assert waveforms.ensure(session, episode, None, Track.SOURCE, CTX).view(0, 3000, 50).any()


def test_before_anything_is_made_the_source_is_heard_alone(tmp_path: Path) -> None:
    with Session.create(tmp_path / "season.dubbench", "Season", "en") as session:
        episode = add_episode(session, sound_file(tmp_path / "one.wav", SCRIPT[:1]))
        market = add_market(session, "pt-BR")
        opened = preview.tracks(session, episode, market, CTX)
        assert all_of(opened.sounds[Track.SOURCE]).any()
        assert not all_of(opened.sounds[Track.MIX]).any()
        assert preview.tracks(session, episode, None, CTX).market_id == ""
        assert preview.tracks(session, episode, market, CTX, levelled=False).mixer.level() == 0
        assert not waveforms.ensure(session, episode, market, Track.DIALOGUE, CTX).view(0, 3000, 50).any()


def test_with_nothing_left_it_says_what_is_missing(tmp_path: Path) -> None:
    with Session.create(tmp_path / "season.dubbench", "Season", "en") as session:
        episode = add_episode(session, sound_file(tmp_path / "one.wav", SCRIPT[:1]))
        (tmp_path / "one.wav").unlink()
        with pytest.raises(MediaError, match="programme of episode 1 is not at"):
            preview.tracks(session, episode, None, CTX)


def test_a_take_whose_sound_is_gone_is_named(session: Session, episode: Episode, market: Market) -> None:
    fit = session.store.all(Fit)[2]
    take = session.store.get(Take, fit.take_id)
    assert take
    sound = session.store.assets / f"{take.asset}.flac"
    data = sound.read_bytes()
    sound.unlink()
    try:
        found = preview.tracks(session, episode, market, CTX)
        assert found.missing == (fit.target_id,)
        assert fit.id not in found.mixer.keys
    finally:
        sound.write_bytes(data)
