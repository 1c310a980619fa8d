"""The target side of a production: Targets, then Takes, then Fits, for one episode and market."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from dubbench.app import work
from dubbench.app.casting import cast_voices, engine_of
from dubbench.app.engines import Chooser
from dubbench.app.licensing import rights
from dubbench.app.session import MACHINE, Session
from dubbench.checks import dubbed
from dubbench.domain.delivery import Stem
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Origin
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignKind, SignOff, audio_of, sealed
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.errors import Conflict, NoConsent, UnsupportedLanguage
from dubbench.formats.manifest import EngineUse, VoiceUse
from dubbench.jobs.context import Context
from dubbench.jobs.items import About, Failure, Lane, WorkItem
from dubbench.pipeline import adapt, fit, prepare, translate, voice
from dubbench.pipeline.plan import is_fresh, label

UNITS_AT_ONCE = 8
ROUNDS = 3
SHOWN = 60


@dataclass(slots=True)
class Voicing:
    """One episode for one market, as far as its voices and their places need it."""

    session: Session
    episode: Episode
    market: Market
    lines: Sequence[Line]
    chooser: Chooser
    upgrade: bool = False
    head: str = ""
    """The journal's newest hash before the fit: what was written later is not in this dub."""
    changed: set[tuple[str, str]] = field(default_factory=set)
    """The Takes and Fits that were stored, as (table, id)."""

    def targets(self) -> list[Target]:
        rows = self.session.store.all(Target, episode_id=self.episode.id, market_id=self.market.id)
        order = {line.id: number for number, line in enumerate(self.lines)}
        return sorted(rows, key=lambda t: min((order.get(i, len(order)) for i in t.line_ids), default=len(order)))

    def of_target(self, target: Target) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.id in target.line_ids)


@dataclass(slots=True)
class Dub(Voicing):
    """One episode for one market, on its way through all the stages."""

    dialogue: Stem = field(kw_only=True)

    @property
    def source(self) -> str:
        return self.episode.listening.language if self.episode.listening else self.episode.language


# translate


def translate_episode(dub: Dub, ctx: Context) -> tuple[int, list[Failure]]:
    """Bring every Target up to date; return how many sentences were translated, and what failed.

    Words that people wrote need no translator: none has to cover the pair where every Line has them.
    """
    _drop_orphans(dub)
    try:
        info = dub.chooser.into(dub.source, dub.market.locale)
    except UnsupportedLanguage:
        if written(dub.session, dub.episode, dub.market):
            return 0, []
        raise
    units = tuple(unit for unit in prepare.units(dub.lines) if unit.text)
    stale = _stale(dub, units, info)
    if not stale:
        return 0, []
    if info.kind is EngineKind.TRANSCRIBER:  # translate by ear
        item = work.HearTranslation(
            dub.session.place, dub.dialogue.asset, tuple(stale), dub.market, info.id, dub.source
        )
        key, about = f"translate {dub.episode.id}", _translating(dub, stale)
        items = [WorkItem(key, "dubbench.app.work:hear_translation", item, Lane.LONG, about=about)]
    else:
        items = [_translate_item(dub, stale[i : i + UNITS_AT_ONCE], info) for i in range(0, len(stale), UNITS_AT_ONCE)]
    recipes = translate.recipes(units, dub.source, dub.market.locale, info)
    failures = dub.session.work(items, lambda _item, made: _keep_targets(dub, made, recipes), ctx)
    return len(stale), failures


def written(session: Session, episode: Episode, market: Market) -> bool:
    """Tell whether every Line of an episode has words in a market already."""
    lines = [line.id for line in session.store.all(Line, episode_id=episode.id) if line.text.strip()]
    targets = session.store.all(Target, episode_id=episode.id, market_id=market.id)
    worded = {line_id for target in targets if target.text.strip() for line_id in target.line_ids}
    return bool(lines) and worded.issuperset(lines)


def untranslated(dub: Dub) -> tuple[Issue, ...]:
    """Point at Lines that would stay silent because nothing was found for them to say."""
    return tuple(dubbed.untranslated(dub.lines, dub.targets()))


def _translate_item(dub: Dub, units: Sequence[prepare.Unit], info: EngineInfo) -> WorkItem:
    item = work.Translate(dub.session.place, tuple(units), dub.market, info.id, dub.source)
    weight = sum(1 + len(unit.text) for unit in units)
    return WorkItem(
        f"translate {units[0].sentence}",
        "dubbench.app.work:translate_units",
        item,
        weight=weight,
        title=_quoted(units[0].text),
        about=_translating(dub, units),
    )


