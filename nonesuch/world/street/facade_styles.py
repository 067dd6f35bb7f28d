"""How houses look: materials, storeys, windows, drawn at random within a family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nonesuch.world.nouns import Material, Semantic
from nonesuch.world.street.materials import Rgb, linear


@dataclass(frozen=True, eq=False)
class FacadeStyle:
    """One house's manner; lengths in meters."""

    wall: Material
    base: Material  # of the ground floor
    trim: Material  # ledges, sills, surrounds
    frame: Material  # of the windows
    roof: Material
    floors: int  # above the ground floor
    ground_floor_m: float
    floor_m: float
    bay_m: float  # from window to window
    window_m: tuple[float, float]  # width and height
    sill_m: float  # above the floor
    recess_m: float
    casement: str  # "double", "sash", "single", "panel"
    roof_kind: str  # "flat", "pitched", "mansard"
    has_surrounds: bool = False
    has_ledges: bool = False
    shutter: Material | None = None
    balcony_share: float = 0.0
    has_flowers: bool = False
    rail: str = "bars"  # of balconies: "bars", "glass", "solid"


_PLASTERS = (
    *(
        (222, 208, 180),
        (226, 223, 215),
        (204, 172, 120),
        (178, 176, 171),
        (204, 164, 140),
    ),
    *(
        (182, 188, 168),
        (156, 166, 174),
        (214, 196, 160),
        (196, 150, 118),
        (232, 226, 204),
    ),
)
_BRICKS = ((138, 80, 64), (118, 68, 56), (156, 106, 82), (172, 146, 118), (98, 66, 58))
_STONES = ((196, 187, 168), (182, 174, 160), (206, 198, 180), (168, 160, 150))
_CONCRETES = ((164, 162, 156), (146, 146, 144), (186, 182, 174), (128, 130, 132))
_CLADDINGS = (
    *((206, 202, 194), (186, 182, 174), (150, 92, 74), (92, 88, 84), (176, 158, 132)),
    *((122, 134, 140), (196, 186, 160), (134, 112, 92), (222, 220, 214)),
)
_TILES = ((122, 70, 54), (96, 66, 56), (74, 72, 74), (62, 64, 70), (110, 84, 70))
_FRAMES = ((222, 221, 216), (222, 221, 216), (84, 66, 50), (48, 52, 54), (60, 78, 70))
_SHUTTERS = ((58, 78, 66), (84, 66, 52), (72, 92, 106), (122, 118, 108), (96, 46, 40))


def _pick(rng: np.random.Generator, colors: tuple[tuple[int, int, int], ...]) -> Rgb:
    red, green, blue = np.array(colors[rng.integers(len(colors))]) + rng.integers(-7, 8)
    return linear(int(red), int(green), int(blue))


def _wall(pattern: str, color: Rgb, roughness: float = 0.9) -> Material:
    return Material(Semantic.BUILDING, color, pattern, roughness=roughness)


def _frame(rng: np.random.Generator) -> Material:
    return Material(Semantic.WINDOW, _pick(rng, _FRAMES), roughness=0.5)


def _shutter(rng: np.random.Generator) -> Material:
    return Material(Semantic.WINDOW, _pick(rng, _SHUTTERS), "wood", roughness=0.6)


def _roof(rng: np.random.Generator) -> Material:
    return _wall("roof", _pick(rng, _TILES))


def _classical(rng: np.random.Generator) -> FacadeStyle:
    stone = _wall("stone", _pick(rng, _STONES))
    return FacadeStyle(
        wall=_wall("plaster", _pick(rng, _PLASTERS)),
        base=stone if rng.random() < 0.6 else _wall("plaster", _pick(rng, _STONES)),
        trim=_wall("plaster", _pick(rng, _STONES)),
        frame=_frame(rng),
        roof=_roof(rng),
        floors=int(rng.integers(3, 6)),
        ground_floor_m=rng.uniform(4.0, 4.7),
        floor_m=rng.uniform(3.3, 3.8),
        bay_m=rng.uniform(2.3, 3.1),
        window_m=(rng.uniform(1.05, 1.3), rng.uniform(1.95, 2.25)),
        sill_m=rng.uniform(0.6, 0.85),
        recess_m=0.2,
        casement="double",
        roof_kind=str(rng.choice(("mansard", "pitched", "flat"), p=(0.5, 0.3, 0.2))),
        has_surrounds=True,
        has_ledges=True,
        shutter=_shutter(rng) if rng.random() < 0.25 else None,
        balcony_share=float(rng.choice((0.0, 0.25, 0.5))),
        has_flowers=bool(rng.random() < 0.3),
    )


