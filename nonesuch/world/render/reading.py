"""Brings the layers of a moment back from the device."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.nouns import Buffers
from nonesuch.world.render.surface_pass import Masks
from nonesuch.world.render.targets import PictureTargets, SurfaceTargets
from nonesuch.world.render.view import View, source_pixels


def read_buffers(
    view: View, surface: SurfaceTargets, picture: PictureTargets, masks: Masks
) -> Buffers:
    """The layers of a moment; a bent lens's pixels have the labels of their nearest."""
    image = _read(picture.finished, np.uint8, 4)[..., :3].copy()
    identity = _read(surface.identity, np.uint32, 1)[..., 0]
    normal_depth = _read(surface.normal_depth, np.float32, 4)
    flow = _read(picture.flow, np.float32, 2)
    if view.camera.distortion != (0.0, 0.0):
        rows, columns = _nearest(view)
        identity, normal_depth = identity[rows, columns], normal_depth[rows, columns]
        flow = flow[rows, columns]
        bent = {person: mask[rows, columns] for person, mask in masks.items()}
        masks = {person: mask for person, mask in bent.items() if mask.any()}
    depth = normal_depth[..., 3]
    return Buffers(
        image,
        (identity & 0xFFFF).astype(np.uint16),
        np.where(depth > 0, depth, np.float32(np.inf)),
        normal_depth[..., :3].copy(),
        (identity >> 16 & 0xFF).astype(np.uint8),
        flow.copy(),
        masks,
    )


def _read(texture: Any, dtype: Any, components: int) -> NDArray[Any]:
    width, height = texture.size
    return np.frombuffer(texture.read(), dtype).reshape(height, width, components)


def _nearest(view: View) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    width, height = view.size_wh
    columns, rows = np.moveaxis(np.floor(source_pixels(view)).astype(np.intp), -1, 0)
    return rows.clip(0, height - 1), columns.clip(0, width - 1)
