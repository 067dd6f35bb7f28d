"""The ``person`` method: somebody who does not exist, in the old pose and light.

The face's pixels are removed.  The stand-in's own picture, bent to the pose, comes in
their place, in the light that a first network guesses from the surroundings; a second
one says what falls over it there: hair, shade.  Where skin goes on, the rim meets it.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from nonesuch.nouns import Floats, Identity, Image
from nonesuch.parallel import in_order
from nonesuch.replace import context, harmonize, painter, sharpness
from nonesuch.replace.alignment import CENTRE, mask_of_face
from nonesuch.replace.ambience import Ambience, Grain
from nonesuch.replace.dressed import Dressed
from nonesuch.replace.grain import noise_around, with_grain, with_pattern
from nonesuch.replace.light import stress, toned
from nonesuch.replace.region import Region
from nonesuch.replace.rim import rim_gain, with_rim
from nonesuch.replace.scene import Setting, crops_and_holes, placed, setting_of
from nonesuch.replace.standin import looks_of


def person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with a person who does not exist.

    ``seeds`` are for the grain, one a face.
    """
    seen, dressed = _looked_and_dressed(image, regions, identities)
    return list(in_order(_patch, zip(regions, dressed, seeds, seen, strict=True)))


def looked(
    image: Image, regions: Sequence[Region], identities: Sequence[Identity]
) -> list[Ambience]:
    """What the surroundings of each face say of its place and of who is put there."""
    return _looked_and_dressed(image, regions, identities)[0]


def person_in(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
    ambiences: Sequence[Ambience],
) -> list[Image]:
    """What :func:`person` returns, each face in an ambience that is known."""

    def patch(face: tuple[Region, Identity, int, Ambience]) -> Image:
        region, identity, seed, ambience = face
        light = np.asarray(np.rint(ambience.light), np.uint8)
        looks = looks_of(identity.index, identity.table)
        dressed = Dressed(setting_of(region), looks, light, ambience.contrast)
        return _patch((region, dressed, seed, ambience))

    faces = zip(regions, identities, seeds, ambiences, strict=True)
    return list(in_order(patch, faces))


def _looked_and_dressed(
    image: Image, regions: Sequence[Region], identities: Sequence[Identity]
) -> tuple[list[Ambience], list[Dressed]]:
    if not regions:
        return [], []
    settings = [setting_of(region) for region in regions]
    around, holes = crops_and_holes(image, regions, settings, painter.SIZE)
    lights = [
        toned(light, hole, identity.lightness_range)
        for light, hole, identity in zip(
            painter.painted(around, holes), holes, identities, strict=True
        )
    ]
    crops, wide_holes = crops_and_holes(image, regions, settings, harmonize.SIZE)
    contrasts = stress(context.expectations(crops, wide_holes).contrasts)
    dressed = [
        Dressed(setting, looks_of(identity.index, identity.table), light, float(one))
        for setting, identity, light, one in zip(
            settings, identities, lights, contrasts, strict=True
        )
    ]
    details = list(in_order(lambda one: one.small, dressed))
    recipes = _recipes(crops, wide_holes, dressed, details)

    def ambience(place: int) -> Ambience:
        region, recipe = regions[place], recipes.get(place)
        made = _harmonized(details[place], recipe, dressed[place].harmony)
        return Ambience(
            np.asarray(lights[place], np.float32),
            Grain(noise_around(image, region)),
            harmonize.has_color(around[place], holes[place]),
            recipe,
            dressed[place].contrast,
            _blur(image, region, settings[place]),
            rim_gain(crops[place], wide_holes[place], made),
        )

    return list(in_order(ambience, range(len(regions)))), dressed


def _patch(face: tuple[Region, Dressed, int, Ambience]) -> Image:
    region, dressed, seed, ambience = face
    crop = sharpness.blurred(dressed.whole, ambience.blur)
    crop = _harmonized(crop, ambience.recipe, dressed.harmony)
    if ambience.rim is not None:
        crop = with_rim(crop, ambience.rim)
    if not ambience.has_color:
        crop = harmonize.without_color(crop)
    patch = placed(crop, dressed.setting.frame, region)
    return grained(patch, ambience.grain, region, seed)


def _harmonized(crop: Image, recipe: harmonize.Recipe | None, share: float) -> Image:
    """The stand-in as the recipe wants it, as much of it as is taken."""
    if recipe is None or share <= 0:
        return crop
    made = harmonize.composed(recipe, crop)
    return np.asarray(cv2.addWeighted(made, share, crop, 1 - share, 0), np.uint8)


def grained(patch: Image, grain: Grain, region: Region, seed: int) -> Image:
    """The patch with the grain of its place; ``seed`` is for what is new in it."""
    fresh = with_grain(np.random.default_rng(seed), patch, grain.fresh)
    middle = region.frame.to_image(np.array(CENTRE, np.float32))
    x, y = (float(value) for value in middle - region.window_xyxy[:2])
    return with_pattern(grain.pattern, fresh, grain.fixed, (x, y))


def _blur(image: Image, region: Region, setting: Setting) -> float:
    """How blurred the place is, in sides of the crop."""
    size = sharpness.size_for(setting.frame.side_px)
    if not size:
        return 0.0
    crops, holes = crops_and_holes(image, [region], [setting], size)
    return sharpness.blur_around(crops[0], holes[0])


def _recipes(
    crops: Image, holes: Floats, dressed: Sequence[Dressed], details: Sequence[Image]
) -> dict[int, harmonize.Recipe]:
    """The recipes of those faces that are large enough for one, by place."""
    chosen = [place for place, one in enumerate(dressed) if one.harmony > 0]
    if not chosen:
        return {}
    shown = np.stack([details[place] for place in chosen])
    known = [
        mask_of_face(dressed[place].setting.landmarks, harmonize.SIZE, 0.0)
        for place in chosen
    ]
    recipes = harmonize.recipes(crops[chosen], holes[chosen], shown, np.stack(known))
    return dict(zip(chosen, recipes, strict=True))
