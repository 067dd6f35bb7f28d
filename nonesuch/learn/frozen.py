"""A ready-made network (ONNX, TFLite, OpenVINO IR) as a differentiable torch module.

OpenVINO reads the file and folds its shape arithmetic; what is left is a straight list
of operations.  Batch norms that follow a convolution go into its weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import torch
import torch.nn.functional as F
from openvino import passes
from torch import Tensor, nn

Attributes = dict[str, Any]
_TRACED_BATCH = 2
_CONVOLUTIONS = ("Convolution", "GroupConvolution")
_KEPT = (
    "strides", "dilations", "pads_begin", "pads_end", "epsilon", "kernel",
    "transpose_a", "transpose_b", "axis",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One operation: its kind, attributes, slots it reads and the slot it writes."""

    kind: str
    attributes: Attributes
    inputs: tuple[int, ...]
    output: int


class Frozen(nn.Module):
    """The network: one input, the list of its outputs in their order; no gradients
    for its own weights."""

    def __init__(
        self, steps: list[Step], constants: dict[int, Tensor], outputs: list[int]
    ) -> None:
        super().__init__()
        self.steps, self.outputs = steps, outputs
        for slot, value in constants.items():
            self.register_buffer(f"slot_{slot}", value)

    def forward(self, x: Tensor) -> list[Tensor]:
        values = {0: x}
        for step in self.steps:
            arguments = [
                values[slot] if slot in values else self.get_buffer(f"slot_{slot}")
                for slot in step.inputs
            ]
            values[step.output] = _OPERATIONS[step.kind](step.attributes, *arguments)
        return [values[slot] for slot in self.outputs]


def read(path: Path) -> Frozen:
    """The network of a file; ``ValueError`` names an operation not covered here."""
    model = openvino.Core().read_model(str(path))
    shape = model.inputs[0].partial_shape
    shape[0] = _TRACED_BATCH
    model.reshape(shape)
    folding = passes.Manager()
    folding.register_pass(passes.ConstantFolding())
    folding.run_passes(model)
    slots = {model.inputs[0].get_node().get_friendly_name(): 0}
    constants: dict[int, Tensor] = {}
    steps: list[Step] = []
    for node in model.get_ordered_ops():
        kind = node.get_type_name()
        if kind in ("Result", "Parameter"):
            continue
        slot = slots[node.get_friendly_name()] = len(slots)
        if kind == "Constant":
            constants[slot] = _constant(node)
            continue
        if kind not in _OPERATIONS:
            raise ValueError(f"{path.name} has a {kind}, which is not covered")
        inputs = tuple(
            slots[node.input_value(i).get_node().get_friendly_name()]
            for i in range(node.get_input_size())
        )
        if all(i in constants for i in inputs):
            constants[slot] = _OPERATIONS[kind]({}, *(constants[i] for i in inputs))
            continue
        steps.append(Step(kind, _attributes(node, inputs, constants), inputs, slot))
    outputs = [
        slots[result.input_value(0).get_node().get_friendly_name()]
        for result in model.get_results()
    ]
    steps = _fold(steps, constants)
    used = {slot for step in steps for slot in step.inputs}
    kept = {slot: value for slot, value in constants.items() if slot in used}
    network = Frozen(steps, kept, outputs)
    network.eval()
    return network


def _constant(node: Any) -> Tensor:
    data = np.array(node.data)
    floating = data.dtype.kind == "f"
    return torch.from_numpy(data.astype(np.float32 if floating else np.int64))


def _attributes(
    node: Any, inputs: tuple[int, ...], constants: dict[int, Tensor]
) -> Attributes:
    found = {k: v for k, v in node.get_attributes().items() if k in _KEPT}
    attributes = {
        k: list(v) if isinstance(v, list | tuple) else v for k, v in found.items()
    }
    if node.get_type_name() == "Reshape":
        first = int(constants[inputs[1]][0])
        attributes["keeps_batch"] = first in (_TRACED_BATCH, -1, 0)
    return attributes


def _fold(steps: list[Step], constants: dict[int, Tensor]) -> list[Step]:
    uses = Counter(slot for step in steps for slot in step.inputs)
    made: dict[int, int] = {}
    renamed: dict[int, int] = {}
    folded: list[Step] = []
    for step in steps:
        inputs = tuple(renamed.get(slot, slot) for slot in step.inputs)
        step = replace(step, inputs=inputs)
        place = made.get(inputs[0])
        before = folded[place] if place is not None else None
        change = None
        if before and before.kind in _CONVOLUTIONS and uses[before.output] == 1:
            change = _scale_and_shift(step, before, constants)
        if change is None or before is None or place is None:
            made[step.output] = len(folded)
            folded.append(step)
            continue
        folded[place] = _absorbed(before, change, constants)
        renamed[step.output] = before.output
        uses[before.output] = uses[step.output]
    return folded


