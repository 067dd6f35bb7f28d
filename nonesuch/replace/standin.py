"""The people who stand in: who they are, what they look like from several sides.

A table gives, for every person, eight generated views (yaw, mouth closed or open) of
256 px with landmarks, and the code by which the painter knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from nonesuch.face_points import points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.mixing import mixed
from nonesuch.replace.people_table import StandIns, read_table

SHIPPED_TABLE = Path(__file__).parent / "weights" / "people.npz"
_NOSE, _LEFT_SIDE, _RIGHT_SIDE = points((1, 234, 454))
_CHIN, _TOP, _UPPER_LIP, _LOWER_LIP = points((152, 10, 13, 14))
FRONT_VIEW, FIRST_OPEN_VIEW = 2, 5
"""Views 0 to 4 have the mouth closed, from left to right; 5 to 7 have it open."""
OPEN_MOUTH = 0.03
"""Mouth opening, in face heights, at which teeth are fully seen."""
_STRESS, _YAW_TOLERANCE = 1.3, 0.14
_REMEMBERED = 768
"""Pictures of people that are kept, of either kind: 0.2 MB each."""


@dataclass(frozen=True)
class Looks:
    """One person's views: ``view(i)`` is a picture, uint8 ``(256, 256, 3)``.

    Pictures are made when they are asked for; ``landmarks (v, 92, 2)``, ``yaw (v,)``
    and ``mouth (v,)`` are known at once.
    """

    view: Callable[[int], Image]
    landmarks: Floats
    yaw: Floats
    mouth: Floats

    @staticmethod
    def of(images: Image, landmarks: Floats) -> Looks:
        """From all pictures ``(v, s, s, 3)`` and the landmarks in them."""
        return _looks(images.__getitem__, landmarks)

    @property
    def images(self) -> Image:
        """All pictures, uint8 ``(v, 256, 256, 3)``."""
        return np.stack([self.view(number) for number in range(len(self.landmarks))])


@lru_cache(maxsize=2)
def people_of(table: str = "") -> StandIns:
    """The people of a table's file, of the shipped one if the path is empty.

    Raises Refusal for a file that is no table.
    """
    return read_table(Path(table) if table else SHIPPED_TABLE, table)


def shipped() -> StandIns:
    """The table of people who do not exist that comes with the program."""
    return people_of()


def yaw_of(landmarks: Floats) -> Floats:
    """How far the nose lies from the middle of the face, in face widths, ``(...)``.

    0 is frontal, 0.3 about 35 degrees, 0.5 a profile; works on ``(..., 92, 2)``.
    """
    sides = landmarks[..., _LEFT_SIDE, 0], landmarks[..., _RIGHT_SIDE, 0]
    width = np.maximum(np.abs(sides[1] - sides[0]), 1e-6)
    nose = landmarks[..., _NOSE, 0] - (sides[0] + sides[1]) / 2
    return np.asarray(np.clip(nose / width, -1, 1), np.float32)


def mouth_of(landmarks: Floats) -> Floats:
    """How far the lips are apart, in face heights, for ``(..., 92, 2)``."""
    height = np.linalg.norm(landmarks[..., _CHIN, :] - landmarks[..., _TOP, :], axis=-1)
    gap = landmarks[..., _LOWER_LIP, :] - landmarks[..., _UPPER_LIP, :]
    return np.asarray(
        np.linalg.norm(gap, axis=-1) / np.maximum(height, 1e-6), np.float32
    )


def view_weights(looks: Looks, landmarks_crop: Floats) -> Floats:
    """How much of each view a pose takes, ``(v,)``, summing to 1.

    Continuous in the landmarks, so that nothing jumps while a head turns; at most two
    yaws and two states of the mouth take part.
    """
    yaw = float(yaw_of(landmarks_crop))
    opened = float(np.clip(mouth_of(landmarks_crop) / OPEN_MOUTH, 0, 1))
    is_open = np.arange(len(looks.yaw)) >= FIRST_OPEN_VIEW
    weights = np.zeros(len(looks.yaw), np.float32)
    for state, share in ((is_open, _eased(opened)), (~is_open, 1 - _eased(opened))):
        chosen = np.flatnonzero(state)
        if share > 0 and len(chosen):
            weights[chosen] += share * hat_weights(looks.yaw[chosen], yaw)
    total = weights.sum()
    if total == 0:
        weights[np.argmin(np.abs(looks.yaw - yaw))] = 1
        return weights
    return np.asarray(weights / total, np.float32)


def hat_weights(places: Floats, value: float) -> Floats:
    """Linear interpolation between the two places around the value, eased."""
    weights = np.zeros(len(places), np.float32)
    order = np.argsort(places)
    position = int(np.searchsorted(places[order], value))
    if position in (0, len(places)):
        weights[order[min(position, len(places) - 1)]] = 1
        return weights
    low, high = order[position - 1], order[position]
    share = (value - places[low]) / max(float(places[high] - places[low]), 1e-6)
    weights[high] = _eased(float(share))
    weights[low] = 1 - weights[high]
    return weights


def _eased(share: float) -> float:
    """A smooth step that keeps to one side most of the way: less double exposure."""
    sharp = float(np.clip((share - 0.25) / 0.5, 0, 1))
    return sharp * sharp * (3 - 2 * sharp)


def looks_of(index: int, table: str = "") -> Looks:
    """The views of one person of a table; ``IndexError`` beyond its end."""
    people = people_of(table)
    place = index - people.themselves
    if place < 0:
        return _looks(partial(_founder, index, table), people.landmarks[index])
    shape = stressed_shape(people, int(people.parents[place, -1]))
    return _looks(partial(_descendant, place, table), shape)


def front_of(index: int, table: str = "") -> tuple[Image, Floats]:
    """Frontal picture with closed mouth ``(256, 256, 3)``, landmarks ``(92, 2)``."""
    looks = looks_of(index, table)
    return looks.view(FRONT_VIEW), looks.landmarks[FRONT_VIEW]


@lru_cache(maxsize=_REMEMBERED)
def _founder(index: int, table: str, view: int) -> Image:
    return people_of(table).picture(index, view)


@lru_cache(maxsize=_REMEMBERED)
def _descendant(place: int, table: str, view: int) -> Image:
    """Made of five founders and the shape of a sixth, in about 6 ms."""
    people = people_of(table)
    *painted, shape = (int(one) for one in people.parents[place])
    return mixed(
        [_founder(one, table, view) for one in painted],
        [people.landmarks[one, view] for one in painted],
        stressed_shape(people, shape)[view],
    )


def stressed_shape(people: StandIns, founder: int) -> Floats:
    """A founder's landmarks, what is unusual of them stressed, ``(8, 92, 2)``.

    Where a view shows another pose than it should, since a good one was missing, what
    is unusual from the front counts.
    """
    mean, own = people.landmarks.mean(0), people.landmarks[founder]
    is_posed = np.abs(yaw_of(own) - yaw_of(mean)) < _YAW_TOLERANCE
    from_front = (own - mean)[FRONT_VIEW]
    unusual = np.where(is_posed[:, None, None], own - mean, from_front)
    return np.asarray(mean + np.float32(_STRESS) * unusual, np.float32)


def _looks(view: Callable[[int], Image], landmarks: Floats) -> Looks:
    return Looks(view, landmarks, yaw_of(landmarks), mouth_of(landmarks))