def _brick(rng: np.random.Generator) -> FacadeStyle:
    brick = _wall("brick", _pick(rng, _BRICKS))
    return FacadeStyle(
        wall=brick,
        base=_wall("stone", _pick(rng, _STONES)) if rng.random() < 0.5 else brick,
        trim=_wall("concrete", _pick(rng, _STONES)),
        frame=_frame(rng),
        roof=_roof(rng),
        floors=int(rng.integers(2, 5)),
        ground_floor_m=rng.uniform(3.7, 4.3),
        floor_m=rng.uniform(3.0, 3.4),
        bay_m=rng.uniform(2.2, 3.2),
        window_m=(rng.uniform(1.0, 1.5), rng.uniform(1.6, 1.95)),
        sill_m=rng.uniform(0.75, 0.95),
        recess_m=0.15,
        casement="sash",
        roof_kind=str(rng.choice(("pitched", "flat"))),
        has_surrounds=False,
        has_ledges=bool(rng.random() < 0.5),
    )


def _post_war(rng: np.random.Generator) -> FacadeStyle:
    return FacadeStyle(
        wall=_wall("plaster", _pick(rng, _PLASTERS)),
        base=_wall("plaster", _pick(rng, (*_CONCRETES, *_PLASTERS))),
        trim=_wall("concrete", _pick(rng, _CONCRETES)),
        frame=_frame(rng),
        roof=_roof(rng),
        floors=int(rng.integers(3, 6)),
        ground_floor_m=rng.uniform(3.5, 4.0),
        floor_m=rng.uniform(2.8, 3.0),
        bay_m=rng.uniform(2.6, 3.6),
        window_m=(rng.uniform(1.3, 2.0), rng.uniform(1.3, 1.5)),
        sill_m=rng.uniform(0.85, 1.0),
        recess_m=0.12,
        casement="single",
        roof_kind=str(rng.choice(("flat", "pitched"))),
        balcony_share=float(rng.choice((0.0, 0.3, 0.5))),
        rail=str(rng.choice(("bars", "solid", "glass"))),
    )


def _modern(rng: np.random.Generator) -> FacadeStyle:
    bay = rng.uniform(2.4, 3.6)
    return FacadeStyle(
        wall=_wall(str(rng.choice(("stone", "plain"))), _pick(rng, _CLADDINGS), 0.7),
        base=_wall("stone", _pick(rng, _CONCRETES)),
        trim=_wall("metal", _pick(rng, ((70, 72, 74), (150, 150, 148))), 0.5),
        frame=Material(Semantic.WINDOW, linear(46, 48, 50), roughness=0.4),
        roof=_roof(rng),
        floors=int(rng.integers(4, 8)),
        ground_floor_m=rng.uniform(4.0, 4.8),
        floor_m=rng.uniform(3.2, 3.6),
        bay_m=bay,
        window_m=(bay * rng.uniform(0.6, 0.93), rng.uniform(1.8, 2.6)),
        sill_m=rng.uniform(0.2, 0.7),
        recess_m=0.14,
        casement="panel",
        roof_kind="flat",
        has_ledges=bool(rng.random() < 0.3),
        balcony_share=float(rng.choice((0.0, 0.0, 0.3))),
        rail="glass",
    )


_FAMILIES: tuple[Callable[[np.random.Generator], FacadeStyle], ...] = (
    *(_classical, _brick, _post_war, _modern),
)


@dataclass(frozen=True, eq=False)
class Town:
    """The mixture of houses that makes streets differ from one another."""

    shares: tuple[float, ...]  # of the families
    extra_floors: int


def draw_town(rng: np.random.Generator) -> Town:
    """A town in which one or two families prevail."""
    shares = rng.dirichlet((1.3, 0.9, 0.8, 0.5))
    return Town(tuple(shares), int(rng.choice((-1, 0, 0, 1))))


def draw_style(rng: np.random.Generator, town: Town) -> FacadeStyle:
    """The manner of one house."""
    family = _FAMILIES[rng.choice(len(_FAMILIES), p=town.shares)]
    style = family(rng)
    return replace(style, floors=max(2, style.floors + town.extra_floors))
