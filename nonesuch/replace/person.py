"""The ``person`` method: somebody who does not exist, in the old pose and light.

The face's pixels are removed.  The stand-in's own picture, bent to the pose, comes in
their place, in the light that a first network guesses from the surroundings; a second
one says what falls over it there: hair, shade.  Where skin goes on, the rim meets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.face_points import OUTLINE, points
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.parallel import in_order
from nonesuch.replace import context, harmonize, painter, sharpness
from nonesuch.replace.alignment import CENTRE, mask_of_face
from nonesuch.replace.ambience import Ambience, Grain
from nonesuch.replace.expression import with_expression
from nonesuch.replace.grain import noise_around, with_grain, with_pattern
from nonesuch.replace.light import relit_by, stress, tempered, toned
from nonesuch.replace.region import Region
from nonesuch.replace.rim import rim_gain, with_rim
from nonesuch.replace.scene import Setting, crops_and_holes, placed, setting_of
from nonesuch.replace.standin import Looks, looks_of, view_weights
from nonesuch.replace.warp import bend_map

_SIZE, _LARGE_SIZE = 128, 256
_ALONE_PX, _HARMONIZED_PX = 56.0, 80.0
"""Crop sides up to which the guessed light is enough, and from which on all is done."""
_OWN_PROPORTIONS = 0.9
"""How far inner features move from the removed face's places to the stand-in's."""
_OUTLINE = points(OUTLINE)


def person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """For every region a patch of its window's size with a person who does not exist.

    ``seeds`` are for the grain, one a face.
    """
    seen = looked(image, regions, identities)
    return person_in(image, regions, identities, seeds, seen)


def looked(
    image: Image, regions: Sequence[Region], identities: Sequence[Identity]
) -> list[Ambience]:
    """What the surroundings of each face say of its place and of who is put there."""
    if not regions:
        return []
    settings = [setting_of(region) for region in regions]
    around, holes = crops_and_holes(image, regions, settings, painter.SIZE)
    lights = [
        toned(tempered(light, hole), hole, identity.lightness_range)
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
    details = list(in_order(lambda one: one.at(harmonize.SIZE), dressed))
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

    return list(in_order(ambience, range(len(regions))))


def person_in(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
    ambiences: Sequence[Ambience],
) -> list[Image]:
    """What :func:`person` returns, each face in an ambience that is known."""
    faces = zip(regions, identities, seeds, ambiences, strict=True)
    return list(in_order(_patch, faces))


def _patch(face: tuple[Region, Identity, int, Ambience]) -> Image:
    region, identity, seed, ambience = face
    light = np.asarray(np.rint(ambience.light), np.uint8)
    looks = looks_of(identity.index, identity.table)
    dressed = Dressed(setting_of(region), looks, light, ambience.contrast)
    crop = sharpness.blurred(dressed.at(dressed.size), ambience.blur)
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


@dataclass(frozen=True)
class Dressed:
    """A stand-in for a place: its views, the pose, and the light painted there.

    ``contrast`` is the power to which the brightness of its detail is raised.
    """

    setting: Setting
    looks: Looks
    light: Image
    contrast: float = 1.0

    @property
    def size(self) -> int:
        """Side of the crop in pixels that shows all that the face can show."""
        return _LARGE_SIZE if self.setting.frame.side_px > _SIZE else _SIZE

    @property
    def harmony(self) -> float:
        """How much of the harmonizer's work is taken: nothing for small faces.

        It rises smoothly, so that nothing jumps while somebody comes nearer.
        """
        steps = (self.setting.frame.side_px - _ALONE_PX) / (_HARMONIZED_PX - _ALONE_PX)
        return float(np.clip(steps, 0, 1))

    def at(self, size: int) -> Image:
        """The stand-in in pose and light, ``(size, size, 3)``."""
        detail = bent(self.setting.landmarks, self.looks, size)
        mask = mask_of_face(self.setting.landmarks, size)
        return relit_by(self.light, detail, mask, self.contrast)


def bent(landmarks: Floats, looks: Looks, size: int) -> Image:
    """The stand-in in a pose: the views that fit, bent and mixed, ``(s, s, 3)``."""
    weights = view_weights(looks, landmarks)
    mean = np.zeros((size, size, 3), np.float32)
    total = 0.0
    for view in np.flatnonzero(weights > 0.01):
        shape = _with_own_proportions(landmarks, looks.landmarks[view])
        bent = cv2.remap(
            _shrunk(looks.view(int(view)), size),
            bend_map(looks.landmarks[view], shape, size),
            None,
            cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        weight = float(weights[view])
        total += weight
        cv2.accumulateWeighted(bent, mean, weight / total)
    return np.asarray(cv2.convertScaleAbs(mean), np.uint8)


def _with_own_proportions(landmarks: Floats, own: Floats) -> Floats:
    """The pose and expression of ``landmarks`` with the stand-in's own proportions.

    The stand-in's points are laid over the removed face's by the best affine map; the
    outline stays, since it must meet the surroundings.
    """
    ones = np.ones((len(own), 1), np.float32)
    basis = np.concatenate([own, ones], axis=1)
    # By the normal equations: the threads of a general solver cost more than they do.
    normal = np.einsum("ni,nj->ij", basis, basis) + 1e-6 * np.eye(3, dtype=np.float32)
    affine = np.linalg.inv(normal) @ np.einsum("ni,nj->ij", basis, landmarks)
    share = np.full((len(own), 1), _OWN_PROPORTIONS, np.float32)
    share[_OUTLINE] = 0
    moved: Floats = (landmarks + share * (basis @ affine - landmarks)).astype(
        np.float32
    )
    return with_expression(moved, landmarks)


def _shrunk(view: Image, size: int) -> Image:
    if len(view) == size:
        return view
    shrunk = cv2.resize(view, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)
