"""Three people edit, sign, revoke, send back, undo and redo at random; no signature ever stands on what was not signed.

`DUBBENCH_RANDOM_STEPS=10000` (`make review-random`) makes it as long as that.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from people_made import CLARA, known
from scripts_made import ANA, BEN, rows, season, take
from test_edits_at_random import ACTS, Pick, a_target, a_text

from dubbench.app import approving, identity, review, steps
from dubbench.app.session import MACHINE, Session
from dubbench.domain.journal import Author, Message, Step
from dubbench.domain.market import Profile
from dubbench.domain.people import Person, Role
from dubbench.domain.signing import OF_TARGETS, Mqm, SentBack, SignKind, SignOff, Standing, to_sign
from dubbench.domain.state import State
from dubbench.domain.target import Fit, Target
from dubbench.errors import DubbenchError
from dubbench.pipeline.pace import letters

LONG = int(os.environ.get("DUBBENCH_RANDOM_STEPS", "0"))
PEOPLE = (ANA, BEN, CLARA)
ROLES = {
    "ana": (Role.LOCALIZER,),
    "ben": (Role.CULTURAL_REVIEWER, Role.APPROVER),
    "clara": (Role.APPROVER, Role.PRODUCER),
}
MARKETS = ("pt", "es")
Rows = dict[str, dict[str, str]]


def a_signoff(s: Session, p: Pick) -> str:
    return str(p(s.store.all(SignOff)).id)


def signed(s: Session, p: Pick) -> object:
    market, kind = p(list(MARKETS)), p(list(OF_TARGETS))
    ids = [t.id for t in s.store.all(Target, market_id=market) if p([True, False, False])]
    return review.sign(s, kind, ids, market_id=market, leave=p([True, True, False]))


def spoken(s: Session, p: Pick) -> None:
    """Let the machine speak a Target as it is, somewhere."""
    said = a_target(s, p)
    new = take(said, asset=hashlib.sha256(said.text.encode()).hexdigest())
    old = s.store.all(Fit, target_id=said.id)
    with s.store.edit(Message.of("speak"), MACHINE) as change:
        change.put(new)
        for one in old[:1]:
            change.put(replace(one, take_id=new.id, gain_mdb=p([0, -100, -200])))


def profiled(s: Session, p: Pick) -> None:
    market, who = p(list(MARKETS)), p(["low", "high"])
    with s.store.edit(Message.of("edit-profile"), s.person) as change:
        change.put(Profile(f"{market}-{who}", market, who, name=p(["", "Bia", "Rui"]), voice_id=p(["v1", "v2"])))


REVIEWS: dict[str, Callable[[Session, Pick], object]] = {
    "sign": signed,
    "sign-one": lambda s, p: review.sign(s, p(list(OF_TARGETS)), [(t := a_target(s, p)).id], market_id=t.market_id),
    "sign-profile": lambda s, p: review.sign(s, SignKind.PROFILE, [(one := p(s.store.all(Profile))).id],
                                             market_id=one.market_id),
    "sign-cast": lambda s, p: review.sign(s, SignKind.CASTING, [m := p(list(MARKETS))], market_id=m),
    "revoke": lambda s, p: review.revoke(s, [a_signoff(s, p), a_signoff(s, p)], a_text(p)),
    "send-back": lambda s, p: review.send_back(s, p(list(OF_TARGETS)), a_target(s, p).id, p(list(Mqm)), a_text(p)),
    "take-back": lambda s, p: review.take_back_sent(s, p(s.store.all(SentBack)).id),
    "resign": lambda s, p: review.resign_unchanged(s, p(list(MARKETS))),
    "rules": lambda s, p: review.rules(s, review.Wanted(text_steps=p([1, 1, 2]))),
    "watched": lambda s, p: review.watched(s, p(["e1", "e2"]), p(list(MARKETS))),
    "speak": spoken,
    "profile": profiled,
}  # fmt: skip
OFTEN = [*ACTS, *REVIEWS, *(["sign"] * 4), *(["sign-one"] * 6), "send-back", "speak", *(["undo"] * 8), *(["redo"] * 3)]


def hashed(value: object) -> str:
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def there(raw: Rows) -> dict[tuple[str, str], str]:
    """Work out what every signature would cover, from the stored rows alone."""
    table = {name: {row_id: json.loads(body) for row_id, body in some.items()} for name, some in raw.items()}
    profiles = {(one["market_id"], one["character_id"]): one for one in table["profile"].values()}
    fits = {one["target_id"]: one for one in table["fit"].values()}
    found = {}
    for target in table["target"].values():
        lines = sorted((table["line"][i] for i in target["line_ids"]), key=lambda one: (start_of(one), one["id"]))
        if not target["text"].strip() or not lines:
            continue
        said = {"target": target["text"], "subtitle": target["subtitle_text"]}
        found["text", target["id"]] = hashed(said | {"source": [line["text"] for line in lines]})
        who = lines[0]["character_id"] or lines[0]["voice_range"] or "low"
        profile = profiles.get((target["market_id"], who), {})
        told = {name: profile[name] for name in ("name", "background", "register") if profile}
        told = told if any(told.values()) else {}
        found["culture", target["id"]] = hashed(said | {"decisions": [], "profile": told})
        fit = fits.get(target["id"])
        take_ = table["take"].get(fit["take_id"]) if fit else None
        if fit and take_ and letters(take_["spoken"]) == letters(target["text"]):
            found["audio", target["id"]] = hashed(
                {"take": take_["asset"], "spoken": take_["spoken"], "voice": take_["voice_id"],
                 "placements": fit["placements"], "gain_mdb": fit["gain_mdb"]}
            )  # fmt: skip
    for profile in profiles.values():
        told = {name: profile[name] for name in ("name", "background", "register")}
        if any(told.values()):
            found["profile", profile["id"]] = hashed(told | {"character": profile["character_id"]})
    for market in MARKETS:
        cast = sorted([who, one["voice_id"]] for (of, who), one in profiles.items() if of == market and one["voice_id"])
        if cast:
            found["casting", market] = hashed({"cast": cast})
    return found


def start_of(line: dict[str, Any]) -> int:
    span = line["span"]
    return int(span[0] if isinstance(span, list) else span["start_ms"])


class Model:
    """What must hold after every step; `seen` are all signatures that were ever made."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.raw = rows(session)
        self.steps = session.store.steps()
        self.by_id = {step.id: step for step in self.steps}
        self.seen: dict[str, str] = {}
        self.keys = {person.id: person.key for person in session.store.all(Person)}
        self.count: Counter[str] = Counter()

    def after(self, name: str) -> None:
        """Check everything after something was done or refused."""
        new, before = self.session.store.steps(since=self.steps[-1].seq), self.raw
        self.raw = rows(self.session)
        assert new or self.raw == before
        for step in new:
            last = self.steps[-1]
            assert (step.seq, step.previous) == (last.seq + 1, last.hash)  # nothing is lost between
            self.steps.append(step)
            self.by_id[step.id] = step
            before = self._carried_out(step, before)
        assert before == self.raw  # the steps are all that happened
        if name in {"undo", "redo"}:
            self._exactly_undone(new)
        self._signatures(there(self.raw))

    def _carried_out(self, step: Step, before: Rows) -> Rows:
        found = {table: dict(some) for table, some in before.items()}
        for change in step.changes:
            assert found[change.table].get(change.row_id) == change.before
            found[change.table].pop(change.row_id) if change.after is None else found[change.table].update(
                {change.row_id: change.after}
            )
        return found

    def _exactly_undone(self, new: list[Step]) -> None:
        for step in new:
            undone = self.by_id[step.undoes]
            assert not undone.binding
            assert undone.author == step.author
            back = {(c.table, c.row_id, c.after, c.before) for c in undone.changes}
            assert {(c.table, c.row_id, c.before, c.after) for c in step.changes} == back
            assert {c.table for c in step.changes}.isdisjoint({"signoff", "sent_back", "comment", "person", "grant_"})

    def _signatures(self, now: dict[tuple[str, str], str]) -> None:
        stored = {row.id: row for row in self.session.store.all(SignOff)}
        for row_id, row in stored.items():
            body = self.raw["signoff"][row_id]
            if row_id not in self.seen:
                assert now[row.kind.value, row.subject_id] == row.content  # made on what was there
                assert hashlib.sha256(row.signed.encode()).hexdigest() == row.content
                assert identity.valid(self.keys[row.person_id], to_sign(row), row.signature)
                wrote = json.loads(self.raw["target"].get(row.subject_id, "{}")).get("written_by", ())
                assert row.kind is SignKind.AUDIO or row.person_id not in wrote
                self.seen[row_id] = body
                self.count[row.kind.value] += 1
            assert self.seen[row_id] == body  # never changed, only revoked
        for market in MARKETS:
            found = review.facts(self.session, market)
            for row, valid in approving.signatures(self.session, market):
                assert valid == (now.get((row.kind.value, row.subject_id)) == row.content)
                self.count["stands" if valid else "stale"] += 1
            for target in found.targets.values():
                self._state(found, target, now)

    def _state(self, found: review.Facts, target: Target, now: dict[tuple[str, str], str]) -> None:
        state = found.state(target)
        content = now.get(("text", target.id), "")
        people = {
            r.person_id for r in found.signoffs.get(target.id, ()) if (r.kind, r.content) == (SignKind.TEXT, content)
        }
        sent = [one for one in found.sent.get(target.id, ()) if now.get((one.kind.value, target.id)) == one.content]
        assert (state is State.SENT_BACK) == bool(sent and content)
        assert state is not State.APPROVED or len(people) >= found.text_steps
        self.count[state.value] += 1


