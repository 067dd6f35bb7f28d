"""Who is on the street: persons drawn from a seed and their number, never two alike.

Every trait has a random stream of its own, so that a wish for one leaves the others as
they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.world import outfits
from nonesuch.world.body.details import draw_details
from nonesuch.world.body.shape import SEXES, BodyShape
from nonesuch.world.colors import (
    COLOR_NAMES,
    HAIR,
    IRISES_SRGB,
    draw_name,
)
from nonesuch.world.hairstyles import LENGTHS, draw_hair, draw_hair_name, draw_length
from nonesuch.world.look import Look, Worn
from nonesuch.world.nouns import Person
from nonesuch.world.origins import ORIGINS, Origin, draw_skin
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
    sex = str(rngs["sex"].choice(_possible_sexes(wishes)))
    age = float(wishes.get("age_years", _draw_age(rngs["age"])))
    k = rngs["origin"].choice(len(ORIGINS), p=[origin.share for origin in ORIGINS])
    origin = ORIGINS[int(k)]
    stature = draw_stature_m(rngs["stature"], sex, age)
    shape = _draw_shape(rngs["build"], rngs["face"], sex, age, origin)
    worn, attributes = _draw_worn(rngs, wishes, sex, age, origin)
    skin_color, tone = draw_skin(rngs["skin"], origin)
    attributes = {
        **{"age_group": age_group(age), "sex": sex},
        **{"build": _build_name(shape.weight), "skin_tone": tone},
        **attributes,
    }
    iris = IRISES_SRGB[draw_name(rngs["eyes"], origin.eyes)]
    skin = f"{_skin_age(age)}_{origin.skin}_{sex}"
    look = Look(shape, skin, skin_color, iris, worn)
    stature_m = float(wishes.get("stature_m", stature))
    return Person(person_id, sex, round(age, 1), stature_m, attributes), look


def _possible_sexes(wishes: Wishes) -> list[str]:
    """Those who have all that is wished for."""
    kinds = {"upper_type": outfits.UPPER, "lower_type": outfits.LOWER}
    kinds["bag"] = outfits.BAGS
    possible = [
        sex
        for sex in SEXES
        if wishes.get("sex", sex) == sex
        and all(wishes[name] in kinds[name][sex] for name in kinds if name in wishes)
    ]
    if not possible:
        asked = ", ".join(
            f"{name} {wishes[name]!r}" for name in kinds if name in wishes
        )
        raise Refusal(
            f"Nobody in the wardrobe wears {asked} together"
            f"{' as ' + str(wishes['sex']) if 'sex' in wishes else ''}; "
            "wish for one of them less."
        )
    return possible


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
        if name in _RANGES:
            low, high = _RANGES[name]
            if not isinstance(value, int | float) or not low <= value <= high:
                raise Refusal(
                    f"A person's {name} cannot be {value!r}; "
                    f"expected a number from {low:g} to {high:g}."
                )
        elif value not in _CHOICES[name]:
            raise Refusal(
                f"A person's {name} cannot be {value!r}; "
                f"expected one of {', '.join(_CHOICES[name])}."
            )


def _kinds(by_sex: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for sex in SEXES for kind in by_sex[sex]))


_RANGES = {"age_years": (YOUNGEST_YEARS, OLDEST_YEARS), "stature_m": (0.9, 2.1)}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "sex": SEXES,
    "hair_color": tuple(HAIR),
    "hair": LENGTHS,
    "upper_type": _kinds(outfits.UPPER),
    "upper_color": COLOR_NAMES,
    "lower_type": _kinds(outfits.LOWER),
    "lower_color": COLOR_NAMES,
    "hat": tuple(outfits.HATS),
    "bag": _kinds(outfits.BAGS),
    "glasses": outfits.GLASSES,
}
WISHES = (*_RANGES, *_CHOICES)
"""The traits that a scripted scene may ask for; the rest is drawn."""


def _draw_age(rng: np.random.Generator) -> float:
    k = int(rng.choice(len(_AGE_GROUPS), p=[group[0] for group in _AGE_GROUPS]))
    return float(rng.uniform(*_AGE_GROUPS[k][1:]))


def _draw_shape(
    build: np.random.Generator,
    face: np.random.Generator,
    sex: str,
    age: float,
    origin: Origin,
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


def _draw_worn(
    rngs: Mapping[str, np.random.Generator],
    wishes: Wishes,
    sex: str,
    age: float,
    origin: Origin,
) -> tuple[tuple[Worn, ...], dict[str, str]]:
    def wished(name: str, drawn: str) -> str:
        return str(wishes.get(name, drawn))

    types = {
        "upper_type": wished(
            "upper_type", draw_name(rngs["upper"], outfits.UPPER[sex])
        ),
        "lower_type": wished(
            "lower_type", draw_name(rngs["lower"], outfits.LOWER[sex])
        ),
        "hat": wished("hat", draw_name(rngs["hat"], outfits.HATS)),
        "bag": wished("bag", draw_name(rngs["bag"], outfits.BAGS[sex])),
        "glasses": wished("glasses", _draw_glasses(rngs["glasses"], age)),
        "hair_length": wished("hair", draw_length(rngs["hair"], sex, age)),
        "hair_color": wished(
            "hair_color", draw_hair_name(rngs["hair color"], origin, age)
        ),
    }
    clothes, colors = _draw_clothes(rngs, wishes, sex, types)
    hair = draw_hair(
        rngs["hair"],
        origin,
        sex,
        types["hair_length"],
        types["hair_color"],
        types["hat"] != "none",
    )
    carried = (
        *outfits.draw_hat(rngs["hat"], types["hat"]),
        *outfits.draw_bag(rngs["bag"], types["bag"], types["upper_type"]),
        *outfits.draw_glasses(rngs["glasses"], types["glasses"]),
    )
    return (*clothes, *hair, *carried), {**types, **colors}


def _draw_clothes(
    rngs: Mapping[str, np.random.Generator],
    wishes: Wishes,
    sex: str,
    types: Mapping[str, str],
) -> tuple[tuple[Worn, ...], dict[str, str]]:
    """What is worn later in the list covers what comes before."""
    upper_type, lower_type = types["upper_type"], types["lower_type"]
    upper, upper_color = outfits.draw_upper(
        rngs["upper"], sex, upper_type, _text(wishes.get("upper_color"))
    )
    lower, lower_color = outfits.draw_lower(
        rngs["lower"], sex, lower_type, _text(wishes.get("lower_color"))
    )
    shoes, shoe_color = outfits.draw_shoes(rngs["shoes"], sex)
    colors = {"upper_color": upper_color, "lower_color": lower_color}
    colors["shoe_color"] = shoe_color
    waistband = replace(lower, items=("waistband",))
    if upper_type == "dress":
        colors["lower_color"] = upper_color
        return (shoes, *upper), {**colors, "lower_type": "dress"}
    if lower_type == "leggings":
        return (lower, shoes, *upper, waistband), colors
    return (shoes, lower, *upper, waistband), colors


def _draw_glasses(rng: np.random.Generator, age: float) -> str:
    share = float(np.interp(age, [10, 45, 65], [0.08, 0.2, 0.45]))
    sun = 0.05 if age > 14 else 0.0
    return draw_name(rng, {"no": 1 - share - sun, "yes": share, "sun": sun})


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)
