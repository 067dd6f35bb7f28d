"""Faces and pictures for tests: made up, of any size, turned and placed anywhere."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from nonesuch.face_points import mean_face
from nonesuch.nouns import Floats, Identity, Image, People
from nonesuch.replace.identity import IdentityTable
from nonesuch.replace.region import Region, region_of_face
from nonesuch.replace.standin import looks_of, shipped


def picture(rng: np.random.Generator, height: int, width: int) -> Image:
    """Soft coloured spots with some noise: no two windows are alike."""
    coarse = rng.integers(40, 220, (height // 8 + 2, width // 8 + 2, 3), np.uint8)
    soft = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    noisy = soft + rng.normal(0, 3, soft.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def face(
    centre_xy: tuple[float, float],
    side_px: float,
    angle_rad: float = 0.0,
    shape: Floats | None = None,
) -> Floats:
    """Landmarks ``(92, 2)``: a shape in crop coordinates, the mean face's if None."""
    points = mean_face() if shape is None else shape
    turned = (points[:, 0] + 1j * points[:, 1] - (0.5 + 0.5j)) * np.exp(1j * angle_rad)
    placed = turned * side_px + complex(*centre_xy)
    return np.stack([placed.real, placed.imag], -1).astype(np.float32)


def shape_of_view(person: int, view: int) -> Floats:
    """The landmarks of one view of a shipped person, in crop coordinates."""
    return looks_of(person).landmarks[view]


def any_face(
    rng: np.random.Generator, centre_xy: tuple[float, float], side_px: float
) -> Floats:
    """Somebody's landmarks in some pose, turned in the plane by up to a radian."""
    shapes = shipped().landmarks
    shape = shapes[rng.integers(len(shapes)), rng.integers(shapes.shape[1])]
    return face(centre_xy, side_px, rng.uniform(-1, 1), shape)


def box_of(landmarks: Floats) -> Floats:
    return np.concatenate([landmarks.min(0), landmarks.max(0)]).astype(np.float32)


def region_of(landmarks: Floats, image: Image) -> Region:
    height, width = image.shape[:2]
    return region_of_face(box_of(landmarks), landmarks, (height, width))


def people_of(*faces: Floats, first_track: int = 0) -> People:
    """Faces with landmarks, tracks counted up in their order."""
    if not faces:
        return People.nobody()
    people = People.of_boxes(
        np.stack([box_of(one) for one in faces]), np.full(len(faces), 0.9, np.float32)
    )
    tracks = np.arange(first_track, first_track + len(faces), dtype=np.int64)
    presence = np.ones(len(faces), np.float32)
    return replace(
        people, landmarks=np.stack(faces), presence=presence, track_ids=tracks
    )


def of_boxes(*boxes_xyxy: tuple[float, float, float, float]) -> People:
    """Faces without landmarks, tracks counted up in their order."""
    boxes = np.array(boxes_xyxy, np.float32).reshape(-1, 4)
    people = People.of_boxes(boxes, np.full(len(boxes), 0.9, np.float32))
    return replace(people, track_ids=np.arange(len(boxes), dtype=np.int64))


def table_of(count: int) -> IdentityTable:
    """People in name only, their skin from dark to light."""
    codes = np.eye(count, 128, dtype=np.float32)
    return IdentityTable(codes, np.linspace(30, 80, count, dtype=np.float32))


def identity(index: int) -> Identity:
    return shipped().table[index]
