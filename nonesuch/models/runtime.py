"""Running networks: OpenVINO on the CPU behind one small seam."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import openvino
from numpy.typing import NDArray
from openvino import opset13 as ops
from openvino.preprocess import ColorFormat, PrePostProcessor

from nonesuch.parallel import threads_at_hand

Array = NDArray[np.float32]
AnyArray = NDArray[np.float32] | NDArray[np.uint8]
ANY = -1
"""A dimension that may differ from call to call."""


class Network:
    """A compiled network: ``network(inputs...) -> list of outputs``, in their order.

    ``precision`` "f32" is reproducible and what evidence needs; "bf16" is faster on
    CPUs that have it and is ignored on others.  ``shapes``, one an input, replaces the
    file's; :data:`ANY` leaves a dimension open.  A call runs on one core, and as many
    calls as ``threads`` (None: the cores at hand) run side by side: working on several
    pictures at once is faster than sharing out one small network.  A large network
    that would need too much memory several times over runs ``one_at_a_time``.

    Calls from several threads are safe, each thread has its own request.  The outputs
    are the caller's own: a later call leaves them as they are.
    """

    def __init__(
        self,
        source: Path | openvino.Model,
        shapes: Sequence[Sequence[int]] | None = None,
        precision: str = "f32",
        threads: int | None = None,
        one_at_a_time: bool = False,
    ) -> None:
        model = read(source) if isinstance(source, Path) else source
        if shapes is not None:
            reshape(model, shapes)
        options: dict[str, str | int] = {
            "INFERENCE_PRECISION_HINT": precision,
            "NUM_STREAMS": 1 if one_at_a_time else threads or threads_at_hand(),
            "INFERENCE_NUM_THREADS": threads or threads_at_hand(),
        }
        self._compiled = _core().compile_model(model, "CPU", options)
        self._of_thread = threading.local()
        self._shared = self._compiled.create_infer_request() if one_at_a_time else None
        self._turn = threading.Lock()

    def __call__(self, *inputs: AnyArray) -> list[Array]:
        if self._shared is None:
            return _inferred(self._request(), inputs)
        with self._turn:
            return _inferred(self._shared, inputs)

    def _request(self) -> openvino.InferRequest:
        if not hasattr(self._of_thread, "request"):
            self._of_thread.request = self._compiled.create_infer_request()
        return self._of_thread.request


def _inferred(
    request: openvino.InferRequest, inputs: Sequence[AnyArray]
) -> list[Array]:
    results = request.infer(
        dict(enumerate(inputs)), share_inputs=True, share_outputs=False
    )
    return list(results.values())


class Crops:
    """A network for any number of equal crops: ``crops(values) -> list of outputs``.

    Run in batches of ``batch`` and of 1, each compiled when first needed, which is
    faster than an open batch size; first axis ``n`` in and out.  In f32 a crop's result
    is the same to the last bit, whichever others stand beside it.
    """

    def __init__(
        self,
        model: openvino.Model,
        precision: str = "f32",
        threads: int | None = None,
        batch: int = 4,
    ) -> None:
        self._model = model
        self._precision, self._threads, self._batch = precision, threads, batch
        self._networks: dict[int, Network] = {}
        self._compiling = threading.Lock()

    def __call__(self, values: AnyArray) -> list[Array]:
        count = len(values)
        if count == 0:
            tails = [_tail(port) for port in self._model.outputs]
            return [np.zeros((0, *tail), np.float32) for tail in tails]
        whole = count - count % self._batch
        sizes = [self._batch] * (whole // self._batch) + [1] * (count - whole)
        parts = [
            self._network(size)(values[end - size : end])
            for size, end in zip(sizes, accumulate(sizes), strict=True)
        ]
        return [np.concatenate(outputs) for outputs in zip(*parts, strict=True)]

    def _network(self, size: int) -> Network:
        with self._compiling:
            if size not in self._networks:
                model = self._model.clone()
                reshape(model, [(size, *_tail(port)) for port in model.inputs])
                self._networks[size] = Network(
                    model, precision=self._precision, threads=self._threads
                )
            return self._networks[size]


def read(path: Path) -> openvino.Model:
    """The network of an ONNX, TFLite or OpenVINO file, to be changed or compiled."""
    return _core().read_model(str(path))


def reshape(model: openvino.Model, shapes: Sequence[Sequence[int]]) -> None:
    """Gives the model's inputs new shapes, :data:`ANY` where they may differ."""
    model.reshape(
        {
            port: openvino.PartialShape(list(shape))
            for port, shape in zip(model.inputs, shapes, strict=True)
        }
    )


def taking_pixels(
    model: openvino.Model,
    bgr: bool = False,
    mean: float | Sequence[float] = 0.0,
    scale: float = 1.0,
    layout: str = "NCHW",
) -> openvino.Model:
    """The model with its one input fed uint8 RGB ``(n, h, w, 3)``.

    It gets ``(pixels - mean) / scale`` in its own ``layout``, its channels in BGR order
    where ``bgr``.
    """
    process = PrePostProcessor(model)
    pixels = process.input(0)
    pixels.tensor().set_element_type(openvino.Type.u8)
    pixels.tensor().set_layout(openvino.Layout("NHWC"))
    pixels.tensor().set_color_format(ColorFormat.RGB)
    pixels.model().set_layout(openvino.Layout(layout))
    steps = pixels.preprocess().convert_element_type(openvino.Type.f32)
    if bgr:
        steps.convert_color(ColorFormat.BGR)
    steps.mean(list(mean) if isinstance(mean, Sequence) else float(mean)).scale(scale)
    return process.build()


def _tail(port: openvino.Output) -> tuple[int, ...]:
    return tuple(int(size.get_length()) for size in list(port.partial_shape)[1:])


@lru_cache(maxsize=1)
def _core() -> openvino.Core:
    """The library, made and used once by one thread.

    At the first tensor it makes, OpenVINO 2026.4 initializes itself in a way that
    blocks for good if a second thread comes to it at that moment.
    """
    core = openvino.Core()
    for dtype in (np.float32, np.uint8):
        value = ops.parameter([1], dtype)
        model = openvino.Model([ops.convert(value, "f32")], [value], "first")
        request = core.compile_model(model, "CPU").create_infer_request()
        request.infer({0: np.zeros(1, dtype)}, share_inputs=True, share_outputs=False)
    return core
