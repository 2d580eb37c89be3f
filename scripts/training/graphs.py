"""Writes the networks as ONNX graphs, node by node, with the fused operators of ONNX Runtime; no exporter is needed.

The graphs take word embeddings, not token ids: the words are stored once, for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.network import HEADS, WIDTH
from training.recipe import Recipe

__all__ = ["Weights", "encoder", "spans"]

#: The parameters of a network, by their names.
Weights = Mapping[str, npt.NDArray[np.float32]]

_FUSED = "com.microsoft"
_OPERATORS, _FUSED_OPERATORS, _FORMAT = 17, 1, 8


@dataclass(slots=True)
class _Graph:
    """A graph in the making: nodes in order, and constants; `weights` are those of the network."""

    weights: Weights
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, value: int) -> str:
        return self.constant(f"number.{value}", np.array([value]))

    def add(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node; return its output."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=f"node.{output}", **attributes))
        return output

    def fused(self, operator: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Add a node of ONNX Runtime's own operators."""
        return self.add(operator, inputs, output, domain=_FUSED, **attributes)

    def product(self, states: str, name: str, output: str) -> str:
        """Multiply by a layer's matrix (without its bias)."""
        matrix = self.constant(f"{name}.w", self.weights[f"{name}.weight"].T)
        return self.add("MatMul", [states, matrix], output)

    def bias(self, name: str) -> str:
        return self.constant(f"{name}.b", self.weights[f"{name}.bias"])

    def linear(self, rows: str, name: str, output: str) -> str:
        """Add a whole linear layer over rows [N, D]."""
        matrix = self.constant(f"{name}.w", self.weights[f"{name}.weight"])
        return self.add("Gemm", [rows, matrix, self.bias(name)], output, transB=1)

    def norm(self, states: str, name: str, output: str) -> str:
        scale = self.constant(f"{name}.w", self.weights[f"{name}.weight"])
        return self.add("LayerNormalization", [states, scale, self.bias(name)], output, epsilon=1e-12)

    def layer(self, states: str, number: int) -> str:
        """Add one layer of the encoder."""
        name = f"encoder.layers.{number}"
        out = self.product(self._attend(states, name), f"{name}.out", f"{name}.out")
        states = self._add_and_norm(out, f"{name}.out", states, f"{name}.norm1", f"{name}.middle")
        up = self.product(states, f"{name}.up", f"{name}.up")
        active = self.fused("BiasGelu", [up, self.bias(f"{name}.up")], f"{name}.active")
        down = self.product(active, f"{name}.down", f"{name}.down")
        return self._add_and_norm(down, f"{name}.down", states, f"{name}.norm2", f"{name}.states")

    def _attend(self, states: str, name: str) -> str:
        """Attend to all tokens: an operator that never holds the whole table of scores, and is fast for it."""
        total = self.add(
            "Add", [self.product(states, f"{name}.qkv", f"{name}.all"), self.bias(f"{name}.qkv")], f"{name}.qkv"
        )
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        sizes = self.constant("thirds", np.array([WIDTH] * len(parts)))
        self.nodes.append(helper.make_node("Split", [total, sizes], parts, name=f"node.{name}.parts", axis=-1))
        return self.fused("MultiHeadAttention", parts, f"{name}.attended", num_heads=HEADS)

    def _add_and_norm(self, new: str, layer: str, old: str, norm: str, output: str) -> str:
        """Three nodes, which run faster than the fused one."""
        total = self.add("Add", [new, old], f"{output}.sum")
        return self.norm(self.add("Add", [total, self.bias(layer)], f"{output}.all"), norm, output)

    def gelu(self, rows: str, output: str) -> str:
        return self.fused("FastGelu", [rows], output)

    def model(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.constants.values()))
        sets = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid(_FUSED, _FUSED_OPERATORS)]
        return helper.make_model(graph, opset_imports=sets, ir_version=_FORMAT)


