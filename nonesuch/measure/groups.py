"""Whether methods are worse for some people: measures for each group of originals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nonesuch.measure.bench import AGE_AND_SEX, COMPLEXION, MESH, Readings
from nonesuch.measure.contenders import ORIGINAL
from nonesuch.measure.detection import kept
from nonesuch.measure.expression import mesh_apart
from nonesuch.measure.faces import Face, identities_of
from nonesuch.measure.recognition import first_hits, likeness
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import Estimate, Reals, mean_of
from nonesuch.nouns import Bools, Floats, Ints
from nonesuch.replace.alignment import frame_of_landmarks
from nonesuch.replace.identity import AGE_EDGES_YEARS, SKIN_EDGES
from nonesuch.replace.standin import yaw_of

DETECTOR, JUDGE = "scrfd", "w600k"
INSTRUMENTS = (DETECTOR, MESH, JUDGE, COMPLEXION)
"""Read from every picture; ``AGE_AND_SEX`` only from the originals."""
FEWEST_PICTURES = 10
YAW_EDGES = (0.1, 0.25)
"""In face widths, about 12 and 30 degrees."""
_NOTE = (
    "Groups are read from the untouched originals: CIE L* of the face as it is lit "
    "there; age and sex as a network guesses them; yaw, how far the nose lies from the "
    "middle, in face widths (0.1 is about 12 degrees, 0.25 about 30). scrfd kept and "
    "Recall@1 in %. Mesh error in % of the distance between the eyes, over faces that "
    "the mesh sees. Color gap: mean absolute difference of the face's median CIE L* "
    "from the original's. In brackets 95 % over resampled identities. "
)


@dataclass(frozen=True)
class Group:
    """Some of ``n`` faces: which ones, ``(n,)``."""

    name: str
    members: Bools

    @property
    def pictures(self) -> int:
        """How many they are."""
        return int(self.members.sum())


def group_table(
    faces: Sequence[Face], originals: Readings, rows: Mapping[str, Readings]
) -> Table:
    """Every method's measures for everybody and for each group that is large enough.

    ``originals`` hold readings of ``INSTRUMENTS`` and of ``AGE_AND_SEX``.
    """
    found = groups_of(faces, originals)
    large = [group for group in found if group.pictures >= FEWEST_PICTURES]
    everybody = Group("everybody", np.ones(len(faces), bool))
    return Table(
        "groups",
        "Per group of people: skin, age, sex, pose",
        f"{len(faces)} pictures. {_NOTE}Groups of fewer than {FEWEST_PICTURES} "
        f"pictures are left out: {len(found) - len(large)} of {len(found)}.",
        [
            Column("pictures", 0, 1.0),
            Column(f"{DETECTOR} kept"),
            Column("mesh error"),
            Column("Recall@1, ArcFace w600k"),
            Column("color gap, L*", 1, 1.0),
        ],
        [
            row
            for name, made in rows.items()
            if name != ORIGINAL
            for row in _rows(name, [everybody, *large], faces, originals, made)
        ],
        "method, group",
    )


def groups_of(faces: Sequence[Face], originals: Readings) -> list[Group]:
    """The groups of skin, age, sex and pose; each face is in one of each kind."""
    lightness = np.stack(originals[COMPLEXION])[:, 0]
    ages, maleness = np.stack(originals[AGE_AND_SEX]).T
    yaws = np.array([_yaw(face) for face in faces], np.float32)
    is_male = maleness >= 0.5
    return [
        *_between("skin L*", lightness, SKIN_EDGES),
        *_between("age", ages, AGE_EDGES_YEARS),
        Group("sex female", ~is_male),
        Group("sex male", is_male),
        *_between("yaw", yaws, YAW_EDGES),
    ]


def measures(
    faces: Sequence[Face], originals: Readings, made: Readings
) -> tuple[Reals, Reals, Reals, Reals]:
    """Of each face: found again, mesh error, recognized, color gap; all ``(n,)``.

    NaN for what the original does not allow to measure, and for the error of a mesh
    that sees no face.
    """
    places = [face.box_xyxy for face in faces]
    meshes = zip(originals[MESH], made[MESH], strict=True)
    before, after = (np.stack(r[COMPLEXION])[:, 0] for r in (originals, made))
    return (
        kept(originals[DETECTOR], made[DETECTOR], places).found,
        np.array([mesh_apart(own, shown) for own, shown in meshes]),
        _recognized(originals, made, identities_of(faces)),
        np.abs(after - before).astype(np.float64),
    )


def _rows(
    name: str,
    groups: Sequence[Group],
    faces: Sequence[Face],
    originals: Readings,
    made: Readings,
) -> Iterator[Row]:
    values, who = measures(faces, originals, made), identities_of(faces)
    for group in groups:
        chosen, rng = group.members, np.random.default_rng(0)
        means = [mean_of(rng, value[chosen], who[chosen]) for value in values]
        yield Row(f"{name}, {group.name}", [Estimate(group.pictures), *means])


def _recognized(originals: Readings, made: Readings, who: Ints) -> Reals:
    """Among all originals, not those of the group: strangers of every kind."""
    if len(np.unique(who)) < 2:  # nobody to confuse anybody with
        return np.full(len(who), np.nan)
    return first_hits(likeness(np.stack(made[JUDGE]), np.stack(originals[JUDGE])), who)


def _between(name: str, values: Floats, edges: Sequence[float]) -> list[Group]:
    ends = [f"{edge:g}" for edge in edges]
    middle = [f"{low} to {high}" for low, high in pairwise(ends)]
    places = np.digitize(values, edges)
    texts = [f"under {ends[0]}", *middle, f"over {ends[-1]}"]
    return [Group(f"{name} {text}", places == i) for i, text in enumerate(texts)]


def _yaw(face: Face) -> float:
    upright = frame_of_landmarks(face.landmarks).to_crop(face.landmarks)
    return abs(float(yaw_of(upright)))