def _scale_and_shift(
    step: Step, convolution: Step, constants: dict[int, Tensor]
) -> tuple[Tensor, Tensor] | None:
    weights = constants[convolution.inputs[1]]
    grouped = convolution.kind == "GroupConvolution"
    channels = weights.shape[0] * (weights.shape[1] if grouped else 1)
    if step.kind == "BatchNormInference":
        gamma, beta, mean, variance = (constants[slot] for slot in step.inputs[1:])
        scale = gamma * torch.rsqrt(variance + step.attributes["epsilon"])
        return scale, beta - mean * scale
    other = constants.get(step.inputs[-1])
    if step.kind == "Add" and other is not None and other.numel() == channels:
        return torch.ones(channels), other.flatten()
    return None


def _absorbed(
    convolution: Step, change: tuple[Tensor, Tensor], constants: dict[int, Tensor]
) -> Step:
    scale, shift = change
    weights = constants[convolution.inputs[1]]
    lead = 2 if convolution.kind == "GroupConvolution" else 1
    shape = weights.shape[:lead] + (1,) * (weights.ndim - lead)
    old: Tensor | float = 0.0
    if len(convolution.inputs) > 2:
        old = constants[convolution.inputs[2]]
    key = -1 - len(constants)
    constants[key] = weights * scale.reshape(shape)
    constants[key - 1] = old * scale + shift
    return replace(convolution, inputs=(convolution.inputs[0], key, key - 1))


def _convolution(
    a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None
) -> Tensor:
    padding = tuple(a["pads_begin"])
    if padding != tuple(a["pads_end"]):
        x, padding = _padded(a, x, 0.0), (0, 0)
    return F.conv2d(
        x, w, b, tuple(a["strides"]), padding, tuple(a["dilations"]), a.get("groups", 1)
    )


def _group_convolution(
    a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None
) -> Tensor:
    return _convolution({**a, "groups": w.shape[0]}, x, w.flatten(0, 1), b)


def _padded(a: Attributes, x: Tensor, value: float) -> Tensor:
    (top, left), (bottom, right) = a["pads_begin"], a["pads_end"]
    return F.pad(x, (left, right, top, bottom), value=value)


def _max_pool(a: Attributes, x: Tensor) -> Tensor:
    x = _padded(a, x, float("-inf"))
    return F.max_pool2d(x, tuple(a["kernel"]), tuple(a["strides"]))


def _batch_norm(
    a: Attributes, x: Tensor, gamma: Tensor, beta: Tensor, mean: Tensor, var: Tensor
) -> Tensor:
    return F.batch_norm(x, mean, var, gamma, beta, eps=a["epsilon"])


def _prelu(a: Attributes, x: Tensor, slope: Tensor) -> Tensor:
    slope = slope.flatten().to(x.dtype)
    if x.ndim == 4:
        slope = slope[:, None, None]
    return F.relu(x) - slope * F.relu(-x)  # the backward of F.prelu is slow on a CPU


def _pad(
    a: Attributes, x: Tensor, before: Tensor, after: Tensor, value: float = 0.0
) -> Tensor:
    pairs = zip(before.tolist()[::-1], after.tolist()[::-1], strict=True)
    return F.pad(x, [n for pair in pairs for n in pair], value=float(value))


def _reshape(a: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    sizes = [x.shape[i] if v == 0 else v for i, v in enumerate(shape.tolist())]
    if a.get("keeps_batch"):
        sizes[0] = x.shape[0]
    return x.reshape(sizes)


def _unsqueeze(a: Attributes, x: Tensor, axes: Tensor) -> Tensor:
    for axis in sorted(axes.flatten().tolist()):
        x = x.unsqueeze(axis)
    return x


def _matmul(a: Attributes, x: Tensor, y: Tensor) -> Tensor:
    return (x.mT if a["transpose_a"] else x) @ (y.mT if a["transpose_b"] else y)


_OPERATIONS: dict[str, Callable[..., Tensor]] = {
    "Add": lambda a, x, y: x + y,
    "BatchNormInference": _batch_norm,
    "Concat": lambda a, *parts: torch.cat(parts, a["axis"]),
    "Convert": lambda a, x: x,
    "Convolution": _convolution,
    "Divide": lambda a, x, y: x / y,
    "GroupConvolution": _group_convolution,
    "MatMul": _matmul,
    "MaxPool": _max_pool,
    "Multiply": lambda a, x, y: x * y,
    "PRelu": _prelu,
    "Pad": _pad,
    "Relu": lambda a, x: F.relu(x),
    "Reshape": _reshape,
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Squeeze": lambda a, x, axes: x.squeeze(axes.flatten().tolist()),
    "Subtract": lambda a, x, y: x - y,
    "Transpose": lambda a, x, order: x.permute(order.tolist()),
    "Unsqueeze": _unsqueeze,
}
