"""What the harmonizer learns from: faces of nobody, taken out of their own pictures.

The detail is given as in use: in the light that the light painter guesses.  *Matched*:
it is the same face in another light, bent there and back, its
forehead bare; the picture itself is the target.  *Mismatched*: the detail is a stand-in
as in use; only what surrounds a face in the hole has a target.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.errors import Refusal
from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, mirrored, points
from nonesuch.learn.relight import Camera, Light
from nonesuch.learn.standins import spread
from nonesuch.nouns import Floats, Image, Ints
from nonesuch.replace import painter
from nonesuch.replace.alignment import mask_of_face, mask_of_mesh
from nonesuch.replace.dressed import bent
from nonesuch.replace.light import CONTRAST
from nonesuch.replace.shade import relit_by
from nonesuch.replace.standin import looks_of, shipped, yaw_of
from nonesuch.replace.warp import bend_map

SIZE = 128
AREA = cv2.INTER_AREA
HELD_OUT_EVERY = 16
"""Faces whose number is a multiple of it are never trained on."""
_MATCHED_SHARE = 0.6
_LEAST_MARGIN, _MOST_MARGIN = 0.03, 0.055
_FEATURES = (
    (points(LEFT_EYE), 0.07),
    (points(RIGHT_EYE), 0.07),
    (points((1, 4)), 0.09),
    (points((13, 14)), 0.09),
)
_EYES = points(LEFT_EYE + RIGHT_EYE)
_TOP = points((10,))
_MIRRORED = mirrored()
_PLACES_KEPT = 4096


@dataclass(frozen=True)
class Portraits:
    """Aligned crops uint8 ``(n, c, c, 3)``, landmarks ``(n, 92, 2)``, their numbers."""

    crops: Image
    landmarks: Floats
    numbers: Ints

    def __len__(self) -> int:
        return len(self.crops)

    def part(self, held_out: bool) -> Portraits:
        """Those that are trained on, or those that are not."""
        chosen = (self.numbers % HELD_OUT_EVERY == 0) == held_out
        return Portraits(
            self.crops[chosen], self.landmarks[chosen], self.numbers[chosen]
        )


@dataclass(frozen=True)
class Batch:
    """Pictures ``(n, 128, 128, 3)``, masks ``(n, 128, 128)``, float32, 0 to 1.

    ``wanted`` is where the target counts, ``inner`` where nothing should be painted;
    ``matched (n,)`` tells the two kinds apart.
    """

    target: Floats
    detail: Floats
    hole: Floats
    known: Floats
    wanted: Floats
    inner: Floats
    matched: Floats


def load(folder: Path) -> Portraits:
    """All faces of a folder's shards, in the order of their names."""
    shards = []
    for path in sorted(folder.glob("portraits_*.npz")):
        with np.load(path) as arrays:
            shards.append([arrays[k] for k in ("crops", "landmarks", "numbers")])
    if not shards:
        raise Refusal(f"{folder} holds no portraits_*.npz to train on.")
    crops, landmarks, numbers = (
        np.concatenate(part) for part in zip(*shards, strict=True)
    )
    return Portraits(crops, landmarks.astype(np.float32), numbers.astype(np.int64))


def draw(faces: Portraits, count: int, seed: int, step: int) -> Batch:
    """The batch of a step; the same for the same seed and step."""
    rng = np.random.default_rng([seed, step])
    rows = [example(rng, faces, rng.random() < _MATCHED_SHARE) for _ in range(count)]
    return Batch(*(np.stack(values) for values in zip(*rows, strict=True)))


