"""How real the finished pictures look: as a set, at the seam, from person to person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.bench import CROP, LOOKS, SEAM, Readings
from nonesuch.measure.faces import Face
from nonesuch.measure.frechet import frechet_distance, kernel_distance
from nonesuch.measure.manifold import precision_and_recall
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import UNKNOWN, Estimate

INSTRUMENTS = (LOOKS, SEAM)


def refuse_without_torch() -> None:
    """Raises the Refusal that names what to install."""
    if find_spec("torch") is None:
        raise Refusal(
            "Measuring quality needs the package torch; install it with: "
            "pip install 'nonesuch[train,measure]'."
        )


def quality_table(
    faces: Sequence[Face],
    originals: Readings,
    rows: Mapping[str, Readings],
    diversities: Mapping[str, Estimate],
) -> Table:
    """Distances of the finished to the original crops, seam and diversity."""
    return Table(
        "quality",
        "Quality: distances of sets of pictures, seam, diversity",
        f"{len(faces)} upright crops of {CROP} px, the face two thirds of their side, "
        "surroundings included, each set against the originals. FID of so few "
        "pictures is too high for all; compare within the table only. Seam: energy "
        "across the border of the face in parts of the original's, 1 is a photograph. "
        "LPIPS: between two people made of one face, first 60 faces.",
        [
            Column("FID", 1, 1.0),
            Column("KID × 1000", 2, 1000.0),
            Column("precision", 3, 1.0),
            Column("recall", 3, 1.0),
            Column("seam", 2, 1.0),
            Column("LPIPS diversity", 3, 1.0),
        ],
        [
            Row(
                name,
                [
                    *_distances(originals, made),
                    _seam(originals, made),
                    diversities.get(name, UNKNOWN),
                ],
            )
            for name, made in rows.items()
        ],
    )


def _distances(originals: Readings, made: Readings) -> list[Estimate]:
    real, shown = np.stack(originals[LOOKS]), np.stack(made[LOOKS])
    values = (
        frechet_distance(real, shown),
        kernel_distance(real, shown),
        *precision_and_recall(real, shown),
    )
    return [Estimate(value) for value in values]


def _seam(originals: Readings, made: Readings) -> Estimate:
    """The ratio of both means: single photographs may have none at all."""
    shown, own = (np.stack(readings[SEAM])[:, 0] for readings in (made, originals))
    known = np.isfinite(shown) & np.isfinite(own)
    if not known.any():
        return UNKNOWN
    return Estimate(float(shown[known].mean() / max(own[known].mean(), 1e-9)))
