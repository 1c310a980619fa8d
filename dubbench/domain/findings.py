"""What a check can find: the ids of Issues, the same in memory, in manifests and reports, and where they are worded."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from enum import StrEnum


class Finding(StrEnum):
    """The id of an Issue and of its Message; a file may hold ids that are not known here."""

    SPEECH_WITHOUT_LINE = "speech-without-line"
    LINE_WITHOUT_TARGET = "line-without-target"
    TARGET_WITHOUT_TAKE = "target-without-take"
    EARLIER_HEARING = "earlier-hearing"
    JOURNAL_ALTERED = "journal-altered"
    JOURNAL_ALTERED_MORE = "journal-altered-more"
    CARD_RESTORED = "card-restored"
    MEDIA_MISSING = "media-missing"
    ENGINE_MISSING = "engine-missing"
    DESTINATION = "destination"
    NOT_HEARD = "not-heard"
    NOT_PLACED = "not-placed"
    NOT_DELIVERED = "not-delivered"
    DELIVERY_CHANGED = "delivery-changed"
    DELIVERY_LOST = "delivery-lost"
    DRAFT = "draft"
    NOT_SIGNED = "not-signed"
    SIGNATURE_STALE = "signature-stale"
    SENT_BACK = "sent-back"
    CONSENT_MISSING = "consent-missing"
    LICENCE_LIMITED = "licence-limited"
    CUE_OVERLAP = "cue-overlap"
    CUE_LINES = "cue-lines"
    CUE_CHARS = "cue-chars"
    CUE_CPS = "cue-cps"
    CUE_SHORT = "cue-short"
    CUE_LONG = "cue-long"
    DOES_NOT_FIT = "does-not-fit"


UNDUBBED = frozenset({Finding.LINE_WITHOUT_TARGET, Finding.TARGET_WITHOUT_TAKE})
"""Those that mean that a Line is not in the dub."""

WAIVABLE = frozenset(
    {
        Finding.SPEECH_WITHOUT_LINE,
        Finding.EARLIER_HEARING,
        Finding.CUE_OVERLAP,
        Finding.CUE_LINES,
        Finding.CUE_CHARS,
        Finding.CUE_CPS,
        Finding.CUE_SHORT,
        Finding.CUE_LONG,
        Finding.DOES_NOT_FIT,
    }
)
"""Those that a person may accept with a reason; the others are mended, or signed."""
