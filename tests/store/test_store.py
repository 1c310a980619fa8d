"""What the store promises, on SQLite and PostgreSQL alike."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec
import pytest

from dubbench.domain.delivery import DeliveredFile, Delivery, Stem, StemKind
from dubbench.domain.hashing import canonical, new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market, Profile
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.remarks import Assignment, Comment, Extent, Subject, Waiver, Watched
from dubbench.domain.rights import Consent, ConsentKind, Sent, Use
from dubbench.domain.script import Character, Line, OnScreen, Origin, Word
from dubbench.domain.series import AudioStream, Episode, Media, Picture, Series
from dubbench.domain.signing import Mqm, SentBack, SignKind, SignOff
from dubbench.domain.span import Span
from dubbench.domain.target import Alternative, Fit, Placement, Take, Target, WordOrigin
from dubbench.errors import Conflict, StoreError
from dubbench.store.conflict import RowConflict
from dubbench.store.edit import changed_by
from dubbench.store.kinds import KINDS, decode, encode
from dubbench.store.schema import TABLES
from dubbench.store.store import Store

ANA, BEN, ROBOT = Author("ana"), Author("ben"), Author("ana", machine=True)
WHAT = Message.of("edit-line", number=1)

LINE = Line(
    "l1",
    "e1",
    Span(1000, 2000),
    "Hello, “world” \x00\x7f 😀",
    "en",
    (Word(" Hello", 1000, 1400, 900_000), Word(" world", 1500, 2000)),
    (1,),
    on_screen=OnScreen.ON_OFF,
    origin=Origin.PERSON,
)
MEDIA = Media(
    "a b.mp4", "0" * 64, 9, "mp4", 60_000, (AudioStream(0, "aac", 2, 48_000),), Picture("h264", 720, 1280, 25, 1)
)

EXAMPLES = (
    Series("s1", "Title", "en"),
    Episode("e1", 1, "Pilot", MEDIA),
    LINE,
    Character("c1", "Rosa", "female"),
    Market("m1", "pt-BR"),
    Profile("p1", "m1", "c1", voice_id="kokoro:pf_dora"),
    Target("t1", "e1", "m1", ("l1",), "Olá, mundo", (4,), None, (WordOrigin(0, 3, "engine", "fake"),)),
    Alternative("a1", "e1", "t1", "Oi", "fake", "r"),
    Take("k1", "e1", "m1", "t1", "v", "fake", 1_000_000, "f" * 64, 900, (Span(10, 400),), "Olá", 8),
    Fit("f1", "e1", "m1", "t1", "k1", (Placement(Span(0, 900), 1000, 1_050_000),), 2),
    Stem("st1", "e1", StemKind.BACKGROUND, "a" * 64, 48_000, 2, 48_000, "fake"),
    Delivery(
        "d1", "e1", "m1", "social", True, "out", (DeliveredFile("x.mp4", "video", "0" * 64, 5),), "r", "h", "2026"
    ),
    Person("ana", "Ana", "ab" * 32),
    Grant("g1", "ana", "ab" * 32, Role.APPROVER, "m1", "clara", "2026", "cd"),
    SignOff("s1", SignKind.TEXT, "t1", "e1", "m1", "ana", "ab" * 32, "2026", "c", "{}", "h", "cd"),
    SentBack("b1", SignKind.TEXT, "t1", "e1", "m1", "ana", "2026", Mqm.STYLE, "c", "q1"),
    Comment("q1", "q1", Subject.TARGET, "t1", "e1", "m1", "ana", "2026", "@ben?", Extent("target", 0, 3), "Olá"),
    Assignment("n1", "e1", "m1", "ana", Role.APPROVER, "2026-12-01", "clara", "2026"),
    Waiver("w1", "cue-cps", "t1", "e", "e1", "m1", "ana", "2026", "It is sung."),
    Watched("v1", "ana", "e1", "m1", 5, "2026"),
    Consent(
        "k1",
        "coqui:rosa",
        "Rosa",
        ConsentKind.REPLICA,
        (),
        (Use.DUB,),
        ("pt",),
        (),
        (),
        "2026-01-01",
        "",
        "100 EUR",
        "1 %",
        "0" * 64,
        "consent.pdf",
        "clara",
        "ab" * 32,
        "2026",
        "cd",
    ),
    Sent("x1", "2026", "ana", "cloud", "text", 12, "0" * 64, "e1", "m1", ("l1",)),
)


def put(store: Store, *values: object, author: Author = ANA, group: str | None = None) -> None:
    with store.edit(WHAT, author, group) as edit:
        for value in values:
            edit.put(value)


def line(number: int, **fields: object) -> Line:
    base = Line(f"l{number}", "e1", Span(number * 1000, number * 1000 + 900), f"text {number}", "en")
    return dataclasses.replace(base, **fields)


def test_a_target_from_before_there_were_pivots_is_read() -> None:
    target = next(value for value in EXAMPLES if isinstance(value, Target))
    body = encode(target)
    assert decode(Target, body.replace(',"pivot":""', "")) == target
    assert ',"pivot":""' in body


def test_a_target_keeps_its_pivot_and_a_row_may_hold_more_than_is_known() -> None:
    target = dataclasses.replace(next(value for value in EXAMPLES if isinstance(value, Target)), pivot="Olá, mundo")
    assert decode(Target, encode(target).replace("{", '{"newer":1,', 1)) == target


def test_every_kind_has_an_example() -> None:
    assert [type(value) for value in EXAMPLES] == [kind.type for kind in KINDS]


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_a_body_is_the_canonical_json_of_its_object(value: object) -> None:
    assert encode(value) == canonical(value)


def test_every_kind_comes_back_as_it_was_put(store: Store) -> None:
    put(store, *EXAMPLES)
    for value in EXAMPLES:
        assert store.get(type(value), value.id) == value
        assert value in store.all(type(value))
    assert store.verify() == ()


def test_a_series_opens_again_with_everything_in_it(store: Store) -> None:
    put(store, LINE)
    head = store.head()
    store.close()
    with Store.open(store.folder) as again:
        assert (again.get(Line, "l1"), again.head(), again.id) == (LINE, head, store.id)
        assert [series.title for series in again.all(Series)] == ["Season “one”"]


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.get(Line, "nobody") is None
    assert store.read(Line, "nobody") == (None, 0)
    assert store.all(Line) == []


def test_lines_come_in_the_order_they_are_spoken_and_are_found_by_their_columns(store: Store) -> None:
    put(store, line(3), line(1), line(2, episode_id="e2"))
    assert [found.id for found in store.all(Line)] == ["l1", "l2", "l3"]
    assert [found.id for found in store.all(Line, episode_id="e1")] == ["l1", "l3"]
    assert [found.id for found in store.all(Line, episode_id=("e1", "e2"))] == ["l1", "l2", "l3"]
    assert store.all(Line, episode_id=()) == []


def test_ids_are_ordered_by_bytes_on_every_database(store: Store) -> None:
    names = ["b", "B", "_", "a", "é", "Z"]
    put(store, *(Character(name, name) for name in names))
    assert [found.id for found in store.all(Character)] == sorted(names)


def test_a_changed_key_column_moves_the_row(store: Store) -> None:
    put(store, line(1))
    put(store, line(1, episode_id="e9"))
    assert store.all(Line, episode_id="e1") == []
    assert store.all(Line, episode_id="e9") == [line(1, episode_id="e9")]


def test_an_edit_is_one_step_with_the_images_before_and_after(store: Store) -> None:
    put(store, line(1), line(2))
    with store.edit(Message.of("merge", number=1), BEN) as edit:
        edit.put(line(1, text="both"))
        edit.delete(line(2))
    step = store.steps()[-1]
    assert edit.step == step
    assert edit.changed == {("line", "l1"), ("line", "l2")}
    assert (step.author, step.message) == (BEN, Message.of("merge", number=1))
    images = [(c.row_id, c.before, c.after) for c in step.changes]
    assert images == [("l1", encode(line(1)), encode(line(1, text="both"))), ("l2", encode(line(2)), None)]
    assert (store.head().seq, store.head().hash) == (step.seq, step.hash)


def test_nothing_is_written_where_the_block_raises(store: Store) -> None:
    head = store.head()
    with suppress(ZeroDivisionError), store.edit(WHAT, ANA) as edit:
        edit.put(LINE)
        edit.put(line(1 // 0))
    assert (store.get(Line, "l1"), store.head()) == (None, head)


def test_an_edit_that_changes_nothing_is_no_step(store: Store) -> None:
    put(store, LINE)
    head = store.head()
    with store.edit(WHAT, ANA) as edit:
        edit.put(LINE)
        edit.delete(line(7))
    assert (edit.step, edit.changed, store.head()) == (None, frozenset(), head)


def test_an_edit_sees_its_own_changes(store: Store) -> None:
    put(store, line(1))
    with store.edit(WHAT, ANA) as edit:
        edit.put(line(1, text="new"))
        edit.delete(line(2))
        assert edit.get(Line, "l1") == line(1, text="new")
        assert edit.get(Line, "l2") is None
        assert store.get(Line, "l1") == line(1)


def test_a_stale_write_is_a_conflict_with_both_texts(store: Store) -> None:
    put(store, line(1))
    row = store.read(Line, "l1")
    put(store, line(1, text="Ben's words"), author=BEN)
    head = store.head()

    def write() -> None:
        with store.edit(WHAT, ANA) as edit:
            edit.put(line(2))
            edit.put(dataclasses.replace(row.value, text="Ana's words"), expect=row.version)

    with pytest.raises(RowConflict, match=r"Ana's words.*Ben's words") as caught:
        write()
    assert isinstance(caught.value, Conflict)
    assert caught.value.theirs == encode(line(1, text="Ben's words"))
    assert store.head() == head
    assert store.get(Line, "l2") is None


def test_what_an_edit_read_must_not_have_changed_when_it_commits(store: Store) -> None:
    put(store, line(1))

    def write_slowly() -> None:
        with store.edit(WHAT, ANA) as edit:
            seen = edit.get(Line, "l1")
            put(store, line(1, text="faster"), author=BEN)
            edit.put(dataclasses.replace(seen, text="slower"))

    with pytest.raises(Conflict):
        write_slowly()
    assert store.get(Line, "l1") == line(1, text="faster")


def test_a_row_that_came_or_went_meanwhile_is_a_conflict(store: Store) -> None:
    put(store, line(1), line(2))
    row = store.read(Line, "l1")
    with store.edit(WHAT, BEN) as edit:
        edit.delete(line(1))
    with pytest.raises(Conflict, match="deleted"), store.edit(WHAT, ANA) as edit:
        edit.put(line(1, text="late"), expect=row.version)
    with pytest.raises(Conflict), store.edit(WHAT, ANA) as edit:
        edit.put(line(2, text="not new"), expect=0)


def test_steps_are_found_by_place_author_and_row(store: Store) -> None:
    put(store, line(1))
    put(store, Character("c1", "Rosa"), author=BEN)
    put(store, line(1, text="two"), author=BEN)
    seqs = [step.seq for step in store.steps()]
    assert seqs == [1, 2, 3, 4]
    assert [s.seq for s in store.steps(since=2)] == [3, 4]
    assert [s.seq for s in store.steps(author="ben")] == [3, 4]
    assert [s.seq for s in store.steps(table="line")] == [2, 4]
    assert [s.seq for s in store.steps(table="line", row_id="l1", author="ben")] == [4]
    assert [s.seq for s in store.steps(limit=2)] == [3, 4]


def test_listeners_hear_what_changed_until_they_end(store: Store) -> None:
    heard: list[frozenset[tuple[str, str]]] = []
    end = store.subscribe(lambda step: heard.append(changed_by(step)))
    put(store, line(1))
    put(store, line(1))
    store.undo(ANA)
    end()
    put(store, line(2))
    assert heard == [frozenset({("line", "l1")})] * 2


def test_a_store_is_settled_while_others_write(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [put(store, line(number)) for number in range(30)])
        while not writing.done():
            store.settle()
        writing.result()
    store.settle()
    assert len(store.all(Line)) == 30
    assert store.verify() == ()


def test_the_rows_that_steps_touched_are_told_without_reading_them(store: Store) -> None:
    begun = store.head().seq
    put(store, line(1))
    put(store, line(2))
    store.undo(ANA)
    assert list(store.touched(begun).values()) == [
        frozenset({("line", "l1")}),
        frozenset({("line", "l2")}),
        frozenset({("line", "l2")}),
    ]
    assert store.touched(store.head().seq) == {}


def test_many_threads_write_and_read_without_losing_anything(store: Store) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            put(store, line(number * 10 + turn), author=Author(f"a{number}"))
            store.all(Line)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert len(store.all(Line)) == 30
    assert store.head().seq == 31
    assert store.verify() == ()


def test_writes_run_on_the_store_thread_which_ends_with_the_store(store: Store) -> None:
    names = {thread.name for thread in threading.enumerate()}
    assert f"store {store.id}" in names
    store.close()
    assert f"store {store.id}" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(StoreError, match="closed"):
        put(store, LINE)


def test_many_rows_go_in_and_out_in_one_step(store: Store) -> None:
    lines = [line(number) for number in range(1200)]
    put(store, *lines)
    assert store.all(Line) == lines
    with store.edit(WHAT, ANA) as edit:
        for value in lines:
            edit.delete(value)
    assert store.all(Line) == []
    store.undo(ANA)
    assert store.all(Line) == lines


def test_only_known_kinds_and_right_values_are_put(store: Store) -> None:
    with pytest.raises(TypeError, match="Span is not kept"), store.edit(WHAT, ANA) as edit:
        edit.put(Span(1, 2))
    with pytest.raises(msgspec.ValidationError), store.edit(WHAT, ANA) as edit:
        edit.put(line(1, text=None))
    with pytest.raises(StoreError, match="Line l1 holds characters"), store.edit(WHAT, ANA) as edit:
        edit.put(line(1, text="\ud800"))


def test_assets_are_referenced_as_long_as_an_undo_could_bring_them_back(store: Store) -> None:
    take, stem = EXAMPLES[8], EXAMPLES[10]
    put(store, take, stem)
    with store.edit(WHAT, ANA) as edit:
        edit.delete(take)
    assert store.referenced_assets(journal=False) == {"a" * 64}
    assert store.referenced_assets() == {"a" * 64, "f" * 64}


def test_a_copy_holds_the_same_rows_and_journal(store: Store, tmp_path) -> None:
    put(store, *EXAMPLES)
    store.undo(ANA)
    store.redo(ANA)
    other = tmp_path / "other.dubbench"
    store.backup_to(other / "series.sqlite")
    assert [path.name for path in other.iterdir()] == ["series.sqlite"]
    (other / "series.toml").write_text(f'format = 1\nid = "{store.id}"\ntitle = "copy"\nstore = "series.sqlite"\n')
    with Store.open(other) as copy:
        assert copy.verify() == ()
        assert copy.steps() == store.steps()
        assert [copy.all(kind.type) for kind in KINDS] == [store.all(kind.type) for kind in KINDS]
        put(copy, line(5))
        assert copy.undo(ANA)


def test_a_damaged_body_is_said_in_words(store: Store) -> None:
    put(store, LINE)
    with store._database.write() as connection:
        connection.execute(TABLES["line"].update().values(body='{"id":1}'))
    with pytest.raises(StoreError, match=r"stored Line cannot be read.*backup"):
        store.get(Line, "l1")


def test_two_series_share_a_database_as_strangers(new_store) -> None:
    one, two = new_store(), new_store()
    put(one, line(1))
    assert two.all(Line) == []
    assert one.steps()[0].previous != two.steps()[0].previous


def test_ids_of_any_kind_name_a_series(url: str | None, tmp_path) -> None:
    with Store.create(tmp_path / "odd.dubbench", Series(f'Odd; "id" 😀 {new_id()}', "x"), url) as store:
        put(store, LINE)
        assert store.all(Line) == [LINE]