def _translating(dub: Dub, units: Iterable[prepare.Unit]) -> About:
    return About("translate", dub.episode.id, dub.market.id, tuple(line.id for unit in units for line in unit.lines))


def _quoted(text: str) -> str:
    said = " ".join(text.split())
    return f"“{said}”" if len(said) <= SHOWN else f"“{said[: SHOWN - 1]}…”"


def _stale(dub: Dub, units: Sequence[prepare.Unit], info: EngineInfo) -> list[prepare.Unit]:
    """Find the sentences that no Target of today's recipe covers.

    A person's text stands whatever the machine would say; that it was asked is known by its Alternative.
    """
    covered = {i: target for target in dub.targets() for i in target.line_ids}
    drafts: dict[str, list[Alternative]] = {}
    for draft in dub.session.store.all(Alternative, episode_id=dub.episode.id):
        drafts.setdefault(draft.target_id, []).append(draft)

    def stands(unit: prepare.Unit, target: Target | None) -> bool:
        if target is None:
            return False
        own = drafts.get(target.id, ()) if target.by_person else ()
        return any(_made_today(dub, unit, made, info) for made in (target, *own))

    return [unit for unit in units if not all(stands(unit, covered.get(line.id)) for line in unit.lines)]


def _made_today(dub: Dub, unit: prepare.Unit, made: Target | Alternative, info: EngineInfo) -> bool:
    def recipe(engine: EngineInfo) -> str:
        return translate.target_recipe(unit, dub.source, dub.market.locale, engine)

    return is_fresh(made.recipe, made.engine, info, recipe, upgrade=dub.upgrade, named=dub.chooser.named(info.kind))


def _drop_orphans(dub: Dub) -> None:
    """Delete machine Targets whose Lines are gone."""
    alive = {line.id for line in dub.lines}
    machine = [target for target in dub.targets() if not target.by_person]
    gone = [target for target in machine if target.line_ids and not alive & set(target.line_ids)]
    if gone:
        with dub.session.store.edit(Message.of("drop-targets", count=len(gone)), MACHINE) as edit:
            for target in gone:
                edit.delete(target)


def _keep_targets(dub: Dub, made: Iterable[Target], recipes: Mapping[str, str]) -> None:
    """Store machine Targets in the place of older ones; beside a person's text they become Alternatives.

    What a person writes in the same moment wins: everything is looked at again.
    """
    made = list(made)
    for _ in range(ROUNDS - 1):
        with suppress(Conflict):
            return _put_targets(dub, made, recipes)
    return _put_targets(dub, made, recipes)


def _put_targets(dub: Dub, made: Iterable[Target], recipes: Mapping[str, str]) -> None:
    with dub.session.store.edit(Message.of("translate", market=dub.market.locale), MACHINE) as edit:
        standing = dub.targets()
        for target in map(adapt.adapt, made):
            if any(recipes.get(i) != target.recipe for i in target.line_ids):
                continue  # the source changed while the engine worked: the next run translates it again
            beside = [now for now in standing if set(now.line_ids) & set(target.line_ids)]
            by_person = [now for now in beside if now.by_person]
            if by_person:
                for now in by_person:
                    edit.put(_alternative(now, target))
                continue
            for row_id in (target.id, *(now.id for now in beside)):
                edit.get(Target, row_id)  # the commit insists on what was seen here
            for now in beside:
                edit.delete(now)
            voices = (now.voice_id for now in beside if now.voice_id)
            edit.put(replace(target, voice_id=next(voices, "")))


def _alternative(beside: Target, target: Target) -> Alternative:
    id = digest(f"{beside.id} {target.recipe} {target.id}")[:32]  # noqa: A001 - the field's own name
    return Alternative(id, target.episode_id, beside.id, target.text, target.engine, target.recipe)


# voice


def voice_episode(dub: Voicing, ctx: Context, only: Container[str] | None = None) -> tuple[int, list[Failure]]:
    """Speak every Target (or `only` some) without a Take by today's recipe; return how many, and what failed.

    `only` narrows it to Targets by their ids. Texts that a person writes meanwhile are spoken too, as long as they do
    not come faster than they can be spoken.
    """
    spoken, failures = 0, list[Failure]()
    voices = rights(dub.session, dub.market)
    for _ in range(ROUNDS):
        failed = {failure.key for failure in failures}
        wanted = [item for item in _unspoken(dub, ctx, only) if item.key not in failed]
        refused = [(item, why) for item in wanted if (why := voices.refusal(item.payload.voice_id))]
        failures += [Failure.of(item, NoConsent(why)) for item, why in refused]
        items = [item for item in wanted if item.key not in {one.key for one, _ in refused}]
        if not items:
            break
        failures += dub.session.work(items, lambda item, take: _keep_take(dub, item.payload, take), ctx)
        spoken += len(items)
    return spoken, failures


