"""What work is at and what failed, told from the events of a desk alone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

from desk_series import Heard, opened, series

from dubbench.app import orders
from dubbench.app.desk_events import Changed, ItemFailed, ItemFinished, ItemStarted, JobEnded, Outcome
from dubbench.app.engines import FAKE
from dubbench.app.production import Order
from dubbench.app.under_way import UnderWay
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Target
from dubbench.jobs.items import About

SPOKEN = About("voice", "ep", "pt", ("one", "two"), "both")
HEARD = About("transcribe", "ep")
WORDS = Target("written", "ep", "pt", ("one",), "Olha")


def under_way() -> UnderWay:
    return UnderWay({WORDS.id: WORDS}.get)


def failed(about: About, job: str = "job", kind: str = "EngineError") -> ItemFailed:
    return ItemFailed(job, "speak", "“Hi”", "no breath", kind, "", about)


def changed(table: str, row_id: str) -> Changed:
    return Changed(frozenset({(table, row_id)}))


def test_a_line_is_busy_until_it_is_made() -> None:
    at = under_way()
    assert at.hear(ItemStarted("job", "speak", "“Hi”", SPOKEN))
    assert at.busy("pt") == {"one", "two"}
    assert not at.busy("es")
    assert at.stages("ep", "pt") == {"voice"}
    assert at.hear(ItemFinished("job", "speak", "“Hi”", SPOKEN))
    assert not at.busy("pt")
    assert not at.hear(ItemFinished("job", "speak", "“Hi”", SPOKEN))


def test_the_source_is_for_every_market() -> None:
    at = under_way()
    at.hear(ItemStarted("job", "hear", "", HEARD))
    assert at.stages("ep", "pt") == at.stages("ep", "es") == {"transcribe"}
    assert not at.stages("other", "pt")


def test_a_failure_stands_until_its_line_is_made() -> None:
    at = under_way()
    assert at.hear(failed(SPOKEN))
    assert at.failed("pt") == {"one": "no breath", "two": "no breath"}
    assert [one.message for one in at.failures("ep", "pt")] == ["no breath"]
    assert at.failed_cells() == {("ep", "pt")}
    again = About("voice", "ep", "pt", ("one",))
    at.hear(ItemStarted("later", "speak", "“Hi”", again))
    at.hear(JobEnded("later", "", Outcome.STOPPED))
    assert set(at.failed("pt")) == {"one", "two"}
    assert not at.hear(ItemFinished("later", "speak", "“Hi”", About("voice", "ep", "es", ("one",))))
    assert at.hear(ItemFinished("later", "speak", "“Hi”", again))
    assert set(at.failed("pt")) == {"two"}


def test_a_failure_goes_with_the_words_it_was_of() -> None:
    at = under_way()
    at.hear(failed(SPOKEN))
    assert not at.hear(changed("target", "of another line"))
    assert not at.hear(changed("take", "both"))
    assert at.hear(changed("line", "two"))
    assert set(at.failed("pt")) == {"one"}
    assert at.hear(changed("target", "both"))
    assert not at.failed("pt")


def test_a_translation_that_failed_is_not_missed_where_a_person_wrote_one() -> None:
    at = under_way()
    at.hear(failed(About("translate", "ep", "pt", ("one", "two"))))
    assert at.hear(changed("target", WORDS.id))
    assert set(at.failed("pt")) == {"two"}


def test_what_a_person_stopped_did_not_fail() -> None:
    at = under_way()
    at.hear(ItemStarted("job", "speak", "“Hi”", SPOKEN))
    assert at.hear(failed(SPOKEN, kind="Cancelled"))
    assert not at.failed("pt")
    at.hear(ItemStarted("job", "speak", "“Hi”", SPOKEN))
    assert not at.hear(JobEnded("another", "", Outcome.DONE))
    assert at.busy("pt")
    assert at.hear(JobEnded("job", "", Outcome.STOPPED))
    assert not at.busy("pt")


def test_work_without_a_stage_is_no_news() -> None:
    at = under_way()
    assert not at.hear(ItemStarted("job", "warm", ""))
    assert not at.hear(ItemFailed("job", "warm", "", "no", "EngineError"))


def test_a_production_tells_what_each_item_is_about(tmp_path: Path) -> None:
    folder, heard = series(tmp_path), Heard()
    with opened(folder, heard) as desk:
        heard.end_of(desk.start(orders.production(Order((1,), ("pt-BR",), choice=FAKE), folder)))
        lines = {line.id for line in desk.session.store.all(Line)}
        (episode,) = desk.session.store.all(Episode)
    begun = [event.about for event in heard.of(ItemStarted) if event.about.stage]
    stages = list(dict.fromkeys(about.stage for about in begun))
    assert stages == ["separate", "transcribe", "translate", "voice", "export"]
    assert {about.episode for about in begun} == {episode.id}
    for stage in ("translate", "voice"):
        assert {line for about in begun if about.stage == stage for line in about.lines} == lines
    assert [event.about for event in heard.of(ItemFinished) if event.about.stage] == begun
    at = under_way()
    for event in heard.events:
        at.hear(event)
    assert not at.stages(episode.id, "")
