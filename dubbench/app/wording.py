"""What lines say, source and target: written, taken from an alternative, given back to the machine, confirmed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from dubbench.app.revising import Edited, Page, Revision, episode_of, present, revise
from dubbench.app.session import Session
from dubbench.domain import state
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Message
from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Alternative, Target, WordOrigin
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.pipeline.parting import rephrased
from dubbench.pipeline.rewording import reworded
from dubbench.pipeline.translate import target_id
from dubbench.store.conflict import stale
from dubbench.store.kinds import encode


def edit_source(session: Session, line_id: str, text: str, *, seen: str | None = None) -> Edited:
    """Write what the source says; words that stand keep their times.

    `seen` is the text the person had before them: `Conflict` where it is another one by now.
    """
    said = spoken(text)

    def change(page: Page) -> Revision:
        line = page.line(line_id)
        wanted = reworded(line, said)
        _refuse_unseen("line", line.text, seen, line, wanted)
        return Revision(
            Message.of("edit-source", number=page.number(line)), [wanted] if line.text != said else [], ids=(line.id,)
        )

    return revise(session, [episode_of(session, line_id)], change)


def edit_target(session: Session, line_id: str, market_id: str, text: str, *, seen: str | None = None) -> Edited:
    """Write what a Market says for a Line; a machine's text that gives way is kept as an Alternative."""
    said = spoken(text)

    def change(page: Page) -> Revision:
        line = page.line(line_id)
        old = page.said(line.id, market_id) or _blank(page, line, market_id)
        wanted = written(page, old, said, WordOrigin(0, len(said), "person", session.person.id))
        _refuse_unseen("target", old.text, seen, old, wanted)
        return Revision(told("edit-target", page, wanted), [wanted, *beside(old, wanted)], ids=(wanted.id,))

    return revise(session, [episode_of(session, line_id)], change)


def edit_subtitle(session: Session, target_id: str, text: str | None) -> Edited:
    """Write a subtitle of its own for a Target; `None`: the subtitle says what is spoken."""
    said = None if text is None else " ".join(text.split())

    def change(page: Page, target: Target) -> Revision:
        titled = replace(target, subtitle_text=said)
        made_for = state.source_hash(page.of(target)) if titled.by_person else ""
        return Revision(told("edit-subtitle", page, target), [replace(titled, made_for=made_for)], ids=(target.id,))

    return on_target(session, target_id, change)


def take_alternative(session: Session, alternative_id: str) -> Edited:
    """Put an Alternative in the place of its Target's text; the text that gives way becomes one."""
    found = present(session.store.get(Alternative, alternative_id))

    def change(page: Page, target: Target) -> Revision:
        offered = _offered(page, target, alternative_id)
        wanted = written(page, target, offered.text, _origin(offered))
        wanted = replace(wanted, written_by=(*target.written_by, *offered.written_by))
        return Revision(
            told("take-alternative", page, target), [wanted, *beside(target, wanted, also_persons=True)],
            ids=(target.id,),
        )  # fmt: skip

    return on_target(session, found.target_id, change)


def take_wording(session: Session, target_id: str, text: str, engine: str = "", *, seen: str | None = None) -> Edited:
    """Put a text that was offered in the place of a Target's; the text that gives way becomes an Alternative.

    `engine` is who worded it, "" where no engine did; `seen` the text the person had before them: `Conflict` where it
    is another one by now.
    """
    said = spoken(text)

    def change(page: Page, target: Target) -> Revision:
        source = "engine" if engine else "person"
        wanted = written(page, target, said, WordOrigin(0, len(said), source, engine or session.person.id))
        _refuse_unseen("target", target.text, seen, target, wanted)
        return Revision(
            told("take-alternative", page, target), [wanted, *beside(target, wanted, also_persons=True)],
            ids=(target.id,),
        )  # fmt: skip

    return on_target(session, target_id, change)


def revert(session: Session, target_id: str) -> Edited:
    """Give a Target back to the machine: its newest text, as a draft; the person's becomes an Alternative.

    A subtitle text of its own stays.
    """
    known = session.store.all(Alternative, target_id=target_id)
    machine = [alternative for alternative in known if alternative.engine]
    newest = max(machine, key=lambda one: session.store.read(Alternative, one.id).version, default=None)

    def change(page: Page, target: Target) -> Revision:
        if target.origin is Origin.MACHINE:
            return Revision(told("revert-target", page, target), [state.unconfirmed(target)], ids=(target.id,))
        if newest is None:
            raise BadInput(tr("No machine has written anything for this line. Run the translation first."))
        offered = _offered(page, target, newest.id)
        drafted = replace(
            target, text=offered.text, engine=offered.engine, recipe=offered.recipe, origins=(_origin(offered),),
            origin=Origin.MACHINE,
        )  # fmt: skip
        drafted = state.unconfirmed(drafted)
        wanted = rephrased(drafted, page.of(target), page.markets[target.market_id].locale)
        return Revision(
            told("revert-target", page, target), [wanted, *beside(target, wanted, also_persons=True)],
            ids=(target.id,),
        )  # fmt: skip

    return on_target(session, target_id, change)


