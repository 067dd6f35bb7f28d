"""Who is on the street: persons drawn from a seed and their number, never two alike.

Every trait has a random stream of its own, so that a wish for one leaves the others as
they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.world import outfits
from nonesuch.world.body.details import draw_details
from nonesuch.world.body.shape import BodyShape
from nonesuch.world.colors import (
    COLOR_NAMES,
    HAIR,
    IRISES_SRGB,
    draw_hair_color,
    draw_name,
)
from nonesuch.world.look import Color, Look, Worn
from nonesuch.world.nouns import Person, Semantic
from nonesuch.world.stature import draw_stature_m

_STREAMS = (
    *("sex", "age", "origin", "stature", "build", "face", "skin", "eyes", "hair"),
    *("upper", "lower", "shoes", "hat", "bag", "glasses", "hair color"),
)
YOUNGEST_YEARS, OLDEST_YEARS = 4.0, 85.0
_AGE_GROUPS = (  # share of all, from years, to years
    (0.05, 4.0, 12.0),
    (0.06, 12.0, 18.0),
    (0.38, 18.0, 35.0),
    (0.34, 35.0, 60.0),
    (0.17, 60.0, 85.0),
)
_AGE_NAMES = {12.0: "child", 18.0: "teenager", 35.0: "young", 60.0: "middle-aged"}


@dataclass(frozen=True)
class _Origin:
    share: float
    mix: tuple[float, float, float]  # african, asian, caucasian
    skin: str
    darkest: Color  # linear
    lightest: Color
    hair: Mapping[str, float]
    eyes: Mapping[str, float]


_DARK_HAIR = {"black": 0.8, "brown": 0.2}
_DARK_EYES = {"dark": 0.7, "brown": 0.3}
_ORIGINS = (
    _Origin(
        0.46,
        (0.02, 0.03, 0.95),
        "caucasian",
        (0.36, 0.21, 0.15),
        (0.55, 0.36, 0.28),
        {"black": 0.12, "brown": 0.56, "blond": 0.27, "red": 0.05},
        {"dark": 0.1, "brown": 0.3, "hazel": 0.15, "green": 0.1, "blue": 0.35},
    ),
    _Origin(
        0.18,
        (0.1, 0.15, 0.75),
        "caucasian",
        (0.16, 0.085, 0.05),
        (0.36, 0.21, 0.14),
        _DARK_HAIR,
        _DARK_EYES,
    ),
    _Origin(
        0.2,
        (0.02, 0.93, 0.05),
        "asian",
        (0.30, 0.18, 0.12),
        (0.52, 0.34, 0.25),
        {"black": 0.85, "brown": 0.15},
        _DARK_EYES,
    ),
    _Origin(
        0.16,
        (0.93, 0.02, 0.05),
        "african",
        (0.05, 0.028, 0.02),
        (0.21, 0.115, 0.075),
        {"black": 0.93, "brown": 0.07},
        {"dark": 0.95, "brown": 0.05},
    ),
)

WISHES = (
    *("sex", "age_years", "stature_m", "hair_color", "hair", "upper_type"),
    *("upper_color", "lower_type", "lower_color", "hat", "bag", "glasses"),
)
"""The traits that a scripted scene may ask for; the rest is drawn."""

Wishes = Mapping[str, "str | float"]


def draw_person(
    seed: int, person_id: int, wishes: Wishes | None = None
) -> tuple[Person, Look]:
    """The person of this number in the world of this seed, and how he or she looks.

    ``Refusal`` for a wish that is unknown or cannot be met.
    """
    wishes = wishes or {}
    _check(wishes)
    rngs = {
        name: np.random.default_rng(np.random.SeedSequence([seed, person_id, k]))
        for k, name in enumerate(_STREAMS)
    }
    sex = str(wishes.get("sex", rngs["sex"].choice(["female", "male"])))
    age = float(wishes.get("age_years", _draw_age(rngs["age"])))
    origin = _ORIGINS[
        int(rngs["origin"].choice(len(_ORIGINS), p=[o.share for o in _ORIGINS]))
    ]
    stature = draw_stature_m(rngs["stature"], sex, age)
    shape = _draw_shape(rngs["build"], rngs["face"], sex, age, origin)
    worn, attributes = _draw_worn(rngs, wishes, sex, age, origin)
    skin_color, tone = _draw_skin(rngs["skin"], origin)
    attributes = {
        "age_group": age_group(age),
        "sex": sex,
        "build": _build_name(shape.weight),
        "skin_tone": tone,
        **attributes,
    }
    look = Look(
        shape,
        f"{_skin_age(age)}_{origin.skin}_{sex}",
        skin_color,
        IRISES_SRGB[draw_name(rngs["eyes"], origin.eyes)],
        worn,
    )
    stature_m = float(wishes.get("stature_m", stature))
    return Person(person_id, sex, round(age, 1), stature_m, attributes), look


def age_group(age_years: float) -> str:
    """child, teenager, young, middle-aged or old."""
    for end, name in _AGE_NAMES.items():
        if age_years < end:
            return name
    return "old"


def _check(wishes: Wishes) -> None:
    for name, value in wishes.items():
        if name not in WISHES:
            raise Refusal(
                f"A person has no trait '{name}'; expected one of {', '.join(WISHES)}."
            )
        allowed = _allowed(name, str(wishes.get("sex", "")))
        if isinstance(allowed, tuple):
            low, high = allowed
            if not isinstance(value, int | float) or not low <= value <= high:
                raise Refusal(
                    f"A person's {name} cannot be {value!r}; "
                    f"expected a number from {low:g} to {high:g}."
                )
        elif value not in allowed:
            raise Refusal(
                f"A person's {name} cannot be {value!r}; "
                f"expected one of {', '.join(sorted(allowed))}."
            )


def _allowed(name: str, sex: str) -> set[str] | tuple[float, float]:
    sexes = [sex] if sex in outfits.UPPER else list(outfits.UPPER)
    if name == "age_years":
        return YOUNGEST_YEARS, OLDEST_YEARS
    if name == "stature_m":
        return 0.9, 2.1
    return {
        "sex": {"female", "male"},
        "hair_color": set(HAIR),
        "hair": {"short", "long", "bald"},
        "upper_type": {kind for sex in sexes for kind in outfits.UPPER[sex]},
        "upper_color": set(COLOR_NAMES),
        "lower_type": {kind for sex in sexes for kind in outfits.LOWER[sex]},
        "lower_color": set(COLOR_NAMES),
        "hat": set(outfits.HATS),
        "bag": {kind for sex in sexes for kind in outfits.BAGS[sex]},
        "glasses": {"yes", "no"},
    }[name]


def _draw_age(rng: np.random.Generator) -> float:
    k = int(rng.choice(len(_AGE_GROUPS), p=[group[0] for group in _AGE_GROUPS]))
    return float(rng.uniform(*_AGE_GROUPS[k][1:]))


def _draw_shape(
    build: np.random.Generator,
    face: np.random.Generator,
    sex: str,
    age: float,
    origin: _Origin,
) -> BodyShape:
    slider = float(np.interp(age, [1, 10, 18, 25, 90], [0, 0.1875, 0.44, 0.5, 1]))
    grown = float(np.interp(age, [10, 18], [0, 1]))
    weight = 0.5 + 0.12 * grown * np.interp(age, [25, 55], [0, 1])
    mixed = np.array(origin.mix) + build.dirichlet([0.3, 0.3, 0.3]) * 0.15
    african, asian, caucasian = mixed / mixed.sum()
    return BodyShape(
        sex=sex,
        age=slider,
        muscle=float(np.clip(build.normal(0.53, 0.14), 0.15, 0.92)),
        weight=float(np.clip(build.normal(weight, 0.17), 0.12, 0.97)),
        proportions=float(np.clip(build.normal(0.62, 0.13), 0.25, 0.95)),
        cup=float(np.clip(build.normal(0.45, 0.18), 0.05, 0.9)),
        origin=(float(african), float(asian), float(caucasian)),
        details=draw_details(face, 0.35 + 0.65 * grown),
    )


def _skin_age(age: float) -> str:
    return "young" if age < 40 else "middleage" if age < 62 else "old"


def _build_name(weight: float) -> str:
    return "slim" if weight < 0.36 else "heavy" if weight > 0.72 else "average"


def _draw_skin(rng: np.random.Generator, origin: _Origin) -> tuple[Color, str]:
    share = rng.beta(2.0, 2.0)
    dark, light = np.log(origin.darkest), np.log(origin.lightest)
    red, green, blue = np.exp(dark + share * (light - dark))
    tone = "dark" if red < 0.2 else "light" if red > 0.38 else "medium"
    return (float(red), float(green), float(blue)), tone


_HAIR = {
    ("female", "long"): (
        *("long01", "long01", "long01", "ponytail01", "ponytail01", "ponytail01"),
        *("braid01", "braid01", "bob01", "bob02"),
    ),
    ("female", "short"): ("short03", "bob02", "short04", "short01"),
    ("male", "short"): (
        *("short01", "short02", "short02", "short04", "short04", "short03"),
    ),
    ("male", "long"): ("bob02",),
}


def _draw_hair(
    rngs: Mapping[str, np.random.Generator],
    wishes: Wishes,
    sex: str,
    age: float,
    origin: _Origin,
) -> tuple[tuple[Worn, ...], dict[str, str]]:
    rng, dye = rngs["hair"], rngs["hair color"]
    bald = 0.25 if sex == "male" and age > 45 else 0.04 if sex == "male" else 0.0
    bald *= age > 20
    long = (0.86 if age < 60 else 0.4) if sex == "female" else 0.04
    length = draw_name(
        rng, {"bald": bald, "long": (1 - bald) * long, "short": (1 - bald) * (1 - long)}
    )
    length = str(wishes.get("hair", length))
    gray = dye.random() < np.interp(age, [38, 75], [0.0, 0.95])
    name = str(dye.choice(["gray", "white"])) if gray else draw_name(dye, origin.hair)
    name = str(wishes.get("hair_color", name))
    color = draw_hair_color(dye, name)
    style = str(rng.choice(_HAIR.get((sex, length), ("bald",))))
    curly = origin.skin == "african" and rng.random() < 0.6
    if curly and length == "short":
        style = "afro01"
    brows = Worn(
        (f"eyebrow{rng.integers(1, 13):03d}", "eyebrows"), Semantic.HAIR, color, "hair"
    )
    worn: tuple[Worn, ...] = (brows,)
    if length != "bald":
        plain = "hair_long" if length == "long" else "hair_short"
        worn += (Worn((style, plain), Semantic.HAIR, color, "hair", roughness=0.5),)
    return worn, {"hair_length": length, "hair_color": name}


def _draw_worn(
    rngs: Mapping[str, np.random.Generator],
    wishes: Wishes,
    sex: str,
    age: float,
    origin: _Origin,
) -> tuple[tuple[Worn, ...], dict[str, str]]:
    def wished(name: str, drawn: str) -> str:
        return str(wishes.get(name, drawn))

    hair, attributes = _draw_hair(rngs, wishes, sex, age, origin)
    upper_type = wished("upper_type", draw_name(rngs["upper"], outfits.UPPER[sex]))
    lower_type = wished("lower_type", draw_name(rngs["lower"], outfits.LOWER[sex]))
    upper, upper_color = outfits.draw_upper(
        rngs["upper"], sex, upper_type, _text(wishes.get("upper_color"))
    )
    lower, lower_color = outfits.draw_lower(
        rngs["lower"], sex, lower_type, _text(wishes.get("lower_color"))
    )
    shoes, shoe_color = outfits.draw_shoes(rngs["shoes"])
    hat = wished("hat", draw_name(rngs["hat"], outfits.HATS))
    bag = wished("bag", draw_name(rngs["bag"], outfits.BAGS[sex]))
    glasses = wished("glasses", _draw_glasses(rngs["glasses"], age))
    worn = (
        *_layers(shoes, lower, upper, lower_type, upper_type),
        *hair,
        *outfits.draw_hat(rngs["hat"], hat),
        *outfits.draw_bag(rngs["bag"], bag, upper_type),
        *((outfits.draw_glasses(rngs["glasses"]),) if glasses == "yes" else ()),
    )
    attributes |= {
        **{"upper_type": upper_type, "upper_color": upper_color},
        **{"lower_type": lower_type, "lower_color": lower_color},
        **{"shoe_color": shoe_color, "hat": hat, "bag": bag, "glasses": glasses},
    }
    return worn, attributes


def _layers(
    shoes: Worn, lower: Worn, upper: Worn, lower_type: str, upper_type: str
) -> tuple[Worn, ...]:
    """What is worn later in the list covers what comes before."""
    if upper_type == "dress":
        return shoes, upper
    if lower_type == "leggings":
        return lower, shoes, upper
    return shoes, lower, upper


def _draw_glasses(rng: np.random.Generator, age: float) -> str:
    return (
        "yes"
        if rng.random() < np.interp(age, [10, 45, 65], [0.08, 0.2, 0.45])
        else "no"
    )


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)
