"""Light from all directions: the map of a sphere on a square, and its harmonics."""

from __future__ import annotations

from functools import cache

import numpy as np

from nonesuch.camera import Floats


@cache
def directions(side: int) -> Floats:
    """Unit vectors ``(side, side, 3)`` at the centers of an octahedral map's pixels."""
    at = (np.arange(side) + 0.5) / side * 2 - 1
    x, y = np.meshgrid(at, at)
    z = 1 - abs(x) - abs(y)
    below = z < 0
    folded_x = np.where(below, (1 - abs(y)) * np.where(x < 0, -1, 1), x)
    folded_y = np.where(below, (1 - abs(x)) * np.where(y < 0, -1, 1), y)
    vectors = np.stack([folded_x, folded_y, z], -1)
    result: Floats = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    result.flags.writeable = False
    return result


@cache
def solid_angles(side: int) -> Floats:
    """Steradians ``(side, side)`` of the map's pixels; they sum to 4 pi."""
    vectors = directions(side)
    share = abs(vectors).sum(-1) ** 3
    result: Floats = share / share.sum() * 4 * np.pi
    result.flags.writeable = False
    return result


def harmonics_of(radiance: Floats) -> Floats:
    """``(9, 3)``: what a white matt surface gives back, by its normal.

    The polynomial's factors in the order 1, y, z, x, xy, yz, 3z^2 - 1, xz, x^2 - y^2
    (Ramamoorthi and Hanrahan 2001); radiance is an octahedral map ``(s, s, 3)``.
    """
    side = len(radiance)
    x, y, z = np.moveaxis(directions(side), -1, 0)
    basis = np.stack(
        [
            np.full_like(x, 0.282095),
            *(0.488603 * y, 0.488603 * z, 0.488603 * x),
            *(1.092548 * x * y, 1.092548 * y * z, 0.315392 * (3 * z**2 - 1)),
            *(1.092548 * x * z, 0.546274 * (x**2 - y**2)),
        ]
    )
    weighted = radiance * solid_angles(side)[..., None]
    coefficients = np.einsum("kij,ijc->kc", basis, weighted)
    constants = [0.282095, *[0.488603] * 3, 1.092548, 1.092548, 0.315392, 1.092548]
    constants.append(0.546274)
    lambert = np.array([1, *[2 / 3] * 3, *[1 / 4] * 5]) * np.array(constants)
    result: Floats = coefficients * lambert[:, None]
    return result


def irradiance_up(radiance: Floats) -> Floats:
    """What falls on level ground from the upper half of a map, ``(3,)``."""
    up = np.maximum(directions(len(radiance))[..., 2], 0)
    weights = up * solid_angles(len(radiance))
    result: Floats = np.einsum("ij,ijc->c", weights, radiance)
    return result
