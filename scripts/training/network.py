"""The tagger's network: an encoder in the shape of BERT, with heads for tokens and for spans of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from training.examples import PADDING
from training.labels import NO_MARK, TAGS, TECHNOLOGY_TAGS
from training.recipe import Recipe

__all__ = ["Dropout", "Encoder", "SpanHeads", "Tagger", "TokenScores", "mask_of", "padded"]

#: The shape of MiniLM.
VOCABULARY, WIDTH, HEADS, INNER = 30_522, 384, 12, 1536
_BERT_POSITIONS = 512
#: The first positions stand for the beginning of a text and are not repeated where positions are copied out.
_BEGINNING = 8
_HIDDEN = -1e4
#: The parts of a layer -> their names in BERT.
_BERT_PARTS = {
    "out": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


def padded(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    """Return rows of numbers [N, longest], filled up with `value`."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])


def mask_of(ids: Tensor) -> Tensor | None:
    """Return what is added to attention scores [N, 1, 1, L] to hide padding; `None` where there is none."""
    padding = ids == PADDING
    if not padding.any():
        return None
    return torch.zeros(len(ids), 1, 1, ids.shape[1]).masked_fill(padding[:, None, None, :], _HIDDEN)


class Dropout(nn.Module):
    """Dropout whose masks are cut from one long random strip, which a CPU does five times faster than drawing each."""

    def __init__(self, chance: float, length: int = 1 << 22) -> None:
        super().__init__()
        kept = (torch.rand(length) >= chance).to(torch.bfloat16) / (1 - chance)
        self.register_buffer("strip", kept, persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        """Return states of any shape with some of their numbers dropped, in training."""
        if not self.training or states.numel() >= self.strip.numel():
            return states
        start = int(torch.randint(self.strip.numel() - states.numel(), ()))
        return states * self.strip[start : start + states.numel()].view(states.shape)


class Layer(nn.Module):
    """One layer of BERT (norms after the sums)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor | None, blocks: int = 1) -> Tensor:
        """Return the next states [N, L, D]; attention stays inside `blocks` equal blocks of the length."""
        number, length, width = states.shape
        if blocks > 1:
            shape = number * blocks, length // blocks
            split = None if mask is None else mask.reshape(shape[0], 1, 1, shape[1])
            return self(states.reshape(*shape, width), split).reshape(number, length, width)
        states = self.norm1(states + self.dropout(self.out(self._attend(states, mask))))
        return self.norm2(states + self.dropout(self.down(functional.gelu(self.up(states)))))

    def _attend(self, states: Tensor, mask: Tensor | None) -> Tensor:
        number, length, width = states.shape
        split = self.qkv(states).view(number, length, 3, HEADS, width // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        with torch.autocast("cpu", enabled=False):  # written out: twice as fast as the fused kernel in bfloat16
            scores = (query * (width // HEADS) ** -0.5) @ key.transpose(-1, -2)
            if mask is not None:
                scores = scores + mask.to(scores.dtype)
            attended = torch.softmax(scores, -1) @ value
        return attended.transpose(1, 2).reshape(number, length, width)


class Encoder(nn.Module):
    """Words and positions, then the layers; the lowest of them attend within blocks of the text only.

    That lower layers need no view of the whole text is the finding of Beltagy et al., "Longformer", 2020.
    """

    def __init__(self, layers: int, *, positions: int, dropout: float, local: int = 0, block: int = 1) -> None:
        super().__init__()
        self.local, self.block = local, block
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> list[Tensor]:
        """Return the states [N, L, D] after the embedding and after each layer, for token ids [N, L]."""
        length = ids.shape[1]
        blocks = max(1, length // self.block) if self.local else 1
        ids, mask = _filled(ids, mask, -length % blocks)
        states = self.dropout(self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]]))
        found = [states]
        for number, layer in enumerate(self.layers):
            states = layer(states, mask, blocks if number < self.local else 1)
            found.append(states)
        return [one[:, :length] for one in found]

    def load(self, path: Path, layers: Sequence[int]) -> Self:
        """Take over those layers of BERT weights, and freeze the words.

        Words that the corpus lacks would otherwise lose their place beside those that it has. Positions past BERT's
        repeat the earlier ones, as Longformer's do.
        """
        bert = load_file(path)
        with torch.no_grad():
            self.words.weight.copy_(bert["embeddings.word_embeddings.weight"])
            first = bert["embeddings.token_type_embeddings.weight"][0]
            self._copy_positions(bert["embeddings.position_embeddings.weight"] + first)
            for part in ("weight", "bias"):
                getattr(self.norm, part).copy_(bert[f"embeddings.LayerNorm.{part}"])
                for layer, source in zip(self.layers, layers, strict=True):
                    _copy_layer(layer, bert, f"encoder.layer.{source}.", part)
        self.words.weight.requires_grad_(False)
        return self

    def _copy_positions(self, known: Tensor) -> None:
        self.positions.weight[:_BERT_POSITIONS] = known[: len(self.positions.weight)]
        further = torch.cat([known[_BEGINNING:], known[_BEGINNING : 2 * _BEGINNING]])
        self.positions.weight[_BERT_POSITIONS:] = further[: len(self.positions.weight) - _BERT_POSITIONS]


def _filled(ids: Tensor, mask: Tensor | None, more: int) -> tuple[Tensor, Tensor | None]:
    """Return ids and mask with `more` tokens of padding, so that the blocks come out even."""
    if not more:
        return ids, mask
    known = torch.zeros(len(ids), 1, 1, ids.shape[1]) if mask is None else mask
    return functional.pad(ids, (0, more)), functional.pad(known, (0, more), value=_HIDDEN)


def _copy_layer(layer: nn.Module, bert: dict[str, Tensor], prefix: str, part: str) -> None:
    three = [bert[f"{prefix}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
    getattr(layer.qkv, part).copy_(torch.cat(three))
    for mine, theirs in _BERT_PARTS.items():
        getattr(getattr(layer, mine), part).copy_(bert[f"{prefix}{theirs}.{part}"])


class SpanHeads(nn.Module):
    """What is said of a span once it is proposed: its type, in the light of the spans around it, and its theme."""

    def __init__(self, themes: int, recipe: Recipe) -> None:
        super().__init__()
        width = recipe.span_width
        self.before = recipe.lead
        self.reduce = nn.Linear(4 * WIDTH, width)
        self.order = nn.GRU(width, width // 2, batch_first=True, bidirectional=True)
        self.kind = nn.Linear(2 * width, NO_MARK + 1)
        self.theme_in = nn.Linear(2 * WIDTH, WIDTH)
        self.theme = nn.Linear(WIDTH, themes)
        self.dropout = nn.Dropout(recipe.span_dropout)

    def types(self, states: Sequence[Tensor], bounds: Sequence[Tensor]) -> list[Tensor]:
        """Return the scores of types [S, K + 1] of the spans `bounds` [S, 2] of each text with the states [L, D]."""
        alone = [self._alone(*text) for text in zip(states, bounds, strict=True)]
        sizes = torch.tensor([len(one) for one in alone])
        packed = pack_padded_sequence(
            pad_sequence(alone, batch_first=True), sizes, batch_first=True, enforce_sorted=False
        )
        ordered, _ = pad_packed_sequence(self.order(packed)[0], batch_first=True)
        return [self.kind(torch.cat([one, ordered[place, : len(one)]], -1)) for place, one in enumerate(alone)]

    def themes(self, last: Tensor, early: Tensor, bounds: Tensor) -> Tensor:
        """Return the scores of themes [S, T] of the spans of one text, from its last and its early states [L, D]."""
        both = torch.cat([_means(states, bounds[:, 0], bounds[:, 1]) for states in (last, early)], -1)
        hidden = functional.gelu(self.theme_in(self.dropout(both)), approximate="tanh")
        return self.theme(self.dropout(hidden))

    def _alone(self, states: Tensor, bounds: Tensor) -> Tensor:
        first, end = bounds[:, 0], bounds[:, 1]
        lead = _means(states, torch.clamp(first - self.before, min=0), first)
        known = torch.cat([states[first], states[end - 1], _means(states, first, end), lead], -1)
        return functional.gelu(self.reduce(self.dropout(known)), approximate="tanh")


def _means(states: Tensor, first: Tensor, end: Tensor) -> Tensor:
    """Return the means [S, D] of states [L, D] over the stretches [first, end); zero where they are empty."""
    total = torch.cat([torch.zeros_like(states[:1]), states.cumsum(0)])
    return (total[end] - total[first]) / torch.clamp(end - first, min=1).unsqueeze(-1).to(states.dtype)


@dataclass(frozen=True, slots=True)
class TokenScores:
    """What the network says of tokens: the states of the last and of an early layer [N, L, D], and scores of tags."""

    last: Tensor
    early: Tensor
    tags: Tensor
    technologies: Tensor
    ahead: Tensor


class Tagger(nn.Module):
    """The encoder, the heads over its tokens, and those over spans."""

    def __init__(self, themes: int, recipe: Recipe) -> None:
        super().__init__()
        self.encoder = Encoder(
            len(recipe.layers),
            positions=recipe.positions,
            dropout=recipe.dropout,
            local=recipe.local_layers,
            block=recipe.block,
        )
        self.early = len(recipe.layers) // 2
        self.tag = nn.Linear(WIDTH, TAGS)
        self.tech = nn.Linear(WIDTH, TECHNOLOGY_TAGS)
        self.ahead = nn.Linear(WIDTH, NO_MARK + 1)
        self.spans = SpanHeads(themes, recipe)
        self.dropout = Dropout(recipe.dropout)

    def forward(self, ids: Tensor) -> TokenScores:
        """Return the scores of token ids [N, L], computed in bfloat16 and given in float32."""
        with torch.autocast("cpu", torch.bfloat16):
            states = self.encoder(ids, mask_of(ids))
            seen = self.dropout(states[-1])
            found = states[-1], states[self.early], self.tag(seen), self.tech(seen), self.ahead(seen)
        return TokenScores(*(one.float() for one in found))
