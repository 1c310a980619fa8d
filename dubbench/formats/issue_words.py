"""Issues in words: stored as an id and arguments, said as a sentence wherever they are shown."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.journal import Issue, Message
from dubbench.i18n import tr


def located(issue: Issue) -> str:
    """Say what was found, with its time where it has one."""
    at = f"{issue.span.start_ms // 60000}:{issue.span.start_ms % 60000 / 1000:05.2f} " if issue.span else ""
    return at + sentence(issue.message)


def sentence(message: Message) -> str:
    """Put an Issue's message into words."""
    known = {
        "speech-without-line": tr("Somebody speaks here, and no line covers it."),
        "line-without-target": tr("Nothing is said for “{text}”: write it with dubbench edit."),
        "target-without-take": tr("Not spoken, so it is not heard in the dub: “{text}”. Run again to speak it."),
        "earlier-hearing": tr("“{text}” is of an earlier transcription: a person wrote what it says, so it was kept."),
        "journal-altered": tr("The history is not what was written: {finding}"),
        "journal-altered-more": tr("The history is not what was written in {count} more places."),
        "card-restored": tr("Its series.toml was lost and is made again from the database; nothing else changed."),
        "media-missing": "{told}",
        "engine-missing": "{told}",
        "destination": "{told}",
        "not-heard": tr("Nobody has listened to this episode yet."),
        "not-placed": tr("Spoken, but not placed in the picture yet: “{text}”."),
        "not-delivered": tr("Nothing has been delivered yet."),
        "delivery-changed": tr("Something was changed after the last delivery."),
        "delivery-lost": tr("{file} is not in {folder} any more."),
        "draft": tr("The delivery is a draft: nobody has signed it yet."),
        "cue-overlap": tr("Two subtitles are on screen at once for {milliseconds} ms."),
        "cue-lines": tr("The subtitle has {count} lines."),
        "cue-chars": tr("The subtitle is {count} characters wide."),
        "cue-cps": tr("The subtitle has {characters} characters for {milliseconds} ms: too many to read."),
        "cue-short": tr("The subtitle is on screen for {milliseconds} ms only."),
        "cue-long": tr("The subtitle is on screen for {milliseconds} ms."),
        "does-not-fit": tr("The line does not fit its place, and is not cut: shorten its text."),
    }
    text = known.get(message.id)
    if text is None:
        told = ", ".join(f"{k} {v}" for k, v in message.arguments.items())
        return f"{message.id} ({told})" if told else message.id
    return text.format_map(_Told(message.arguments))


class _Told(dict[str, object]):
    """What a message is told with; an argument that a file lacks is an ellipsis."""

    def __missing__(self, _name: str) -> str:
        return "…"
