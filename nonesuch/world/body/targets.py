"""MakeHuman's morph targets: named displacements of the base mesh, in one fast file.

The 33 MB of zipped text take seconds to read, so they are kept as arrays beside the
assets, mapped into memory and shared by all processes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.nouns import Floats, Singles


class TargetBank:
    """Displacements by name, such as ``macrodetails/asian-male-old``."""

    def __init__(
        self,
        spans: Mapping[str, tuple[int, int]],
        vertices: NDArray[np.uint16],
        displacements_dm: Singles,
    ) -> None:
        self._spans = spans
        self._vertices = vertices
        self._displacements_dm = displacements_dm

    def __contains__(self, name: str) -> bool:
        return name in self._spans

    def sum_dm(self, weights: Iterable[tuple[str, float]], vertex_count: int) -> Floats:
        """The weighted sum ``(v, 3)``; names of combinations that lack are left out."""
        total = np.zeros((vertex_count, 3))
        for name, weight in weights:
            if abs(weight) > 1e-4 and name in self._spans:
                first, last = self._spans[name]
                moved = self._vertices[first:last]
                total[moved] += weight * self._displacements_dm[first:last]
        return total


def read_targets(folder: Path, names: Iterable[str]) -> TargetBank:
    """The targets that exist among ``names``, parsed from ``folder``."""
    spans: dict[str, tuple[int, int]] = {}
    rows = [np.zeros((0, 4))]
    end = 0
    for name in names:
        path = folder / f"{name}.target.gz"
        if path.is_file():
            rows.append(_read_target(path))
            spans[name] = (end, end + len(rows[-1]))
            end += len(rows[-1])
    table = np.concatenate(rows)
    return TargetBank(
        spans, table[:, 0].astype(np.uint16), table[:, 1:].astype(np.float32)
    )


def _read_target(path: Path) -> Floats:
    text = gzip.decompress(path.read_bytes()).decode("ascii")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return np.array(" ".join(lines).split(), np.float64).reshape(-1, 4)


def save_targets(bank: TargetBank, folder: Path) -> None:
    """Writes the bank into an existing folder."""
    np.save(folder / "vertices.npy", bank._vertices)
    np.save(folder / "displacements.npy", bank._displacements_dm)
    (folder / "spans.json").write_text(json.dumps(bank._spans), encoding="ascii")


def load_targets(folder: Path) -> TargetBank:
    """The bank that ``save_targets`` wrote, mapped into memory."""
    spans = json.loads((folder / "spans.json").read_text(encoding="ascii"))
    return TargetBank(
        {name: (first, last) for name, (first, last) in spans.items()},
        np.load(folder / "vertices.npy", mmap_mode="r"),
        np.load(folder / "displacements.npy", mmap_mode="r"),
    )
