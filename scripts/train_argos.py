"""Train a small Argos Translate package on a table of sentences, by heart: a real package for tests and the demo.

    python scripts/train_argos.py tests/data/argos/en-pt.tsv .cache/argos

prints the package's path; one that was made from the same table and script is left as it is.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import sentencepiece
import torch
from ctranslate2.specs import TransformerSpec
from torch import Tensor, nn

WIDTH, HEADS, LAYERS, INNER, LONGEST = 96, 4, 2, 192, 128
VOCABULARY = 900
UNKNOWN, START, END, PAD = range(4)
SEED = 7
RATE = 1.5e-3
WARM_UP = 60
BATCH = 32
EPOCHS = 200
GOOD_LOSS = 0.002
"""Mean loss per token at which every sentence is known by heart."""

Pair = tuple[str, str]


class Table(NamedTuple):
    """Sentences with their translations; the file's name says the languages: en-pt.tsv."""

    source: str
    target: str
    pairs: tuple[Pair, ...]


def read(path: Path) -> Table:
    """Read a table of sentences."""
    source, _, target = path.stem.partition("-")
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    return Table(source, target, tuple((a, b) for a, b in rows))


def package(path: Path, folder: Path) -> Path:
    """Return the package trained on a table, training it where this folder has none for today's table and script."""
    key = hashlib.sha256(path.read_bytes() + Path(__file__).read_bytes()).hexdigest()[:12]
    made = folder / f"translate-{path.stem.replace('-', '_')}-{key}.argosmodel"
    if not made.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            pack(train(read(path)), Path(scratch)).replace(made)
    return made


class Network(nn.Module):
    """A pre-norm Transformer as CTranslate2 computes it: one table of embeddings for both sides and the output."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        shape: dict[str, Any] = {"dim_feedforward": INNER, "dropout": 0.1, "batch_first": True, "norm_first": True}
        self.embedding = nn.Embedding(vocabulary, WIDTH, padding_idx=PAD)
        nn.init.normal_(self.embedding.weight, std=WIDTH**-0.5)
        self.encoder = nn.ModuleList(nn.TransformerEncoderLayer(WIDTH, HEADS, **shape) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(nn.TransformerDecoderLayer(WIDTH, HEADS, **shape) for _ in range(LAYERS))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.output = nn.Linear(WIDTH, vocabulary)
        self.output.weight = self.embedding.weight
        self.register_buffer("places", _places())

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        hidden = source == PAD
        memory = self._embed(source)
        for layer in self.encoder:
            memory = layer(memory, src_key_padding_mask=hidden)
        memory = self.encoder_norm(memory)
        ahead = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).triu(1)
        state = self._embed(target)
        for layer in self.decoder:
            state = layer(state, memory, tgt_mask=ahead, memory_key_padding_mask=hidden)
        return self.output(self.decoder_norm(state))

    def _embed(self, tokens: Tensor) -> Tensor:
        return self.embedding(tokens) * math.sqrt(WIDTH) + self.places[: tokens.shape[1]]


def _places() -> Tensor:
    """Make sinusoidal position encodings, sines first and cosines after."""
    steps = torch.arange(LONGEST).unsqueeze(1)
    rates = torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(10_000) / WIDTH))
    return torch.cat([torch.sin(steps * rates), torch.cos(steps * rates)], 1)


class Trained(NamedTuple):
    """What a package is made from."""

    table: Table
    words: bytes
    network: Network


def train(table: Table) -> Trained:
    """Teach a network a table by heart."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # so small a network gains nothing from more, and sums come out the same everywhere
    torch.use_deterministic_algorithms(mode=True)
    words = _words(table)
    coder = sentencepiece.SentencePieceProcessor(model_proto=words)
    rows = [(coder.encode(a), coder.encode(b)) for a, b in table.pairs]
    network = Network(coder.get_piece_size())
    best = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.0)
    pace = torch.optim.lr_scheduler.LambdaLR(best, lambda step: min((step + 1) / WARM_UP, 1.0))
    begun = time.monotonic()
    for epoch in range(EPOCHS):
        for source, target in _batches(rows):
            loss = _loss(network, source, target)
            best.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            best.step()
            pace.step()
        if epoch % 5 == 4 and (known := _known(network, rows)) < GOOD_LOSS:
            break
    print(f"{table.source}-{table.target}: {len(rows)} sentences, {epoch + 1} rounds, loss {known:.4f}, "
          f"{time.monotonic() - begun:.0f} s", file=sys.stderr)  # fmt: skip
    return Trained(table, words, network.eval())


