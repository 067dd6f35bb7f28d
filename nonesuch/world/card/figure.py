"""The distributions of a data set as one picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from nonesuch.world.card.facts import Facts
from nonesuch.world.card.real import MOT15, MOT17_PEOPLE_A_FRAME

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Color = tuple[int, int, int]

_INK: Color = (38, 43, 51)
_SOFT: Color = (120, 128, 138)
_PAPER: Color = (252, 252, 250)
_BAR: Color = (54, 117, 136)
_REAL: tuple[Color, ...] = ((201, 96, 41), (150, 94, 160))
_COLORS: dict[str, Color] = {
    "black": (34, 34, 36),
    "white": (236, 236, 232),
    "gray": (136, 138, 140),
    "red": (196, 48, 48),
    "orange": (226, 128, 44),
    "yellow": (232, 200, 64),
    "green": (64, 132, 76),
    "blue": (52, 92, 172),
    "navy": (36, 46, 84),
    "purple": (120, 72, 152),
    "pink": (228, 140, 168),
    "brown": (112, 78, 52),
    "beige": (214, 196, 164),
}

_FINER = 2
_PANEL_WH = (520, 280)
_GAP = 28
_MARGIN_LEFT, _MARGIN_BOTTOM, _MARGIN_TOP = 46, 40, 34
_MOST_BARS = 10


@dataclass(frozen=True)
class Scale:
    """The bins of a histogram and the marks below it."""

    edges: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]
    is_logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value lies between the first edge (0) and the last one (1)."""
        low, high = self.edges[0], self.edges[-1]
        if self.is_logarithmic:
            low, high, value = np.log((low, high, max(value, low))).tolist()
        return min(max((value - low) / (high - low), 0.0), 1.0)


