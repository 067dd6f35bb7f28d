"""Numbers of real data, to set those of a card beside.

The videos of MOT17's training set are those of MOT16, whose paper (Milan et al. 2016,
arXiv:1603.00831) gives the totals.  The quantiles were computed from the ground truth
of two sequences of MOT15: TUD-Stadtmitte, all 179 frames, and the first 300 frames of
PETS09-S2L1.
"""

from __future__ import annotations

from dataclasses import dataclass

MOT17_SEQUENCES = 7
MOT17_FRAMES = 5316
MOT17_PEOPLE_A_FRAME = 20.8
MOT17_FPS = (14, 30)
MOT17_SIZES_WH = ((640, 480), (1920, 1080))


@dataclass(frozen=True)
class RealSequence:
    """Quantiles (5, 25, 50, 75, 95 %) of the boxes of one sequence."""

    name: str
    height_px: tuple[float, ...]
    height_share: tuple[float, ...]  # of the picture's height
    people_a_frame: float


MOT15 = (
    RealSequence(
        "TUD-Stadtmitte (MOT15)",
        (128, 141, 155, 185, 226),
        (0.267, 0.294, 0.323, 0.386, 0.472),
        6.5,
    ),
    RealSequence(
        "PETS09-S2L1 (MOT15)",
        (57, 69, 77, 85, 103),
        (0.098, 0.119, 0.133, 0.148, 0.179),
        6.2,
    ),
)
