"""The 92 points of every face, or the statement that they could not be placed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import LEFT_EYE, MESH_INDICES, RIGHT_EYE, points
from nonesuch.models.facemesh import SIZE, FaceMesh
from nonesuch.nouns import Bools, Floats, Image, People
from nonesuch.perceive.merge import union_share
from nonesuch.perceive.tracks import centres_of, sizes_of

Complexes = NDArray[np.complex128]

_ENLARGED = 1.5
_LEFT_EYE, _RIGHT_EYE = points(LEFT_EYE), points(RIGHT_EYE)
_MOUTH = points((61, 291))
_LEAST_PRESENCE = 0.5
_LEAST_OVERLAP = 0.2
_SIZE_RATIO = 2.0
_WELL_PLACED = 0.15
_LARGEST_OVERSAMPLING = 8


@dataclass(frozen=True)
class _Squares:
    """Where the crops are cut: ``frame = middle + turn * side * (crop - 0.5)``.

    Complex numbers ``(n,)``; ``turn`` has length 1.
    """

    middle: Complexes
    side: NDArray[np.float64]
    turn: Complexes

    def __getitem__(self, index: Bools) -> _Squares:
        return _Squares(self.middle[index], self.side[index], self.turn[index])


class LandmarkFinder:
    """Places landmarks; keep one, since it holds the compiled network."""

    def __init__(self, precision: str = "bf16", threads: int | None = None) -> None:
        self._mesh = FaceMesh(precision=precision, threads=threads)

    def place(
        self, image: Image, people: People, points5: Floats | None = None
    ) -> People:
        """The people with landmarks and presence.

        ``points5`` ``(n, 5, 2)`` of the detector say how faces are turned; without
        them all count as upright.  Landmarks are NaN where the mesh sees no face
        (presence under 0.5) or another one than the box: such people have only a box.
        """
        if not len(people):
            return people
        squares = _first_squares(people.boxes_xyxy, points5)
        landmarks, presence = self._look(image, squares)
        better = _squares_around(landmarks)
        poor = _is_misplaced(squares, better)
        if poor.any():
            again, sure = self._look(image, better[poor])
            gain = sure >= np.minimum(presence[poor], _LEAST_PRESENCE)
            chosen = np.flatnonzero(poor)[gain]
            landmarks[chosen], presence[chosen] = again[gain], sure[gain]
        good = (presence >= _LEAST_PRESENCE) & _fits(landmarks, people.boxes_xyxy)
        landmarks[~good] = np.nan
        return replace(people, landmarks=landmarks, presence=presence)

    def _look(self, image: Image, squares: _Squares) -> tuple[Floats, Floats]:
        crops = np.stack(
            [
                _crop(image, complex(middle), float(side), complex(turn))
                for middle, side, turn in zip(
                    squares.middle, squares.side, squares.turn, strict=True
                )
            ]
        )
        mesh, presence = self._mesh(crops)
        in_crop = _complex(mesh[:, MESH_INDICES] / SIZE) - complex(0.5, 0.5)
        scale = (squares.turn * squares.side)[:, None]
        return _pair(squares.middle[:, None] + scale * in_crop), presence


def _first_squares(boxes_xyxy: Floats, points5: Floats | None) -> _Squares:
    longest = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]).max(axis=1)
    side = np.maximum(longest, 1.0) * _ENLARGED
    turn = np.ones(len(boxes_xyxy), np.complex128)
    if points5 is not None:
        five = _complex(points5)
        turn = _upright(five[:, 0], five[:, 1], five[:, 3:].mean(axis=1))
    return _Squares(_complex(centres_of(boxes_xyxy)), side.astype(np.float64), turn)


def _squares_around(landmarks: Floats) -> _Squares:
    """Squares about the mesh's own box in the face's upright frame."""
    mesh = _complex(landmarks)
    turn = _upright(
        mesh[:, _LEFT_EYE].mean(axis=1),
        mesh[:, _RIGHT_EYE].mean(axis=1),
        mesh[:, _MOUTH].mean(axis=1),
    )
    upright = _pair(mesh / turn[:, None])
    low, high = upright.min(axis=1), upright.max(axis=1)
    side = np.maximum((high - low).max(axis=1), 1.0) * _ENLARGED
    return _Squares(_complex((low + high) / 2) * turn, side.astype(np.float64), turn)


def _upright(left_eye: Complexes, right_eye: Complexes, mouth: Complexes) -> Complexes:
    """The direction that is to the right in the face, length 1.

    Eye to eye tells it for frontal faces, eyes to mouth for profiles.
    """
    axis = right_eye - left_eye - 1j * (mouth - (left_eye + right_eye) / 2)
    return np.where(np.abs(axis) > 1e-6, axis / np.maximum(np.abs(axis), 1e-6), 1)


def _is_misplaced(squares: _Squares, better: _Squares) -> Bools:
    moved = np.abs(better.middle - squares.middle) / squares.side
    grown = np.abs(np.log(better.side / squares.side))
    turned = np.abs(np.angle(better.turn / squares.turn))
    return np.asarray(np.maximum(np.maximum(2 * moved, grown), turned) > _WELL_PLACED)


def _fits(landmarks: Floats, boxes_xyxy: Floats) -> Bools:
    """Whether the landmarks lie on the face that the box is about."""
    around = np.concatenate([landmarks.min(axis=1), landmarks.max(axis=1)], 1)
    overlap = np.diag(union_share(around, boxes_xyxy))
    ratio = sizes_of(around) / sizes_of(boxes_xyxy)
    sized = (ratio < _SIZE_RATIO) & (ratio > 1 / _SIZE_RATIO)
    return np.asarray(
        np.isfinite(around).all(axis=1) & sized & (overlap > _LEAST_OVERLAP)
    )


def _crop(image: Image, middle: complex, side: float, turn: complex) -> Image:
    """The square, averaged over the pixels that fall together when it shrinks."""
    over = min(_LARGEST_OVERSAMPLING, max(1, round(side / SIZE)))
    step = turn * side / (SIZE * over)
    # OpenCV counts from the centre of the first pixel, we from its corner.
    start = middle - turn * side * complex(0.5, 0.5) + (step - 1) * complex(0.5, 0.5)
    matrix = np.array(
        [[step.real, -step.imag, start.real], [step.imag, step.real, start.imag]]
    )
    crop = cv2.warpAffine(
        image,
        matrix,
        (SIZE * over, SIZE * over),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if over == 1:
        return np.asarray(crop)
    return np.asarray(cv2.resize(crop, (SIZE, SIZE), interpolation=cv2.INTER_AREA))


def _complex(values: NDArray[Any]) -> Complexes:
    wide = np.asarray(values, np.float64)
    return np.asarray(wide[..., 0] + 1j * wide[..., 1])


def _pair(values: Complexes) -> Floats:
    return np.stack([values.real, values.imag], -1).astype(np.float32)