def card_figure(facts: Facts) -> Bytes:
    """All distributions, RGB ``(h, w, 3)``."""
    panels = _panels(facts)
    columns = 3
    rows = -(-len(panels) // columns)
    width = columns * (_PANEL_WH[0] + _GAP) + _GAP
    height = rows * (_PANEL_WH[1] + _GAP) + _GAP
    size = (width * _FINER, height * _FINER)
    sheet = Pillow.new("RGB", size, _PAPER)
    for number, draw in enumerate(panels):
        x = _GAP + number % columns * (_PANEL_WH[0] + _GAP)
        y = _GAP + number // columns * (_PANEL_WH[1] + _GAP)
        draw(_Panel(ImageDraw.Draw(sheet), x, y))
    return np.array(sheet.resize((width, height), Pillow.Resampling.LANCZOS))


def _panels(facts: Facts) -> list[Callable[[_Panel], None]]:
    return [
        lambda panel: _height_panel(panel, facts),
        lambda panel: _density_panel(panel, facts),
        lambda panel: panel.histogram(
            "visibility", facts.visibilities, _shares(), "visible / whole body"
        ),
        lambda panel: panel.histogram(
            "truncation", facts.truncations, _shares(), "share outside the picture"
        ),
        lambda panel: panel.histogram(
            "distance", facts.distances_m, _even(0, 80, 32, 5), "meters from the camera"
        ),
        lambda panel: panel.histogram(
            "camera height", facts.camera_heights_m, _even(0, 12, 24, 7), "meters"
        ),
        lambda panel: panel.histogram(
            "camera tilt",
            facts.camera_tilts_deg,
            _even(-15, 60, 30, 6),
            "degrees downwards",
        ),
        lambda panel: panel.bars("actions, by picture", facts.actions.most_common()),
        lambda panel: panel.bars(
            "ages, by person", facts.attribute("age_group").most_common()
        ),
        lambda panel: panel.bars(
            "upper clothes, by person", facts.attribute("upper_color").most_common()
        ),
        lambda panel: panel.bars(
            "lower clothes, by person", facts.attribute("lower_color").most_common()
        ),
        lambda panel: panel.bars("weather, by sequence", _weathers(facts)),
    ]


def _height_panel(panel: _Panel, facts: Facts) -> None:
    edges = tuple(np.geomspace(0.01, 2, 34).tolist())
    ticks = tuple((v, f"{v:g}") for v in (0.01, 0.03, 0.1, 0.3, 1, 2))
    scale = Scale(edges, ticks, is_logarithmic=True)
    title = "height of a person"
    unit = "share of the picture's height; real: 5 to 95 %"
    panel.histogram(title, facts.height_shares, scale, unit, headroom=46)
    for row, real in enumerate(MOT15):
        panel.real_range(scale, real.height_share, row, real.name)


def _density_panel(panel: _Panel, facts: Facts) -> None:
    most = max([40, *facts.people_a_frame])
    step = 5 if most <= 60 else 10
    scale = _even(0, step * -(-most // step), 24, 6)
    counts = facts.people_a_frame
    panel.histogram("people in a picture", counts, scale, "people", headroom=28)
    panel.mark(scale, MOT17_PEOPLE_A_FRAME, "MOT17 train, mean")


def _weathers(facts: Facts) -> list[tuple[str, int]]:
    names = [
        info.weather.lower() + (", night" if info.is_night else "")
        for info in facts.infos
    ]
    return sorted(((n, names.count(n)) for n in set(names)), key=lambda p: (-p[1], p))


def _shares() -> Scale:
    return _even(0, 1, 20, 6)


def _even(low: float, high: float, bins: int, ticks: int) -> Scale:
    edges = tuple(np.linspace(low, high, bins + 1).tolist())
    return Scale(edges, tuple((v, f"{v:g}") for v in np.linspace(low, high, ticks)))


class _Panel:
    """A place on the sheet for one distribution, in pixels of the final picture."""

    def __init__(self, draw: ImageDraw.ImageDraw, x: float, y: float) -> None:
        self._draw, self._x, self._y = draw, x, y
        width, height = _PANEL_WH
        self._left, self._right = x + _MARGIN_LEFT, x + width
        self._top, self._foot = y + _MARGIN_TOP, y + height - _MARGIN_BOTTOM

    def histogram(
        self,
        title: str,
        values: Sequence[float],
        scale: Scale,
        unit: str,
        headroom: float = 0.0,
    ) -> None:
        """Bars up to the panel's top, or to ``headroom`` pixels below it."""
        self._title(title)
        self._axis(scale, unit)
        if not values:
            self._text(self._left + 8, self._top + 30, "unknown", _SOFT, 15)
            return
        inside = np.clip(values, scale.edges[0], scale.edges[-1])
        shares = np.histogram(inside, scale.edges)[0] / len(values)
        tallest = float(shares.max())
        top = self._top + headroom
        for low, high, share in zip(
            scale.edges[:-1], scale.edges[1:], shares, strict=True
        ):
            x0, x1 = self._at(scale, low) + 0.5, self._at(scale, high) - 0.5
            y = self._foot - share / tallest * (self._foot - top)
            if share > 0:
                self._rectangle(x0, min(y, self._foot - 1), x1, self._foot, _BAR)
        self._text(self._left - 6, top - 2, f"{tallest:.0%}", _SOFT, 13, "ra")
        middle = float(np.median(values))
        self._line(self._at(scale, middle), top, self._foot, _INK)
        self._text(self._right, self._y + 4, f"median {middle:.3g}", _SOFT, 14, "ra")

    def real_range(
        self, scale: Scale, quantiles: Sequence[float], row: int, name: str
    ) -> None:
        """5 to 95 % of real data as a bar, with the median."""
        color, y = _REAL[row], self._top + 4 + 20 * row
        x0, x1 = self._at(scale, quantiles[0]), self._at(scale, quantiles[-1])
        self._rectangle(x0, y + 7, x1, y + 11, color)
        x = self._at(scale, quantiles[2])
        self._rectangle(x - 1.5, y + 3, x + 1.5, y + 15, color)
        self._text(x0 - 8, y, name, color, 13, "ra")

    def mark(self, scale: Scale, value: float, name: str) -> None:
        x = self._at(scale, value)
        self._line(x, self._top, self._foot, _REAL[0])
        self._text(x + 6, self._top + 4, f"{name} {value:g}", _REAL[0], 13)

    def bars(self, title: str, counts: Sequence[tuple[str, int]]) -> None:
        self._title(title)
        total = sum(count for _, count in counts)
        if not total:
            self._text(self._left + 8, self._top + 30, "unknown", _SOFT, 15)
            return
        shown = counts[:_MOST_BARS]
        step = min(26.0, (self._foot + 24 - self._top) / len(shown))
        start, span = self._left + 96, self._right - self._left - 160
        for place, (name, count) in enumerate(shown):
            y = self._top + place * step
            length = span * count / shown[0][1]
            color = _COLORS.get(name, _BAR)
            self._rectangle(start, y + 2, start + max(length, 1), y + step - 4, color)
            middle = y + step / 2 - 9
            self._text(start - 8, middle, name, _INK, 14, "ra")
            share = f"{count / total:.0%}"
            self._text(start + length + 8, middle, share, _SOFT, 14)

    def _at(self, scale: Scale, value: float) -> float:
        return self._left + scale.place(value) * (self._right - self._left)

    def _title(self, title: str) -> None:
        self._text(self._x, self._y, title, _INK, 18)

    def _axis(self, scale: Scale, unit: str) -> None:
        self._rectangle(self._left, self._foot, self._right, self._foot + 1, _INK)
        for value, text in scale.ticks:
            x = self._at(scale, value)
            self._rectangle(x - 0.5, self._foot, x + 0.5, self._foot + 5, _INK)
            self._text(x, self._foot + 7, text, _SOFT, 13, "ma")
        x = (self._left + self._right) / 2
        self._text(x, self._foot + 23, unit, _SOFT, 13, "ma")

    def _line(self, x: float, top: float, foot: float, color: Color) -> None:
        self._rectangle(x - 0.75, top, x + 0.75, foot, color)

    def _rectangle(
        self, x0: float, y0: float, x1: float, y1: float, color: Color
    ) -> None:
        box = [value * _FINER for value in (x0, y0, x1, y1)]
        outline = _SOFT if color == _COLORS["white"] else None
        self._draw.rectangle(
            (box[0], box[1], max(box[2] - 1, box[0]), max(box[3] - 1, box[1])),
            color,
            outline,
        )

    def _text(
        self, x: float, y: float, text: str, color: Color, size: int, anchor: str = "la"
    ) -> None:
        font = ImageFont.load_default(size * _FINER)
        self._draw.text((x * _FINER, y * _FINER), text, color, font, anchor)