def confirm(session: Session, target_ids: Sequence[str]) -> Edited:
    """Mark Targets as right, as they are, for the source as it is."""

    def marked(page: Page, target: Target) -> Target:
        if not target.text.strip():
            raise BadInput(tr("There is nothing to confirm: the line says nothing in this market yet."))
        return state.confirmed(target, page.of(target))

    return _mark(session, target_ids, "confirm", marked)


def unconfirm(session: Session, target_ids: Sequence[str]) -> Edited:
    """Take the mark off Targets again."""
    return _mark(session, target_ids, "unconfirm", lambda _, target: state.unconfirmed(target))


def _mark(session: Session, target_ids: Sequence[str], message: str, mark: Callable[[Page, Target], Target]) -> Edited:
    known = [present(session.store.get(Target, target_id)) for target_id in target_ids]

    def change(page: Page) -> Revision | None:
        by_id = {target.id: target for target in page.targets}
        marked = [mark(page, present(by_id.get(target_id))) for target_id in target_ids]
        if not marked:
            return None
        single = told(message, page, marked[0])
        many = Message.of(f"{message}-many", count=len(marked), market=single.arguments["market"])
        return Revision(many if len(marked) > 1 else single, marked, ids=tuple(target_ids))

    return revise(session, [target.episode_id for target in known], change)


def on_target(session: Session, target_id: str, change: Callable[[Page, Target], Revision | None]) -> Edited:
    """Revise the episode of one Target."""
    known = present(session.store.get(Target, target_id))

    def on_page(page: Page) -> Revision | None:
        return change(page, present(next((t for t in page.targets if t.id == target_id), None)))

    return revise(session, [known.episode_id], on_page)


def spoken(text: str) -> str:
    """Return a person's text with single spaces; `BadInput` where nothing is left."""
    said = " ".join(text.split())
    if not said:
        raise BadInput(tr("A line cannot say nothing. Write what it should say."))
    return said


def written(page: Page, target: Target, text: str, origin: WordOrigin) -> Target:
    """Return a Target with a text that a person wrote or chose; its phrases follow the source's pauses."""
    lines = page.of(target)
    wanted = replace(state.rewritten(target, lines), text=text, origins=(origin,))
    return rephrased(wanted, lines, page.markets[target.market_id].locale)


def _blank(page: Page, line: Line, market_id: str) -> Target:
    present(page.markets.get(market_id))
    return Target(target_id(market_id, (line.id,)), line.episode_id, market_id, (line.id,), "")


def _offered(page: Page, target: Target, alternative_id: str) -> Alternative:
    own = page.read(Alternative, target_id=target.id)
    return present(next((one for one in own if one.id == alternative_id), None))


def _origin(alternative: Alternative) -> WordOrigin:
    engine = alternative.engine.partition("@")[0]
    return WordOrigin(0, len(alternative.text), "engine" if engine else "person", engine)


def beside(old: Target, new: Target, *, also_persons: bool = False) -> list[Alternative]:
    """Keep a text that gives way: a machine's always, a person's where they choose another over it."""
    by_machine = old.origin is Origin.MACHINE
    if not old.text.strip() or old.text == new.text or not (by_machine or also_persons):
        return []
    made_by, recipe = (old.engine, old.recipe) if by_machine else ("", "")
    own = () if made_by else old.written_by
    return [Alternative(_alternative_id(old, recipe), old.episode_id, old.id, old.text, made_by, recipe, own)]


def _alternative_id(target: Target, recipe: str) -> str:
    return digest(f"alternative/{target.id}/{recipe}/{target.text}")[:32]


def told(message: str, page: Page, target: Target) -> Message:
    """Say what was done to a Target: the number of its first line, and its market."""
    number = next(iter(page.numbers[line.id] for line in page.of(target)), 0)
    return Message.of(message, number=number, market=page.markets[target.market_id].locale)


def _refuse_unseen(table: str, now: str, seen: str | None, old: Line | Target, wanted: Line | Target) -> None:
    if seen is not None and now != seen:
        raise stale(table, old.id, mine=encode(wanted), theirs=encode(old))
