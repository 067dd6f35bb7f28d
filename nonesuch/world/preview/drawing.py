"""Labels drawn over a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from nonesuch.camera import Camera, project_camera, transformed
from nonesuch.formats.labels import Keypoints, Mask, Occlusion, PersonLabel
from nonesuch.world.preview import palette
from nonesuch.world.preview.palette import Color

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_FINER = 2
"""Lines are drawn so many times larger and then averaged, which smooths them."""
_MASK_SHARE = 0.45
_NEAREST_M = 0.1
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


@dataclass(frozen=True)
class Pen:
    """How thick lines and how large letters are, for a picture of that height."""

    line: float
    letters: float


def pen_for(height: int) -> Pen:
    """Lines and letters that look the same in pictures of all sizes."""
    return Pen(max(1.0, height / 450), max(9.0, height / 52))


def draw_boxes(image: Bytes, people: Sequence[PersonLabel]) -> Bytes:
    """Visible boxes thick, whole bodies thin, with ids; the nearest are on top."""
    board = _Board(image)
    for person in far_to_near(people):
        color = palette.of_track(person.track_id)
        board.box(person.amodal_box_xyxy, color, 0.7, alpha=190)
        if person.visible_box_xyxy is not None:
            board.box(person.visible_box_xyxy, color, 1.8)
    for person in far_to_near(people):
        board.tag(person.amodal_box_xyxy, _caption(person), _tag_color(person))
    return board.flat()


def draw_masks(image: Bytes, people: Sequence[PersonLabel], amodal: bool) -> Bytes:
    """Masks filled, with their edges; of whole bodies, those behind show through."""
    result = image.copy()
    for person in far_to_near(people):
        mask = person.amodal_mask if amodal else person.visible_mask
        if mask is not None:
            _fill(result, mask, palette.of_track(person.track_id))
    return result


def draw_skeletons(image: Bytes, people: Sequence[PersonLabel]) -> Bytes:
    """Bones and points, whose color says what hides them."""
    board = _Board(_faded(image, 0.25))
    for person in far_to_near(people):
        for points in (person.coco_keypoints, person.jta_keypoints):
            if points is not None:
                board.skeleton(points)
                break
    return board.flat()


def draw_solids(
    image: Bytes, people: Sequence[PersonLabel], camera: Camera | None
) -> Bytes:
    """3D boxes; the side that the person faces has a cross."""
    board = _Board(image)
    for person in far_to_near(people):
        if camera is not None and person.base_world is not None:
            board.solid(corners_of(person), camera, palette.of_track(person.track_id))
    return board.flat()


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


class _Board:
    """A picture to draw on, finer than it will be."""

    def __init__(self, image: Bytes) -> None:
        height, width = image.shape[:2]
        self.pen = pen_for(height)
        self._size = (width, height)
        large = (width * _FINER, height * _FINER)
        self._image = Pillow.fromarray(image).resize(large, Pillow.Resampling.NEAREST)
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def flat(self) -> Bytes:
        """The picture in its own size; where nothing was drawn it is unchanged."""
        small = self._image.resize(self._size, Pillow.Resampling.BOX)
        return np.array(small)

    def line(self, points: Floats, color: Color, weight: float, alpha: int) -> None:
        flat = [tuple(point) for point in points * _FINER]
        width = max(1, round(self.pen.line * weight * _FINER))
        self._draw.line(flat, (*color, alpha), width, joint="curve")

    def dot(self, point: Floats, color: Color, radius: float) -> None:
        x, y = point * _FINER
        size = radius * self.pen.line * _FINER
        box = (x - size, y - size, x + size, y + size)
        self._draw.ellipse(box, (*color, 255), (*palette.INK, 200), 1)

    def box(
        self, box_xyxy: Floats, color: Color, weight: float, alpha: int = 255
    ) -> None:
        x0, y0, x1, y1 = box_xyxy
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]])
        self.line(corners, color, weight, alpha)

    def tag(self, box_xyxy: Floats, text: str, color: Color) -> None:
        font = font_of(round(self.pen.letters * _FINER))
        pad = self.pen.letters * _FINER * 0.25
        left, top, right, bottom = font.getbbox(text)
        width, height = right - left + 2 * pad, bottom - top + 2 * pad
        x, y = box_xyxy[:2] * _FINER
        x = min(max(x, 0), self._image.width - width)
        y = min(max(y - height, 0), self._image.height - height)
        self._draw.rectangle((x, y, x + width, y + height), (*color, 235))
        self._draw.text((x + pad - left, y + pad - top), text, palette.INK, font)

    def skeleton(self, points: Keypoints) -> None:
        pixels, reasons = points.pixels, points.occlusion
        for one, other in _BONES[len(pixels)]:
            both = pixels[[one, other]]
            if np.isfinite(both).all():
                worst = max(int(reasons[one]), int(reasons[other]))
                is_seen = worst == Occlusion.NONE
                color = palette.OF_OCCLUSION[worst]
                self.line(both, color, 1.3 if is_seen else 0.8, 255 if is_seen else 150)
        for pixel, reason in zip(pixels, reasons, strict=True):
            if np.isfinite(pixel).all() and reason != Occlusion.OUT_OF_FRAME:
                self.dot(pixel, palette.OF_OCCLUSION[int(reason)], 1.7)

    def solid(self, corners_world: Floats, camera: Camera, color: Color) -> None:
        for one, other in (*_EDGES, (0, 5), (1, 4)):
            pixels = _projected_edge(camera, corners_world[[one, other]])
            is_cross = (one, other) in ((0, 5), (1, 4))
            if pixels is not None:
                weight = 0.6 if is_cross else 1.2
                self.line(pixels, color, weight, 170 if is_cross else 255)


@lru_cache
def font_of(size: int) -> ImageFont.FreeTypeFont:
    """The letters of Pillow itself, so that every machine draws the same."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font


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


def _faded(image: Bytes, share: float) -> Bytes:
    faded: Bytes = np.rint(image * (1 - share) + 255 * share * 0.35).astype(np.uint8)
    return faded


def _caption(person: PersonLabel) -> str:
    if person.visibility is None or person.visibility > 0.995:
        return str(person.track_id)
    return f"{person.track_id}  {person.visibility:.0%}"


def _tag_color(person: PersonLabel) -> Color:
    return (150, 150, 150) if person.ignore else palette.of_track(person.track_id)