def _unspoken(dub: Voicing, ctx: Context, only: Container[str] | None = None) -> list[WorkItem]:
    asked = [order for order in orders(dub, ctx) if only is None or order.target.id in only]
    standing = _standing(dub, asked)
    return [speaking(order) for order in asked if order.target.id not in standing]


def speaking(order: work.Speak) -> WorkItem:
    """Return the work item that speaks a Target."""
    target, text = order.target, order.target.text
    return WorkItem(
        f"speak {target.id} {digest(text)[:8]}",
        "dubbench.app.work:speak",
        order,
        weight=1 + len(text),
        title=_quoted(text),
        about=About("voice", target.episode_id, target.market_id, target.line_ids, target.id),
    )


def unspoken(dub: Voicing, ctx: Context) -> tuple[Issue, ...]:
    """Point at Targets that no Take stands for: they are not heard in this delivery."""
    targets = [item.payload.target for item in _unspoken(dub, ctx)]
    return tuple(dubbed.unspoken((target, dub.of_target(target)) for target in targets))


def orders(dub: Voicing, ctx: Context) -> list[work.Speak]:
    """Say for every Target that has something to say what must be spoken, by whom and in what place."""
    unheard = ctx.through(lambda _progress: None)  # casting is no part of what is counted
    casting = cast_voices(dub.session, dub.market, dub.lines, dub.chooser, unheard)
    return _to_speak(dub, casting, dub.targets())


def _to_speak(dub: Voicing, casting: prepare.Casting, targets: Iterable[Target]) -> list[work.Speak]:
    spoken = [(target, dub.of_target(target)) for target in targets if target.text.strip()]
    cast = [(target, lines, target.voice_id or casting.voice_of(lines[0])) for target, lines in spoken if lines]
    return [
        work.Speak(
            dub.session.place,
            target,
            voice.slot_of(lines),
            voice_id,
            dub.market.locale,
            engine_of(voice_id),
            voice.limits_of(lines),
        )
        for target, lines, voice_id in cast
    ]


def stands_on(dub: Voicing, casting: prepare.Casting) -> dict[str, Take]:
    """Find the Take that stands for each Target under a cast as it is; who has no voice yet has none."""

    def has_voice(target: Target) -> bool:
        lines = dub.of_target(target)
        return bool(lines) and bool(
            target.voice_id or {lines[0].character_id, casting.groups.get(lines[0].id)} & casting.voices.keys()
        )

    return _standing(dub, _to_speak(dub, casting, filter(has_voice, dub.targets())))


def silent(dub: Voicing, standing: Mapping[str, Take]) -> tuple[Issue, ...]:
    """Point at Targets that none of these Takes stands for."""
    targets = [target for target in dub.targets() if target.text.strip() and target.id not in standing]
    return tuple(dubbed.unspoken((target, lines) for target in targets if (lines := dub.of_target(target))))


def _standing(dub: Voicing, asked: Sequence[work.Speak]) -> dict[str, Take]:
    """Find the Take of each Target that stands on today's text, place and voice; older Takes are kept for undo.

    Where several stand, the one that a person chose is heard, else the one by today's version of its engine.
    """
    versions = {label(info) for info in registry.infos()}
    takes: dict[str, list[Take]] = {}
    for take in dub.session.store.all(Take, episode_id=dub.episode.id, market_id=dub.market.id):
        takes.setdefault(take.target_id, []).append(take)
    for known in takes.values():
        known.sort(key=lambda take: (take.origin is Origin.MACHINE, take.engine not in versions))
    found = {
        order.target.id: next((t for t in takes.get(order.target.id, ()) if _take_stands(dub, t, order)), None)
        for order in asked
    }
    return {target_id: take for target_id, take in found.items() if take}


