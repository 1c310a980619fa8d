"""kill -9 at any moment: what was acknowledged is there, at most one write more, and all of it sound."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from people_made import known
from scripts_made import season

from dubbench.app import audit, identity
from dubbench.app.session import Session
from dubbench.domain.signing import SignOff
from dubbench.domain.target import Target
from dubbench.jobs.context import Context

WRITER = """
import sys
from pathlib import Path
from dubbench.app import review, wording
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.signing import SignKind
from dubbench.domain.target import Target

begin = int(sys.argv[2])
with Session.open(Path(sys.argv[1])) as session:
    target = next(t for t in session.store.all(Target, market_id="pt") if "e1l1" in t.line_ids)
    def acknowledged(number):
        print(number, session.store.head().seq, flush=True)

    for number in range(begin, begin + 10_000):
        session.person = Author("ana")
        wording.edit_target(session, "e1l1", "es", f"Toma {number}.")
        acknowledged(number)
        session.person = Author("clara")
        signed = review.sign(session, SignKind.TEXT, [target.id], market_id="pt")
        acknowledged(number)
        review.revoke(session, signed.ids, f"again {number}")
        acknowledged(number)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX systems")
def test_a_killed_writer_loses_at_most_what_it_had_not_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as session:
        known(session)
        folder = session.folder
    chance, last = random.Random(20_26), 0
    for _ in range(8):
        done = _written_until_killed(folder, last + 1, chance.uniform(0.0, 0.4))
        with Session.open(folder) as session:
            assert list(audit.findings(session.store, Context())) == []
            said = next(t.text for t in session.store.all(Target, market_id="es") if "e1l1" in t.line_ids)
            written = int(said.removeprefix("Toma ").removesuffix("."))
            assert written - done[0] in {0, 1}
            assert session.store.head().seq - done[1] in {0, 1}
            assert len(session.store.all(SignOff)) <= 1
            _take_back(session)
            last = written
    identity.forget()


def _written_until_killed(folder: Path, begin: int, wait_s: float) -> tuple[int, int]:
    """Let a process write, kill it a moment after its first word, and return what it acknowledged last."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(begin)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    heard = [writer.stdout.readline()]
    time.sleep(wait_s)
    writer.send_signal(signal.SIGKILL)
    rest = writer.communicate(timeout=30)[0]
    heard += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    number, seq = heard[-1].split()
    return int(number), int(seq)


def _take_back(session: Session) -> None:
    """Take the signature away that the killed writer left, so that the next one can give it again."""
    from people_made import CLARA

    from dubbench.app import review

    session.person = CLARA
    if left := [one.id for one in session.store.all(SignOff)]:
        review.revoke(session, left, "the writer was killed")
