"""How networks are fitted: learning rates by layer and by step, averaged weights, and the loss of themes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["Average", "Fitting", "factor", "layer_rates", "theme_loss"]


def layer_rates(network: nn.Module, *, encoder: float, head: float, decay: float = 1.0) -> dict[str, float]:
    """Return the peak learning rate of each trained parameter of a network that has an `encoder`.

    Each layer learns `decay` times as fast as the one above it: the lower, the more general is what it knows. Howard
    and Ruder, "Universal language model fine-tuning", ACL 2018.
    """
    depth = len(network.encoder.layers)
    rates: dict[str, float] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("encoder.layers."):
            rates[name] = encoder * decay ** (depth - 1 - int(name.split(".")[2]))
        else:
            rates[name] = encoder * decay**depth if name.startswith("encoder.") else head
    return rates


def factor(step: int, *, steps: int, warm_up: int, floor: float) -> float:
    """Return the part of the peak learning rate at a step: a linear rise, then half a cosine down to `floor`."""
    rise = min(1.0, (step + 1) / warm_up)
    fall = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return rise * max(floor, fall)


class Fitting:
    """AdamW over a network, one step at a time. Norms and biases do not decay."""

    def __init__(
        self,
        network: nn.Module,
        rates: dict[str, float],
        *,
        steps: int,
        warm_up: int,
        floor: float,
        weight_decay: float,
        clip: float,
    ) -> None:
        self._network, self._clip = network, clip
        self._schedule = {"steps": steps, "warm_up": warm_up}
        self._floor, self._step = floor, 0
        groups = [
            {"params": [one], "peak": rates[name], "weight_decay": weight_decay if one.dim() > 1 else 0.0}
            for name, one in network.named_parameters()
            if name in rates
        ]
        self._optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), fused=True)

    def step(self, loss: Tensor) -> None:
        """Go one step down the gradient of a loss."""
        part = factor(self._step, **self._schedule, floor=self._floor)
        for group in self._optimiser.param_groups:
            group["lr"] = group["peak"] * part
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), self._clip)
        self._optimiser.step()
        self._step += 1


class Average:
    """The exponential moving average of a network's weights: Polyak and Juditsky, SIAM J. Control Optim., 1992.

    It follows closely at first, so that the random start of the heads is forgotten.
    """

    def __init__(self, network: nn.Module, momentum: float) -> None:
        self._momentum, self._steps = momentum, 0
        self._weights = {name: one.detach().clone() for name, one in network.named_parameters() if one.requires_grad}

    def update(self, network: nn.Module) -> None:
        """Take in the weights after one more step."""
        self._steps += 1
        momentum = min(self._momentum, (1 + self._steps) / (20 + self._steps))
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                if name in self._weights:
                    self._weights[name].lerp_(parameter, 1 - momentum)

    def give(self, network: nn.Module) -> None:
        """Put the averaged weights in the place of the network's own."""
        network.load_state_dict(self._weights, strict=False)


def theme_loss(scores: Tensor, themes: Sequence[Sequence[int]], smoothing: float) -> Tensor:
    """Return the mean cross-entropy of scores [N, T] where each of several themes of a row is as right as the others.

    `smoothing` is the share of the probability that is spread over all themes.
    """
    target = torch.full_like(scores, smoothing / scores.shape[1])
    for row, right in enumerate(themes):
        for theme in right:
            target[row, theme] += (1 - smoothing) / len(right)
    return -(target * functional.log_softmax(scores, -1)).sum(-1).mean()