def encoder(weights: Weights, recipe: Recipe) -> onnx.ModelProto:
    """Return the encoder with the heads over tokens.

    Inputs: `words` [blocks, width, 384]; `places` int64 [blocks, width], where in the text each token stands; `kept`
    int64 [L], which tokens of the blocks, one after the other, make up the text. Outputs: `tag` and `tech`
    [1, L, tags], log-probabilities; `last` and `early` [1, L, 384].
    """
    graph = _Graph(weights)
    known = graph.constant("positions", weights["encoder.positions.weight"][: recipe.positions])
    placed = graph.add("Add", ["words", graph.add("Gather", [known, "places"], "position")], "placed")
    states = graph.norm(placed, "encoder.norm", "embedded")
    heights = []
    for number, _ in enumerate(recipe.layers):
        if number == recipe.local_layers:
            states = _joined(graph, states, "whole")
        states = graph.layer(states, number)
        heights.append(states)
    for head in ("tag", "tech"):
        sums = graph.add("Add", [graph.product(states, head, f"{head}.product"), graph.bias(head)], f"{head}.scores")
        graph.add("LogSoftmax", [sums], head, axis=-1)
    graph.add("Identity", [states], "last")
    middle = len(recipe.layers) // 2 - 1
    if middle < recipe.local_layers:
        _joined(graph, heights[middle], "early")
    else:
        graph.add("Identity", [heights[middle]], "early")
    sizes = {"tag": len(weights["tag.bias"]), "tech": len(weights["tech.bias"]), "last": WIDTH, "early": WIDTH}
    inputs = [
        _real("words", "blocks", "width", WIDTH),
        _whole("places", "blocks", "width"),
        _whole("kept", "length"),
    ]
    return graph.model("encoder", inputs, [_real(name, 1, "length", size) for name, size in sizes.items()])


def _joined(graph: _Graph, states: str, output: str) -> str:
    """Put blocks together to the text that they were cut from."""
    flat = graph.add("Reshape", [states, graph.constant("flat", np.array([1, -1, WIDTH]))], f"{output}.blocks")
    return graph.add("Gather", [flat, "kept"], output, axis=1)


def spans(weights: Weights) -> onnx.ModelProto:
    """Return the heads over the spans of one text; `weights` are named without their prefix.

    Inputs: `last` and `early` [1, L, 384]; `average` and `before` [S, L], which average the tokens of each span and
    those that lead to it; `first` and `final` int64 [S], its outer tokens. Outputs: `kind` [S, K + 1] (the last: no
    mark) and `theme` [S, T], log-probabilities.
    """
    graph = _Graph(weights)
    last, early = (graph.add("Squeeze", [name, graph.number(0)], f"{name}2") for name in ("last", "early"))
    mean, lead = graph.add("MatMul", ["average", last], "mean"), graph.add("MatMul", ["before", last], "leading")
    ends = [graph.add("Gather", [last, end], f"at_{end}") for end in ("first", "final")]
    wide = graph.add("Concat", [*ends, mean, lead], "wide", axis=1)
    alone = graph.gelu(graph.linear(wide, "reduce", "reduced"), "alone")
    known = graph.add("Concat", [alone, _in_order(graph, alone)], "known", axis=1)
    graph.add("LogSoftmax", [graph.linear(known, "kind", "kind.scores")], "kind", axis=-1)
    both = graph.add("Concat", [mean, graph.add("MatMul", ["average", early], "mean_early")], "both", axis=1)
    hidden = graph.gelu(graph.linear(both, "theme_in", "theme.hidden"), "theme.active")
    graph.add("LogSoftmax", [graph.linear(hidden, "theme", "theme.scores")], "theme", axis=-1)
    inputs = [_real(name, 1, "L", WIDTH) for name in ("last", "early")]
    inputs += [_real(name, "S", "L") for name in ("average", "before")]
    inputs += [_whole(name, "S") for name in ("first", "final")]
    return graph.model("spans", inputs, [_real(name, "S", f"{name}s") for name in ("kind", "theme")])


def _in_order(graph: _Graph, rows: str) -> str:
    """Run the GRU over the spans; PyTorch orders its gates r, z, n and ONNX z, r, h."""
    size = graph.weights["order.weight_hh_l0"].shape[1]
    reset, update, new = np.arange(3 * size).reshape(3, size)
    gates = np.concatenate([update, reset, new])

    def both_ways(part: str) -> npt.NDArray[np.float32]:
        return np.stack([graph.weights[f"order.{part}_l0{way}"][gates] for way in ("", "_reverse")])

    parameters = [
        graph.constant("order.w", both_ways("weight_ih")),
        graph.constant("order.r", both_ways("weight_hh")),
        graph.constant("order.b", np.concatenate([both_ways("bias_ih"), both_ways("bias_hh")], axis=1)),
    ]
    sequence = graph.add("Unsqueeze", [rows, graph.number(1)], "sequence")
    attributes = {"direction": "bidirectional", "hidden_size": size, "linear_before_reset": 1}
    read = graph.add("GRU", [sequence, *parameters], "read", **attributes)
    return graph.add("Reshape", [read, graph.constant("pairs", np.array([-1, 2 * size]))], "ordered")


def _real(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _whole(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)
