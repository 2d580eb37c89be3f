"""Every number that the training rests on, each with its reason where it is not obvious."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

__all__ = ["Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the models are made. The defaults are those of the published weights.

    Rates without a unit are probabilities; learning rates are those of AdamW at their peak.
    """

    seed: int = 1

    # -- The tagger's network ------------------------------------------------------------------------------------------
    #: The layers kept of the pretrained encoder: the last are the most bent to the likeness of sentences, and with 900
    #: abstracts to learn from four suffice, which are a fifth faster than five.
    layers: tuple[int, ...] = (0, 1, 2, 3)
    #: The lowest layers read within blocks of the text: what they learn is local, and attention is quadratic.
    local_layers: int = 3
    #: The least length of such a block, in tokens.
    block: int = 160
    #: The longest text that is read at once, in tokens; BERT's 512 positions are copied out to it.
    positions: int = 1024
    #: Tokens before a span that its representation sees too: what announces it ("caused by", "we should").
    lead: int = 10
    #: Width of a span's representation, both directions of the GRU together.
    span_width: int = 160
    dropout: float = 0.1
    #: The span heads see few examples, and the same ones often.
    span_dropout: float = 0.2

    # -- Its training --------------------------------------------------------------------------------------------------
    epochs: int = 12
    #: Tokens in a batch, padding included: about seven abstracts.
    batch_tokens: int = 1800
    encoder_rate: float = 3e-4
    #: The heads start from nothing.
    head_rate: float = 1e-3
    #: What the learning rate is multiplied by from each layer to the one below it.
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    #: The share of the steps in which the learning rate rises.
    warm_up: float = 1 / 12
    #: The share of the peak that the learning rate does not fall below.
    floor: float = 0.02
    clip: float = 1.0
    #: Momentum of the averaged weights, which are the ones kept: that takes out the noise of the last steps.
    average: float = 0.995
    smoothing: float = 0.05
    #: Seeds count twice: they are what the project shows first, and five among hundreds would not be heard.
    seed_copies: int = 2
    technology_weight: float = 0.5
    ahead_weight: float = 0.2
    span_weight: float = 0.3
    theme_weight: float = 0.5
    phrase_weight: float = 0.25
    #: Phrases with a theme, read beside each batch.
    phrases: int = 24

    # -- Its examples --------------------------------------------------------------------------------------------------
    #: How often an abstract is shown changed.
    augment: float = 0.8
    #: How often some words of an example are hidden, and what part of them on average.
    mask_examples: float = 0.6
    mask: float = 0.08
    #: How often a clause without a mark becomes a span to be refused, and the most of them in an abstract.
    refuse: float = 0.25
    refuse_most: int = 12

    # -- Relations -----------------------------------------------------------------------------------------------------
    trees: int = 120
    tree_depth: int = 4
    tree_rate: float = 0.1
    tree_sample: float = 0.7
    #: Pairs in a leaf at the least: the links of one abstract are not independent of each other.
    leaf: int = 6

    # -- What is written -----------------------------------------------------------------------------------------------
    #: Word pieces kept of 30,522: those of the corpus and the more frequent ones; 20,000 cost 0.002 of F1.
    word_pieces: int = 27_000
    #: Channels before each `down` matrix that stay float, since they hold outliers (see `quantisation`).
    outliers: int = 48
    #: The part of the abstracts in which a name has to be marked at its first mention to be a technology.
    technology_share: float = 0.6
    window: int = 1000
    #: The weight of the span head against that of the tokens when a span gets its type.
    relabel: float = 0.8
    #: A mention with less confidence is none: it is not even worth a reviewer's look.
    mention_least: float = 0.25
    #: How likely the second theme has to be to be given.
    second_theme: float = 0.45
    technology_least: float = 0.5
    #: A tie is read from here on, as cross-validation on the training set advises; below 0.5 it is a candidate.
    link_at: float = 0.35
    #: The inverse strength of the prior (C) in the logistic fit of the confidences.
    calibration_freedom: float = 0.3
    calibration_folds: int = 10

    def random(self) -> Random:
        """Return a fresh source of random numbers."""
        return Random(self.seed)  # noqa: S311 - nothing secret hangs on it
