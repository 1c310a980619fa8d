"""The eSpeak NG library: phonemes and formant speech, one caller at a time because its state is the process's."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ctypes
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import EngineError
from dubbench.i18n import tr

RATE_HZ = 22_050
TIE = "^"

_SYNCHRONOUS = 2
_UTF8 = 1
_IPA = 0x02
_TIED = 0x80
_END_PAUSE = 0x1000
_RATE = 1
_WORD_GAP = 7


class Clause(NamedTuple):
    """A clause as eSpeak reads it: its text with the punctuation that ends it, and its tied IPA phonemes."""

    text: str
    phonemes: str


class EspeakVoice(NamedTuple):
    """A voice of eSpeak's own list: the language as eSpeak names it, a title, a gender where known, and its file."""

    language: str
    title: str
    gender: str
    file: str


class _VoiceRecord(ctypes.Structure):
    """`espeak_VOICE` of speak_lib.h."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_Received = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakLibrary:
    """The loaded library; every method may be called from any thread."""

    def __init__(self, library: ctypes.CDLL, data: str) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._voice = ""
        self._received: list[bytes] = []
        self._callback = _Received(self._receive)
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceRecord))
        if library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), 0) != RATE_HZ:
            raise EngineError(tr("eSpeak NG does not start with {folder}. {mend}", folder=data, mend=_mend()))
        library.espeak_SetSynthCallback(self._callback)

    def clauses(self, text: str, voice: str) -> list[Clause]:
        """Phonemise a text clause by clause, as eSpeak divides it."""
        with self._lock:
            self._use(voice)
            return list(self._clauses(text.replace("\0", " ").encode()))

    def _clauses(self, text: bytes) -> list[Clause]:
        buffer = ctypes.create_string_buffer(text)
        start = ctypes.addressof(buffer)
        position = ctypes.c_void_p(start)
        found: list[Clause] = []
        carried = done = 0
        while position.value:
            mode = _IPA | _TIED | ord(TIE) << 8
            phonemes = self._library.espeak_TextToPhonemes(ctypes.byref(position), _UTF8, mode) or b""
            reached = position.value - start if position.value else len(text)
            # eSpeak has already read the first character of the next clause and keeps it for the next call.
            carried = _last_character(text[:reached]) if position.value else 0
            found.append(Clause(text[done : reached - carried].decode(errors="ignore"), phonemes.decode().strip()))
            done = reached - carried
        return found

    def speak(self, text: str, voice: str, words_a_minute: int) -> NDArray[np.int16]:
        """Synthesize a text, mono at `RATE_HZ`; only a fresh library gives the same samples again."""
        data = text.replace("\0", " ").encode()
        with self._lock:
            self._use(voice)
            self._library.espeak_SetParameter(_RATE, words_a_minute, 0)
            self._library.espeak_SetParameter(_WORD_GAP, 0, 0)
            self._received = []
            flags = _UTF8 | _END_PAUSE
            status = self._library.espeak_Synth(data, ctypes.c_size_t(len(data) + 1), 0, 1, 0, flags, None, None)
            samples = b"".join(self._received)
            self._received = []
        if status:
            raise EngineError(tr("eSpeak NG cannot speak (status {status}): {text}", status=status, text=text))
        return np.frombuffer(samples, dtype=np.int16)

    @cached_property
    def names(self) -> dict[str, str]:
        """Map each language as eSpeak names it to the voice file that `clauses` and `speak` take."""
        return {voice.language: voice.file for voice in self.voices()}

    def voices(self) -> tuple[EspeakVoice, ...]:
        """List one voice for each language, in eSpeak's order."""
        with self._lock:
            records = self._library.espeak_ListVoices(None)
            found: dict[str, EspeakVoice] = {}
            for record in _records(records):
                # a priority byte, then the language name
                language = record.languages[1:].split(b"\0")[0].decode()
                gender = {1: "male", 2: "female"}.get(record.gender, "")
                voice = EspeakVoice(language, record.name.decode(), gender, record.identifier.decode())
                if not voice.file.startswith("mb/"):  # MBROLA's voices need a program that is not here
                    found.setdefault(language, voice)
        return tuple(found.values())

    def close(self) -> None:
        """Give the library's memory back; nothing else may be called afterwards."""
        self._library.espeak_Terminate()

    def _use(self, voice: str) -> None:
        if voice == self._voice:
            return
        if self._library.espeak_SetVoiceByName(voice.encode()):
            self._voice = ""
            raise EngineError(tr("eSpeak NG has no voice named {voice}.", voice=voice))
        self._voice = voice

    def _receive(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if samples and count > 0:
            self._received.append(ctypes.string_at(samples, count * 2))
        return 0


def _records(records: ctypes._Pointer[ctypes._Pointer[_VoiceRecord]]) -> list[_VoiceRecord]:
    found: list[_VoiceRecord] = []
    while records[len(found)]:
        found.append(records[len(found)].contents)
    return found


def _last_character(text: bytes) -> int:
    """Return how many bytes the last UTF-8 character of a text takes."""
    length = 1
    while length < len(text) and text[-length] & 0xC0 == 0x80:
        length += 1
    return length


def _mend() -> str:
    return tr('It comes with: pip install "dubbench[engines]"')


def speak(text: str, voice: str, words_a_minute: int) -> NDArray[np.int16]:
    """Synthesize a text, mono at `RATE_HZ`; the same text gives the same samples, from any thread."""
    with _fresh() as espeak:
        return espeak.speak(text, voice, words_a_minute)


@contextmanager
def _fresh() -> Iterator[EspeakLibrary]:
    """Load a copy of the library: the flutter of its voices goes on from call to call and cannot be wound back."""
    import espeakng_loader

    library()  # says in words what is missing
    original = Path(espeakng_loader.get_library_path())
    with tempfile.TemporaryDirectory(prefix="dubbench-", ignore_cleanup_errors=True) as folder:
        loaded = ctypes.CDLL(str(shutil.copy(original, folder)))
        espeak = EspeakLibrary(loaded, espeakng_loader.get_data_path())
        try:
            yield espeak
        finally:
            espeak.close()
            _unload(loaded)


def _unload(loaded: ctypes.CDLL) -> None:
    import _ctypes

    close = getattr(_ctypes, "dlclose" if hasattr(_ctypes, "dlclose") else "FreeLibrary")
    close(loaded._handle)  # noqa: SLF001 - ctypes has no public way to unload


@lru_cache(maxsize=1)
def library() -> EspeakLibrary:
    """Load the library once; raise `EngineError` where it is not installed or does not start."""
    try:
        import espeakng_loader
    except ImportError as error:
        raise EngineError(tr("eSpeak NG is not installed. {mend}", mend=_mend())) from error
    try:
        return EspeakLibrary(ctypes.CDLL(espeakng_loader.get_library_path()), espeakng_loader.get_data_path())
    except (OSError, RuntimeError) as error:
        raise EngineError(tr("eSpeak NG does not load: {cause}. {mend}", cause=error, mend=_mend())) from error
