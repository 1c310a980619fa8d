"""The words of a report: what each figure is called, and how numbers, goals and verdicts are written."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dubbench.domain.journal import Message
from dubbench.formats.report import Figure, Report, Verdict
from dubbench.i18n import tr


class Row(NamedTuple):
    """One figure in words."""

    title: str
    value: str
    goal: str
    verdict: Verdict
    detail: str


def sections(report: Report) -> Iterator[tuple[str, list[Row]]]:
    """Put the figures under headings, in reading order."""
    titles = _titles()
    for heading, names in titles.items():
        known = [(names[figure.id], figure) for figure in report.figures if figure.id in names]
        known.sort(key=lambda pair: list(names.values()).index(pair[0]))
        if known:
            yield heading, [row(title, figure) for title, figure in known]


def _titles() -> dict[str, dict[str, str]]:
    return {
        tr("Lines"): {
            "lines-undubbed": tr("Lines not in the dub"),
            "speech-uncovered": tr("Speech that no line covers"),
        },
        tr("Understood again"): {
            "cer-median": tr("Character errors, median"),
            "cer-p95": tr("Character errors, 95th percentile"),
            "cer-over": tr("Lines over 20 % errors"),
            "words-dropped": tr("Words not heard"),
        },
        tr("Timing"): {
            "frame-f1": tr("Speech where the original speaks (F1)"),
            "overlap-median": tr("Duration overlap of a line, median"),
            "zero-overlap": tr("Lines that miss the original's speech"),
            "onset-early": tr("Starts over 100 ms early"),
            "onset-late": tr("Starts over 300 ms late"),
            "onset-median": tr("Start against the original, median"),
        },
        tr("Pace"): {
            "stretch-outside": tr("Stretch outside 0.92 to 1.08"),
            "stretch-beyond": tr("Stretch outside 0.8 to 1.3"),
            "stretch-most": tr("Strongest stretch"),
            "rate-outside": tr("Whole rate outside 0.85 to 1.20"),
            "pace-outside": tr("Letters a second off the voice's mean"),
            "lines-flagged": tr("Lines that do not fit (rung 6)"),
        },
        tr("Sound"): {
            "loudness": tr("Loudness"),
            "true-peak": tr("True peak after encoding"),
            "level-off": tr("Lines off the original's level"),
            "leakage": tr("Source words left in the background"),
            "level-correlation": tr("Level follows the original (r)"),
            "pitch-correlation": tr("Pitch follows the original (r)"),
        },
        tr("File"): {
            "length": tr("Dub track against the picture"),
            "tracks": tr("Faults of tracks, languages, flags"),
            "files": tr("Files missing or changed"),
        },
        tr("Subtitles"): {
            "cues-unreadable": tr("Unreadable blocks"),
            "cues-overlapping": tr("Overlapping cues"),
            "cues-lines": tr("Cues with too many lines"),
            "cues-chars": tr("Cues with too long a line"),
            "cues-cps": tr("Cues too fast to read"),
            "cues-duration": tr("Cues too short or too long on screen"),
        },
    }


def row(title: str, figure: Figure) -> Row:
    """Write one figure."""
    detail = reason(figure.note) if figure.value is None else ", ".join(figure.detail)
    return Row(title, _value(figure), _goal(figure), figure.verdict, detail)


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.unit == "count" and figure.of is not None:
        return tr("{count} of {of}", count=figure.value, of=figure.of)
    return number(figure.value, figure)


def number(value: int, figure: Figure) -> str:
    """Write a number of a figure's unit."""
    if figure.id.startswith("stretch-most"):
        return f"{value / 1e6:.2f} ×"
    if figure.id.endswith("correlation"):
        return f"{value / 1e6:.2f}"
    if figure.unit == "ppm":
        return f"{value / 1e4:.1f} %"
    if figure.unit == "mdb":
        return f"{value / 1000:.1f} {'LUFS' if figure.id == 'loudness' else 'dBTP'}"
    if figure.unit == "frames":
        return tr("{count} frames", count=value)
    return f"{value:+d} ms" if figure.unit == "ms" else str(value)


def _goal(figure: Figure) -> str:
    low, high = figure.goal.low, figure.goal.high
    if figure.share:
        return f"≤ {(high or 0) / 1e4:g} %"
    if low is not None and high is not None:
        return number(low, figure) if low == high else f"{number(low, figure).split()[0]} … {number(high, figure)}"
    if low is not None:
        return f"≥ {number(low, figure)}"
    return "" if high is None else f"≤ {number(high, figure)}" if high else "0"


def verdict(found: Verdict) -> str:
    """Name a verdict."""
    return {
        Verdict.OK: tr("ok"),
        Verdict.SHORT: tr("short of the goal"),
        Verdict.HARD: tr("not acceptable"),
        Verdict.INFO: "",
    }[found]


def reason(note: str) -> str:
    """Say why a figure has no value."""
    reasons = {
        "few-lines": tr("needs 40 lines or more"),
        "no-background": tr("no background stem was delivered"),
        "no-dialogue": tr("no dialogue stem was delivered"),
        "no-lines": tr("there are no lines"),
        "no-original": tr("the original's sound is not in the delivery"),
        "no-programme": tr("the programme is missing"),
        "no-speech": tr("no speech was found"),
        "silent": tr("the track is silent"),
    }
    return reasons.get(note, note)


def note(message: Message) -> str:
    """Write a note on how the figures were come by."""
    sentences = {
        "judge-chose-takes": tr("{judge} judges here and also chose between takes: its errors are understated."),
        "judge-chose-no-takes": tr("{judge} judges what is understood; it had no part in choosing takes."),
        "judge-wrote-source": tr(
            "{judge} also transcribed the source, so the lines' times are its own; speech activity is measured apart."
        ),
        "speech-from-mix": tr(
            "{judge} found the speech in the original's mix and in the dub's dialogue; music can hide or feign some."
        ),
        "heard-alone": tr("{lines} of {of} lines were heard a second time by themselves; the better hearing counts."),
    }
    sentence = sentences.get(message.id, message.id)
    return sentence.format(**message.arguments) if message.arguments else sentence
