"""Comments as the command line names things: line numbers, locales, names, and the last letters of a thread's id."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dubbench.app import comments
from dubbench.app.comments import Thread
from dubbench.app.episodes import find_episode, find_episodes, find_markets
from dubbench.app.numbered import Where
from dubbench.app.persons import market_of
from dubbench.app.script import script
from dubbench.app.session import Session
from dubbench.app.speakers import find_character
from dubbench.domain.market import Market
from dubbench.domain.remarks import Comment, Extent, Subject
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Target
from dubbench.errors import BadInput
from dubbench.i18n import tr

_SHORT = 6


@dataclass(frozen=True, slots=True)
class About:
    """What shall be commented on: a line by its number, a character by name, else the episode; `mark` is a part."""

    line: int | None = None
    character: str = ""
    mark: str = ""


def listing(where: Where, *, resolved: bool = False) -> list[dict[str, Any]]:
    """List the threads of a series, an episode or a market: the open ones, or `resolved` ones, too."""
    with Session.open(where.folder) as session:
        episodes = {one.id for one in find_episodes(session, [])}
        if where.episode is not None:
            episodes = {one.id for one in find_episodes(session, [where.episode])}
        markets = {"", *(one.id for one in find_markets(session, [where.locale] if where.locale else []))}
        found = [
            one for one in comments.everywhere(session)
            if one.first.market_id in markets
            and (one.first.episode_id in episodes or (where.episode is None and not one.first.episode_id))
            and (resolved or not one.resolved)
        ]  # fmt: skip
        return _told(session, found)


def mine(folder: Path) -> list[dict[str, Any]]:
    """List the open threads that mention the person at work."""
    with Session.open(folder) as session:
        return _told(session, comments.mine(session))


def write(where: Where, about: About, text: str) -> dict[str, Any]:
    """Begin a thread."""
    with Session.open(where.folder) as session:
        market = market_of(session, where.locale)
        if about.character:
            subject, subject_id = Subject.CHARACTER, find_character(session, about.character).id
        elif about.line is not None:
            subject, subject_id = Subject.LINE, _line(session, where, about.line).id
        else:
            subject, subject_id = Subject.EPISODE, find_episode(session, where.episode).id
        extent = _extent(session, where, about) if about.mark else None
        made = comments.write(session, subject, subject_id, text, market_id=market, extent=extent)
        return _thread(session, made.ids[0])


def reply(folder: Path, thread: str, text: str) -> dict[str, Any]:
    """Go on with a thread."""
    with Session.open(folder) as session:
        known = find(session, thread)
        comments.reply(session, known.id, text)
        return _thread(session, known.id)


def resolve(folder: Path, thread: str, *, off: bool = False) -> dict[str, Any]:
    """Say that a thread is done; `off` opens it again."""
    with Session.open(folder) as session:
        known = find(session, thread)
        (comments.reopen if off else comments.resolve)(session, known.id)
        return _thread(session, known.id)


def delete(folder: Path, comment: str) -> dict[str, Any]:
    """Delete a comment of one's own."""
    with Session.open(folder) as session:
        threads = comments.everywhere(session)
        gone = _one((said for thread in threads for said in thread.comments), comment)
        comments.delete(session, gone.id)
        return {"deleted": gone.id, "text": gone.text}


def find(session: Session, text: str) -> Thread:
    """Find a thread by its id, or by the last letters of it."""
    threads = {one.id: one for one in comments.everywhere(session)}
    return threads[_one((one.first for one in threads.values()), text).id]


def row(found: Mapping[str, Any]) -> str:
    """Tell a thread: what it is about, and a line for each comment."""
    where = ", ".join(filter(None, [
        tr("episode {number}", number=found["episode"]) if found["episode"] is not None else "",
        tr("line {number}", number=found["line"]) if found["line"] is not None else "",
        found["character"], found["market"],
    ]))  # fmt: skip
    mark = tr("  “{text}”", text=found["quoted"]) if found["quoted"] else ""
    gone = tr(" (not there any more)") if found["quoted"] and found["extent"] is None else ""
    head = f"{'✓' if found['resolved'] else '○'} {found['short']}  {where}{mark}{gone}"
    said = [f"    {one['person']} {one['at'][:16].replace('T', ' ')}  {one['text']}" for one in found["comments"]]
    return "\n".join([head, *said])


def _thread(session: Session, thread_id: str) -> dict[str, Any]:
    return _told(session, [comments.thread(session, thread_id)])[0]


def _told(session: Session, threads: Sequence[Thread]) -> list[dict[str, Any]]:
    store = session.store
    episodes = {one.id: one.number for one in store.all(Episode)}
    locales = {one.id: one.locale for one in store.all(Market)}
    names = {one.id: one.name for one in store.all(Character)}
    lines = _numbers(session, {one.first.episode_id for one in threads if one.first.episode_id})
    targets = {one.first.subject_id for one in threads if one.first.subject is Subject.TARGET}
    on = {target.id: target.line_ids[0] for target in store.all(Target, id=targets) if target.line_ids}
    return [
        {
            "id": one.id,
            "short": one.id[-_SHORT:],
            "subject": one.first.subject.value,
            "subject_id": one.first.subject_id,
            "episode": episodes.get(one.first.episode_id),
            "line": lines.get(on.get(one.first.subject_id, one.first.subject_id)),
            "character": names.get(one.first.subject_id, ""),
            "market": locales.get(one.first.market_id, ""),
            "quoted": one.first.quoted,
            "extent": comments.extent_now(session, one.first),
            "resolved": one.resolved,
            "resolved_by": one.first.resolved_by,
            "comments": [_comment(said) for said in one.comments],
        }
        for one in threads
    ]


def _comment(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "short": one.id[-_SHORT:],
        "person": one.person_id,
        "at": one.at,
        "text": one.text,
        "mentions": list(one.mentions),
    }


def _numbers(session: Session, episode_ids: Iterable[str]) -> dict[str, int]:
    return {
        line.id: number
        for episode_id in episode_ids
        for number, line in enumerate(session.store.all(Line, episode_id=episode_id), 1)
    }


def _one(comments_: Iterable[Comment], text: str) -> Comment:
    found = [one for one in comments_ if text and one.id.endswith(text.strip().casefold())]
    if len(found) != 1:
        raise BadInput(
            tr("“{text}” names {count} comments, not one. Write its letters as `dubbench comments list` shows them.",
               text=text, count=len(found))
        )  # fmt: skip
    return found[0]


def _line(session: Session, where: Where, number: int) -> Line:
    lines = session.store.all(Line, episode_id=find_episode(session, where.episode).id)
    if not 1 <= number <= len(lines):
        raise BadInput(tr("There is no line {number}. The episode has {count}.", number=number, count=len(lines)))
    return lines[number - 1]


def _extent(session: Session, where: Where, about: About) -> Extent:
    """Find the marked part in what the market says, else in the source."""
    if about.line is None:
        raise BadInput(tr("Only a part of a line's text can be marked. Say which line: --line 3"))
    line = _line(session, where, about.line)
    texts = {"source": line.text}
    if where.locale:
        said = script(session, where.episode, where.locale).targets.get(line.id)
        texts = {"target": said.text if said else "", **texts}
    for side, text in texts.items():
        if (at := text.find(about.mark)) >= 0:
            return Extent(side, at, at + len(about.mark))
    raise BadInput(tr("“{mark}” is not in line {number}.", mark=about.mark, number=about.line))
