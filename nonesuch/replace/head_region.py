"""Which pixels a whole head's replacement may touch: hair and ears as well as the face.

Shapes are drawn around the heads of the stand-ins, in the coordinates of the face's
crop.  The region is wide enough for nearly any hair; what is removed in it follows the
person's outline where that is known, and is a tighter shape where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from nonesuch.face_points import mean_face
from nonesuch.nouns import Floats
from nonesuch.replace.alignment import CropFrame, outline_landmarks
from nonesuch.replace.region import (
    Region,
    ellipse_of_box,
    region_of_face,
    region_of_hull,
)
from nonesuch.replace.standin import yaw_of

VIEW_PX = 256
VIEW_SIDE, VIEW_CORNER = 1.7, (-0.35, -0.43)
"""The square in which the person's outline is looked for, in sides of the crop."""
_MIDDLE = (0.5, 0.36)
_WIDEST, _TIGHT, _CORE = (0.58, 0.66), (0.42, 0.48), (0.29, 0.36)
"""How far shapes reach from the middle, sideways and up; down it is less."""
_DOWNWARDS = 0.42
_ROUNDNESS = 2.3
_BEHIND = 0.4
_CHIN_MARGIN = 0.065
_FEATHER = 0.05
_GROWTH = 0.025
_STRENGTH = 4.0
_SURE, _UNSURE = 0.95, 0.85
_SUBPIXEL_BITS = 4


def regions_of_heads(
    boxes_xyxy: Floats, landmarks: Sequence[Floats | None], shape_hw: tuple[int, int]
) -> list[Region]:
    """The heads of one picture's people; none reaches over the face of another."""
    people = list(zip(boxes_xyxy, landmarks, strict=True))
    faces = [region_of_face(box, points, shape_hw) for box, points in people]
    heads = [
        _head_around(box, face, shape_hw)
        for (box, _), face in zip(people, faces, strict=True)
    ]
    return [
        _kept_off(head, faces[own], [*faces[:own], *faces[own + 1 :]])
        for own, head in enumerate(heads)
    ]


def shape_in(region: Region) -> Floats:
    """A region's landmarks in units of the crop; mean ones if it has none."""
    if region.landmarks is None:
        return mean_face()
    return region.frame.to_crop(region.landmarks)


def view_of(frame: CropFrame) -> CropFrame:
    """The square around a head in which its outline is looked for."""
    corner = frame.to_image(np.array(VIEW_CORNER, np.float32))
    return CropFrame(frame.rotation_scale * VIEW_SIDE, complex(*corner))


def removed(person: Floats | None, shape: Floats) -> tuple[Floats, float]:
    """How much of each place of the view is removed, ``(256, 256)``, and how far the
    person's outline is believed, 0 to 1.

    ``person (256, 256)`` is the opacity of the person there, None if nobody looked.
    Where it misses the face it is not believed, and a shape that holds most heads
    counts; a core around face and skull is removed in any case.
    """
    core = filled(outline_of_head(shape, _CORE), _GROWTH)
    tight = np.maximum(core, filled(outline_of_head(shape, _TIGHT)))
    if person is None:
        return tight, 0.0
    belief = belief_in(person, shape)
    widest = filled(outline_of_head(shape, _WIDEST))
    found = belief * _grown(person) * widest + (1 - belief) * tight
    return np.asarray(np.maximum(core, found), np.float32), belief


def belief_in(person: Floats, shape: Floats) -> float:
    """How far an outline of a person is believed, 0 to 1: it must hold the face."""
    face = filled(np.asarray(cv2.convexHull(outline_landmarks(shape))[:, 0])) == 1
    seen = float(person[face].mean()) if face.any() else 0.0
    return float(np.clip((seen - _UNSURE) / (_SURE - _UNSURE), 0, 1))


def outline_of_head(shape: Floats, reach: tuple[float, float]) -> Floats:
    """A convex outline around a head with landmarks ``shape``, ``(k, 2)``."""
    turn = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    across, down = (
        np.sign(wave) * np.abs(wave) ** (2 / _ROUNDNESS)
        for wave in (np.cos(turn), np.sin(turn))
    )
    yaw = float(yaw_of(shape))
    behind = 1 + np.where(across * yaw < 0, abs(yaw) * _BEHIND, 0)
    height = np.where(down > 0, min(reach[1], _DOWNWARDS), reach[1])
    arc = [_MIDDLE[0] + across * reach[0] * behind, _MIDDLE[1] + down * height]
    points = np.concatenate([np.stack(arc, axis=1), _around_jaw(shape)])
    return np.asarray(cv2.convexHull(points.astype(np.float32))[:, 0], np.float32)


def filled(outline: Floats, rim: float = _FEATHER) -> Floats:
    """1 inside of a convex outline, a soft rim outside, on the view ``(256, 256)``."""
    corner = np.array(VIEW_CORNER, np.float32)
    pixels = (outline - corner) / VIEW_SIDE * VIEW_PX - 0.5
    corners = np.rint(pixels * 2**_SUBPIXEL_BITS).astype(np.int32)
    mask = np.zeros((VIEW_PX, VIEW_PX), np.uint8)
    cv2.fillConvexPoly(mask, corners, 1, cv2.LINE_8, _SUBPIXEL_BITS)
    distance = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_5)
    rim_px = rim / VIEW_SIDE * VIEW_PX
    return np.asarray(np.clip(1.25 - distance / rim_px, 0, 1), np.float32)


def _head_around(box_xyxy: Floats, face: Region, shape_hw: tuple[int, int]) -> Region:
    hull = face.frame.to_image(outline_of_head(shape_in(face), _WIDEST))
    if face.landmarks is None:
        both = np.concatenate([hull, ellipse_of_box(box_xyxy)])
        hull = np.asarray(cv2.convexHull(both)[:, 0], np.float32)
    return region_of_hull(face.frame, hull, face.landmarks, shape_hw, _FEATHER)


def _kept_off(head: Region, own: Region, others: Sequence[Region]) -> Region:
    """The head's region without others' faces; the own face stays whole."""
    theirs, face = np.zeros_like(head.alpha), np.zeros_like(head.alpha)
    for other in others:
        _lay_over(theirs, head.window_xyxy, other)
    _lay_over(face, head.window_xyxy, own)
    return replace(head, alpha=np.maximum(head.alpha * (1 - theirs), face), face=face)


def _lay_over(
    alpha: Floats, window_xyxy: tuple[int, int, int, int], region: Region
) -> None:
    """Raises ``alpha`` to that of a region where they meet, in place."""
    left, top, right, bottom = window_xyxy
    x0, y0, x1, y1 = region.window_xyxy
    a0, b0, a1, b1 = max(left, x0), max(top, y0), min(right, x1), min(bottom, y1)
    if a0 >= a1 or b0 >= b1:
        return
    part = alpha[b0 - top : b1 - top, a0 - left : a1 - left]
    np.maximum(part, region.alpha[b0 - y0 : b1 - y0, a0 - x0 : a1 - x0], out=part)


def _grown(person: Floats) -> Floats:
    """The opacity a little farther out and rather too much than too little."""
    reach = round(_GROWTH / VIEW_SIDE * VIEW_PX)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    wide = np.clip(cv2.dilate(person, kernel) * _STRENGTH, 0, 1)
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), reach / 3), np.float32)


def _around_jaw(shape: Floats) -> Floats:
    outline = outline_landmarks(shape)
    away = outline - np.array(_MIDDLE, np.float32)
    length = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
    return np.asarray(outline + away / length * _CHIN_MARGIN, np.float32)
