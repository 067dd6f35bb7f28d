"""What every training run needs besides learning: a device, a way to stop, a log."""

from __future__ import annotations

import json
import logging
import signal
import time
from pathlib import Path
from types import FrameType

import numpy as np
import torch
from torch import nn

from nonesuch.errors import Refusal

_LOG = logging.getLogger(__name__)


class Stop:
    """Asked to stop by SIGINT or SIGTERM: the step at hand is finished first."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


class Journal:
    """Means of what the steps report, one line every half minute."""

    def __init__(self, path: Path, seen: int) -> None:
        self._path, self._seen = path, seen
        self._since = time.monotonic()
        self._values: dict[str, list[float]] = {}

    def note(self, report: dict[str, float], seen: int, left_s: float) -> None:
        """Takes in one step's report."""
        for name, value in report.items():
            self._values.setdefault(name, []).append(value)
        passed = time.monotonic() - self._since
        if passed < 30:
            return
        means = {k: round(float(np.mean(v)), 4) for k, v in self._values.items()}
        rate = round((seen - self._seen) / passed, 2)
        line = json.dumps({"seen": seen, "per_s": rate} | means)
        with self._path.open("a") as file:
            file.write(line + "\n")
        _LOG.info("%s, %.0f minutes left", line, left_s / 60)
        self._seen, self._since, self._values = seen, time.monotonic(), {}


def device_named(name: str) -> torch.device:
    """What ``auto``, ``cpu`` or ``cuda`` means; Refusal if it is not here."""
    has_cuda = torch.cuda.is_available()
    if name == "auto":
        name = "cuda" if has_cuda else "cpu"
    if name not in ("cpu", "cuda") or (name == "cuda" and not has_cuda):
        raise Refusal(f"The device {name} is not here; give auto, cpu or cuda.")
    return torch.device(name)


def has_fast_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 pays: without the processor's help it is ten times slower."""
    return device.type != "cpu" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def note(out: Path, line: dict[str, float]) -> None:
    """Logs a line, and adds it to the ``log.jsonl`` of a run."""
    _LOG.info("%s", line)
    with (out / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def blend(average: nn.Module, network: nn.Module, steps: float) -> None:
    """Takes a network's weights into an average over about that many steps."""
    with torch.no_grad():
        pairs = zip(average.parameters(), network.parameters(), strict=True)
        for slow, fast in pairs:
            slow.lerp_(fast, 1 / max(steps, 1.0))
