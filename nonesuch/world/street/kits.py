"""The furniture that one street uses, drawn once and shared by all its places."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nonesuch.world.nouns import Mesh
from nonesuch.world.street.bicycles import bicycle_mesh, scooter_mesh
from nonesuch.world.street.cars import car_mesh, draw_car_kind
from nonesuch.world.street.materials import linear
from nonesuch.world.street.trees import SPECIES, Species, Tree, draw_tree

_AUTUMN = (
    *(linear(168, 132, 62), linear(150, 96, 52), linear(132, 122, 60)),
    linear(158, 112, 56),
)


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
    species = _draw_species(rng)
    kinds = [draw_car_kind(rng) for _ in range(car_count)]
    return Kit(
        seed,
        tuple(draw_tree(rng, species[int(k % 3 == 2)]) for k in range(5)),
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


def _draw_species(rng: np.random.Generator) -> list[Species]:
    """Two kinds of trees; in every seventh street it is autumn."""
    chosen = [SPECIES[k] for k in rng.choice(len(SPECIES), 2, replace=False)]
    hues = rng.integers(len(_AUTUMN), size=2)
    if rng.random() < 1 / 7:
        colors = [_AUTUMN[k] for k in hues]
        return [replace(s, color=c) for s, c in zip(chosen, colors, strict=True)]
    return chosen
