from __future__ import annotations

import numpy as np
import pytest

from nonesuch.media import colours

REPEATS = 300


@pytest.mark.parametrize("size_wh", [(22, 20), (100, 20), (98, 54)])
@pytest.mark.parametrize(
    "pixel_format", ["yuv420p", "yuv420p10le", "yuv422p10le", "yuv444p10le"]
)
def test_a_picture_always_becomes_the_same_samples(
    pixel_format: str, size_wh: tuple[int, int]
) -> None:
    rng = np.random.default_rng(0)
    # Rows that are no multiple of the scaler's step were spoilt in one run of eight.
    image = rng.integers(0, 255, (size_wh[1], size_wh[0], 3), dtype=np.uint8)
    seen = set()
    for _ in range(REPEATS):
        frame = colours.from_rgb(image, pixel_format, colours.Colours(), size_wh[1])
        seen.add(b"".join(plane.tobytes() for plane in colours.planes_of(frame)))
        rng.integers(0, 255, int(rng.integers(100, 200_000)), dtype=np.uint8)
    assert len(seen) == 1


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le", "yuv422p10le"])
def test_samples_always_become_the_same_picture(pixel_format: str) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (54, 98, 3), dtype=np.uint8)
    frame = colours.from_rgb(image, pixel_format, colours.Colours(), 54)
    assert len({colours.to_rgb(frame).tobytes() for _ in range(REPEATS)}) == 1
