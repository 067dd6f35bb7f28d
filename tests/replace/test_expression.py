"""The expression of one face on another: exact where the two are the same."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.face_points import BROWS, OUTLINE, mean_face, mean_faces, points
from nonesuch.nouns import Floats
from nonesuch.replace.expression import with_expression

UPPER, LOWER = points((13, 14))
LIDS = points((159, 145))
IRIS = points((468,))[0]
CORNERS = points((33, 133))
MOUTH = points((61, 291))


def opened(gap: float) -> Floats:
    face = mean_face().copy()
    face[LOWER, 1] = face[UPPER, 1] + gap
    return face


def moved(face: Floats, by: tuple[float, float], grown: float = 1.0) -> Floats:
    middle = face.mean(0)
    return np.asarray((face - middle) * grown + middle + by, np.float32)


@pytest.mark.parametrize("pose", range(5))
def test_own_expression_changes_nothing(pose: int) -> None:
    face = mean_faces()[pose]
    assert np.allclose(with_expression(face, face), face, atol=1e-6)


def test_place_and_size_of_the_other_face_have_no_say_in_eyes() -> None:
    face = mean_face()
    other = moved(face, (0.05, -0.08), 1.2)
    made = with_expression(face, other)
    for place in (*LIDS, IRIS, *CORNERS):
        assert np.allclose(made[place], face[place], atol=1e-6)


@pytest.mark.parametrize("gap", [0.0, 0.02, 0.1])
def test_mouth_is_as_far_open_as_the_others(gap: float) -> None:
    made = with_expression(opened(0.01), opened(gap))
    assert np.linalg.norm(made[LOWER] - made[UPPER]) == pytest.approx(gap, abs=1e-5)


def test_mouth_keeps_its_place_but_smiles_as_the_other() -> None:
    face, wide = mean_face(), mean_face().copy()
    left, right = MOUTH
    wide[left, 0] -= 0.04
    wide[right, 0] += 0.04
    made = with_expression(face, moved(wide, (0.0, 0.1)))
    assert np.allclose(made[[left, right]].mean(0), face[[left, right]].mean(0))
    width = wide[right, 0] - wide[left, 0]
    assert made[right, 0] - made[left, 0] == pytest.approx(width, abs=1e-5)


def test_closed_eye_is_closed_and_gaze_is_followed() -> None:
    face, other = mean_face(), mean_face().copy()
    other[LIDS] = other[LIDS].mean(0)
    made = with_expression(face, other)
    assert np.allclose(made[LIDS[0]], made[LIDS[1]], atol=1e-5)
    looking = face.copy()
    looking[IRIS, 0] += 0.02
    assert with_expression(face, looking)[IRIS, 0] == pytest.approx(
        face[IRIS, 0] + 0.02, abs=1e-5
    )


def test_outline_and_brows_stay() -> None:
    still = points(OUTLINE + BROWS)
    made = with_expression(mean_faces()[2], mean_faces()[1])
    assert np.array_equal(made[still], mean_faces()[2][still])


def test_corners_on_top_of_each_other_change_nothing() -> None:
    flat = mean_face().copy()
    flat[:] = 0.5
    made = with_expression(mean_face(), flat)
    assert np.array_equal(made, mean_face())
