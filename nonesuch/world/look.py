"""How a person looks, as numbers and names: what is drawn before a mesh is made."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.world.body.shape import BodyShape
from nonesuch.world.nouns import Semantic

Color = tuple[float, float, float]


@dataclass(frozen=True)
class Worn:
    """Something on a person; the first of ``items`` that the wardrobe has is taken.

    ``second_color`` is that of the pattern, and of trimmings such as soles and straps.
    """

    items: tuple[str, ...]
    semantic: Semantic
    color: Color
    pattern: str = "plain"
    second_color: Color = (0.5, 0.5, 0.5)
    pattern_scale_m: float = 0.1
    roughness: float = 0.8
    metallic: float = 0.0


@dataclass(frozen=True)
class Look:
    """Body, skin and everything worn, hair included; colors are linear."""

    shape: BodyShape
    skin: str  # one of SKINS
    skin_color: Color
    iris_srgb: tuple[int, int, int]
    worn: tuple[Worn, ...]
