"""Frames of an episode: their times, its proxy, and what is left when the programme is gone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from programmes import sound_file, video

from dubbench.app import pictures, proxies
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
