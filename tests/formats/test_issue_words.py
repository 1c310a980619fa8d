"""Whatever a check can find has a sentence, and its id means the same in every file."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.domain.findings import UNDUBBED, Finding
from dubbench.domain.journal import Issue, Message
from dubbench.domain.span import Span
from dubbench.formats.issue_words import located, sentence


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_has_a_sentence(finding: Finding) -> None:
    assert not sentence(Message.of(finding, told="said")).startswith(f"{finding.value} (")


def test_an_id_of_another_version_is_shown_as_it_is() -> None:
    assert sentence(Message.of("new-rule", count=3)) == "new-rule (count 3)"


def test_a_finding_is_told_with_its_time() -> None:
    told = Message.of(Finding.LINE_WITHOUT_TARGET, text="So?")
    assert located(Issue(Finding.LINE_WITHOUT_TARGET, 5, told, span=Span(61_500, 62_000))).startswith("1:01.50 ")


@pytest.mark.parametrize("check", ["line-without-target", "target-without-take"])
def test_what_a_file_says_is_missing_counts_as_missing(check: str) -> None:
    assert check in UNDUBBED
    assert Issue(check, 5, Message.of(check)).undubbed
    assert not Issue("speech-without-line", 5, Message.of(check)).undubbed