def _take_stands(dub: Voicing, take: Take, item: work.Speak) -> bool:
    if not dub.session.has_asset(take.asset):
        return False
    if take.origin is Origin.PERSON:
        return voice.says(take, item.target)
    if (info := registry.find(item.engine)) is None:
        return False

    def made_from(engine: EngineInfo) -> str:
        return voice.take_recipe(item.target, item.slot, item.voice_id, item.language, engine, limits=item.limits)

    return is_fresh(take.recipe, take.engine, info, made_from, upgrade=dub.upgrade, named=True)


def _keep_take(dub: Voicing, item: work.Speak, take: Take) -> None:
    message = Message.of("speak", market=dub.market.locale)
    with suppress(Conflict), dub.session.store.edit(message, MACHINE) as edit:  # Conflict: another text by now
        now = edit.get(Target, item.target.id)
        if now is not None and now.text == item.target.text:
            edit.put(take)
    dub.changed |= edit.changed


# fit


@dataclass(frozen=True, slots=True)
class Placed:
    """A Target with its Take, its Fit and the Lines it stands for."""

    target: Target
    take: Take
    fit: Fit
    lines: tuple[Line, ...]


def fit_episode(dub: Voicing, ctx: Context) -> tuple[int, list[Placed], tuple[Issue, ...]]:
    """Place every Take; return how many Fits changed, the whole in time order, and what could not be placed well."""
    store = dub.session.store
    dub.head = store.head().hash
    asked = orders(dub, ctx)
    takes = _standing(dub, asked)
    spoken = [(order.target, takes[order.target.id]) for order in asked if order.target.id in takes]
    items = [fit.ToFit(t, take, dub.of_target(t), _level(dub, t), take.level_mdb) for t, take in spoken]
    old = {f.id: f for f in store.all(Fit, episode_id=dub.episode.id, market_id=dub.market.id)}
    fits = fit.fit(items, dub.episode.media.duration_ms, held=_signed(dub, old.values(), takes))
    changed = [f for f in fits if old.get(f.id) != f]
    gone = [f for f in old.values() if f.id not in {g.id for g in fits}]
    if changed or gone:
        with store.edit(Message.of("fit", market=dub.market.locale), MACHINE) as edit:
            for stale in gone:
                edit.delete(stale)
            for placed in changed:
                edit.put(placed)
        if edit.step and edit.step.previous == dub.head:  # nobody wrote meanwhile: the fit is in this dub
            dub.head = edit.step.hash
        dub.changed |= edit.changed
    by_target = {f.target_id: f for f in fits}
    whole = [Placed(t, take, by_target[t.id], dub.of_target(t)) for t, take in spoken if t.id in by_target]
    return len(changed), whole, fit.issues(fits, items)


def _signed(dub: Voicing, fits: Iterable[Fit], takes: Mapping[str, Take]) -> dict[str, Fit]:
    """Find the Fits that somebody signed as they are: nothing moves them until that signature is revoked."""
    keys = {"episode_id": dub.episode.id, "market_id": dub.market.id, "kind": SignKind.AUDIO.value}
    signed = {(one.subject_id, one.content) for one in dub.session.store.all(SignOff, **keys)}
    if not signed:
        return {}
    own = ((f, takes[f.target_id]) for f in fits if f.target_id in takes)
    return {f.target_id: f for f, take in own if (f.target_id, sealed(audio_of(take, f))[0]) in signed}


def _level(dub: Voicing, target: Target) -> int | None:
    levels = [line.level_mdb for line in dub.of_target(target) if line.level_mdb is not None]
    return round(sum(levels) / len(levels)) if levels else None


def engine_uses(dub: Dub, placed: Sequence[Placed]) -> tuple[EngineUse, ...]:
    """Name the engines that made this dub, from what their work recorded."""
    made_by = {
        ("separator", dub.dialogue.engine),
        ("detector", dub.episode.listening.detector if dub.episode.listening else ""),
        ("transcriber", dub.episode.listening.engine if dub.episode.listening else ""),
        *(("translator", p.target.engine) for p in placed),
        *(("synthesizer", p.take.engine) for p in placed),
    }
    return tuple(_use(role, engine) for role, engine in sorted(made_by) if engine)


def voice_uses(placed: Sequence[Placed]) -> tuple[VoiceUse, ...]:
    """Name the voices that are heard, each with the licence it spoke under."""
    return tuple(VoiceUse(*one) for one in sorted({(p.take.voice_id, p.take.licence) for p in placed}))


def _use(role: str, engine: str) -> EngineUse:
    name, _, version = engine.partition("@")
    return EngineUse(role, name, version, registry.info(name).models)
