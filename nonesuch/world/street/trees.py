"""Trees: a trunk, boughs, and twigs painted on cards that face outwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Floats, Material, Mesh
from nonesuch.world.street import materials as m
from nonesuch.world.street.foliage import add_twigs, directions, leaf_material
from nonesuch.world.street.materials import Rgb, linear
from nonesuch.world.street.mesh_building import MeshBuilder
from nonesuch.world.street.shapes import add_tube


@dataclass(frozen=True)
class Species:
    """How a kind of tree grows; lengths in meters."""

    leaf: int  # which painted twig
    color: Rgb
    trunk_m: tuple[float, float]  # to the lowest boughs
    crown_m: tuple[float, float]  # radius
    tallness: float  # of the crown, height by width
    card_m: float
    card_count: int
    is_pale: bool = False


SPECIES = (
    Species(0, linear(114, 126, 86), (3.0, 4.2), (2.4, 3.4), 1.15, 1.05, 430),  # plane
    Species(1, linear(104, 120, 82), (2.6, 3.4), (1.7, 2.4), 1.3, 0.80, 430),  # lime
    Species(1, linear(96, 110, 76), (2.4, 2.9), (1.1, 1.5), 1.05, 0.59, 340),  # clipped
    Species(2, linear(112, 122, 90), (2.8, 3.8), (1.6, 2.3), 1.5, 0.80, 420),  # ash
    Species(1, linear(94, 108, 74), (1.6, 2.2), (0.9, 1.2), 2.9, 0.67, 390),  # hornbeam
    Species(
        2, linear(124, 132, 92), (2.2, 3.2), (1.3, 1.8), 1.7, 0.8, 270, True
    ),  # birch
    Species(0, linear(128, 92, 84), (2.4, 3.0), (1.3, 1.9), 1.1, 0.71, 360),  # plum
)


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree to be planted, and the ball in which its crown lies."""

    mesh: Mesh
    trunk_radius_m: float
    crown_radius_m: float
    crown_from_m: float
    crown_until_m: float


def draw_tree(rng: np.random.Generator, species: Species) -> Tree:
    """A tree of a kind."""
    trunk, radius = rng.uniform(*species.trunk_m), rng.uniform(*species.crown_m)
    thickness = 0.045 + 0.045 * radius
    half_height = radius * species.tallness
    center = np.array((*rng.normal(0, 0.1, 2), trunk + half_height * 0.82))
    builder = MeshBuilder()
    boughs = _bough_ends(rng, center, radius, half_height)
    _add_wood(rng, builder, species, trunk, thickness, center, boughs)
    middles, outward = _leaf_places(rng, species, center, radius, half_height, boughs)
    material = _leaf_material(rng, species)
    add_twigs(rng, builder, material, middles, outward, species.card_m)
    aside = float(np.quantile(np.hypot(middles[:, 0], middles[:, 1]), 0.95))
    bottom, top = (float(z) for z in np.quantile(middles[:, 2], (0.01, 0.98)))
    reach = 0.45 * species.card_m
    return Tree(builder.build(), thickness, aside + reach, bottom - reach, top + reach)


def _bough_ends(
    rng: np.random.Generator, center: Floats, radius: float, half_height: float
) -> Floats:
    count = 9
    turn = np.arange(count) * 2.4 + rng.uniform(0, 6.3)
    height = np.linspace(-0.75, 0.8, count) + rng.uniform(-0.1, 0.1, count)
    reach = 0.66 * np.sqrt(np.maximum(1 - height**2, 0.15))
    ends = np.stack([reach * np.cos(turn), reach * np.sin(turn), height], 1)
    scattered: Floats = center + ends * (radius, radius, half_height)
    return scattered


def _add_wood(
    rng: np.random.Generator,
    builder: MeshBuilder,
    species: Species,
    trunk: float,
    thickness: float,
    center: Floats,
    boughs: Floats,
) -> None:
    bark = m.BARK_PALE if species.is_pale else m.BARK
    fork = np.array((*rng.normal(0, 0.06, 2), trunk))
    top = (center + boughs[-1]) / 2
    path = [(0, 0, -0.05), (0, 0, 0.35), fork * (0.6, 0.6, 0.55), fork, top]
    radii = thickness * np.array((1.45, 1.0, 0.88, 0.75, 0.25))
    add_tube(builder, bark, path, radii, 9)
    for end in boughs[:-1]:
        start = fork + (top - fork) * rng.uniform(0.0, 0.6)
        bend = start * 0.45 + end * 0.55 - (0, 0, 0.12 * np.linalg.norm(end - start))
        add_tube(
            builder, bark, [start, bend, end], thickness * np.array((0.4, 0.28, 0.1)), 5
        )


def _leaf_material(rng: np.random.Generator, species: Species) -> Material:
    red, green, blue = np.array(species.color) * rng.uniform(0.8, 1.15)
    return leaf_material(species.leaf, (float(red), float(green), float(blue)))


def _leaf_places(
    rng: np.random.Generator,
    species: Species,
    center: Floats,
    radius: float,
    half_height: float,
    boughs: Floats,
) -> tuple[Floats, Floats]:
    """Where twigs are, and the direction away from the crown's middle there."""
    count = species.card_count
    stretch = np.array((radius, radius, half_height))
    tufts = boughs[rng.integers(len(boughs), size=count)]
    spread = directions(rng, count) * rng.random((count, 1)) ** 0.5
    places = tufts + spread * stretch * 0.47
    outward = (places - center) / stretch + (0, 0, 0.25)
    return places, outward / np.linalg.norm(outward, axis=1, keepdims=True)
