"""A street from above with a grid of meters, to place people and cameras by."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from shapely import MultiPolygon, Polygon

from nonesuch.world.nouns import Bytes, Floats, Layout

Pixel = tuple[float, float]

_SIDE_PX = 1400
_OVERSAMPLED = 2
_HALF_M = 35.0
_GRID_M = 5
_FONT_PX = 15
_COLORS = {
    "closed": (196, 190, 182),
    "road": (128, 128, 132),
    "walkable": (238, 233, 222),
    "crossing": (250, 250, 250),
    "lane": (240, 190, 60),
    "grid": (150, 150, 165),
    "text": (60, 60, 70),
    "seat": (150, 90, 40),
    "person": (200, 40, 50),
    "camera": (40, 90, 200),
}
_ROAD_HALF_M = 1.8


def draw_plan(
    layout: Layout,
    paths_xy: Iterable[Floats] = (),
    cameras: Iterable[tuple[Floats, Floats]] = (),
) -> Bytes:
    """The plan ``(h, w, 3)`` around the focus: y up, a line every 5 m.

    Light is where people may be, yellow the middle of lanes, brown are seats, red the
    paths ``(k, 2)`` of people placed by hand, blue the cameras (eye, target).
    """
    board = _Board(layout.focus_xy)
    board.areas(layout.walkable, "walkable")
    for lane in layout.lanes:
        board.line(lane.points_xy, "road", 2 * _ROAD_HALF_M)
    for crossing in layout.crossings:
        board.areas(MultiPolygon([Polygon(crossing.polygon_xy)]), "crossing")
    for lane in layout.lanes:
        board.line(lane.points_xy, "lane", 0.12)
    board.grid()
    for seat in layout.seats:
        board.dot(np.array(seat.position_xy), "seat", 0.3)
    for path in paths_xy:
        board.line(path, "person", 0.2)
        board.dot(path[0], "person", 0.35)
    for eye, target in cameras:
        board.line(np.stack([eye[:2], target[:2]]), "camera", 0.12)
        board.dot(eye[:2], "camera", 0.5)
    return board.image()


class _Board:
    """A picture that is drawn on in meters."""

    def __init__(self, focus_xy: tuple[float, float]) -> None:
        side = _SIDE_PX * _OVERSAMPLED
        self._focus = np.array(focus_xy)
        self._scale = side / (2 * _HALF_M)
        self._image = Image.new("RGB", (side, side), _COLORS["closed"])
        self._draw = ImageDraw.Draw(self._image)
        self._labels: list[tuple[Pixel, str]] = []

    def image(self) -> Bytes:
        """What was drawn, smoothed, with the labels on top."""
        small = self._image.resize((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
        draw, font = ImageDraw.Draw(small), ImageFont.load_default(_FONT_PX)
        for (x, y), text in self._labels:
            draw.text((x, y), text, fill=_COLORS["text"], font=font)
        return np.asarray(small)

    def areas(self, areas: MultiPolygon, color: str) -> None:
        for polygon in areas.geoms:
            self._draw.polygon(self._pixels(polygon.exterior.coords), _COLORS[color])
            for hole in polygon.interiors:
                self._draw.polygon(self._pixels(hole.coords), _COLORS["closed"])

    def line(self, points_xy: Floats, color: str, width_m: float) -> None:
        width = max(2, round(width_m * self._scale))
        points = self._pixels(points_xy)
        self._draw.line(points, _COLORS[color], width, joint="curve")

    def dot(self, point_xy: Floats, color: str, radius_m: float) -> None:
        ((x, y),) = self._pixels([point_xy])
        r = radius_m * self._scale
        self._draw.ellipse((x - r, y - r, x + r, y + r), _COLORS[color])

    def grid(self) -> None:
        """Thin lines with their meters at the left and the lower edge."""
        for axis in (0, 1):
            first = np.ceil((self._focus[axis] - _HALF_M) / _GRID_M) * _GRID_M
            for at in np.arange(first, self._focus[axis] + _HALF_M, _GRID_M):
                ends = np.tile(self._focus, (2, 1))
                ends[:, 1 - axis] += (-_HALF_M, _HALF_M)
                ends[:, axis] = at
                pixels = self._pixels(ends)
                self._draw.line(pixels, _COLORS["grid"], 1)
                x, y = (value / _OVERSAMPLED for value in pixels[0])
                place = (x + 3, _SIDE_PX - 20) if axis == 0 else (3, y + 1)
                self._labels.append((place, f"{at:g}"))

    def _pixels(
        self, points_xy: Iterable[Iterable[float]]
    ) -> list[tuple[float, float]]:
        off = np.array([tuple(p)[:2] for p in points_xy]) - self._focus
        x = (off[:, 0] + _HALF_M) * self._scale
        y = (_HALF_M - off[:, 1]) * self._scale
        return list(zip(x.tolist(), y.tolist(), strict=True))
