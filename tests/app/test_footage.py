"""Frames of an episode: their times, its proxy, and what is left when the programme is gone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from programmes import sound_file, video
from scripts_made import line

from dubbench.app import pictures, proxies, shots, thumbnails
from dubbench.app.episodes import add_episode
from dubbench.app.footage import footage
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.errors import Cancelled, MediaError
from dubbench.jobs.context import Context
from dubbench.media.frames import Layout


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Session.create(tmp_path / "season.dubbench", "Season", "en") as made:
        yield made


@pytest.fixture
def episode(session: Session, tmp_path: Path) -> Episode:
    return add_episode(session, video(tmp_path / "one.mp4", texts=("You never told them.",)))


def test_frames_are_counted_once_and_known_without_the_programme(session: Session, episode: Episode) -> None:
    first = pictures.index(session, episode)
    (session.folder.parent / "one.mp4").unlink()
    assert (pictures.index(session, episode).pts == first.pts).all()
    with pytest.raises(MediaError, match="programme of episode 1 is not at"):
        footage(session, episode)


def test_the_proxy_takes_the_programmes_place(session: Session, episode: Episode) -> None:
    before = footage(session, episode)
    made = proxies.ensure(session, episode, Context())
    after = footage(session, episode)
    assert (before.is_proxy, after.is_proxy, after.path) == (False, True, made.path)
    assert made.path.is_relative_to(session.store.cache)
    with before.open(Layout.RGB) as source, after.open(Layout.RGB) as proxy:
        for number in (20, 3, 41):
            one, other = source.read(number), proxy.read(number)
            assert (one.number, one.start_ms) == (other.number, other.start_ms)
            assert np.abs(one.pixels.astype(int) - other.pixels).mean() < 8


def test_a_proxy_is_made_once(session: Session, episode: Episode, monkeypatch: pytest.MonkeyPatch) -> None:
    proxies.ensure(session, episode, Context())
    monkeypatch.setattr(proxies, "make_proxy", None)
    proxies.ensure(session, episode, Context())
    (session.folder.parent / "one.mp4").unlink()
    assert footage(session, episode).is_proxy


def test_damaged_caches_are_made_again(session: Session, episode: Episode) -> None:
    made = proxies.ensure(session, episode, Context())
    for file in session.store.cache.rglob("*.npz"):
        file.write_bytes(b"PK damaged")
    assert footage(session, episode).is_proxy
    made.path.write_bytes(b"damaged")
    made.path.with_suffix(".npz").unlink()
    assert proxies.find(session, episode) is None
    assert proxies.ensure(session, episode, Context()).index.frames == made.index.frames


def test_a_stopped_proxy_is_not_there(session: Session, episode: Episode) -> None:
    pictures.index(session, episode)
    with pytest.raises(Cancelled):
        proxies.ensure(session, episode, Context(cancelled=lambda: True))
    assert proxies.find(session, episode) is None


def test_an_episode_of_sound_alone_says_that_it_has_no_picture(session: Session, tmp_path: Path) -> None:
    spoken = add_episode(session, sound_file(tmp_path / "spoken.wav"))
    with pytest.raises(MediaError, match="has no picture"):
        footage(session, spoken)


def test_shots_are_found_once_and_begin_with_frames(session: Session, resources: Path, tmp_path: Path) -> None:
    film = tmp_path / "letter.mp4"
    shutil.copy(resources / "demo" / "the-returned-letter.mp4", film)
    letter = add_episode(session, film)
    assert shots.find(session, letter) is None
    assert shots.numbers(session, letter, [line("l", "Why?", 0, letter.id)]) == {}
    found = shots.ensure(session, letter, Context())
    index = pictures.index(session, letter)
    assert [index.at(cut) for cut in found] == [53, 114, 159, 217, 278]
    assert all(index.start_ms(index.at(cut)) == cut for cut in found)
    film.unlink()
    assert shots.find(session, letter) == shots.ensure(session, letter, Context()) == found
    lines = [line(f"l{at}", "Why?", at, letter.id) for at in (0, found[0] - 1, found[0], found[-1] + 5)]
    assert list(shots.numbers(session, letter, lines).values()) == [1, 1, 2, len(found) + 1]


def test_damaged_shots_are_looked_for_again(session: Session, episode: Episode) -> None:
    assert shots.ensure(session, episode, Context()) == ()
    for damaged in (b"", b"[]", b'{"cuts_ms": 3}'):
        next(session.store.cache.glob("shots/*.json")).write_bytes(damaged)
        assert shots.find(session, episode) is None


def test_a_sound_alone_has_no_shots(session: Session, tmp_path: Path) -> None:
    assert shots.ensure(session, add_episode(session, sound_file(tmp_path / "spoken.wav")), Context()) == ()


def test_thumbnails_are_small_and_made_once(session: Session, episode: Episode) -> None:
    made = dict(thumbnails.ensure(session, episode, [900, 0, 900, 300], Context()))
    assert list(made) == [0, 300, 900]
    for data in made.values():
        with av.open(io.BytesIO(data)) as picture:
            frame = next(picture.decode(video=0))
        assert (frame.width, frame.height) == (90, 160)
        assert len(data) < 20_000
    (session.folder.parent / "one.mp4").unlink()
    assert dict(thumbnails.ensure(session, episode, made, Context())) == made
    assert thumbnails.find(session, episode, 300) == made[300]
    assert thumbnails.find(session, episode, 1200) is None
    with pytest.raises(MediaError, match="programme of episode 1 is not at"):
        list(thumbnails.ensure(session, episode, [1200], Context()))


def test_a_thumbnail_shows_its_frame(session: Session, episode: Episode) -> None:
    ((_, data),) = thumbnails.ensure(session, episode, [500], Context())
    with av.open(io.BytesIO(data)) as picture:
        shown = next(picture.decode(video=0)).to_ndarray(format="rgb24")
    with footage(session, episode).open(Layout.RGB) as reader:
        expected = reader.at(500).pixels
    assert np.abs(shown.astype(int) - expected).mean() < 8
