"""The kinds of street by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nonesuch.world.street.assembling import Street
from nonesuch.world.street.avenue import build_avenue
from nonesuch.world.street.junction import build_junction
from nonesuch.world.street.shopping import build_shopping
from nonesuch.world.street.square import build_square

_KINDS: dict[str, Callable[[np.random.Generator, int, bool], Street]] = {
    "junction": build_junction,
    "avenue": build_avenue,
    "shopping": build_shopping,
    "square": build_square,
}
STREET_KINDS = tuple(_KINDS)


def build_street(rng: np.random.Generator, kind: str, is_night: bool = False) -> Street:
    """A street of one of STREET_KINDS; windows, shops and lamps shine by night.

    The middle of the scene, ``layout.focus_xy``, is near the origin.
    """
    picture_seed = int(rng.integers(1_000_000))
    return _KINDS[kind](rng, picture_seed, is_night)
