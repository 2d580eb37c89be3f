"""Writes a folder of weights as `kg.extraction` reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from kg import files
from kg.extraction.tagging.network import in_blocks
from training import graphs, int8, quantisation, relations, wordpieces
from training.corpus import Corpus
from training.graphs import Weights
from training.labels import TYPES, theme_numbers
from training.pretrained import Pretrained
from training.quantisation import SMALL, Feed
from training.recipe import Recipe

__all__ = ["FILES", "tokenizer", "write_forest", "write_networks", "write_settings"]

#: What a folder of weights holds beside its card.
FILES = (
    "encoder.onnx",
    "relations.npz",
    "scales.npy",
    "settings.json",
    "spans.onnx",
    "tokenizer.json",
    "words.npy",
)
_WORDS = "encoder.words.weight"
_SPANS = "spans."
#: Of every so many abstracts one is read to see where the outliers are.
_EVERY = 12


def tokenizer(path: Path) -> Tokenizer:
    """Return a tokenizer that leaves texts as long as they are."""
    loaded = Tokenizer.from_file(str(path))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def write_networks(folder: Path, trained: Path, pretrained: Pretrained, corpus: Corpus, recipe: Recipe) -> None:
    """Write the graphs in eight bits, the word embeddings and the tokenizer, as the corpus learned from needs them."""
    tagger = load_file(trained)
    cutter = tokenizer(pretrained.tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    abstracts = [cutter.encode(reading.abstract.text).ids for reading in corpus.learned(seed_copies=1)]
    split = quantisation.split_outliers(
        graphs.encoder(tagger, recipe), _feeds(abstracts, tagger[_WORDS], recipe), recipe.outliers
    )
    onnx.save(quantisation.quantised(split, keep=[SMALL]), folder / "encoder.onnx")
    onnx.save(quantisation.stored(graphs.spans(_heads(tagger))), folder / "spans.onnx")
    seen = {piece for text in corpus.texts() for piece in cutter.encode(text).ids}
    _write_words(folder, tagger[_WORDS], pretrained, seen, recipe)


def write_settings(folder: Path, technologies: Sequence[str], calibration: dict[str, object], recipe: Recipe) -> None:
    """Write the settings: names, thresholds and the curve of the confidences."""
    known = {
        "types": TYPES,
        "themes": list(theme_numbers()),
        "window": recipe.window,
        "block": recipe.block,
        "lead": recipe.lead,
        "relabel": recipe.relabel,
        "mention_least": recipe.mention_least,
        "second_theme": recipe.second_theme,
        "technology_least": recipe.technology_least,
        "technologies": technologies,
        "link_at": recipe.link_at,
        "calibration": calibration,
    }
    files.write_text(folder / "settings.json", f"{json.dumps(known, indent=1, ensure_ascii=False)}\n")


def write_forest(folder: Path, forest: relations.Arrays) -> None:
    """Write the trees of the relations."""
    with files.replacing(folder / "relations.npz") as stream:
        np.savez_compressed(stream, allow_pickle=False, **forest)


def _heads(tagger: Weights) -> Weights:
    return {name.removeprefix(_SPANS): value for name, value in tagger.items() if name.startswith(_SPANS)}


def _feeds(abstracts: Sequence[Sequence[int]], words: npt.NDArray[np.float32], recipe: Recipe) -> Iterator[Feed]:
    """Give some abstracts, as tokens, in the form in which the encoder takes them."""
    for ids in abstracts[::_EVERY]:
        tokens = np.array(ids[: recipe.window])
        places, kept = in_blocks(len(tokens), recipe.block)
        yield {"words": words[tokens[places]], "places": places, "kept": kept}


def _write_words(
    folder: Path, words: npt.NDArray[np.float32], pretrained: Pretrained, seen: set[int], recipe: Recipe
) -> None:
    spec = json.loads(pretrained.tokenizer.read_text(encoding="utf-8"))
    kept = wordpieces.kept(spec, seen, recipe.word_pieces)
    files.write_text(folder / "tokenizer.json", json.dumps(wordpieces.pruned(spec, kept), ensure_ascii=False))
    rows, scales = int8.by_rows(words[kept])
    np.save(folder / "words.npy", rows)
    np.save(folder / "scales.npy", scales)
