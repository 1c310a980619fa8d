"""Phonemes are those Kokoro knows, with the punctuation kept, from any thread."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dubbench.engines.phonemes import LANGUAGES, phonemes
from dubbench.errors import UnsupportedLanguage

pytest.importorskip("espeakng_loader")
needs_cjk = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("misaki", "fugashi", "unidic_lite", "jieba")),
    reason="needs the extra cjk",
)

TEXTS = {
    "en-US": "Hello, my friend! Really?",
    "en-GB": "I told you so; go home.",
    "es": "¿Qué tal? ¡Hola, chico!",
    "fr": "Bonjour à tous, j'ai 85 ans!",
    "hi": "नमस्ते, आप कैसे हैं?",
    "it": "Ciao, gli zii mangiano.",
    "pt-BR": "Olá, tudo bem? Não… ação: coração.",
}
CJK = {"ja": "こんにちは、元気ですか？1000円。", "zh": "你好，我是王总。真的吗？"}


@pytest.mark.parametrize("language", TEXTS)
def test_every_phoneme_is_in_the_vocabulary(language: str, resources: Path) -> None:
    known = json.loads((resources / "kokoro_vocab.json").read_text(encoding="utf-8"))
    assert set(phonemes(TEXTS[language], language)) <= set(known)


@needs_cjk
@pytest.mark.parametrize("language", CJK)
def test_mandarin_and_japanese_are_phonemised(language: str, resources: Path) -> None:
    known = json.loads((resources / "kokoro_vocab.json").read_text(encoding="utf-8"))
    said = phonemes(CJK[language], language)
    assert set(said) <= set(known)
    assert "?" in said
    assert "," in said


@needs_cjk
def test_latin_words_in_a_mandarin_text_are_read_as_english() -> None:
    assert phonemes("CEO", "en-US") in phonemes("我是CEO。", "zh")


def test_all_languages_are_tested() -> None:
    assert {*TEXTS, *CJK} == set(LANGUAGES)


def test_punctuation_stays_where_it_was() -> None:
    said = phonemes("Olá, tudo bem? Não… sim!", "pt-BR")
    assert [c for c in said if c in ",.?!…"] == [",", "?", "…", "!"]


def test_a_decimal_number_is_not_torn_apart() -> None:
    assert "pYnt" in phonemes("It is 3.5 miles.", "en-US")


def test_british_and_american_differ() -> None:
    assert phonemes("go home", "en-GB") != phonemes("go home", "en-US")


def test_the_voice_of_another_language_leaves_no_trace() -> None:
    before = phonemes(TEXTS["pt-BR"], "pt-BR")
    phonemes(TEXTS["hi"], "hi")
    assert phonemes(TEXTS["pt-BR"], "pt-BR") == before


def test_threads_do_not_mix_languages() -> None:
    alone = {language: phonemes(text, language) for language, text in TEXTS.items()}
    work = list(TEXTS.items()) * 20
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda item: phonemes(item[1], item[0]), work))
    assert together == [alone[language] for language, _ in work]


def test_a_language_without_phonemes_is_refused_with_those_that_have_them() -> None:
    with pytest.raises(UnsupportedLanguage, match="pt-BR"):
        phonemes("Привет", "ru")


@pytest.mark.parametrize("text", ["", "...", "\0"])
def test_a_text_without_words_has_no_letters(text: str) -> None:
    assert not any(character.isalpha() for character in phonemes(text, "en-US"))
