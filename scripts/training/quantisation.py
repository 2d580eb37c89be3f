"""Makes graphs small and fast: products in eight bits, without the few channels that eight bits cannot hold.

What comes out of GELU has outliers in a few channels, and one scale for all would flatten the rest. Those channels go
through a small product of their own in float: Dettmers et al., "LLM.int8(): 8-bit matrix multiplication for
transformers at scale", NeurIPS 2022. The rest is cut at the greatest value seen in it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training import int8

__all__ = ["DOWN", "SMALL", "quantised", "split_outliers", "stored"]

Feed = Mapping[str, npt.NDArray[np.generic]]

#: How the names of the matrices after GELU end, and those of the small products of their outliers.
DOWN, SMALL = "down.w", ".small"
#: Matrices smaller than this stay as they are: there is nothing to win.
_LEAST_SIZE = 20_000


def split_outliers(model: onnx.ModelProto, feeds: Iterable[Feed], channels: int) -> onnx.ModelProto:
    """Return the graph with the `channels` greatest channels before each `down` matrix apart; `feeds` show them."""
    peaks = _peaks(model, feeds)
    split = _copy(model)
    weights = {tensor.name: tensor for tensor in split.graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in split.graph.node:
        if not _is_down(node):
            nodes.append(node)
            continue
        order = np.argsort(-peaks[node.input[0]])
        few, limit = np.sort(order[:channels]), peaks[node.input[0]][order[channels:]].max()
        matrix = numpy_helper.to_array(weights[node.input[1]]).copy()
        small = matrix[few].copy()
        matrix[few] = 0
        weights[node.input[1]].CopyFrom(numpy_helper.from_array(matrix, node.input[1]))
        constants = {"high": limit, "low": -limit, "few": few, "small": small}
        split.graph.initializer.extend(_constants(node.output[0], constants))
        nodes.extend(_apart(node))
    del split.graph.node[:]
    split.graph.node.extend(nodes)
    return split


def quantised(model: onnx.ModelProto, *, keep: Collection[str] = ()) -> onnx.ModelProto:
    """Return the graph with its products in eight bits, by columns, their inputs scaled as they come.

    Matrices whose names end like one of `keep` are only stored in eight bits.
    """
    chosen = [
        node.name for node in model.graph.node if node.op_type in {"MatMul", "Attention"} and not _ends(node, keep)
    ]
    with tempfile.TemporaryDirectory() as folder:
        plain, made = Path(folder, "plain.onnx"), Path(folder, "int8.onnx")
        onnx.save(model, plain)
        quantize_dynamic(
            plain,
            made,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Attention"],
            nodes_to_quantize=chosen,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        return stored(onnx.load(made))


def stored(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph with its float matrices stored in eight bits by columns, and turned back when it is loaded."""
    small = _copy(model)
    graph = small.graph
    for tensor in list(graph.initializer):
        matrix = numpy_helper.to_array(tensor)
        if matrix.dtype != np.float32 or matrix.ndim != 2 or matrix.size < _LEAST_SIZE:
            continue
        values, scales = int8.by_columns(matrix)
        names = [f"{tensor.name}.q", f"{tensor.name}.s"]
        graph.initializer.remove(tensor)
        graph.initializer.extend(map(numpy_helper.from_array, (values, scales), names))
        graph.node.insert(0, helper.make_node("DequantizeLinear", names, [tensor.name], axis=1))
    return small


def _copy(model: onnx.ModelProto) -> onnx.ModelProto:
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    return copied


def _is_down(node: onnx.NodeProto) -> bool:
    return node.op_type == "MatMul" and _ends(node, [DOWN])


def _ends(node: onnx.NodeProto, endings: Collection[str]) -> bool:
    return any(node.input[1].endswith(ending) for ending in endings)


def _peaks(model: onnx.ModelProto, feeds: Iterable[Feed]) -> dict[str, npt.NDArray[np.float32]]:
    """Return the greatest absolute value of each channel before the `down` matrices."""
    probe = _copy(model)
    names = [node.input[0] for node in probe.graph.node if _is_down(node)]
    probe.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    peaks: dict[str, npt.NDArray[np.float32]] = {}
    for feed in feeds:
        for name, values in zip(names, session.run(names, feed), strict=True):
            top = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, top), top)
    return peaks


def _constants(output: str, values: Mapping[str, npt.ArrayLike]) -> Iterable[onnx.TensorProto]:
    return (numpy_helper.from_array(np.asarray(value), f"{output}.{name}") for name, value in values.items())


def _apart(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Return the nodes that take the place of one product: the most of it, its outliers, and their sum."""
    (states, matrix), output = node.input, node.output[0]
    steps: list[tuple[str, list[str], str, dict[str, int]]] = [
        ("Clip", [states, f"{output}.low", f"{output}.high"], f"{output}.cut", {}),
        ("MatMul", [f"{output}.cut", matrix], f"{output}.most", {}),
        ("Gather", [states, f"{output}.few"], f"{output}.picked", {"axis": -1}),
        ("MatMul", [f"{output}.picked", f"{output}{SMALL}"], f"{output}.rest", {}),
        ("Add", [f"{output}.most", f"{output}.rest"], output, {}),
    ]
    return [helper.make_node(kind, given, [made], name=f"node.{made}", **rest) for kind, given, made, rest in steps]
