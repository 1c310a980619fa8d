"""Every command of the window: one table for menus, keys, the command palette and the page of keys."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from dubbench.i18n import tr

SUGGESTIONS = 5
STAGES = 7


@dataclass(frozen=True, slots=True)
class Command:
    """A thing a person can ask for; `id` is `MENU.NAME`, a `break_before` is a line above it in its menu."""

    id: str
    label: str
    icon: str = ""
    checkable: bool = False
    break_before: bool = False

    @property
    def menu(self) -> str:
        return self.id.partition(".")[0]


def menus() -> dict[str, str]:
    """Name the menus by id, in order, with the letter that opens them."""
    return {
        "file": tr("&File"),
        "edit": tr("&Edit"),
        "line": tr("&Line"),
        "playback": tr("&Playback"),
        "review": tr("&Review"),
        "stage": tr("&Stage"),
        "view": tr("&View"),
        "help": tr("&Help"),
    }


def commands() -> tuple[Command, ...]:
    """Give the table in the language of the window, in the order of the menus."""
    return (*_file(), *_edit(), *_line(), *_playback(), *_review(), *_stage(), *_view(), *_help())


def _file() -> tuple[Command, ...]:
    return (
        Command("file.new", tr("New series…"), "new"),
        Command("file.open", tr("Open series…"), "open"),
        Command("file.demo", tr("Open the demo"), "sparkle"),
        Command("file.home", tr("Home"), "home"),
        Command("file.add-episodes", tr("Add episodes…"), "film", break_before=True),
        Command("file.add-market", tr("Add a market…"), "globe"),
        Command("file.import", tr("Import a script or subtitles…"), "upload"),
        Command("file.locate-video", tr("Locate the video…"), "search"),
        Command("file.deliver", tr("Deliver…"), "deliver", break_before=True),
        Command("file.save-picture", tr("Save as a picture…"), "picture"),
        Command("file.models", tr("Models…"), "models", break_before=True),
        Command("file.settings", tr("Settings…"), "settings"),
        Command("file.close", tr("Close the series"), "close", break_before=True),
        Command("file.quit", tr("Quit"), "exit"),
    )


def _edit() -> tuple[Command, ...]:
    return (
        Command("edit.undo", tr("Undo"), "undo"),
        Command("edit.redo", tr("Redo"), "redo"),
        Command("edit.filter", tr("Filter lines"), "search", break_before=True),
        Command("edit.replace", tr("Find and replace…"), "replace"),
    )


def _line() -> tuple[Command, ...]:
    return (
        Command("line.next", tr("Next line"), "down"),
        Command("line.previous", tr("Previous line"), "up"),
        Command("line.next-issue", tr("Next issue"), "next-issue"),
        Command("line.previous-issue", tr("Previous issue"), "previous-issue"),
        Command("line.confirm", tr("Confirm and go to the next"), "check", break_before=True),
        Command("line.speak", tr("Speak this line again and play it"), "speak"),
        Command("line.shorter", tr("Shorter wordings"), "shorten"),
        *(Command(f"line.take-{n}", tr("Take suggestion {number}", number=n)) for n in range(1, SUGGESTIONS + 1)),
        Command("line.split", tr("Split at the cursor"), "split", break_before=True),
        Command("line.merge", tr("Merge with the next line"), "merge"),
        Command("line.add", tr("Add a line here"), "add"),
        Command("line.delete", tr("Delete the chosen lines"), "trash"),
        Command("line.speaker", tr("Change the speaker…"), "person"),
        Command("line.undubbed", tr("Leave out of the dub"), "not-dubbed"),
        Command("line.set-in", tr("Begin the line here"), "set-in", break_before=True),
        Command("line.set-out", tr("End the line here"), "set-out"),
    )


def _playback() -> tuple[Command, ...]:
    return (
        Command("playback.play", tr("Play or pause"), "play"),
        Command("playback.line", tr("Play this line"), "sound"),
        Command("playback.dub", tr("Play this line's dub"), "speak"),
        Command("playback.loop", tr("Repeat this line"), "loop", checkable=True),
        Command("playback.ab", tr("Original or dub"), "ab"),
        Command("playback.mute", tr("Sound off"), "sound-off", checkable=True),
        Command("playback.back", tr("Half a second back"), "rewind", break_before=True),
        Command("playback.forward", tr("Half a second on"), "fast-forward"),
        Command("playback.frame-back", tr("One frame back"), "frame-back"),
        Command("playback.frame-forward", tr("One frame on"), "frame-forward"),
        Command("playback.start", tr("To the start"), "to-start"),
        Command("playback.end", tr("To the end"), "to-end"),
        Command("playback.shuttle-back", tr("Play backwards, faster at every press"), break_before=True),
        Command("playback.shuttle-stop", tr("Stop the shuttle")),
        Command("playback.shuttle-forward", tr("Play forwards, faster at every press")),
    )


def _review() -> tuple[Command, ...]:
    return (
        Command("review.send-back", tr("Send back…"), "undo"),
        Command("review.comment", tr("Comment…"), "comment"),
        Command("review.reference", tr("Mark a reference or decide on it…"), "flag"),
        Command("review.sign", tr("Sign the episode…"), "sign"),
        Command("review.changed", tr("Changed since I last watched…"), "clock"),
        Command("review.people", tr("People of the series…"), "person", break_before=True),
        Command("review.consents", tr("Consents of performers…"), "mic"),
    )


def _stage() -> tuple[Command, ...]:
    names = (tr("Ingest"), tr("Transcribe"), tr("Translate"), tr("Adapt"), tr("Review"), tr("Dub"), tr("Deliver"))
    return (
        Command("stage.run", tr("Run this stage"), "run"),
        Command("stage.run-all", tr("Run all that is to do"), "fast-forward"),
        Command("stage.retry", tr("Try the failed lines again"), "retry"),
        Command("stage.pause", tr("Pause or go on with the work"), "pause"),
        Command("stage.cancel", tr("Cancel the work"), "stop"),
        *(
            Command(f"stage.{n}", tr("{number} {stage}", number=n, stage=name), break_before=n == 1)
            for n, name in enumerate(names, start=1)
        ),
    )


def _view() -> tuple[Command, ...]:
    return (
        Command("view.commands", tr("All commands…"), "palette"),
        Command("view.next-pane", tr("Next pane"), break_before=True),
        Command("view.previous-pane", tr("Previous pane")),
        Command("view.float", tr("Float this panel, or put it back"), "float"),
        Command("view.reset", tr("Arrange the panels as at first"), "layout"),
        Command("view.safe-area", tr("Safe area"), "safe-area", checkable=True, break_before=True),
        Command("view.snap", tr("Snap to shots and lines"), checkable=True),
        Command("view.zoom-in", tr("Timeline nearer"), "zoom-in"),
        Command("view.zoom-out", tr("Timeline farther"), "zoom-out"),
        Command("view.zoom-fit", tr("Whole timeline"), "zoom-fit"),
        Command("view.larger", tr("Larger text"), break_before=True),
        Command("view.smaller", tr("Smaller text")),
        Command("view.full-screen", tr("Full screen"), checkable=True),
    )


def _help() -> tuple[Command, ...]:
    return (
        Command("help.keys", tr("Keys…"), "keyboard"),
        Command("help.log", tr("Show the log"), "log"),
        Command("help.about", tr("About dubbench"), "info"),
    )
