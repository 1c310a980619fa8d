"""How a series comes to be: named, filled, never erased, never mixed up with another."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from pathlib import Path

import pytest
from programmes import sound_file

from dubbench.app import episodes, quick, season
from dubbench.app.engines import FAKE
from dubbench.app.episodes import add_episode, find_episodes, find_markets, media_path
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.errors import BadInput, MediaError


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return sound_file(tmp_path / "one.wav", ("You never told them.",))


def test_a_lost_card_is_made_again_and_nothing_is_lost(tmp_path: Path, programme: Path) -> None:
    folder = tmp_path / "up" / "my.dubbench"
    season.start(folder, ["es"], title="Mine")
    season.add(folder, [programme])
    (folder / "production.lock").touch()
    before = (folder / "series.toml").read_bytes()
    (folder / "series.toml").unlink()
    made = season.start(folder, ["pt-BR"])
    assert (made["restored"], made["title"]) == (True, "Mine")
    assert (folder / "series.toml").read_bytes() == before
    with Session.open(folder) as session:
        assert [e.title for e in find_episodes(session, [])] == ["one"]
        assert [m.locale for m in find_markets(session, [])] == ["es", "pt-BR"]
    assert not season.start(folder, [])["restored"]


def test_a_rejected_programme_leaves_nothing_and_stays_rejected(tmp_path: Path, programme: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    stranger = sound_file(other / "one.wav", ("Come back at night.",))
    with quick.series_for(programme, out, ["es"], source="en", choice=FAKE):
        pass
    for _ in range(2):
        with (
            pytest.raises(BadInput, match="another programme"),
            quick.series_for(stranger, out, ["pt-BR"], source="en", choice=FAKE),
        ):
            pass
    with Session.open(out / "one.dubbench") as session:
        assert len(find_episodes(session, [])) == 1
        assert [m.locale for m in find_markets(session, [])] == ["es"]


def test_a_programme_is_probed_once(tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(episodes, "probe", lambda path: pytest.fail("probed again"))
    with quick.series_for(programme, tmp_path / "out", ["es"], source="en", choice=FAKE) as (_, number):
        assert number == 1


def test_a_name_is_found_for_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "drama" / "notes"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert season.start(Path(), [])["folder"] == str(tmp_path / "drama" / "notes.dubbench")
    assert season.start(Path(".."), [])["folder"] == str(tmp_path / "drama.dubbench")
    with pytest.raises(BadInput, match="no name for a series"):
        season.start(Path("/"), [])
    assert not list(tmp_path.glob("**/...dubbench"))


def test_a_wrong_store_address_is_said_and_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no store address") as caught:
        season.start(tmp_path / "x", [], url="postgresql://u:secret@h:abc/db")
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [-1, -(2**70), 1_000_000])
def test_a_number_that_is_none_is_refused(tmp_path: Path, programme: Path, number: int) -> None:
    folder = tmp_path / "s.dubbench"
    season.start(folder, [])
    with pytest.raises(BadInput, match="no episode number"):
        season.add(folder, [programme], number=number)


def test_a_number_is_chosen_under_the_lock(tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sound_file(tmp_path / "two.wav", ("Come back at night.",))
    folder = tmp_path / "s.dubbench"
    season.start(folder, [])
    really = episodes.pick_stream

    def meanwhile(*arguments: object) -> int:
        monkeypatch.setattr(episodes, "pick_stream", really)
        season.add(folder, [other])
        return really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(episodes, "pick_stream", meanwhile)
    with Session.open(folder) as session:
        assert add_episode(session, programme).number == 2
        assert [e.title for e in session.store.all(Episode)] == ["two", "one"]


def test_a_programme_replaced_by_one_of_the_same_length_is_noticed(tmp_path: Path, programme: Path) -> None:
    folder = tmp_path / "s.dubbench"
    season.start(folder, [])
    season.add(folder, [programme])
    data = bytearray(programme.read_bytes())
    data[-1] ^= 1
    programme.write_bytes(data)
    os.utime(programme, ns=(1, 1))
    with Session.open(folder) as session:
        episode = find_episodes(session, [])[0]
        with pytest.raises(MediaError, match="changed"):
            media_path(session, episode)
        data[-1] ^= 1
        programme.write_bytes(data)
        assert media_path(session, episode) == programme


def test_a_programme_is_hashed_only_when_its_size_or_time_differs(
    tmp_path: Path, programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "s.dubbench"
    season.start(folder, [])
    season.add(folder, [programme])
    hashed: list[Path] = []
    really = episodes.sha256_of
    monkeypatch.setattr(episodes, "sha256_of", lambda path: hashed.append(path) or really(path))
    with Session.open(folder) as session:
        episode = find_episodes(session, [])[0]
        media_path(session, episode)
        assert hashed == []
        os.utime(programme, ns=(1, 1))
        media_path(session, episode)
        media_path(session, episode)
        assert hashed == [programme]
