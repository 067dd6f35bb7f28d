"""Sliders of face and build that make one person unlike the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Slider:
    """A pair of opposite targets; ``sides`` where left and right have one each."""

    stem: str
    low: str
    high: str
    spread: float  # standard deviation of the weight
    sides: tuple[str, ...] = ("",)

    def targets(self, value: float) -> Iterator[tuple[str, float]]:
        """The targets and weights that a value from -1 to 1 means."""
        folder, name = self.stem.split("/")
        end = self.high if value > 0 else self.low
        for side in self.sides:
            yield f"{folder}/{side}{name}-{end}", min(abs(value), 1.0)


_BOTH = ("l-", "r-")
SLIDERS = (
    Slider("head/head-fat", "decr", "incr", 0.3),
    Slider("head/head-scale-horiz", "decr", "incr", 0.25),
    Slider("head/head-scale-vert", "decr", "incr", 0.25),
    Slider("head/head-scale-depth", "decr", "incr", 0.2),
    Slider("forehead/forehead-scale-vert", "decr", "incr", 0.3),
    Slider("forehead/forehead-temple", "decr", "incr", 0.3),
    Slider("nose/nose-scale-horiz", "decr", "incr", 0.35),
    Slider("nose/nose-scale-vert", "decr", "incr", 0.35),
    Slider("nose/nose-scale-depth", "decr", "incr", 0.35),
    Slider("nose/nose-hump", "decr", "incr", 0.35),
    Slider("nose/nose-point", "down", "up", 0.35),
    Slider("nose/nose-width1", "decr", "incr", 0.3),
    Slider("nose/nose-nostrils-width", "decr", "incr", 0.35),
    Slider("mouth/mouth-scale-horiz", "decr", "incr", 0.35),
    Slider("mouth/mouth-scale-vert", "decr", "incr", 0.25),
    Slider("mouth/mouth-upperlip-volume", "decr", "incr", 0.35),
    Slider("mouth/mouth-lowerlip-volume", "decr", "incr", 0.35),
    Slider("mouth/mouth-trans", "down", "up", 0.25),
    Slider("mouth/mouth-angles", "down", "up", 0.3),
    Slider("chin/chin-width", "decr", "incr", 0.35),
    Slider("chin/chin-height", "decr", "incr", 0.3),
    Slider("chin/chin-prominent", "decr", "incr", 0.3),
    Slider("chin/chin-bones", "decr", "incr", 0.35),
    Slider("cheek/cheek-volume", "decr", "incr", 0.4, _BOTH),
    Slider("cheek/cheek-bones", "decr", "incr", 0.4, _BOTH),
    Slider("eyes/eye-scale", "decr", "incr", 0.2, _BOTH),
    Slider("eyes/eye-trans", "in", "out", 0.25, _BOTH),
    Slider("eyes/eye-height2", "decr", "incr", 0.25, _BOTH),
    Slider("eyes/eye-bag", "decr", "incr", 0.3, _BOTH),
    Slider("ears/ear-scale", "decr", "incr", 0.3, _BOTH),
    Slider("ears/ear-wing", "decr", "incr", 0.3, _BOTH),
    Slider("neck/neck-scale-vert", "decr", "incr", 0.2),
    Slider("neck/neck-scale-horiz", "decr", "incr", 0.2),
    Slider("torso/measure-shoulder-dist", "decr", "incr", 0.25),
    Slider("torso/torso-vshape", "decr", "incr", 0.25),
    Slider("hip/hip-scale-horiz", "decr", "incr", 0.25),
    Slider("stomach/stomach-tone", "decr", "incr", 0.3),
    Slider("buttocks/buttocks-volume", "decr", "incr", 0.3),
)
_LARGEST = 0.8


def detail_names() -> Iterator[str]:
    """All targets that a person's details may use."""
    for slider in SLIDERS:
        for value in (-1.0, 1.0):
            yield from (name for name, _ in slider.targets(value))


def draw_details(rng: np.random.Generator, strength: float = 1.0) -> dict[str, float]:
    """Weights of targets of one person; 1 are adults, children differ less."""
    details: dict[str, float] = {}
    for slider in SLIDERS:
        value = strength * slider.spread * rng.standard_normal()
        details.update(slider.targets(float(np.clip(value, -_LARGEST, _LARGEST))))
    return details
