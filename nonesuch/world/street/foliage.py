"""Twigs painted on cards: what crowns and shrubs are made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from nonesuch.world.nouns import Floats, Material, Semantic
from nonesuch.world.street.leaf_pictures import leaf_cluster
from nonesuch.world.street.materials import Rgb, linear, pictured
from nonesuch.world.street.mesh_building import MeshBuilder, quad_triangles

_CARD = ((-1, -1), (1, -1), (1, 1), (-1, 1))
_SHRUB_GREEN = linear(92, 108, 74)


def leaf_material(leaf: int, color: Rgb) -> Material:
    """One of the painted twigs in a color of its own."""
    texture = leaf_cluster(leaf)
    material = pictured(Semantic.VEGETATION, texture, "leaf", alpha_cut=0.5)
    return replace(material, color=color)


def add_twigs(
    rng: np.random.Generator,
    builder: MeshBuilder,
    material: Material,
    middles: Floats,
    outward: Floats,
    card_m: float,
) -> None:
    """Add a card ``card_m`` wide at each place ``(n, 3)``.

    The normals are the directions ``outward (n, 3)``, so that the whole is lit as a
    round body, whichever way a card is turned.
    """
    count = len(middles)
    facing = outward + 0.9 * directions(rng, count)
    u = np.cross(facing, directions(rng, count))
    v = np.cross(facing, u)
    u, v = (w / np.linalg.norm(w, axis=1, keepdims=True) for w in (u, v))
    v = np.where((np.cross(u, v) * outward).sum(1, keepdims=True) < 0, -v, v)
    size = card_m * rng.uniform(0.38, 0.62, (count, 1))
    corners = np.stack([middles + size * (a * u + b * v) for a, b in _CARD], 1)
    builder.add(
        material,
        corners.reshape(-1, 3),
        np.repeat(outward, 4, 0),
        np.tile([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], (count, 1)),
        quad_triangles(count),
    )


def add_shrub(
    rng: np.random.Generator,
    builder: MeshBuilder,
    center: ArrayLike,
    radii: ArrayLike,
    count: int,
    card_m: float = 0.5,
) -> None:
    """Add a bush that fills a box of half widths ``radii``."""
    inside = rng.uniform(-1, 1, (count, 3))
    middles = np.asarray(center) + inside * np.asarray(radii)
    outward = inside + (0, 0, 0.6) + 1e-6
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    leaf = leaf_material(1, _SHRUB_GREEN)
    add_twigs(rng, builder, leaf, middles, outward, card_m)


def directions(rng: np.random.Generator, count: int) -> Floats:
    """Unit vectors ``(count, 3)``, every direction alike."""
    vectors = rng.normal(size=(count, 3))
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
