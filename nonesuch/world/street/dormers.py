"""Windows that stand out of a roof."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nonesuch.world.street.facade_styles import FacadeStyle
from nonesuch.world.street.house_line import HouseLine
from nonesuch.world.street.mesh_building import MeshBuilder, shifted
from nonesuch.world.street.shapes import add_box
from nonesuch.world.street.windows import Panes, add_windows

_WIDTH_M, _HEIGHT_M, _DEPTH_M = 1.0, 1.25, 1.9


def add_dormers(
    rng: np.random.Generator,
    builder: MeshBuilder,
    line: HouseLine,
    style: FacadeStyle,
    glass: Panes,
    eaves_m: float,
) -> None:
    """Add dormers along a mansard, and here and there along a pitched roof."""
    is_mansard = style.roof_kind == "mansard"
    step = style.bay_m * (1.0 if is_mansard else 1.8)
    low, inset = (0.75, 0.15) if is_mansard else (0.9, 0.55)
    for index in range(line.wall_count):
        frame, length = line.wall_frame(index)
        if length < 4 or not (is_mansard or rng.random() < 0.5):
            continue
        count = max(1, int(length / step))
        face = builder.inside(frame).inside(shifted(0, inset, eaves_m + low))
        middles = (np.arange(count) + 0.5) * length / count
        for x in middles:
            _add_box_of_dormer(face, style, float(x))
        small = replace(style, window_m=(_WIDTH_M, _HEIGHT_M))
        corners = [(x - _WIDTH_M / 2, 0.0) for x in middles]
        add_windows(rng, face, small, glass, corners, False)


def _add_box_of_dormer(face: MeshBuilder, style: FacadeStyle, x: float) -> None:
    center = (x, _DEPTH_M / 2, _HEIGHT_M / 2)
    size = (_WIDTH_M + 0.3, _DEPTH_M, _HEIGHT_M + 0.25)
    add_box(face, style.trim, center, size, ("bottom", "back"))
    lid = (x, _DEPTH_M / 2 - 0.05, _HEIGHT_M + 0.17)
    add_box(face, style.roof, lid, (_WIDTH_M + 0.5, _DEPTH_M + 0.2, 0.1))
