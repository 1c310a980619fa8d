"""Coqui TTS's models: folders made by strangers, looked through before anything of them is loaded."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple

from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context

CONFIG = "config.json"
WEIGHTS = "model.pth"
VOCODER = "vocoder"
ENCODER = ("speaker_encoder_model_path", "speaker_encoder_config_path")
MOST_CONFIG_BYTES = 16 << 20
MOST_SPEAKERS = 5_000
DEEPEST = 20


class Kind(NamedTuple):
    """What a kind of model can do: change its pace, take a voice from a recording."""

    pace: bool = False
    clones: bool = False


KINDS = {
    "align_tts": Kind(pace=True),
    "delightful_tts": Kind(pace=True),
    "fast_pitch": Kind(pace=True),
    "fast_speech": Kind(pace=True),
    "fastspeech2": Kind(pace=True),
    "forward_tts": Kind(pace=True),
    "glow_tts": Kind(pace=True),
    "neuralhmm_tts": Kind(),
    "overflow": Kind(),
    "speedy_speech": Kind(pace=True),
    "tacotron": Kind(),
    "tacotron2": Kind(),
    "vits": Kind(pace=True),
    "xtts": Kind(pace=True, clones=True),
}
VOCODERS = frozenset({
    "fullband_melgan", "hifigan", "melgan", "multiband_melgan", "parallel_wavegan", "univnet", "wavegrad", "wavernn",
})  # fmt: skip
ENCODERS = frozenset({"speaker_encoder", "emotion_encoder"})

# The library imports whatever class a config names here.
_CHARACTERS = frozenset(
    f"TTS.tts.{place}"
    for place in (
        *(f"utils.text.characters.{name}" for name in ("BaseCharacters", "BaseVocabulary", "Graphemes", "IPAPhonemes")),
        "models.vits.FairseqVocab",
        "models.vits.VitsCharacters",
    )
)
_CLEANER = re.compile(r"[a-z_]+_cleaners")
_NAMES_A_PLACE = re.compile(r"(^|_)(path|file|files|dir|folder|checkpoint)$", re.IGNORECASE)
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,99}")
_WEIGHTS_NAMES = ("model_file.pth", "model_file.pth.tar", WEIGHTS, "checkpoint.pth", "best_model.pth")
_NOT_WEIGHTS = re.compile(r"(speaker|language|_se\.|dvae|mel_stats|d_vector)", re.IGNORECASE)
_BESIDE = ("vocab.json", "speakers_xtts.pth")

_USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "speakers_file": ("speaker_ids.json", "speaker_ids.pth", "speakers.json", "speakers.pth"),
    "d_vector_file": ("speakers.json", "speakers.pth"),
    "language_ids_file": ("language_ids.json",),
    "speaker_encoder_model_path": ("model_se.pth", "model_se.pth.tar"),
    "speaker_encoder_config_path": ("config_se.json",),
    "stats_path": (),
    "mel_statistics_parameter_path": (),
}
"""The files a config may name, and what they are called where it names one that is not there."""

_ONLY_WITH = {"speakers_file": "use_speaker_embedding", "d_vector_file": "use_d_vector_file"}


@dataclass(frozen=True, slots=True)
class CoquiModel:
    """A model that was looked through: its settings name only files of its own, listed by the name they are kept under.

    `languages` and `speakers` are written as the model writes them. `pickles` are files that the library can only
    read in a way that may run code in them.
    """

    kind: str
    languages: tuple[str, ...]
    speakers: tuple[str, ...]
    rate_hz: int
    clones: bool
    settings: Mapping[str, Any]
    files: Mapping[str, Path]
    pickles: tuple[str, ...] = ()
    vocoder: CoquiModel | None = field(default=None, repr=False)

    @property
    def pace(self) -> bool:
        """Tell whether it can speak faster and slower."""
        return KINDS[self.kind].pace

    def write(self, folder: Path, ctx: Context) -> None:
        """Copy its files into an empty folder, the settings as they were checked."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG).write_text(json.dumps(self.settings, indent=1), "utf-8")
        for number, (name, source) in enumerate(self.files.items()):
            ctx.progress(number, len(self.files), name)
            if name.endswith(".json") and name == self.settings_name("speaker_encoder_config_path"):
                checked = _checked(_settings(source), source, ENCODERS)
                (folder / name).write_text(json.dumps(_without_places(checked), indent=1), "utf-8")
            else:
                shutil.copyfile(source, folder / name)
        if self.vocoder:
            self.vocoder.write(folder / VOCODER, ctx)

    def settings_name(self, key: str) -> str:
        """Return the file that the settings name for a use."""
        return str(_setting(self.settings, key) or "")


Names = Callable[[Path], Sequence[str]]


