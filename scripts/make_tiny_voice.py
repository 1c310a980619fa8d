"""Make a tiny Coqui voice with random weights: it hums at a speaker's pace, and the whole engine can be tried with it.

make_tiny_voice.py FOLDER [--languages en pt] [--speakers ana rui] [--cloning]
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import math
import warnings
from collections.abc import Sequence
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyzáàâãäåæçéèêëíìîïñóòôõöøúùûüýÿßœ0123456789"
STOPS = " !¡'\"(),-–—.…:;?¿"
RATE_HZ = 22_050
HOP = 256
FRAMES_A_TOKEN = 3  # 70 ms a letter: each stands between two blanks
LOUDNESS = 0.2
ENCODER_DIMENSION = 16


def make(folder: Path, languages: Sequence[str] = ("en",), speakers: Sequence[str] = (), cloning: bool = False) -> Path:
    """Write a VITS of 2 layers and 32 channels as `model.pth` and `config.json`; `cloning` adds a speaker encoder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from TTS.tts.models.vits import Vits

        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(7)
        config = _config(languages, speakers)
        if cloning:
            _add_encoder(config, folder)
        model = Vits(config).eval()
        _tame(model, config)
        torch.save({"model": model.state_dict(), "config": config.to_dict()}, folder / "model.pth")
        if speakers:  # as the library's trainer leaves them
            torch.save({name: number for number, name in enumerate(speakers)}, folder / "speakers.pth")
            config.speakers, config.speakers_file = [], "/trained/elsewhere/speakers.pth"
            config.model_args.speakers_file = config.speakers_file
    (folder / "config.json").write_text(json.dumps(config.to_dict(), default=str), "utf-8")
    return folder


def _config(languages: Sequence[str], speakers: Sequence[str]) -> object:
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsArgs, VitsConfig

    args = VitsArgs(
        hidden_channels=32,
        hidden_channels_ffn_text_encoder=64,
        num_heads_text_encoder=2,
        num_layers_text_encoder=2,
        num_layers_flow=1,
        num_layers_posterior_encoder=1,
        use_sdp=False,
        upsample_initial_channel_decoder=32,
        resblock_type_decoder="2",
        resblock_kernel_sizes_decoder=[3],
        resblock_dilation_sizes_decoder=[[1, 3]],
        init_discriminator=False,
        use_speaker_embedding=bool(speakers),
        speaker_embedding_channels=16,
        use_language_embedding=len(languages) > 1,
        embedded_language_dim=4,
    )
    characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        characters=LETTERS,
        punctuations=STOPS,
        phonemes="",
        pad="_",
        eos="",
        bos="",
        blank="<BLNK>",
    )
    return VitsConfig(
        model_args=args,
        audio=BaseAudioConfig(sample_rate=RATE_HZ, hop_length=HOP),
        characters=characters,
        text_cleaner="multilingual_cleaners",
        add_blank=True,
        languages=list(languages),
        speakers=list(speakers),
        use_speaker_embedding=bool(speakers),
        output_path="/trained/elsewhere",
    )


def _tame(model: object, config: object) -> None:
    """Set the pace and the loudness, which random weights leave to chance."""
    import torch

    with torch.inference_mode():
        torch.nn.init.normal_(model.duration_predictor.proj.weight, std=0.02)
        torch.nn.init.constant_(model.duration_predictor.proj.bias, math.log(FRAMES_A_TOKEN - 0.5))
        text = torch.tensor([model.tokenizer.text_to_ids("the quick brown fox", language=config.languages[0])])
        given = {"x_lengths": torch.tensor([text.shape[1]]), "d_vectors": None, "durations": None}
        given["speaker_ids"] = torch.tensor([0]) if config.speakers else None
        given["language_ids"] = torch.tensor([0]) if len(config.languages) > 1 else None
        if config.model_args.use_d_vector_file:
            given["d_vectors"] = torch.randn(1, ENCODER_DIMENSION)
        for name, weight in model.waveform_decoder.named_parameters():
            if name.endswith("bias"):  # random ones drown the sound in a constant
                torch.nn.init.zeros_(weight)
        for _ in range(4):  # the last layer is followed by a tanh
            sound = model.inference(text, given)["model_outputs"].std().item()
            for weight in model.waveform_decoder.conv_post.parameters():
                weight.mul_(min(100.0, LOUDNESS / max(sound, 1e-9)))


def _add_encoder(config: object, folder: Path) -> None:
    """Write a speaker encoder and let the model take its voice from it."""
    import torch
    from TTS.encoder.configs.speaker_encoder_config import SpeakerEncoderConfig
    from TTS.encoder.utils.generic_utils import setup_encoder_model

    encoding = SpeakerEncoderConfig()
    encoding.audio.num_mels = 40
    encoding.audio.sample_rate = 16_000
    encoding.model_params = {
        "model_name": "lstm",
        "input_dim": 40,
        "proj_dim": ENCODER_DIMENSION,
        "lstm_dim": 16,
        "num_lstm_layers": 1,
        "use_lstm_with_projection": True,
    }
    encoding.num_classes_in_batch = encoding.num_utter_per_class = encoding.num_loader_workers = 1
    torch.save({"model": setup_encoder_model(encoding).state_dict()}, folder / "model_se.pth")
    (folder / "config_se.json").write_text(json.dumps(encoding.to_dict(), default=str), "utf-8")
    config.model_args.use_d_vector_file = config.use_d_vector_file = True
    config.model_args.d_vector_dim = config.d_vector_dim = ENCODER_DIMENSION
    config.model_args.speaker_encoder_model_path = str(folder / "model_se.pth")
    config.model_args.speaker_encoder_config_path = str(folder / "config_se.json")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder", type=Path)
    given.add_argument("--languages", nargs="+", default=["en"])
    given.add_argument("--speakers", nargs="+", default=[])
    given.add_argument("--cloning", action="store_true")
    asked = given.parse_args()
    print(make(asked.folder, asked.languages, asked.speakers, asked.cloning))


if __name__ == "__main__":
    main()
