"""Trains the tagger: one run over the annotated abstracts, with phrases beside each batch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from training import examples as making
from training.examples import Example
from training.labels import theme_numbers
from training.lessons import Lesson, PhraseRow
from training.network import Tagger, TokenScores, padded
from training.optimisation import Average, Fitting, layer_rates, theme_loss
from training.pretrained import Pretrained
from training.recipe import Recipe

__all__ = ["train"]

#: The target of a token that is padding.
_IGNORED = -100


def train(lesson: Lesson, pretrained: Pretrained, say: Callable[[str], None]) -> Tagger:
    """Return a tagger that was taught the lesson, its weights averaged; `say` is told of each epoch."""
    recipe = lesson.recipe
    torch.manual_seed(recipe.seed)
    network = Tagger(len(theme_numbers()), recipe)
    network.encoder.load(pretrained.weights, recipe.layers)
    fitting = _fitting(network, lesson.steps() * recipe.epochs, recipe)
    average = Average(network, recipe.average)
    network.train()
    for epoch in range(1, recipe.epochs + 1):
        began = time.monotonic()
        means = _epoch(network, lesson, fitting, average)
        told = ", ".join(f"{name} {mean:.3f}" for name, mean in means.items())
        say(f"epoch {epoch} of {recipe.epochs}, {time.monotonic() - began:.0f} s: {told}")
    average.give(network)
    network.eval()
    return network


def _fitting(network: Tagger, steps: int, recipe: Recipe) -> Fitting:
    return Fitting(
        network,
        layer_rates(network, encoder=recipe.encoder_rate, head=recipe.head_rate, decay=recipe.layer_decay),
        steps=steps,
        warm_up=max(1, round(steps * recipe.warm_up)),
        floor=recipe.floor,
        weight_decay=recipe.weight_decay,
        clip=recipe.clip,
    )


def _epoch(network: Tagger, lesson: Lesson, fitting: Fitting, average: Average) -> dict[str, float]:
    """Teach the network one epoch; return the mean losses."""
    totals, count = Counter[str](), 0
    for batch, phrases in lesson.epoch():
        losses = _losses(network, batch, phrases, lesson.recipe)
        fitting.step(torch.stack(list(losses.values())).sum())
        average.update(network)
        totals.update({name: float(loss.detach()) for name, loss in losses.items()})
        count += 1
    return {name: total / count for name, total in totals.items()}


def _losses(network: Tagger, batch: list[Example], phrases: list[PhraseRow], recipe: Recipe) -> dict[str, Tensor]:
    """Return the weighted losses of a batch and of the phrases beside it, by name."""
    scores = network(padded([example.ids for example in batch], making.PADDING))
    losses = _token_losses(scores, batch, recipe)
    losses |= _span_losses(network, scores, batch, recipe)
    if phrases:
        losses["phrases"] = recipe.phrase_weight * _phrase_loss(network, phrases, recipe)
    return losses


def _token_losses(scores: TokenScores, batch: list[Example], recipe: Recipe) -> dict[str, Tensor]:
    return {
        "tags": _tag_loss(scores.tags, [one.tags for one in batch], recipe.smoothing),
        "technologies": recipe.technology_weight * _tag_loss(scores.technologies, [one.technologies for one in batch]),
        "ahead": recipe.ahead_weight * _tag_loss(scores.ahead, [one.ahead for one in batch]),
    }


def _tag_loss(scores: Tensor, tags: list[list[int]], smoothing: float = 0.0) -> Tensor:
    right = padded(tags, _IGNORED).flatten()
    return functional.cross_entropy(scores.flatten(0, 1), right, ignore_index=_IGNORED, label_smoothing=smoothing)


def _span_losses(network: Tagger, scores: TokenScores, batch: list[Example], recipe: Recipe) -> dict[str, Tensor]:
    """Return the losses of the gold spans' types and themes."""
    rows = [row for row, example in enumerate(batch) if example.spans]
    if not rows:
        return {}
    bounds = [torch.tensor([(span.first, span.end) for span in batch[row].spans]) for row in rows]
    types = torch.cat(network.spans.types([scores.last[row] for row in rows], bounds))
    right = torch.tensor([span.type for row in rows for span in batch[row].spans])
    loss = functional.cross_entropy(types, right, label_smoothing=recipe.smoothing)
    losses = {"types": recipe.span_weight * loss}
    themes = [_themes(network, scores, row, batch[row]) for row in rows]
    known = [theme for _, theirs in themes for theme in theirs]
    if known:
        found = torch.cat([theirs for theirs, _ in themes])
        losses["themes"] = recipe.theme_weight * theme_loss(found, known, recipe.smoothing)
    return losses


def _themes(network: Tagger, scores: TokenScores, row: int, example: Example) -> tuple[Tensor, list[tuple[int, ...]]]:
    """Return the scores of themes of an example's spans that have one, and which they have."""
    spans = [span for span in example.spans if span.themes]
    bounds = torch.tensor([(span.first, span.end) for span in spans], dtype=torch.long).reshape(-1, 2)
    return network.spans.themes(scores.last[row], scores.early[row], bounds), [span.themes for span in spans]


def _phrase_loss(network: Tagger, phrases: list[PhraseRow], recipe: Recipe) -> Tensor:
    scores = network(padded([ids for ids, _ in phrases], making.PADDING))
    found = [
        network.spans.themes(scores.last[row], scores.early[row], torch.tensor([[1, len(ids) - 1]]))
        for row, (ids, _) in enumerate(phrases)
    ]
    return theme_loss(torch.cat(found), [themes for _, themes in phrases], recipe.smoothing)