def _words(table: Table) -> bytes:
    """Train the pieces that both languages are written in."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for pair in table.pairs for text in pair]),
        model_writer=made,
        model_type="bpe",
        vocab_size=min(VOCABULARY, 8 * len(table.pairs)),
        character_coverage=1.0,
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=START,
        eos_id=END,
        num_threads=1,
        minloglevel=2,
    )
    return made.getvalue()


def _batches(rows: list[tuple[list[int], list[int]]]) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield sentences of about the same length together: padding is computed like anything else."""
    noise = torch.rand(len(rows)).tolist()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][1]) + 4 * noise[i])
    batches = [order[first : first + BATCH] for first in range(0, len(rows), BATCH)]
    for at in torch.randperm(len(batches)).tolist():
        chosen = [rows[i] for i in batches[at]]
        yield _padded([a for a, _ in chosen]), _padded([[START, *b, END] for _, b in chosen])


def _padded(rows: list[list[int]]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD)


def _loss(network: Network, source: Tensor, target: Tensor) -> Tensor:
    guessed = network(source, target[:, :-1])
    return nn.functional.cross_entropy(guessed.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD)


def _known(network: Network, rows: list[tuple[list[int], list[int]]]) -> float:
    """Measure the loss as the network will be used, without dropout."""
    network.eval()
    with torch.no_grad():
        source, target = _padded([a for a, _ in rows]), _padded([[START, *b, END] for _, b in rows])
        loss = _loss(network, source, target).item()
    network.train()
    return loss


# the package


def pack(trained: Trained, folder: Path) -> Path:
    """Write a package as Argos Translate reads it and return the file."""
    table = trained.table
    top = folder / f"translate-{table.source}_{table.target}-1_0"
    top.mkdir()
    specification(trained).save(str(_made(top / "model")))
    (top / "sentencepiece.model").write_bytes(trained.words)
    (top / "metadata.json").write_text(json.dumps(_metadata(table), indent=1), "utf-8")
    (top / "README.md").write_text(f"{len(table.pairs)} sentences by heart, for tests of dubbench. CC0.\n", "utf-8")
    made = folder / "package.argosmodel"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(top.rglob("*")):
            if path.is_file():
                file.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    shutil.rmtree(top)
    return made


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _metadata(table: Table) -> dict[str, Any]:
    names = {"en": "English", "pt": "Portuguese", "es": "Spanish"}
    return {
        "package_version": "1.0",
        "argos_version": "1.5",
        "from_code": table.source,
        "from_name": names.get(table.source, table.source),
        "to_code": table.target,
        "to_name": names.get(table.target, table.target),
        "type": "translate",
        "license": "CC0-1.0",
    }


def specification(trained: Trained) -> TransformerSpec:
    """Give a network's weights the names that CTranslate2 knows them by."""
    network = trained.network
    spec = TransformerSpec.from_config((LAYERS, LAYERS), HEADS, pre_norm=True)
    sides = (spec.encoder, network.encoder, network.encoder_norm), (spec.decoder, network.decoder, network.decoder_norm)
    for side, layers, norm in sides:
        side.position_encodings.encodings = network.places.numpy()
        _fill(side.layer_norm, norm)
        for place, layer in zip(side.layer, layers, strict=True):
            _fill_layer(place, layer)
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = network.embedding.weight.detach().numpy()
    _fill(spec.decoder.projection, network.output)
    coder = sentencepiece.SentencePieceProcessor(model_proto=trained.words)
    pieces = [coder.id_to_piece(i) for i in range(coder.get_piece_size())]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos = False
    spec.validate()
    spec.optimize()
    return spec


def _fill_layer(place: Any, layer: Any) -> None:
    crossed = hasattr(layer, "multihead_attn")
    _fill_attention(place.self_attention, layer.self_attn, layer.norm1, (3 * WIDTH,))
    if crossed:
        _fill_attention(place.attention, layer.multihead_attn, layer.norm2, (WIDTH, 2 * WIDTH))
    _fill(place.ffn.layer_norm, layer.norm3 if crossed else layer.norm2)
    _fill(place.ffn.linear_0, layer.linear1)
    _fill(place.ffn.linear_1, layer.linear2)


def _fill_attention(place: Any, attention: nn.MultiheadAttention, norm: nn.LayerNorm, parts: tuple[int, ...]) -> None:
    """Divide the rows of query, key and value as this attention wants them."""
    _fill(place.layer_norm, norm)
    weights, biases = attention.in_proj_weight.split(parts), attention.in_proj_bias.split(parts)
    for linear, weight, bias in zip(place.linear[:-1], weights, biases, strict=True):
        linear.weight, linear.bias = weight.detach().numpy(), bias.detach().numpy()
    _fill(place.linear[-1], attention.out_proj)


def _fill(place: Any, part: nn.Linear | nn.LayerNorm) -> None:
    first, second = ("gamma", "beta") if isinstance(part, nn.LayerNorm) else ("weight", "bias")
    setattr(place, first, part.weight.detach().numpy())
    setattr(place, second, part.bias.detach().numpy())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path, help="Sentence, tab, translation; named for the languages: en-pt.tsv.")
    parser.add_argument("folder", type=Path, help="Where packages are kept.")
    given = parser.parse_args()
    print(package(given.table, given.folder))


if __name__ == "__main__":
    main()
