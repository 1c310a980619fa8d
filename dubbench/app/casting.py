"""Who speaks with which voice in a market: cast once, kept all season, a person's choice above the machine's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dubbench.app import permits, work
from dubbench.app.engines import Choice, Chooser
from dubbench.app.episodes import find_markets
from dubbench.app.licensing import rights
from dubbench.app.revising import Edited, present
from dubbench.app.session import MACHINE, Session
from dubbench.app.speakers import find_character
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market, Profile
from dubbench.domain.people import EDITING
from dubbench.domain.script import Character, Line, Origin
from dubbench.domain.timing import LOW, UNNAMED
from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind, Voice
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.pipeline import prepare
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll


def engine_of(voice_id: str) -> str:
    """Return the id of the engine that a voice belongs to."""
    return voice_id.partition(":")[0]


def cast_voices(
    session: Session, market: Market, lines: Sequence[Line], chooser: Chooser, ctx: Context
) -> prepare.Casting:
    """Cast whoever has no voice yet and keep it: the synthetic cast stays the same all season."""
    profiles = {p.character_id: p for p in session.store.all(Profile, market_id=market.id)}
    standing = {who: p for who, p in profiles.items() if p.voice_id and _stands(p, market, chooser)}
    groups = {line.id: line.voice_range or LOW for line in lines}
    needed = {line.character_id if line.character_id in standing else groups[line.id] for line in lines}
    if missing := sorted(needed - standing.keys()):
        info = _speaker(standing.values(), market, chooser)
        chosen = prepare.cast(lines, groups, _voices(session, info, ctx), market)
        standing |= _keep(session, market, profiles, {who: chosen.voices[who] for who in missing})
    return prepare.Casting({who: p.voice_id for who, p in standing.items()}, groups)


def _stands(profile: Profile, market: Market, chooser: Chooser) -> bool:
    """Tell whether a voice stays: a person's always, the machine's unless another engine is named."""
    if profile.origin is Origin.PERSON:
        return True
    engine = engine_of(profile.voice_id)
    if chooser.named(EngineKind.SYNTHESIZER):
        return engine == chooser.synthesizer(market.locale).id
    return registry.find(engine) is not None


def _speaker(standing: Iterable[Profile], market: Market, chooser: Chooser) -> EngineInfo:
    """Choose who speaks for newcomers: the engine named, else that of the cast so far, else the preferred one."""
    so_far = Counter(engine_of(p.voice_id) for p in standing).most_common(1)
    if so_far and not chooser.named(EngineKind.SYNTHESIZER) and (known := registry.find(so_far[0][0])):
        return known
    return chooser.synthesizer(market.locale)


def _voices(session: Session, info: EngineInfo, ctx: Context) -> tuple[Voice, ...]:
    listing = work.ListVoices(session.place, info.id)
    voices: tuple[Voice, ...] = session.one(WorkItem("list voices", "dubbench.app.work:list_voices", listing), ctx)
    return voices


def _keep(
    session: Session, market: Market, profiles: Mapping[str, Profile], voices: Mapping[str, str]
) -> dict[str, Profile]:
    with session.store.edit(Message.of("cast", market=market.locale), MACHINE) as edit:
        rows = {
            who: replace(profiles.get(who) or Profile(new_id(), market.id, who), voice_id=voice_id)
            for who, voice_id in voices.items()
        }
        for row in rows.values():
            edit.put(row)
    return rows


def cast(folder: Path, locale: str, who: str, voice_id: str) -> dict[str, Any]:
    """Choose the voice of a character by name, or of unnamed speakers (low, high), in a market."""
    with Session.open(folder) as session:
        speaks = who if who in UNNAMED else find_character(session, who).id
        markets = find_markets(session, [locale] if locale else [])
        if len(markets) != 1:
            raise BadInput(tr("Say which market: --market pt-BR"))
        edited = cast_voice(session, markets[0].id, speaks, voice_id)
        return {"who": who, "voice": voice_id, "market": markets[0].locale, "changed": bool(edited.changed)}


def cast_voice(session: Session, market_id: str, who: str, voice_id: str) -> Edited:
    """Choose the voice of a Character by id, or of unnamed speakers (low, high), in a Market."""
    market = present(session.store.get(Market, market_id))
    refuse_unknown(session, market, voice_id)
    rights(session, market).refuse(voice_id)
    new = new_id()

    def decision(read: ReadAll) -> Decided:
        profiles = read(Profile, market_id=market.id)
        permits.require(read, session.person, EDITING, market.id)
        old = next((p for p in profiles if p.character_id == who), Profile(new, market.id, who))
        name = who if who in UNNAMED else present(next((c for c in read(Character) if c.id == who), None)).name
        told = Message.of("cast-voice", who=name, voice=voice_id)
        return Decided(told, [replace(old, voice_id=voice_id, origin=Origin.PERSON)])

    step = session.store.decide(session.person, decision)
    return Edited(changed_by(step), (who,))


def refuse_unknown(session: Session, market: Market, voice_id: str) -> None:
    """Raise `BadInput` where a voice is not there or does not speak the market's language."""
    engine = engine_of(voice_id)
    known = registry.find(engine)
    if known is None or known.kind is not EngineKind.SYNTHESIZER:
        engines = ", ".join(info.id for info in registry.infos() if info.kind is EngineKind.SYNTHESIZER)
        raise BadInput(
            tr("“{voice}” names no voice engine. Voices are written ENGINE:NAME, and the engines are {engines}.",
               voice=voice_id, engines=engines)
        )  # fmt: skip
    info = Chooser(Choice(synthesizer=engine), session.models, local=session.series.confidential).synthesizer(
        market.locale
    )
    suited = prepare.voices_for(_voices(session, info, Context()), market.locale)
    if voice_id not in {voice.id for voice in suited}:
        listed = ", ".join(voice.id for voice in suited[:12])
        raise BadInput(
            tr("There is no voice {voice} for {language}. There are: {listed}. All: dubbench engines show {engine}",
               voice=voice_id, language=market.locale, listed=listed, engine=engine)
        )  # fmt: skip