def read(path: Path, names: Names, language: str = "") -> CoquiModel:
    """Look a model through: a folder, or a checkpoint with its config.json beside it.

    `names` reads the speakers of a file; `language` is what it speaks where its settings do not say. `BadInput` says
    what is wrong.
    """
    folder, weights = _found(path)
    place = folder / CONFIG
    raw = _checked(_settings(place), place, KINDS)
    kind = str(raw["model"]).lower()
    settings, files = _owned(raw, folder)
    files = {WEIGHTS: weights, **files, **{name: folder / name for name in _BESIDE if _is_file(folder / name)}}
    languages = _languages(settings, folder) or ((language,) if language else ())
    if not languages:
        raise _unsound(place, tr('it does not say which language it speaks; add a line like "languages": ["pt"]'))
    vocoder = folder / VOCODER
    return CoquiModel(
        kind=kind,
        languages=languages,
        speakers=_speakers(settings, folder, names),
        rate_hz=_rate(settings, place),
        clones=KINDS[kind].clones or all(_setting(settings, key) for key in ENCODER),
        settings={**settings, "languages": list(languages)},
        files=files,
        pickles=tuple(name for name in files if name.endswith(".npy")),
        vocoder=_vocoder(vocoder) if vocoder.is_dir() else None,
    )


def _vocoder(path: Path) -> CoquiModel:
    folder, weights = _found(path)
    place = folder / CONFIG
    settings, files = _owned(_checked(_settings(place), place, VOCODERS), folder)
    files = {WEIGHTS: weights, **files}
    pickles = tuple(name for name in files if name.endswith(".npy"))
    return CoquiModel(
        "vocoder", (), (), _rate(settings, place), clones=False, settings=settings, files=files, pickles=pickles
    )


# files


def _found(path: Path) -> tuple[Path, Path]:
    """Return a model's folder and its weights."""
    if not path.exists():
        raise BadInput(tr("There is no model at {path}. Give a folder with config.json and a .pth file.", path=path))
    if path.is_file():
        return path.parent, path
    there = [path / name for name in _WEIGHTS_NAMES if _is_file(path / name)]
    there += sorted(one for one in path.glob("*.pth*") if _is_file(one) and not _NOT_WEIGHTS.search(one.name))
    if not there:
        raise _unsound(path, tr("it has no .pth file with the model's weights"))
    if len(set(there)) > 1 and there[0].name not in _WEIGHTS_NAMES:
        raise _unsound(path, tr("it has several .pth files; name the one that is meant: coqui:FOLDER/FILE.pth"))
    return path, there[0]


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _settings(path: Path) -> dict[str, Any]:
    if not _is_file(path):
        raise _unsound(path.parent, tr("it has no config.json"))
    if path.stat().st_size > MOST_CONFIG_BYTES:
        raise _unsound(path, tr("it is too large for settings"))
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _unsound(path, tr("it cannot be read ({cause})", cause=error)) from error
    if not isinstance(found, dict) or _deep(found, DEEPEST):
        raise _unsound(path, tr("it does not hold a model's settings"))
    return found


def _deep(value: Any, left: int) -> bool:
    """Tell whether settings are nested deeper than any model's."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not left or any(_deep(child, left - 1) for child in children)


def _owned(settings: Mapping[str, Any], folder: Path) -> tuple[dict[str, Any], dict[str, Path]]:
    """Let settings name only files of the model's own folder, by name; places on the machine that trained it go."""
    files: dict[str, Path] = {}

    def own(key: str, value: Any) -> Any:
        switch = _ONLY_WITH.get(key)
        wanted = key in _USUAL_NAMES and not (switch and not _setting(settings, switch))
        name = _own_file(key, value, folder) if wanted else ""
        if name:
            files[name] = folder / name
        nothing: Any = [] if isinstance(value, list) else "" if isinstance(value, str) else None
        return ([name] if isinstance(value, list) else name) if name else nothing

    return {**_mapped(settings, own), "datasets": _datasets(settings.get("datasets"))}, files


def _datasets(found: Any) -> list[dict[str, Any]]:
    """Keep of what it was trained on the languages, which some models are told by."""
    sets = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return [{key: one[key] for key in ("language", "phonemizer") if isinstance(one.get(key), str)} for one in sets]


def _own_file(key: str, value: Any, folder: Path) -> str:
    first = value[0] if isinstance(value, list) and value else value
    named = PureWindowsPath(first).name if isinstance(first, str) else ""
    names = (named, *_USUAL_NAMES[key])
    return next((name for name in names if _FILE_NAME.fullmatch(name) and _is_file(folder / name)), "")


def _without_places(settings: Mapping[str, Any]) -> dict[str, Any]:
    return _mapped(settings, lambda _key, value: "" if isinstance(value, str) else None)