def example(
    rng: np.random.Generator, faces: Portraits, matched: bool
) -> tuple[Floats, ...]:
    """One row of a batch, in its order."""
    place = int(rng.integers(len(faces)))
    plain, landmarks = _moved(rng, faces.crops[place], faces.landmarks[place])
    margin = float(rng.uniform(_LEAST_MARGIN, _MOST_MARGIN))
    hole = mask_of_face(landmarks, SIZE, margin)
    known = mask_of_face(landmarks, SIZE, 0.0)
    target = Light.drawn(rng, 0.8).on(plain)
    target = Camera.drawn(rng).shot(rng, target)
    if matched:
        detail = own_detail(rng, plain, landmarks, faces)
    else:
        looks = looks_of(int(rng.integers(len(shipped().table))))
        detail = bent(landmarks, looks, SIZE)
    detail = Light.drawn(rng, 1.2).on(detail)
    small = cv2.resize(target, (painter.SIZE, painter.SIZE), interpolation=AREA)
    small_hole = mask_of_face(landmarks, painter.SIZE, margin)
    (light,) = painter.painted(small[None], small_hole[None])
    detail = relit_by(light, detail, hole, 1.0 if matched else CONTRAST)
    inner = inner_face(landmarks)
    wanted = hole if matched else hole * (1 - mask_of_mesh(landmarks, SIZE))
    return (
        _scaled(target),
        _scaled(detail),
        hole,
        known,
        wanted,
        inner,
        np.array(matched, np.float32),
    )


def own_detail(
    rng: np.random.Generator, plain: Image, landmarks: Floats, faces: Portraits
) -> Image:
    """The face itself as a stand-in would come: bent, its forehead bare, no hair."""
    other = faces.landmarks[_alike(rng, faces.landmarks, landmarks)]
    there = _bent_to(plain, landmarks, other)
    back = _bent_to(there, other, landmarks)
    bare = mask_of_face(landmarks, SIZE, 0.0) * _below_forehead(rng, landmarks)
    return spread(back, bare > 0)


def inner_face(landmarks: Floats) -> Floats:
    """1 on eyes, nose and mouth, falling off around them, ``(128, 128)``."""
    axis = (np.arange(SIZE, dtype=np.float32) + 0.5) / SIZE
    total = np.zeros((SIZE, SIZE), np.float32)
    for places, width in _FEATURES:
        x, y = landmarks[places].mean(0)
        apart = (axis[None] - x) ** 2 + (axis[:, None] - y) ** 2
        total = np.maximum(total, np.exp(-apart / np.float32(2 * width**2)))
    return total


def _below_forehead(rng: np.random.Generator, landmarks: Floats) -> Floats:
    """1 below a line at a random height of the forehead."""
    eye_y = float(landmarks[_EYES, 1].mean())
    rise = eye_y - float(landmarks[_TOP, 1].mean())
    line = eye_y - rise * float(rng.uniform(0.5, 1.0))
    axis = (np.arange(SIZE, dtype=np.float32) + 0.5) / SIZE
    return np.repeat((axis > line).astype(np.float32)[:, None], SIZE, axis=1)


def _bent_to(picture: Image, source: Floats, target: Floats) -> Image:
    where = bend_map(source, target, SIZE)
    mode = cv2.BORDER_REFLECT_101
    moved = cv2.remap(picture, where, None, cv2.INTER_LINEAR, borderMode=mode)
    return np.asarray(moved, np.uint8)


def _alike(rng: np.random.Generator, all_landmarks: Floats, own: Floats) -> int:
    """A face that looks about the same way."""
    drawn = rng.integers(len(all_landmarks), size=12)
    gaps = np.abs(yaw_of(all_landmarks[drawn]) - yaw_of(own))
    return int(drawn[np.argsort(gaps, kind="stable")[int(rng.integers(3))]])


def _moved(
    rng: np.random.Generator, crop: Image, landmarks: Floats
) -> tuple[Image, Floats]:
    """The face mirrored, turned, scaled and shifted a little, at 128 px."""
    if rng.random() < 0.5:
        crop = np.ascontiguousarray(crop[:, ::-1])
        landmarks = landmarks[_MIRRORED] * (-1, 1) + (1, 0)
    turn, zoom = rng.normal(0, 0.03), np.exp(rng.normal(0, 0.025))
    cos, sin = zoom * np.cos(turn), zoom * np.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]])
    shift = np.array([0.5, 0.5]) + rng.normal(0, 0.008, 2) - matrix @ [0.5, 0.5]
    step = matrix * SIZE / len(crop)
    offset = shift * SIZE + step @ [0.5, 0.5] - 0.5
    warped = cv2.warpAffine(
        crop,
        np.concatenate([step, offset[:, None]], 1),
        (SIZE, SIZE),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    moved = (landmarks @ matrix.T + shift).astype(np.float32)
    return np.asarray(warped, np.uint8), moved


def _scaled(picture: Image) -> Floats:
    return picture.astype(np.float32) / np.float32(255)