def drive(seed: int, wanted: int) -> Counter[str]:
    """Do so many random things to a small season; return how often what came about."""
    chance = random.Random(seed)

    def pick(among: list[Any]) -> Any:
        return chance.choice(among)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUBBENCH_KEYS", str(Path(folder) / "keys"))
        identity.forget()
        with season(Path(folder) / "s.dubbench") as session:
            known(session, ROLES)
            model = Model(session)
            for _ in range(wanted):
                session.person = pick(list(PEOPLE))
                name = pick(OFTEN)
                model.count["done" if _done(session, name, pick) else "refused"] += 1
                model.after(name)
            kept = session.store.steps()
            assert [step.hash for step in kept] == [step.hash for step in model.steps]
            assert session.store.head().seq == len(kept)
            assert session.store.verify([row.head for row in session.store.all(SignOff)]) == ()
            return model.count


def _done(session: Session, name: str, pick: Pick) -> bool:
    """Do something; a refusal says why."""
    try:
        if name in {"undo", "redo"}:
            return getattr(steps, name)(session) is not None
        (ACTS | REVIEWS)[name](session, pick)
    except IndexError:  # there is nothing to choose from
        return False
    except DubbenchError as error:
        return len(str(error).split()) < 4  # a refusal says why in words: else it counts as done, and is found out
    return True


