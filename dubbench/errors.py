"""Errors that reach people: each says what was found, where, and what to do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class DubbenchError(Exception):
    """Base of every error a person may read; `exit_code` is what the command line returns.

    `command` is the one that mends it, ready for a shell; empty where none does. The sentence names it as well.
    """

    exit_code = 1

    def __init__(self, *told: object, command: str = "") -> None:
        super().__init__(*told)
        self.command = command


class BadInput(DubbenchError):
    """Something given from outside (a file, an option, a name) cannot be used."""

    exit_code = 2


class MediaError(BadInput):
    """A media file cannot be read, or lacks what the job needs."""


class NotEnoughSpace(DubbenchError):
    """The disk is full; what was finished before is kept."""

    exit_code = 3


class NoPermission(DubbenchError):
    """A place cannot be read or written."""

    exit_code = 3


class NotPermitted(DubbenchError):
    """The person at work may not do this; the sentence says which role may, or who."""

    exit_code = 7


class NoConsent(DubbenchError):
    """A voice that belongs to a performer may not be used for this; the sentence says why."""

    exit_code = 7


class NotReleased(DubbenchError):
    """An episode may leave the house as a draft only; the sentence lists what is in its way."""

    exit_code = 8


class EngineError(DubbenchError):
    """An engine cannot do what was asked; the sentence names the command that mends it."""

    exit_code = 4


class ModelMissing(EngineError):
    """A model is not installed."""


class ModelBroken(EngineError):
    """A model file differs from its known hash and is not loaded."""


class UnsupportedLanguage(EngineError):
    """No engine covers a language; the sentence names those that are covered."""


class StoreError(DubbenchError):
    """A series cannot be opened or written."""

    exit_code = 5


class Conflict(StoreError):
    """A newer change stands where this one would go."""


class Cancelled(DubbenchError):
    """The person stopped the work; finished items are kept."""

    exit_code = 130
