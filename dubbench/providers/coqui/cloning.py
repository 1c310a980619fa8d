"""Clone a voice for a Coqui model: only with the performer's consent, which is kept with the recording."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np

from dubbench.engines import registry
from dubbench.engines.added import Added
from dubbench.engines.bringing import Cloning, accepted_now
from dubbench.engines.models import Models
from dubbench.errors import BadInput, ModelMissing
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.providers.coqui import speakers
from dubbench.providers.coqui.speakers import ID, REFERENCE

SHORTEST_S, LONGEST_S = 3, 600
MOST_CONSENT_BYTES = 100 << 20
CONSENT = "consent"


def clone(asked: Cloning, models: Models, ctx: Context) -> Added:
    """Keep a performer's recording and consent as a voice of a model that can take one.

    `BadInput` says what is missing or wrong; nothing is loaded.
    """
    base = _base(asked.model, models)
    consent = _consent(asked.consent)
    if not asked.performer.strip():
        raise BadInput(tr("A cloned voice needs the name of its performer: --performer NAME"))
    refuse_taken(asked.name, models, cloned=True)
    languages = _languages(asked, base)
    performer = " ".join(asked.performer.split())
    sha256 = hashlib.sha256(consent).hexdigest()
    card = Added(
        id=asked.name,
        engine=ID,
        title=performer,
        licence=tr("{licence}; the voice of {performer}, by consent {document}",
                   licence=base.licence, performer=performer, document=sha256[:12]),
        languages=languages,
        source=str(asked.reference.resolve()),
        accepted=accepted_now(),
        facts={"base": base.id, "performer": performer, CONSENT: sha256, "scope": asked.scope.strip()},
    )  # fmt: skip
    suffix = asked.consent.suffix.lower() if re.fullmatch(r"\.[a-z0-9]{1,8}", asked.consent.suffix.lower()) else ""

    def fill(folder: Path) -> None:
        (folder / f"{CONSENT}{suffix}").write_bytes(consent)
        _write_reference(asked.reference, folder / REFERENCE)

    return models.added.add(card, fill, ctx)


def refuse_taken(model_id: str, models: Models, *, cloned: bool = False) -> None:
    """Keep a model from standing in the place of another engine's, or a voice in that of a model."""
    other = models.added.get(model_id)
    mine = other is not None and other.engine == ID and ("base" in other.facts) == cloned
    if (other and not mine) or model_id in {entry.id for entry in models.catalogue()}:
        raise BadInput(
            tr("There is a model called {name} already. Choose another name; see: dubbench models list", name=model_id)
        )


def _base(model_id: str, models: Models) -> Added:
    base = models.added.get(model_id)
    if base is None or base.engine != ID:
        raise ModelMissing(tr("The model {model} is not installed. See: dubbench models list", model=model_id))
    if not base.facts.get("clones"):
        raise BadInput(
            tr("The model {model} cannot take a voice from a recording. Use one that can, such as XTTS or a VITS with "
               "a speaker encoder.", model=model_id)
        )  # fmt: skip
    return base


def _consent(path: Path) -> bytes:
    if not path.is_file() or not 0 < path.stat().st_size <= MOST_CONSENT_BYTES:
        raise BadInput(
            tr("There is no consent at {path}. A voice is cloned only with the document in which its performer "
               "consents: --consent FILE", path=path)
        )  # fmt: skip
    return path.read_bytes()


def _languages(asked: Cloning, base: Added) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(map(speakers.tag, asked.languages))) or base.languages
    beyond = [one for one in wanted if not registry.covers(base.languages, one)]
    if beyond:
        raise BadInput(
            tr("The model {model} does not speak {language}; it speaks {known}.",
               model=base.id, language=", ".join(beyond), known=", ".join(base.languages))
        )  # fmt: skip
    return wanted


def _write_reference(source: Path, target: Path) -> None:
    """Write a recording anew as plain mono WAV, so that nothing else of the file reaches the library."""
    import soundfile

    try:
        samples, rate_hz = soundfile.read(str(source), dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise BadInput(
            tr("{path} is no recording that can be read ({cause}). Give a WAV or FLAC file.", path=source, cause=error)
        ) from error
    seconds = len(samples) / rate_hz
    if not SHORTEST_S <= seconds <= LONGEST_S or float(np.abs(samples).max()) < 0.01:
        raise BadInput(
            tr("{path} lasts {seconds} s. A voice is taken from {least} to {most} s of audible speech.",
               path=source, seconds=round(seconds, 1), least=SHORTEST_S, most=LONGEST_S)
        )  # fmt: skip
    soundfile.write(str(target), samples.mean(axis=1), rate_hz, subtype="PCM_16", format="WAV")
