"""The card of the weights: what they were made from and how, what they are worth, and what they are not."""

from __future__ import annotations

import functools
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg import files
from kg.errors import InputError
from kg.evaluation import Figures, Scores
from training import pretrained
from training.corpus import Corpus
from training.recipe import Recipe

__all__ = ["DIAGRAM_FILE", "FILE", "content", "diagram", "refuse_seeded", "render"]

#: The name of the card beside the weights.
FILE = "card.json"
#: The name of the picture beside the document.
DIAGRAM_FILE = "reliability.svg"
_TEMPLATE, _DIAGRAM = "model-card.md.jinja", "reliability.svg.jinja"
#: The packages on whose versions the weights depend.
_PACKAGES = ("numpy", "onnx", "onnxruntime", "safetensors", "scikit-learn", "tokenizers", "torch")


def content(
    corpus: Corpus,
    recipe: Recipe,
    *,
    dev: Scores,
    seeds: Mapping[str, Scores],
    sizes: Mapping[str, int],
    noted: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the card says, as JSON knows it.

    `seeds` holds the scores on the seeds of weights that learned from them (`learned`) and of others (`unseen`),
    `sizes` the bytes of each file, and `noted` what the stages measured.
    """
    return {
        "base": {"name": pretrained.NAME, "sha256": pretrained.WEIGHTS_SHA256},
        "data": {
            "sha256": corpus.digests,
            "abstracts": len(corpus.learned(seed_copies=1)),
            "phrases": len(corpus.phrases),
            "with_seeds": corpus.with_seeds,
            "dev_abstracts": len(corpus.dev),
        },
        "recipe": asdict(recipe),
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES},
        "dev": _scores(dev),
        "seeds": {name: _scores(scores) for name, scores in seeds.items()},
        "noted": dict(noted),
        "bytes": dict(sizes),
    }


def render(card: Mapping[str, Any]) -> str:
    """Return the card as the document that people read."""
    return _templates().get_template(_TEMPLATE).render(card)


def diagram(bins: Sequence[Mapping[str, float]], error: float) -> str:
    """Return a reliability diagram as SVG: for each bin what was `said`, what was `right`, and the `count`."""
    most = max((one["count"] for one in bins), default=1)
    return _templates().get_template(_DIAGRAM).render(bins=bins, error=error, most=most)


def refuse_seeded(weights: Path) -> None:
    """Make sure that weights were not made from the seeds, as their card says.

    Raises:
        InputError: if they were, or have no card.

    """
    path = weights / FILE
    content = json.loads(files.read_text(path))
    if content["data"]["with_seeds"]:
        raise InputError("these weights were made from the seeds", path=path, advice="make others with --without-seeds")


def _scores(scores: Scores) -> dict[str, Any]:
    return {
        "overlap": {kind: _figures(figures) for kind, figures in scores.overlap.items()},
        "exact": {kind: _figures(figures) for kind, figures in scores.exact.items()},
        "links": _figures(scores.links),
        "theme_accuracy": _rounded(scores.theme_accuracy),
        "facet_accuracy": _rounded(scores.facet_accuracy),
        "case_role_accuracy": _rounded(scores.case_role_accuracy),
        "abstracts": scores.abstracts,
    }


def _figures(figures: Figures) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(figures).items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


@functools.cache
def _templates() -> Environment:
    environment = Environment(  # noqa: S701 - what is written into the templates are numbers and names of our own
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["figure"] = _figure
    return environment


@functools.cache
def _version(package: str) -> str:
    """Return a package's version without the build it was made as ("+cpu")."""
    return metadata.version(package).partition("+")[0]
