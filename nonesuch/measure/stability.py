"""How steady replaced faces are from frame to frame, beside the original's own change.

Along a track two neighbouring frames are cut out, aligned by the track's landmarks.
The head's remaining motion, an affine map fitted to the optical flow of the *original*,
carries the second crop onto the first, in the original and in the result alike (a
warping error as of Lai et al. 2018): what swims, pulses or pops on the head stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.models.sface import ARCFACE_TEMPLATE
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import (
    FACE_SHARE,
    cut,
    frame_of_landmarks,
    mask_of_face,
)

SIDE = 128
"""Side of the aligned crops in pixels."""
_FIT_ROUNDS = 3
_FIT_TREMBLE_PX = 0.5
LOW_PASS = 0.03
"""A Gaussian of this sigma, in sides of the crop, keeps light and shape; what it takes
away is detail and noise."""
_LEFT_EYE, _RIGHT_EYE = points(LEFT_EYE), points(RIGHT_EYE)
_NOSE_AND_MOUTH = points((1, 61, 291))

Judge = Callable[[NDArray[np.uint8]], Floats]
"""Unit codes ``(n, d)`` of crops ``(n, 112, 112, 3)``."""


@dataclass
class Course:
    """One track as it appears in a video: one row a frame.

    ``codes`` are each judge's ``(d,)``; ``changes`` what :func:`change` says against
    the frame before, NaN after a gap; ``landmarks`` ``(92, 2)`` what the mesh sees, in
    coordinates of the aligned crop, NaN where it sees no face.
    """

    frames: list[int] = field(default_factory=list)
    codes: dict[str, list[Floats]] = field(default_factory=dict)
    changes: list[tuple[float, float]] = field(default_factory=list)
    landmarks: list[Floats] = field(default_factory=list)
    face_px: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Stability:
    """A result in parts of its original: 1 is as steady as the camera saw it.

    ``jitter`` is that of the codes, by judge; ``flicker_low`` and ``flicker_high`` the
    mean change of light and shape, of detail and noise; ``largest_step`` the largest
    change of light and shape in parts of the original's largest.  ``landmark_error``
    is in distances between the eyes, ``landmark_correlation`` at most 1.
    """

    frames: int
    face_px: float
    jitter: Mapping[str, float]
    flicker_low: float
    flicker_high: float
    largest_step: float
    landmark_error: float
    landmark_correlation: float


def courses(
    originals: Iterable[Image],
    shown: Iterable[Image],
    people: Sequence[People],
    judges: Mapping[str, Judge],
    mesh: LandmarkFinder,
) -> dict[int, Course]:
    """Every track as it appears in ``shown``, where its landmarks are known, by id.

    ``people`` are the linked people of each frame.  For the original's own course
    ``shown`` are the originals once more.
    """
    found: dict[int, Course] = {}
    before: dict[int, tuple[Image, Image]] = {}
    for index, (original, image) in enumerate(zip(originals, shown, strict=True)):
        placed = people[index][people[index].has_landmarks]
        tracks = [int(track) for track in placed.track_ids]
        now = {}
        for track, face in zip(tracks, placed.landmarks, strict=True):
            frame = frame_of_landmarks(face)
            crops = cut(original, frame, SIDE), cut(image, frame, SIDE)
            mask = mask_of_face(frame.to_crop(face), SIDE, margin=0)
            course = found.setdefault(track, Course())
            course.frames.append(index)
            course.face_px.append(frame.side_px * FACE_SHARE)
            course.changes.append(_change_since(before.get(track), crops, mask))
            now[track] = crops
        before = now
        _note_looks(found, tracks, placed, image, judges, mesh)
    return found


def change(
    one: tuple[Image, Image], other: tuple[Image, Image], mask: Floats
) -> tuple[float, float]:
    """How much of the step from one frame to the next the original leaves unexplained.

    Each pair is the aligned crop of the original and of what is shown; the mean
    absolute differences of the latter over the mask, ``(low, high)`` in grey levels.
    """
    (original, shown), (next_original, next_shown) = one, other
    flow = head_motion(original, next_original, mask)
    rows, columns = np.mgrid[: len(flow), : flow.shape[1]].astype(np.float32)
    carried = cv2.remap(
        next_shown.astype(np.float32),
        columns + flow[..., 0],
        rows + flow[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    difference = carried - shown
    low = cv2.GaussianBlur(difference, (0, 0), LOW_PASS * len(flow))
    inside = mask > 0
    return (
        float(np.abs(low[inside]).mean()),
        float(np.abs((difference - low)[inside]).mean()),
    )


def head_motion(one: Image, other: Image, mask: Floats) -> NDArray[np.float32]:
    """How far each pixel of ``one`` has moved in ``other``, ``(s, s, 2)``, affine.

    The robust fit to the dense flow in the mask: flow of every pixel for itself would
    explain noise and changes of light, too.
    """
    grey = [cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in (one, other)]
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow = np.asarray(finder.calc(grey[0], grey[1], None), np.float64)
    rows, columns = np.mgrid[: len(one), : one.shape[1]]
    basis = np.stack([columns, rows, np.ones_like(rows)], axis=-1) / len(one)
    inside = mask > 0
    known, moved = basis[inside], flow[inside]
    trust = np.ones(len(known))
    for _ in range(_FIT_ROUNDS):
        weighted = known * trust[:, None]
        normal = weighted.T @ known + 1e-9 * np.eye(3)
        affine = np.linalg.solve(normal, weighted.T @ moved)
        away = np.linalg.norm(known @ affine - moved, axis=1)
        trust = _FIT_TREMBLE_PX / np.maximum(away, _FIT_TREMBLE_PX)
    return np.asarray(basis @ affine, np.float32)


def stability(result: Sequence[Course], original: Sequence[Course]) -> Stability:
    """The courses of a result beside those of the same tracks in the original.

    Sums over all tracks are divided by each other, so every frame counts the same.
    NaN stands for what cannot be measured.  ``ValueError`` if the two are not the
    same frames.
    """
    pairs = list(zip(result, original, strict=True))
    if any(one.frames != other.frames for one, other in pairs):
        raise ValueError("the courses of a track are of different frames")
    names = list(result[0].codes) if result else []
    steps, own_steps = _changes(result), _changes(original)
    errors = [landmark_error(one.landmarks, other.landmarks) for one, other in pairs]
    moves = [common_motion(one.landmarks, other.landmarks) for one, other in pairs]
    together, alone, own = np.sum(moves, axis=0) if moves else np.zeros(3)
    sizes = [size for course in result for size in course.face_px]
    return Stability(
        frames=len(sizes),
        face_px=float(np.median(sizes)) if sizes else 0.0,
        jitter={
            name: _ratio(_mean(_jitters(result, name)), _mean(_jitters(original, name)))
            for name in names
        },
        flicker_low=_ratio(_mean(steps[:, 0]), _mean(own_steps[:, 0])),
        flicker_high=_ratio(_mean(steps[:, 1]), _mean(own_steps[:, 1])),
        largest_step=_ratio(steps[:, 0].max(initial=0), own_steps[:, 0].max(initial=0)),
        landmark_error=_mean(np.concatenate(errors)) if errors else np.nan,
        landmark_correlation=(
            _ratio(together, float(np.sqrt(alone * own)))
            if any(map(len, errors))
            else np.nan
        ),
    )


def jitter(codes: Sequence[Floats], frames: Sequence[int]) -> Floats:
    """``1 - cosine`` of the unit codes of each two neighbouring frames, ``(p,)``."""
    if not len(frames):
        return np.zeros(0, np.float32)
    stacked = np.asarray(codes, np.float32)
    alike = np.einsum("nd,nd->n", stacked[1:], stacked[:-1])
    neighbours = np.diff(np.asarray(frames, np.int64)) == 1
    return np.asarray((1 - alike)[neighbours], np.float32)


def landmark_error(result: Sequence[Floats], original: Sequence[Floats]) -> Floats:
    """Mean distance of the landmarks in distances between the eyes, ``(k,)``.

    Only frames in which a face is seen in both.
    """
    both = _seen_in_both(result, original)
    away = np.linalg.norm(both[0] - both[1], axis=-1).mean(axis=-1)
    eyes = both[1][:, _LEFT_EYE].mean(axis=1) - both[1][:, _RIGHT_EYE].mean(axis=1)
    return np.asarray(away / np.linalg.norm(eyes, axis=-1), np.float32)


def common_motion(
    result: Sequence[Floats], original: Sequence[Floats]
) -> tuple[float, float, float]:
    """Sums of products of how landmarks move about their means: common, and each own.

    The first divided by the root of the product of the others is the correlation.
    """
    one, other = _seen_in_both(result, original)
    if not len(one):
        return 0.0, 0.0, 0.0
    one, other = one - one.mean(axis=0), other - other.mean(axis=0)
    products = (one * other).sum(), (one**2).sum(), (other**2).sum()
    return float(products[0]), float(products[1]), float(products[2])


def five_point_crop(image: Image, face: Floats) -> Image:
    """The crop of 112 px that the judges know, by landmarks ``(92, 2)``."""
    eyes = face[_LEFT_EYE].mean(0), face[_RIGHT_EYE].mean(0)
    five = np.stack([*eyes, *face[_NOSE_AND_MOUTH]]).astype(np.float64)
    source = five[:, 0] + 1j * five[:, 1] - complex(0.5, 0.5)
    target = ARCFACE_TEMPLATE[:, 0] + 1j * ARCFACE_TEMPLATE[:, 1]
    away = source - source.mean()
    turn = (away.conj() * (target - target.mean())).sum() / (abs(away) ** 2).sum()
    shift = target.mean() - turn * source.mean()
    matrix = np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]]
    )
    return np.asarray(cv2.warpAffine(image, matrix, (112, 112)), np.uint8)


def _change_since(
    before: tuple[Image, Image] | None, crops: tuple[Image, Image], mask: Floats
) -> tuple[float, float]:
    return (np.nan, np.nan) if before is None else change(before, crops, mask)


def _note_looks(
    found: Mapping[int, Course],
    tracks: Sequence[int],
    placed: People,
    image: Image,
    judges: Mapping[str, Judge],
    mesh: LandmarkFinder,
) -> None:
    if not tracks:
        return
    chips = np.stack([five_point_crop(image, face) for face in placed.landmarks])
    codes = {name: judge(chips) for name, judge in judges.items()}
    seen = mesh.place(image, placed)
    for row, track in enumerate(tracks):
        frame = frame_of_landmarks(placed.landmarks[row])
        found[track].landmarks.append(frame.to_crop(seen.landmarks[row]))
        for name in judges:
            found[track].codes.setdefault(name, []).append(codes[name][row])


def _changes(tracks: Sequence[Course]) -> NDArray[np.float64]:
    everything = np.array([step for course in tracks for step in course.changes])
    steps = everything.reshape(-1, 2)
    return np.asarray(steps[np.isfinite(steps).all(axis=1)], np.float64)


def _jitters(tracks: Sequence[Course], name: str) -> Floats:
    return np.concatenate([jitter(c.codes[name], c.frames) for c in tracks])


def _seen_in_both(
    result: Sequence[Floats], original: Sequence[Floats]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    one, other = (
        np.asarray(faces, np.float64).reshape(-1, 92, 2) for faces in (result, original)
    )
    good = np.isfinite(one).all(axis=(1, 2)) & np.isfinite(other).all(axis=(1, 2))
    return one[good], other[good]


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else np.nan


def _ratio(one: float, other: float) -> float:
    """1 where both are 0: nothing moves, in either."""
    if one == other:
        return 1.0
    return float(one / other) if other else float("inf")
