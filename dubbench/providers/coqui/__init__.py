"""Coqui TTS: voices that a person adds, by path or by name, and voices cloned with their performer's consent."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.hashing import digest
from dubbench.engines.added import Added
from dubbench.engines.bringing import Cloning, Offer, Terms, accepted_now
from dubbench.engines.interfaces import EngineInfo, EngineKind, SpeakRequest, Spoken, Voice
from dubbench.engines.models import Models
from dubbench.engines.spelling import spoken_text
from dubbench.errors import BadInput, EngineError, ModelBroken
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers.coqui import cloning, library, offers, pacing, speakers, weights
from dubbench.providers.coqui.library import Manner, Speaker
from dubbench.providers.coqui.speakers import ID, CoquiVoice

if TYPE_CHECKING:
    from dubbench.providers.coqui.offers import Entry

VERSION = "1"
RANK = 150
SPEEDS = (700_000, 1_400_000)
OWN_SPEED = (1_000_000, 1_000_000)
JOIN_MS = 300


def ENGINES() -> tuple[EngineInfo, ...]:  # noqa: N802 - the name the registry looks for
    """Describe the engine as far as the models that are there make it."""
    cards = Models().added.all(ID)
    voices = speakers.catalogue(cards).values()
    hashes = "".join(sha256 for card in cards for _, sha256 in sorted(card.files.items()))
    return (
        EngineInfo(
            id=ID,
            kind=EngineKind.SYNTHESIZER,
            title="Coqui TTS",
            licence="MPL-2.0 (library); each model has its own",
            factory=f"{__name__}:make",
            version="+".join([VERSION, *([digest(hashes)[:8]] if cards else [])]),
            languages=tuple(dict.fromkeys(tag for one in voices for tag in one.voice.languages)),
            models=tuple(card.id for card in cards),
            libraries=("TTS", "torch"),
            extra=ID,
            rank=RANK,
            bringer=f"{__name__}:BRINGER",
            example=f"{ID}:tts_models/en/ljspeech/vits",
        ),
    )


# adding models


class Bringer:
    """Adds models, and voices cloned with consent."""

    def bring(self, what: str, models: Models, ctx: Context, terms: Terms) -> Added:
        if offers.NAME.fullmatch(what) and not Path(what).exists():
            return _fetch(offers.entry(what), models, ctx, terms)
        return _keep(Path(what), None, models, ctx, terms)

    def available(self, ctx: Context) -> tuple[Offer, ...]:
        ctx.check()
        return tuple(Offer(one.name, one.title, one.licence) for one in offers.entries())

    def clone(self, asked: Cloning, models: Models, ctx: Context) -> Added:
        return cloning.clone(asked, models, ctx)


BRINGER = Bringer()


def _fetch(entry: Entry, models: Models, ctx: Context, terms: Terms) -> Added:
    _require_accepted(entry.name, speakers.licence("", entry.licence), terms)
    if terms.offline:
        raise EngineError(
            tr("{name} must be downloaded, and --offline forbids that. Give a folder that has it instead: "
               "dubbench models install coqui:FOLDER", name=entry.name)
        )  # fmt: skip
    with offers.fetched(entry) as folder:
        return _keep(folder, entry, models, ctx, terms)


def _keep(path: Path, entry: Entry | None, models: Models, ctx: Context, terms: Terms) -> Added:
    model = weights.read(path, library.names, entry.language if entry else "")
    licence = speakers.licence(model.kind, entry.licence if entry else "")
    _require_accepted(entry.name if entry else str(path), licence, terms)
    pickles = (*model.pickles, *(model.vocoder.pickles if model.vocoder else ()))
    if pickles and not entry:
        raise BadInput(
            tr("{path} has a file that can only be read by running what is in it ({files}). Such a model is taken "
               "from the library's own catalogue alone; see: dubbench models list --index coqui",
               path=path, files=", ".join(pickles))
        )  # fmt: skip
    own_id = terms.name or _id(entry.name.removeprefix("tts_models/") if entry else _folder(path).name)
    cloning.refuse_taken(own_id, models)
    card = Added(
        id=own_id,
        engine=ID,
        title=f"Coqui {entry.name if entry else own_id}",
        licence=licence,
        languages=tuple(dict.fromkeys(map(speakers.tag, model.languages))),
        source=entry.name if entry else str(path.resolve()),
        accepted=accepted_now() if speakers.restricted(licence) else "",
        facts=speakers.facts(model),
    )

    def fill(folder: Path) -> None:
        model.write(folder, ctx)
        library.plain(folder, model.kind)

    return models.added.add(card, fill, ctx)


def _folder(path: Path) -> Path:
    return (path if path.is_dir() else path.parent).resolve()


def _id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "voice"


def _require_accepted(name: str, licence: str, terms: Terms) -> None:
    if speakers.restricted(licence) and not terms.accepted:
        raise BadInput(
            tr("The weights of {name} are under the licence {licence}: for non-commercial use only. Read it, and if "
               "you accept it add --accept-licence to the command.", name=name, licence=licence)
        )  # fmt: skip


# the engine


def make(models: Models) -> Coqui:
    """Return the synthesizer; each model is loaded at its first use."""
    return Coqui(models)


class Coqui:
    """Loads each model once; calls from several threads take turns, since a pace is set on the model.

    `speeds` is what every model that is there can do: one that has no pace of its own to set holds all to theirs.
    """

    def __init__(self, models: Models, load: Callable[[Path, str], Speaker] = library.load) -> None:
        self._models = models
        self._load = load
        self._speakers: dict[str, tuple[str, Speaker]] = {}
        self._paces: dict[tuple[str, str, str], pacing.Pace] = {}
        self._lock = threading.RLock()
        there = [one.model for one in self._catalogue().values()]
        self.speeds = SPEEDS if all(model.facts.get("pace") for model in there) else OWN_SPEED

    def voices(self) -> tuple[Voice, ...]:
        return tuple(one.voice for one in self._catalogue().values())

    def units(self, text: str, voice_id: str, language: str) -> int:
        with self._lock:
            one, speaker = self._ready(voice_id)
            return self._units(text, one, speaker, language)[0]

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int:
        """Predict how long a text takes, silence at the edges left out, by what three sentences took."""
        with self._lock:
            one, speaker = self._ready(voice_id)
            units, letters = self._units(text, one, speaker, language)
            return self._pace(one, speaker, language).predict_ms(units, speed_ppm) if letters else 0

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken:
        """Speak a text sentence by sentence; a cancel is seen between two."""
        self._check_speed(request.speed_ppm)
        ctx.check()
        with self._lock:
            one, speaker = self._ready(request.voice_id)
            language = request.language or one.voice.language
            own = speakers.own_language(one, language)
            text = spoken_text(request.text, language)
            units, letters = self._units(request.text, one, speaker, language)
            if not letters:
                raise EngineError(tr("There is nothing to speak in this text: {text}", text=repr(request.text)))
            manner = self._manner(one, own, request.speed_ppm)
            pieces = []
            for sentence in speaker.sentences(text, own):
                ctx.check()
                if speaker.units(sentence, own)[1]:
                    pieces.append(speaker.say(sentence, manner))
        return Spoken(Audio(_joined(pieces, speaker.rate_hz)[:, np.newaxis], speaker.rate_hz), text, units)

    def _catalogue(self) -> dict[str, CoquiVoice]:
        return speakers.catalogue(self._models.added.all(ID))

    def _ready(self, voice_id: str) -> tuple[CoquiVoice, Speaker]:
        """Return a voice with its model loaded; a cloned one only while its consent lies as it was given."""
        known = self._catalogue()
        if voice_id not in known:
            raise EngineError(
                tr("Coqui TTS has no voice {voice}. Voices: {listed}. Add a model: "
                   "dubbench models install coqui:FOLDER", voice=voice_id, listed=", ".join(known) or tr("none yet"))
            )  # fmt: skip
        one = known[voice_id]
        if one.clone:
            self._require_consent(one.clone)
        return one, self._speaker(one.model)

    def _require_consent(self, clone: Added) -> None:
        try:
            self._models.added.verify(clone.id, Context())
        except EngineError as error:
            raise ModelBroken(
                tr("The voice {name} does not speak: the recording or the consent of {performer} is not as it was "
                   "given ({cause}) Put the file back, or clone the voice anew: dubbench voices clone",
                   name=clone.id, performer=clone.facts["performer"], cause=error)
            ) from error  # fmt: skip

    def _speaker(self, card: Added) -> Speaker:
        hashes = digest("".join(card.files.values()))
        loaded = self._speakers.get(card.id)
        if loaded is None or loaded[0] != hashes:
            loaded = (hashes, self._load(self._models.added.path(card.id), card.facts["kind"]))
            self._speakers[card.id] = loaded
        return loaded[1]

    def _units(self, text: str, one: CoquiVoice, speaker: Speaker, language: str) -> tuple[int, int]:
        wanted = language or one.voice.language
        said = spoken_text(text, wanted)
        return speaker.units(said, speakers.own_language(one, wanted)) if said else (0, 0)

    def _pace(self, one: CoquiVoice, speaker: Speaker, language: str) -> pacing.Pace:
        wanted = language or one.voice.language
        key = (one.voice.id, wanted, self._speakers[one.model.id][0])
        if key not in self._paces:
            manner = self._manner(one, speakers.own_language(one, wanted))
            heard = []
            for sentence in pacing.sentences(wanted):
                units, letters = self._units(sentence, one, speaker, wanted)
                if letters:
                    sound = speaker.say(spoken_text(sentence, wanted), manner)
                    heard.append((units, pacing.sounding_ms(sound, speaker.rate_hz)))
            self._paces[key] = pacing.learnt(heard)
        return self._paces[key]

    def _manner(self, one: CoquiVoice, language: str, speed_ppm: int = 1_000_000) -> Manner:
        recording = self._models.added.root / one.clone.id / speakers.REFERENCE if one.clone else None
        return Manner(one.speaker, language, recording, speed_ppm / 1_000_000)

    def _check_speed(self, speed_ppm: int) -> None:
        low, high = self.speeds
        if not low <= speed_ppm <= high:
            raise EngineError(
                tr("The Coqui models that are there speak at {low} to {high} times their own speed, not at {wanted}.",
                   low=low / 1e6, high=high / 1e6, wanted=speed_ppm / 1e6)
            )  # fmt: skip


def _joined(pieces: list[NDArray[np.float32]], rate_hz: int) -> NDArray[np.float32]:
    """Put sentences after one another with a pause between them."""
    pause = np.zeros(rate_hz * JOIN_MS // 1000, np.float32)
    parts = [part for piece in pieces for part in (pause, piece)][1:]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
