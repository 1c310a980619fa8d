"""Split, merge, add and delete Lines, with everything that stands on them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from dubbench.app.episodes import language_of
from dubbench.app.revising import Edited, Page, Revision, episode_of, in_order, present, revise
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line, Origin
from dubbench.domain.span import Span
from dubbench.domain.state import carried
from dubbench.domain.target import Target
from dubbench.domain.timing import speaker
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.pipeline.parting import merge_lines, merge_targets, rephrased, split_line, split_target, spoken_words

MOST_MERGED = 3


def split(session: Session, line_id: str, at: int, said: Mapping[str, int] | None = None) -> Edited:
    """Split a Line before the character at an offset of its source text; `ids` are its two parts.

    `said` gives the offset in a Target's text by the Target's id; other Markets' texts are cut where time and grammar
    suggest it, and stand for both parts where they cannot be cut.
    """
    offsets = said or {}
    made = new_id()

    def change(page: Page) -> Revision:
        line = page.line(line_id)
        parts = split_line(line, at, made)
        targets = [
            part
            for target in page.on([line_id])
            for part in split_target(target, page.of(target), parts, _locale(page, target), at=offsets.get(target.id))
        ]
        message = Message.of("split-line", number=page.number(line))
        return Revision(message, [*parts, *targets], ids=tuple(part.id for part in parts), cut=True)

    return revise(session, [episode_of(session, line_id)], change)


def split_at_word(session: Session, line_id: str, word: int, said: Mapping[str, int] | None = None) -> Edited:
    """Split a Line before one of its words, counted from 0."""
    line = present(session.store.get(Line, line_id))
    if not 0 < word < len(line.words):
        raise BadInput(tr("The line has {count} words; it can be split before word 2 or later.", count=len(line.words)))
    before = "".join(one.text for one in line.words[:word]).lstrip()
    return split(session, line_id, len(before), said)


def of_several(session: Session, line_ids: Sequence[str]) -> bool:
    """Tell whether Lines are of different speakers: to merge them is then a decision."""
    return _mixed(present(session.store.get(Line, line_id)) for line_id in line_ids)


def merge(session: Session, line_ids: Sequence[str], *, mixed: bool = False) -> Edited:
    """Merge two or three neighbouring Lines into the first; `mixed` allows those of different speakers."""
    if not 2 <= len(set(line_ids)) <= MOST_MERGED:
        raise BadInput(tr("Two or {most} lines can be merged at a time.", most=MOST_MERGED))

    def change(page: Page) -> Revision:
        lines = in_order(page.line(line_id) for line_id in set(line_ids))
        _refuse_apart(page, lines)
        if not mixed and _mixed(lines):
            raise BadInput(tr("These lines are of different speakers. Say that they shall be merged all the same."))
        whole = merge_lines(lines)
        gone = lines[1:]
        after = {whole.id: whole}
        joined: list[Target] = []
        lost: list[Target] = []
        for market_id in {target.market_id for target in page.on(line.id for line in lines)}:
            standing = _standing(page, lines, market_id)
            stands_on = _without({line.id for line in gone}, standing, page, after)
            kept = merge_targets([(t, page.of(t)) for t in standing], stands_on, page.markets[market_id].locale)
            joined.append(kept)
            lost += [target for target in standing if target.id != kept.id]
        message = Message.of("merge-lines", number=page.number(lines[0]), count=len(lines))
        return Revision(message, [whole, *joined], [*gone, *lost], (whole.id,), cut=True)

    return revise(session, [episode_of(session, line_ids[0])], change)


def add(session: Session, episode_id: str, span: Span, text: str = "", character_id: str = "") -> Edited:
    """Add a Line; its words share its time until somebody sets them."""
    said = " ".join(text.split())

    def change(page: Page) -> Revision:
        episode = present(page.episodes.get(episode_id))
        if character_id:
            present(next((c for c in page.read(Character) if c.id == character_id), None))
        language = language_of(session, episode)
        line = Line(
            new_id(), episode.id, span, said, language, spoken_words(said, language, span),
            character_id=character_id, origin=Origin.PERSON,
        )  # fmt: skip
        return Revision(Message.of("add-line", episode=episode.number), [line], ids=(line.id,))

    return revise(session, [episode_id], change)


def delete(session: Session, line_ids: Sequence[str]) -> Edited:
    """Delete Lines, and what stands on them alone; their sounds stay, for undo."""
    wanted = set(line_ids)
    episodes = {present(session.store.get(Line, line_id)).episode_id for line_id in line_ids}

    def change(page: Page) -> Revision:
        lines = [page.line(line_id) for line_id in wanted]
        kept, gone = left_by(page, wanted)
        told = Message.of("delete-line", number=page.number(lines[0]))
        if len(lines) > 1:
            told = Message.of("delete-lines", count=len(lines))
        return Revision(told, kept, [*lines, *gone], cut=True)

    return revise(session, episodes, change) if wanted else Edited()


def left_by(page: Page, line_ids: Collection[str]) -> tuple[list[Target], list[Target]]:
    """Return the Targets that stay when Lines go, on the Lines that are left to them, and those that go along."""
    touched = page.on(line_ids)
    left = {target.id: [line for line in page.of(target) if line.id not in line_ids] for target in touched}
    kept = [_shortened(page, target, left[target.id]) for target in touched if left[target.id]]
    return kept, [target for target in touched if not left[target.id]]


def _mixed(lines: Iterable[Line]) -> bool:
    return len({speaker(line) for line in lines}) > 1


def _locale(page: Page, target: Target) -> str:
    return page.markets[target.market_id].locale


def _refuse_apart(page: Page, lines: Sequence[Line]) -> None:
    """Raise `BadInput` where the Lines are of several episodes or others lie between them."""
    numbers = sorted(page.number(line) for line in lines)
    if len({line.episode_id for line in lines}) > 1 or numbers[-1] - numbers[0] != len(lines) - 1:
        raise BadInput(tr("Only lines that follow one another can be merged."))


def _standing(page: Page, lines: Sequence[Line], market_id: str) -> list[Target]:
    """Return a Market's Targets of these Lines in time order."""
    found = [target for target in page.on(line.id for line in lines) if target.market_id == market_id]
    return sorted(found, key=lambda target: [page.number(line) for line in page.of(target)])


def _without(gone: set[str], targets: Sequence[Target], page: Page, after: Mapping[str, Line]) -> tuple[Line, ...]:
    """Return the Lines that Targets will stand on together once some are merged into another."""
    ids = dict.fromkeys(line.id for target in targets for line in page.of(target))
    merged = {**{line_id: page.by_id[line_id] for line_id in ids if line_id not in gone}, **after}
    return in_order(merged.values())


def _shortened(page: Page, target: Target, lines: Sequence[Line]) -> Target:
    """Return a Target that stands on fewer Lines; what a person confirmed of it they confirmed of these, too."""
    shorter = replace(target, line_ids=tuple(line.id for line in lines))
    return rephrased(carried(shorter, page.of(target), lines), lines, _locale(page, target))
