"""Text into the phonemes Kokoro was trained with: eSpeak NG's, and misaki's for Mandarin and Japanese."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable
from functools import lru_cache

from dubbench.engines.espeak_library import TIE, library
from dubbench.errors import EngineError, UnsupportedLanguage
from dubbench.i18n import tr

LANGUAGES = ("en-US", "en-GB", "es", "fr", "hi", "it", "ja", "pt-BR", "zh")

_ESPEAK_VOICE = {
    "en-us": "en-us", "en-gb": "en", "en": "en-us", "es": "es", "fr": "fr", "hi": "hi", "it": "it", "pt": "pt-br",
}  # fmt: skip

_SWITCH = re.compile(r"\([a-z^-]+\)")
_ENDING = re.compile(r"[^\w]*$")
_STOPS = str.maketrans({"–": "—", "।": ".", "。": ".", "‥": "…", "？": "?", "！": "!", "，": ",", "；": ";", "：": ":"})
_NOT_STOP = re.compile(r"[^.,!?;:…—]+")
_CJK_LATIN = re.compile(r"([A-Za-z][A-Za-z'’ .&-]*[A-Za-z]|[A-Za-z])")

# Kokoro writes a diphthong or an affricate as one letter; longer keys go first.
_DIPHTHONGS = {
    "a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ",
    "t^ʃ": "ʧ", "ɔ^ɪ": "Y",
}  # fmt: skip
_ENGLISH = {
    "ʔˌn̩": "ʔn", "ʔn̩": "ʔn", "a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "ə^l": "ᵊl",
    "ʲo": "jo", "ʲə": "jə", "e": "A", "ʲ": "", "ɚ": "əɹ", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ɬ": "l",
    "\u0303": "",
}  # fmt: skip
_BRITISH = {"e^ə": "ɛː", "iə": "ɪə", "ə^ʊ": "Q"}
_AMERICAN = {"o^ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪə": "iə", "ː": ""}
_LATER = {"o": "ɔ", "ɾ": "T", "ʔ": "t", TIE: ""}


def phonemes(text: str, language: str) -> str:
    """Return the phonemes of a text with its punctuation; raise `UnsupportedLanguage` outside `LANGUAGES`."""
    tag = language.lower()
    short = tag.split("-")[0]
    if short in _CJK:
        return _mixed(text, _CJK[short])
    voice = _ESPEAK_VOICE.get(tag) or _ESPEAK_VOICE.get(short)
    if voice is None:
        listed = ", ".join(LANGUAGES)
        raise UnsupportedLanguage(
            tr("No phonemes for {language}. Covered: {listed}.", language=language, listed=listed)
        )
    return _espeak(text, voice)


def _espeak(text: str, voice: str) -> str:
    convert = _english(voice == "en") if voice.startswith("en") else _other
    parts = [
        convert(_SWITCH.sub("", clause.phonemes)) + _stop(clause.text) for clause in library().clauses(text, voice)
    ]
    return " ".join(part for part in parts if part).strip()


def _stop(clause: str) -> str:
    """Return the punctuation that ends a clause, in Kokoro's characters; none where nothing is said."""
    ending = _ENDING.search(clause)
    stops = _NOT_STOP.sub("", ending.group().translate(_STOPS)) if ending else ""
    stops = re.sub(r"\.{2,}", "…", stops)
    return stops[:2]


def _replaced(text: str, table: dict[str, str]) -> str:
    for old, new in table.items():
        text = text.replace(old, new)
    return text


def _english(british: bool) -> Callable[[str], str]:
    def convert(text: str) -> str:
        text = _replaced(text, _ENGLISH)
        text = re.sub(r"(\S)\u0329", r"ᵊ\1", text).replace("\u0329", "")
        return _replaced(_replaced(text, _BRITISH if british else _AMERICAN), _LATER)

    return convert


def _other(text: str) -> str:
    return _replaced(text, _DIPHTHONGS).replace(TIE, "").replace("-", "")


def _mixed(text: str, native: Callable[[str], str]) -> str:
    """Phonemise Latin words in a Mandarin or Japanese text as English, the rest natively."""
    parts = _CJK_LATIN.split(text)
    return " ".join(
        said for i, part in enumerate(parts) if part.strip() and (said := (_latin(part) if i % 2 else native(part)))
    )


def _latin(text: str) -> str:
    return _espeak(text, "en-us")


_cjk_lock = threading.Lock()  # the taggers of jieba and MeCab keep state


def _mandarin(text: str) -> str:
    with _cjk_lock:
        said, _ = _mandarin_reader()(text)
    return str(said)


def _japanese(text: str) -> str:
    with _cjk_lock:
        said, _ = _japanese_reader()(text)
    return str(said)


_CJK: dict[str, Callable[[str], str]] = {"zh": _mandarin, "cmn": _mandarin, "ja": _japanese}


@lru_cache(maxsize=1)
def _mandarin_reader() -> Callable[[str], tuple[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's regular expressions predate raw strings
            import jieba
            from misaki.zh import ZHG2P
    except ImportError as error:
        raise _cjk_missing(tr("Mandarin")) from error
    jieba.setLogLevel("WARNING")
    reader: Callable[[str], tuple[str, object]] = ZHG2P()
    return reader


@lru_cache(maxsize=1)
def _japanese_reader() -> Callable[[str], tuple[str, object]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of its way to read its own data
            from misaki.cutlet import Cutlet

            reader: Callable[[str], tuple[str, object]] = Cutlet()
    except (ImportError, RuntimeError) as error:
        raise _cjk_missing(tr("Japanese")) from error
    return reader


def _cjk_missing(language: str) -> EngineError:
    mend = 'pip install "dubbench[cjk]"'
    return EngineError(tr("{language} cannot be pronounced yet. Install it: {mend}", language=language, mend=mend))
