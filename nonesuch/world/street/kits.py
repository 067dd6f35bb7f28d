"""The furniture that one street uses, drawn once and shared by all its places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.nouns import Mesh
from nonesuch.world.street.bicycles import bicycle_mesh, scooter_mesh
from nonesuch.world.street.cars import car_mesh, draw_car_kind
from nonesuch.world.street.trees import SPECIES, Tree, draw_tree


@dataclass(frozen=True, eq=False)
class Kit:
    """Trees, and which kind of lamp, bin, bollard, bench and color; 0 is the first."""

    seed: int
    trees: tuple[Tree, ...]
    tree_share: float
    lamp: int
    lamp_hue: int
    bin: int
    bollard: int
    bench: int
    color: int
    bicycles: tuple[Mesh, ...]
    scooter: Mesh
    cars: tuple[tuple[str, Mesh], ...]


def draw_kit(rng: np.random.Generator, seed: int, car_count: int = 9) -> Kit:
    """One or two species of trees, one kind of lamp, and so on."""
    species = rng.choice(len(SPECIES), 2, replace=False)
    kinds = [draw_car_kind(rng) for _ in range(car_count)]
    return Kit(
        seed,
        tuple(draw_tree(rng, SPECIES[species[int(k % 3 == 2)]]) for k in range(5)),
        float(rng.choice((0.35, 0.7, 0.95))),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(3)),
        int(rng.integers(2)),
        int(rng.integers(10)),
        tuple(bicycle_mesh(rng) for _ in range(3)),
        scooter_mesh(rng),
        tuple((kind, car_mesh(rng, kind)) for kind in kinds),
    )
