"""dlib's detector, where it is installed."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.measure.detection import box_of
from nonesuch.measure.dlib_hog import DlibHog, is_here, version
from nonesuch.replace.standin import looks_of

needs_dlib = pytest.mark.skipif(not is_here(), reason="dlib is not installed")


@needs_dlib
def test_face_is_found_where_it_is_and_nowhere_else() -> None:
    detector, looks = DlibHog(), looks_of(3)
    found = detector(looks.images[2])
    assert found.shape == (1, 5) and version() != "none"
    face = 256 * looks.landmarks[2]
    place = np.concatenate([face.min(0), face.max(0)]).astype(np.float32)
    assert box_of(found, place) is not None


@needs_dlib
def test_gray_is_no_face() -> None:
    assert DlibHog()(np.full((100, 100, 3), 128, np.uint8)).shape == (0, 5)
