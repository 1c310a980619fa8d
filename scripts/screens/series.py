"""The series that the pictures of the window show: two demo episodes for three markets, with real engines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dubbench import paths
from dubbench.app import season, speakers, wording
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.errors import DubbenchError
from dubbench.jobs.context import Context
from dubbench.jobs.processes import ProcessExecutor

EPISODES = ("the-empty-chair", "the-understudy")
MARKETS = ("pt-BR", "zh-CN", "ar-SA")
WRITTEN = {"zh-CN": 1, "ar-SA": 2}
"""Markets that are written by hand, and the column of their words in texts.toml."""

NEAR_MS = 700


def made(folder: Path) -> Path:
    """Make the series where it is not there yet, and return its folder."""
    done = folder.parent / "made"
    if not done.exists():
        demo = paths.resources() / "demo"
        season.start(folder, list(MARKETS), title="The Empty Chair", source="en")
        season.add(folder, [demo / f"{name}.mp4" for name in EPISODES])
        with Session.open(folder, ProcessExecutor()) as session:
            _fill(session, demo)
        done.touch()
    return folder


def empty(folder: Path) -> Path:
    """Make a series of one episode that nobody has heard yet."""
    season.start(folder, ["pt-BR"], title="An Open Door", source="en")
    season.add(folder, [paths.resources() / "demo" / f"{EPISODES[0]}.mp4"])
    return folder


def lose_media(folder: Path) -> None:
    """Let a series' first programme lie elsewhere."""
    with Session.open(folder) as session:
        first = find_episodes(session, [1])[0]
        gone = replace(first, media=replace(first.media, path="gone/the-empty-chair.mp4", sha256="0" * 64))
        with session.store.edit(Message.of("locate-media"), session.person) as edit:
            edit.put(gone)


def _fill(session: Session, demo: Path) -> None:
    produce(session, Order((1,), ("pt-BR",), Stage.TRANSCRIBE), Context())
    first = find_episodes(session, [1])[0]
    _name_speakers(session, first, demo / f"{EPISODES[0]}.truth.json")
    produce(session, Order((1,), ("pt-BR",), Stage.EXPORT), Context())
    produce(session, Order((2,), ("pt-BR",), Stage.TRANSLATE), Context())
    for market in find_markets(session, list(WRITTEN)):
        _write(session, first, market)
        produce(session, Order((1,), (market.locale,), Stage.FIT), Context())


def _name_speakers(session: Session, episode: Episode, truth: Path) -> None:
    """Give every line the character who says it, as the screenplay knows."""
    known = json.loads(truth.read_text("utf-8"))
    lines = _lines(session, episode)
    for key, character in known["characters"].items():
        said = [one for one in known["lines"] if one["character"] == key]
        theirs = [line.id for line in lines if _nearest(line, known["lines"]) in said]
        speakers.add_character(session, character["name"], gender=character.get("gender", ""))
        who = speakers.find_character(session, character["name"])
        speakers.assign(session, theirs, who.id)


def _nearest(line: Line, said: Sequence[dict[str, object]]) -> dict[str, object]:
    """Return what the screenplay says latest before a line's middle."""
    middle = (line.span.start_ms + line.span.end_ms) // 2
    return [one for one in said if int(str(one["start_ms"])) <= middle][-1]


def _write(session: Session, episode: Episode, market: Market) -> None:
    texts = tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))["lines"]
    for line in _lines(session, episode):
        near = min(texts, key=lambda text: abs(text[0] - line.span.start_ms))
        if abs(near[0] - line.span.start_ms) > NEAR_MS:
            raise DubbenchError(f"texts.toml has no words for the line at {line.span.start_ms} ms: {line.text}")
        wording.edit_target(session, line.id, market.id, near[WRITTEN[market.locale]])


def _lines(session: Session, episode: Episode) -> list[Line]:
    return sorted(session.store.all(Line, episode_id=episode.id), key=lambda line: line.span.start_ms)
