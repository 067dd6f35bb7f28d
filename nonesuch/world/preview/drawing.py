"""Labels drawn over a picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera, project_camera, transformed
from nonesuch.formats.labels import Keypoints, Mask, Occlusion, PersonLabel
from nonesuch.world.preview import palette
from nonesuch.world.preview.board import Board
from nonesuch.world.preview.palette import Color

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_MASK_SHARE = 0.42
_NEAREST_M = 0.1
_SMALL_PERSON = 0.25
"""Smaller shares of the picture's height are drawn with finer lines."""
_COCO_BONES = (
    *((0, 1), (0, 2), (1, 3), (2, 4), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10)),
    *((5, 11), (6, 12), (11, 12), (11, 13), (13, 15), (12, 14), (14, 16)),
)
_JTA_BONES = (
    *((0, 1), (1, 2), (2, 3), (2, 7), (3, 4), (4, 5), (5, 6), (7, 8), (8, 9)),
    *((9, 10), (2, 11), (11, 12), (12, 13), (13, 14), (14, 15), (15, 16)),
    *((15, 19), (16, 17), (17, 18), (19, 20), (20, 21)),
)
_BONES = {17: _COCO_BONES, 22: _JTA_BONES}
_EDGES = (
    *((0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4)),
    *((0, 4), (1, 5), (2, 6), (3, 7)),
)
_CROSS = ((0, 5), (1, 4))
_IGNORED: Color = (150, 150, 150)


def draw_boxes(image: Bytes, people: Sequence[PersonLabel]) -> Bytes:
    """Visible boxes thick, whole bodies thin, with ids; the nearest are on top.

    Where nothing is known of what is visible, the boxes of whole bodies are thick.
    """
    board = Board(image)
    is_apart = any(person.visible_box_xyxy is not None for person in people)
    weight, alpha = (0.8, 190) if is_apart else (1.6, 255)
    for person in far_to_near(people):
        color, size = color_of(person), _size(board, person)
        board.rectangle(person.amodal_box_xyxy, color, weight * size, alpha)
        if person.visible_box_xyxy is not None:
            board.rectangle(person.visible_box_xyxy, color, 1.9 * size)
    for person in far_to_near(people):
        board.tag(person.amodal_box_xyxy, _captions(person), color_of(person))
    return board.flat()


def draw_masks(image: Bytes, people: Sequence[PersonLabel], amodal: bool) -> Bytes:
    """Masks filled, with their edges; of whole bodies, those behind show through."""
    result = image.copy()
    for person in far_to_near(people):
        mask = person.amodal_mask if amodal else person.visible_mask
        if mask is not None:
            _fill(result, mask, color_of(person))
    return result


def draw_skeletons(image: Bytes, people: Sequence[PersonLabel]) -> Bytes:
    """Bones and points, whose color says what hides them."""
    board = Board(image)
    for person in far_to_near(people):
        points = person.coco_keypoints or person.jta_keypoints
        if points is not None:
            _draw_skeleton(board, points, _size(board, person))
    return board.flat()


def draw_solids(image: Bytes, people: Sequence[PersonLabel], camera: Camera) -> Bytes:
    """3D boxes; the side that the person faces has a cross."""
    board = Board(image)
    for person in far_to_near(people):
        if person.base_world is not None:
            _draw_solid(board, person, camera)
    return board.flat()


def faded(image: Bytes) -> Bytes:
    """The picture paler, so that lines over it stand out."""
    result: Bytes = np.rint(image * 0.6 + 24).astype(np.uint8)
    return result


def color_of(person: PersonLabel) -> Color:
    """The color of a person's track, gray for those to be ignored."""
    return _IGNORED if person.ignore else palette.of_track(person.track_id)


def far_to_near(people: Sequence[PersonLabel]) -> list[PersonLabel]:
    """Who stands lower in the picture is taken to be nearer."""
    return sorted(people, key=lambda person: float(person.amodal_box_xyxy[3]))


def corners_of(person: PersonLabel) -> Floats:
    """The corners ``(8, 3)`` in the world of the 3D box; 0, 1, 5, 4 is its front."""
    if person.base_world is None or person.size_lwh_m is None:
        raise ValueError("the person has no 3D box")
    length, width, height = person.size_lwh_m
    x = np.array([1, 1, -1, -1] * 2) * length / 2
    y = np.array([1, -1, -1, 1] * 2) * width / 2
    z = np.repeat([0, height], 4)
    cosine, sine = np.cos(person.heading_rad or 0.0), np.sin(person.heading_rad or 0.0)
    turned = np.stack([x * cosine - y * sine, x * sine + y * cosine, z], 1)
    corners: Floats = turned + person.base_world
    return corners


def _size(board: Board, person: PersonLabel) -> float:
    share = (person.amodal_box_xyxy[3] - person.amodal_box_xyxy[1]) / board.height
    return float(np.clip(share / _SMALL_PERSON, 0.45, 1.0))


def _draw_skeleton(board: Board, points: Keypoints, size: float) -> None:
    pixels, reasons = points.pixels, points.occlusion
    for one, other in _BONES[len(pixels)]:
        both = pixels[[one, other]]
        worst = max(int(reasons[one]), int(reasons[other]))
        if np.isfinite(both).all():
            is_seen = worst == Occlusion.NONE
            weight, alpha = (1.7, 255) if is_seen else (1.1, 170)
            board.line(both, palette.OF_OCCLUSION[worst], weight * size, alpha)
    for pixel, reason in zip(pixels, reasons, strict=True):
        if reason != Occlusion.OUT_OF_FRAME:
            board.dot(pixel, palette.OF_OCCLUSION[int(reason)], 2.2 * size**1.5)


def _draw_solid(board: Board, person: PersonLabel, camera: Camera) -> None:
    corners, size = corners_of(person), _size(board, person)
    for edge in (*_EDGES, *_CROSS):
        pixels = _projected_edge(camera, corners[list(edge)])
        weight, alpha = (0.8, 180) if edge in _CROSS else (1.4, 255)
        if pixels is not None:
            board.line(pixels, color_of(person), weight * size, alpha)


def _projected_edge(camera: Camera, ends_world: Floats) -> Floats | None:
    # Many short pieces, because a lens bends straight lines.
    share = np.linspace(0, 1, 9)[:, None]
    points = ends_world[0] * (1 - share) + ends_world[1] * share
    points = transformed(camera.camera_from_world, points)
    before = points[points[:, 2] > _NEAREST_M]
    return project_camera(camera, before) if len(before) > 1 else None


def _fill(image: Bytes, mask: Mask, color: Color) -> None:
    left, top, part = mask.part()
    rows, columns = part.shape
    region = image[top : top + rows, left : left + columns]
    mixed = region * (1 - _MASK_SHARE) + np.array(color) * _MASK_SHARE
    region[part] = np.rint(mixed)[part]
    padded = np.pad(part, 1).astype(np.uint8)
    edge = padded - cv2.erode(padded, np.ones((3, 3), np.uint8))
    region[edge[1:-1, 1:-1] == 1] = color


def _captions(person: PersonLabel) -> tuple[str, str]:
    """A short one and a long one."""
    track = str(person.track_id)
    if person.visibility is None or person.visibility > 0.995:
        return track, track
    return track, f"{track}  {person.visibility:.0%}"
