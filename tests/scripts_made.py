"""A small series without media, for tests of editing: two episodes, two markets, Lines, Targets and a Take."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from dubbench.app.session import MACHINE, Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Word, pauses
from dubbench.domain.series import Episode, Listening, Media
from dubbench.domain.span import Span
from dubbench.domain.target import Alternative, Fit, Placement, Take, Target
from dubbench.pipeline.parting import rephrased
from dubbench.pipeline.translate import target_id
from dubbench.store.schema import TABLES

ANA, BEN = Author("ana"), Author("ben")
END_MS = 60_000
TEXTS = ("You never told them.", "That house was mine, and you knew it.", "Come back at night.", "Why?")
SAID = {
    "pt": ("Você nunca contou.", "Aquela casa era minha, e você sabia.", "Volte à noite.", "Por quê?"),
    "es": ("Nunca lo dijiste.", "Esa casa era mía, y lo sabías.", "Vuelve de noche.", "¿Por qué?"),
}


def words(text: str, start_ms: int, word_ms: int = 250, gap_ms: int = 20, pause_ms: int = 400) -> tuple[Word, ...]:
    """Give each word its time, with a pause after a comma."""
    made, at = [], start_ms
    for number, part in enumerate(text.split()):
        made.append(Word(part if number == 0 else f" {part}", at, at + word_ms, 900_000))
        at += word_ms + (pause_ms if part.endswith(",") else gap_ms)
    return tuple(made)


def line(line_id: str, text: str, start_ms: int, episode: str = "e1", **more: object) -> Line:
    spoken = words(text, start_ms)
    span = Span(start_ms, spoken[-1].end_ms)
    return Line(line_id, episode, span, text, "en", spoken, pauses(spoken), sentence=line_id, **more)  # type: ignore[arg-type]


def target(of: Line, market: str, text: str, locale: str) -> Target:
    made = Target(
        target_id(market, (of.id,)), of.episode_id, market, (of.id,), text, engine="fake-translator@1", recipe="r1"
    )
    return rephrased(made, (of,), locale)


def take(of: Target, name: str = "t", **more: object) -> Take:
    facts = {
        "voice_id": "fake-synthesizer:x",
        "engine": "fake-synthesizer@1",
        "speed_ppm": 1_000_000,
        "asset": "0" * 64,
    }
    said = {"duration_ms": 900, "speech": (Span(0, 900),), "spoken": of.text, "units": 12}
    return Take(f"{name}-{of.id}", of.episode_id, of.market_id, of.id, **(facts | said | more))  # type: ignore[arg-type]


def fit(of: Take, at_ms: int) -> Fit:
    return Fit(f"f-{of.target_id}", of.episode_id, of.market_id, of.target_id, of.id,
               (Placement(Span(0, 900), at_ms, 1_000_000),), 1)  # fmt: skip


def season(folder: Path, texts: Sequence[str] = TEXTS) -> Session:
    """Make the series; two episodes say the same, 4 s from line to line."""
    session = Session.create(folder, "Made", "en")
    session.person = ANA
    heard = Listening("en", (), "fake-transcriber@1", "r0")
    media = Media("none.mp4", "0" * 64, 1, "mp4", END_MS, ())
    rows: list[object] = [Market("pt", "pt-BR"), Market("es", "es")]
    for number in (1, 2):
        rows.append(Episode(f"e{number}", number, f"Episode {number}", media, language="en", listening=heard))
        for at, text in enumerate(texts):
            voice = ("low", "high")[at % 2]
            made = line(f"e{number}l{at + 1}", text, 1000 + 4000 * at, f"e{number}", voice_range=voice)
            rows.append(made)
            for market, locale in (("pt", "pt-BR"), ("es", "es")):
                said = target(made, market, SAID[market][at % len(SAID[market])], locale)
                spoken = take(said)
                rows += [said, spoken, fit(spoken, made.span.start_ms)]
                rows.append(Alternative(f"a-{said.id}", made.episode_id, said.id, f"{said.text} (2)", "other@1", "r2"))
    with session.store.edit(Message.of("translate", market="pt-BR"), MACHINE) as edit:
        for row in rows:
            edit.put(row)
    return session


def rows(session: Session) -> dict[str, dict[str, str]]:
    """Return every row of the series, as it is stored."""
    with session.store._database.read() as connection:
        return {
            name: {row[0]: row[1] for row in connection.execute(select(table.c.id, table.c.body))}
            for name, table in TABLES.items()
        }