@pytest.mark.timeout(7200 if LONG else 300)
@settings(
    max_examples=1 if LONG else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate) if LONG else tuple(Phase),
)
@given(seed=st.integers(0, 2**32))
def test_no_signature_stands_on_what_was_not_signed(seed: int) -> None:
    count = drive(seed, LONG or 60)
    if LONG:
        print(f"seed {seed}: {dict(sorted(count.items()))}")


def test_the_random_steps_reach_every_standing() -> None:
    count = drive(11, 140)
    assert min(count[name] for name in ("text", "culture", "audio", "stands", "stale", "approved", "sent-back")) > 0
    assert count["done"] > 50
    assert count["refused"] > 10


def test_the_model_sees_a_signature_that_stands_on_other_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as session:
        known(session, ROLES)
        session.person = Author("clara")
        model = Model(session)
        target = session.store.all(Target, market_id="pt")[0]
        review.sign(session, SignKind.TEXT, [target.id], market_id="pt")
        model.after("sign")
        assert review.views(session, target.id)[0].standing is Standing.SIGNED
        monkeypatch.setattr(review.Facts, "content", lambda *_: session.store.all(SignOff)[0].content)
        with session.store.edit(Message.of("edit-target"), ANA) as change:
            change.put(replace(target, text="Outra coisa."))
        with pytest.raises(AssertionError):
            model.after("target")
