"""Running networks: OpenVINO on the CPU behind one small seam."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray

Array = NDArray[np.float32]


class Network:
    """A compiled network: ``network(inputs...) -> list of outputs``, in their order.

    ``precision`` "f32" is reproducible and what evidence needs; "bf16" is faster on
    CPUs that have it and is ignored on others.  Calls from several threads are safe:
    each makes its own request.
    """

    def __init__(
        self,
        source: Path | openvino.Model,
        shapes: Sequence[Sequence[int]] | None = None,
        precision: str = "f32",
    ) -> None:
        model = _core().read_model(str(source)) if isinstance(source, Path) else source
        if shapes is not None:
            model.reshape(
                {
                    port: openvino.PartialShape(list(shape))
                    for port, shape in zip(model.inputs, shapes, strict=True)
                }
            )
        self._compiled = _core().compile_model(
            model, "CPU", {"INFERENCE_PRECISION_HINT": precision}
        )

    def __call__(self, *inputs: Array | NDArray[np.uint8]) -> list[Array]:
        request = self._compiled.create_infer_request()
        results = request.infer(dict(enumerate(inputs)), share_inputs=True)
        return [np.array(value) for value in results.values()]


@lru_cache(maxsize=1)
def _core() -> openvino.Core:
    return openvino.Core()
