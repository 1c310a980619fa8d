"""Issues in words: stored as an id and arguments, said as a sentence wherever they are shown."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.i18n import tr


def located(issue: Issue) -> str:
    """Say what was found, with its time where it has one."""
    at = f"{issue.span.start_ms // 60000}:{issue.span.start_ms % 60000 / 1000:05.2f} " if issue.span else ""
    return at + sentence(issue.message)


def sentence(message: Message) -> str:
    """Put an Issue's message into words."""

    def signed(how: str) -> str:
        return _signature(how, str(message.arguments.get("kind", "")))

    known: dict[str, str] = {
        Finding.SPEECH_WITHOUT_LINE: tr("Somebody speaks here, and no line covers it."),
        Finding.LINE_WITHOUT_TARGET: tr("Nothing is said for “{text}”: write it with dubbench edit."),
        Finding.TARGET_WITHOUT_TAKE: tr("Not heard in the dub, because nothing has spoken it yet: “{text}”"),
        Finding.EARLIER_HEARING: tr(
            "“{text}” is of an earlier transcription: a person wrote what it says, so it was kept."
        ),
        Finding.JOURNAL_ALTERED: tr("The history is not what was written: {finding}"),
        Finding.JOURNAL_ALTERED_MORE: tr("The history is not what was written in {count} more places."),
        Finding.CARD_RESTORED: tr(
            "Its series.toml was lost and is made again from the database; nothing else changed."
        ),
        Finding.MEDIA_MISSING: "{told}",
        Finding.ENGINE_MISSING: "{told}",
        Finding.DESTINATION: "{told}",
        Finding.NOT_HEARD: tr("Nobody has listened to this episode yet."),
        Finding.NOT_PLACED: tr("Spoken, but not placed in the picture yet: “{text}”."),
        Finding.NOT_DELIVERED: tr("Nothing has been delivered yet."),
        Finding.DELIVERY_CHANGED: tr("Something was changed after the last delivery."),
        Finding.DELIVERY_LOST: tr("{file} is not in {folder} any more."),
        Finding.DRAFT: tr("The delivery is a draft: nobody has signed it yet."),
        Finding.NOT_SIGNED: signed("not-signed"),
        Finding.SIGNATURE_STALE: signed("stale"),
        Finding.CONSENT_MISSING: tr("The voice {voice} may not be used here: no consent of its performer covers it."),
        Finding.LICENCE_LIMITED: tr("The licence of the voice {voice} excludes commercial use: {licence}"),
        Finding.SENT_BACK: tr("Sent back, and not changed since: “{text}”"),
        Finding.CUE_OVERLAP: tr("Two subtitles are on screen at once for {milliseconds} ms."),
        Finding.CUE_LINES: tr("The subtitle has {count} lines."),
        Finding.CUE_CHARS: tr("The subtitle is {count} characters wide."),
        Finding.CUE_CPS: tr("The subtitle has {characters} characters for {milliseconds} ms: too many to read."),
        Finding.CUE_SHORT: tr("The subtitle is on screen for {milliseconds} ms only."),
        Finding.CUE_LONG: tr("The subtitle is on screen for {milliseconds} ms."),
        Finding.DOES_NOT_FIT: tr("The line does not fit its place, and is not cut: shorten its text."),
    }
    text = known.get(message.id)
    if text is None:
        told = ", ".join(f"{k} {v}" for k, v in message.arguments.items())
        return f"{message.id} ({told})" if told else message.id
    return text.format_map(_Told(message.arguments))


def _signature(how: str, kind: str) -> str:
    """Say that a signature is missing or out of date, by what it is for."""
    missing = {
        "text": tr("The text is not signed: “{text}”"),
        "culture": tr("Nobody has signed for the culture: “{text}”"),
        "audio": tr("The sound is not signed: “{text}”"),
        "casting": tr("The cast is not signed."),
        "episode": tr("The episode is not signed."),
    }
    stale = {
        "text": tr("The text changed after it was signed: “{text}”"),
        "culture": tr("What was signed for the culture has changed: “{text}”"),
        "audio": tr("The sound changed after it was signed: “{text}”"),
        "casting": tr("The cast changed after it was signed."),
        "episode": tr("The episode changed after it was signed."),
    }
    return (stale if how == "stale" else missing).get(kind, tr("A signature is missing: {kind}"))


class _Told(dict[str, object]):
    """What a message is told with; an argument that a file lacks is an ellipsis."""

    def __missing__(self, _name: str) -> str:
        return "…"