def _mapped(settings: Mapping[str, Any], own: Callable[[str, Any], Any]) -> dict[str, Any]:
    """Copy settings, letting `own` answer for every value that may name a place."""
    return {key: _mapped_value(key, value, own) for key, value in settings.items()}


def _mapped_value(key: str, value: Any, own: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, dict):
        return _mapped(value, own)
    if _NAMES_A_PLACE.search(key) and not isinstance(value, bool | int | float):
        return own(key, value)
    if isinstance(value, list):
        return [_mapped(one, own) if isinstance(one, dict) else one for one in value]
    return value


# settings


def _setting(settings: Mapping[str, Any], key: str) -> Any:
    """Return a setting of the model's arguments, or of the whole where they are silent, as the library does."""
    arguments = settings.get("model_args")
    own = arguments.get(key) if isinstance(arguments, dict) else None
    return settings.get(key) if own is None else own


def _checked(settings: dict[str, Any], path: Path, kinds: Mapping[str, Kind] | frozenset[str]) -> dict[str, Any]:
    """Refuse settings that name a kind or a piece of code we do not know."""
    kind = settings.get("model") or settings.get("generator_model") or ("speaker_encoder" if kinds is ENCODERS else "")
    short = re.sub(r"_(generator|discriminator)", "", str(kind).lower())
    if short not in kinds:
        raise _unsound(path, tr("{kind} is no kind of model that is read here ({known})",
                                kind=repr(kind)[:60], known=", ".join(sorted(kinds))))  # fmt: skip
    base = settings.get("base_model")
    if base is not None and str(base).lower() not in KINDS:
        raise _unsound(path, tr("{kind} is no kind of model that is read here ({known})",
                                kind=repr(base)[:60], known=", ".join(sorted(KINDS))))  # fmt: skip
    for name in _values(settings, "characters_class"):
        if name and name not in _CHARACTERS:
            raise _unsound(path, tr("it wants code of its own to be run: {name}", name=repr(name)[:80]))
    cleaner = settings.get("text_cleaner")
    if cleaner is not None and not (isinstance(cleaner, str) and _CLEANER.fullmatch(cleaner)):
        raise _unsound(path, tr("it wants code of its own to be run: {name}", name=repr(cleaner)[:80]))
    return settings


def _values(settings: Any, key: str) -> Iterator[Any]:
    if isinstance(settings, dict):
        yield from (value for name, value in settings.items() if name == key)
    children = settings.values() if isinstance(settings, dict) else settings if isinstance(settings, list) else ()
    for child in children:
        yield from _values(child, key)


def _rate(settings: Mapping[str, Any], path: Path) -> int:
    audio = settings.get("audio")
    found = audio.get("output_sample_rate") or audio.get("sample_rate") if isinstance(audio, dict) else None
    if isinstance(found, bool) or not isinstance(found, int) or not 8_000 <= found <= 192_000:
        raise _unsound(path, tr("its sample rate is {rate}", rate=repr(found)[:40]))
    return found


def _languages(settings: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    """Say what a model speaks, in its own words and order, from where the library looks for it."""
    if _setting(settings, "use_language_embedding") and (name := _setting(settings, "language_ids_file")):
        return _strings(list(_settings(folder / str(name))))
    listed = settings.get("languages")
    if isinstance(listed, list) and listed:
        return _strings(listed)
    spoken = [one.get("language") for one in settings["datasets"]]
    return tuple(sorted(set(_strings(spoken)))) or _strings([settings.get("phoneme_language")])


def _speakers(settings: Mapping[str, Any], folder: Path, names: Names) -> tuple[str, ...]:
    listed = settings.get("speakers")
    file = _setting(settings, "speakers_file") or _setting(settings, "d_vector_file")
    file = file[0] if isinstance(file, list) else file
    if _is_file(folder / _BESIDE[1]) and settings.get("model") == "xtts":
        file = _BESIDE[1]
    elif _setting(settings, "use_speaker_embedding") and isinstance(listed, list) and listed:
        return _limited(_strings(listed), folder)
    if file:
        return _limited(_strings(names(folder / str(file))), folder)
    if _setting(settings, "use_speaker_embedding"):
        raise _unsound(folder, tr("it lacks the file with its speakers (speakers.pth)"))
    return ()


def _limited(speakers: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    if len(speakers) > MOST_SPEAKERS:
        raise _unsound(folder, tr("it names {count} speakers", count=len(speakers)))
    return speakers


def _strings(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str) and value.strip() and len(value) <= 100)


def _unsound(path: Path, cause: str) -> BadInput:
    return BadInput(
        tr("{path} is no Coqui model that can be used: {cause}. Nothing was installed.", path=path, cause=cause)
    )
