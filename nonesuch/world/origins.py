"""Where people's ancestors lived: face, skin, hair and eyes go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nonesuch.world.look import Color


@dataclass(frozen=True)
class Origin:
    """One of the groups that a street's people are drawn from."""

    share: float
    mix: tuple[float, float, float]  # african, asian, caucasian
    skin: str
    darkest: Color  # linear
    lightest: Color
    hair: Mapping[str, float]
    eyes: Mapping[str, float]


_DARK_HAIR = {"black": 0.8, "brown": 0.2}
_DARK_EYES = {"dark": 0.7, "brown": 0.3}
ORIGINS = (
    Origin(
        0.46,
        (0.02, 0.03, 0.95),
        "caucasian",
        (0.36, 0.21, 0.15),
        (0.55, 0.36, 0.28),
        {"black": 0.12, "brown": 0.56, "blond": 0.27, "red": 0.05},
        {"dark": 0.1, "brown": 0.3, "hazel": 0.15, "green": 0.1, "blue": 0.35},
    ),
    Origin(
        0.18,
        (0.1, 0.15, 0.75),
        "caucasian",
        (0.16, 0.085, 0.05),
        (0.36, 0.21, 0.14),
        _DARK_HAIR,
        _DARK_EYES,
    ),
    Origin(
        0.2,
        (0.02, 0.93, 0.05),
        "asian",
        (0.30, 0.18, 0.12),
        (0.52, 0.34, 0.25),
        {"black": 0.85, "brown": 0.15},
        _DARK_EYES,
    ),
    Origin(
        0.16,
        (0.93, 0.02, 0.05),
        "african",
        (0.05, 0.028, 0.02),
        (0.21, 0.115, 0.075),
        {"black": 0.93, "brown": 0.07},
        {"dark": 0.95, "brown": 0.05},
    ),
)


def draw_skin(rng: np.random.Generator, origin: Origin) -> tuple[Color, str]:
    """A linear color of skin, and whether it is dark, medium or light."""
    share = rng.beta(2.0, 2.0)
    dark, light = np.log(origin.darkest), np.log(origin.lightest)
    red, green, blue = np.exp(dark + share * (light - dark))
    tone = "dark" if red < 0.2 else "light" if red > 0.38 else "medium"
    return (float(red), float(green), float(blue)), tone
