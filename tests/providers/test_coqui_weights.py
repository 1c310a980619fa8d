"""Coqui models from strangers: what is read of them, what is refused, what never leaves their folder."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from dubbench.errors import BadInput
from dubbench.jobs.context import Context
from dubbench.providers.coqui import speakers, weights


def read_names(path: Path) -> Sequence[str]:
    return list(json.loads(path.read_bytes()))


def folder(place: Path, **settings: Any) -> Path:
    place.mkdir(exist_ok=True)
    (place / "model.pth").write_bytes(b"weights")
    whole = {"model": "vits", "audio": {"sample_rate": 22_050}, "languages": ["pt-br"], **settings}
    (place / "config.json").write_text(json.dumps(whole), "utf-8")
    return place


def read(place: Path, **settings: Any) -> weights.CoquiModel:
    return weights.read(folder(place, **settings), read_names)


def test_a_model_says_what_it_is(tmp_path: Path) -> None:
    model = read(tmp_path)
    assert (model.kind, model.languages, model.speakers, model.rate_hz) == ("vits", ("pt-br",), (), 22_050)
    assert model.pace
    assert not model.clones
    assert list(model.files) == ["model.pth"]
    facts = speakers.facts(model)
    assert (facts["speakers"], facts["pace"], facts["clones"]) == ('[""]', "yes", "")
    assert speakers.tag("pt-br") == "pt-BR"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"languages": [], "datasets": [{"language": "es"}, {"language": "en"}]}, ("en", "es")),
        ({"languages": [], "phoneme_language": "de"}, ("de",)),
        ({"languages": [], "datasets": "none"}, ("fr",)),
    ],
)
def test_its_language_is_found_where_the_library_looks(
    tmp_path: Path, settings: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert weights.read(folder(tmp_path, **settings), read_names, "fr").languages == expected


def test_places_on_other_machines_are_forgotten_and_own_files_found_by_name(tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    place = folder(tmp_path / "voice")
    (place / "speakers.json").write_text('{"ana": 0, "rui\\n": 1}')
    model = read(
        place,
        use_speaker_embedding=True,
        output_path="/trained/elsewhere",
        phoneme_cache_path="../../cache",
        datasets=[{"path": "/data", "meta_file_train": "s3://bucket/x", "language": "pt"}],
        model_args={
            "speakers_file": "C:\\trained\\speakers.json",
            "language_ids_file": str(secret),
            "d_vector_file": ["../secret.json"],
            "speaker_encoder_model_path": "https://example.org/model_se.pth",
        },
    )
    text = json.dumps(model.settings)
    assert all(word not in text for word in ("elsewhere", 'cache"', "secret", "bucket", "example", "/data"))
    assert model.settings["model_args"]["speakers_file"] == "speakers.json"
    assert model.speakers == ("ana", "rui\n")
    assert set(model.files) == {"model.pth", "speakers.json"}
    assert not model.clones


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.pth"
    secret.write_bytes(b"secret")
    place = folder(tmp_path / "voice")
    (place / "model.pth").unlink()
    (place / "model.pth").symlink_to(secret)
    with pytest.raises(BadInput, match=r"no \.pth file"):
        weights.read(place, read_names)


def test_a_speaker_encoder_makes_it_clone(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "model_se.pth").write_bytes(b"encoder")
    (place / "config_se.json").write_text('{"model": "speaker_encoder", "run_path": "/trained/elsewhere"}')
    arguments = {"speaker_encoder_model_path": "/x/model_se.pth", "speaker_encoder_config_path": "/x/config_se.json"}
    model = read(place, model_args=arguments)
    assert model.clones
    assert speakers.facts(model)["speakers"] == "[]"
    model.write(tmp_path / "kept", Context())
    kept = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert kept == ["config.json", "config_se.json", "model.pth", "model_se.pth"]
    assert "elsewhere" not in (tmp_path / "kept" / "config_se.json").read_text("utf-8")


def test_files_that_only_a_pickle_reader_can_read_are_named(tmp_path: Path) -> None:
    place = folder(tmp_path)
    (place / "scale_stats.npy").write_bytes(b"")
    audio = {"sample_rate": 22_050, "stats_path": "/x/scale_stats.npy"}
    assert read(place, model="tacotron2", audio=audio).pickles == ("scale_stats.npy",)


def test_a_vocoder_comes_with_it(tmp_path: Path) -> None:
    vocoder = folder(tmp_path / "voice") / "vocoder"
    folder(vocoder, model="", generator_model="hifigan_generator", output_path="/trained/elsewhere")
    model = read(tmp_path / "voice", model="tacotron2")
    model.write(tmp_path / "kept", Context())
    assert (tmp_path / "kept" / "vocoder" / "model.pth").is_file()
    assert "elsewhere" not in (tmp_path / "kept" / "vocoder" / "config.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"model": "os"}, "'os' is no kind of model"),
        ({"model": None}, "is no kind of model"),
        ({"base_model": "..os"}, "'..os' is no kind of model"),
        ({"characters": {"characters_class": "os.system"}}, "code of its own to be run: 'os.system'"),
        ({"text_cleaner": "__import__"}, "code of its own to be run"),
        ({"text_cleaner": ["a_cleaners"]}, "code of its own to be run"),
        ({"audio": {"sample_rate": "22050"}}, "its sample rate is '22050'"),
        ({"audio": []}, "its sample rate is None"),
        ({"languages": [7]}, "does not say which language"),
        ({"languages": []}, '"languages": \\["pt"\\]'),
        ({"use_speaker_embedding": True}, "lacks the file with its speakers"),
        ({"use_speaker_embedding": True, "speakers": ["a"] * 5_001}, "names 5001 speakers"),
    ],
)
def test_settings_that_cannot_be_trusted_are_refused(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(tmp_path, **settings)


@pytest.mark.parametrize("text", ["", "[]", "{", "\xff", '{"a":' * 5_000, '{"a":' * 30 + "1" + "}" * 30])
def test_settings_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    folder(tmp_path)
    (tmp_path / "config.json").write_text(text, "latin-1")
    with pytest.raises(BadInput, match="is no Coqui model that can be used"):
        weights.read(tmp_path, read_names)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no model at"):
        weights.read(tmp_path / "none", read_names)
    with pytest.raises(BadInput, match=r"no \.pth file"):
        weights.read(tmp_path, read_names)
    (tmp_path / "a.pth").touch()
    with pytest.raises(BadInput, match=r"no config\.json"):
        weights.read(tmp_path / "a.pth", read_names)
    (tmp_path / "b.pth").touch()
    with pytest.raises(BadInput, match="several"):
        weights.read(tmp_path, read_names)


@pytest.mark.parametrize(
    ("kind", "stated", "expected"),
    [
        ("xtts", "", "CPML (non-commercial)"),
        ("vits", "CPML", "CPML (non-commercial)"),
        ("vits", "CC BY-NC-ND 4.0", "CC BY-NC-ND 4.0 (non-commercial)"),
        ("vits", "apache 2.0", "apache 2.0"),
        ("vits", "", "unstated"),
    ],
)
def test_a_licence_says_whether_it_forbids_trade(kind: str, stated: str, expected: str) -> None:
    assert speakers.licence(kind, stated) == expected
