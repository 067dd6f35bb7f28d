"""What is left to work with: detectors, landmarks, pose and expression of each face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nonesuch.measure import dlib_hog
from nonesuch.measure.bench import DETECTORS, MESH, POINTS_106, Readings
from nonesuch.measure.detection import Kept, kept
from nonesuch.measure.expression import (
    eye_distance,
    features_apart,
    features_of,
    is_seen,
    mesh_apart,
    points_apart,
    pose_apart_deg,
)
from nonesuch.measure.faces import Face, identities_of
from nonesuch.measure.tables import Column, Row, Table
from nonesuch.measure.uncertainty import UNKNOWN, Estimate, Reals, mean_of
from nonesuch.models.facemesh import SIZE as MESH_SIZE
from nonesuch.models.landmarks106 import SIZE as POINTS_SIZE
from nonesuch.nouns import Floats

ALL_DETECTORS = (*DETECTORS, dlib_hog.NAME)
_PIXELS_OF_MESH = np.float32(MESH_SIZE / POINTS_SIZE)


def instruments() -> tuple[str, ...]:
    """What is read from each face; dlib's detector if it is installed."""
    hog = (dlib_hog.NAME,) if dlib_hog.is_here() else ()
    return (*DETECTORS, *hog, MESH, POINTS_106)


def detection_table(
    faces: Sequence[Face], originals: Readings, rows: Mapping[str, Readings]
) -> Table:
    """Who is found again by each detector, and how far boxes agree."""
    columns = [Column(f"{name} kept") for name in ALL_DETECTORS]
    columns += [Column(f"{name} IoU", 3, 1.0) for name in ALL_DETECTORS]
    return Table(
        "detection",
        "Detection kept, in % of the faces found in the original, and box IoU",
        f"{len(faces)} pictures. Found again: intersection over union with the "
        "detector's own box in the original of 0.5 or more; IoU is the mean over "
        f"those. YuNet also finds the faces for the program; the others do not. "
        f"{_about_hog()}In brackets 95 % over resampled identities.",
        columns,
        [Row(name, _detection(faces, originals, made)) for name, made in rows.items()],
    )


def expression_table(
    faces: Sequence[Face], originals: Readings, rows: Mapping[str, Readings]
) -> Table:
    """How far landmarks, pose and expression are from the original's."""
    return Table(
        "expression",
        "Landmarks, head pose and expression against the original's",
        f"{len(faces)} pictures. A face is seen if the mesh's presence is 0.5 or more; "
        "the other columns are over these. Landmark errors are means in % of the "
        "distance between the eyes: the mesh (478 points) also guides the program, the "
        "106 points do not. Pose: the angle between both meshes in space. Expression: "
        "mean difference of 51 blendshapes of 0 to 100.",
        [
            Column("face seen"),
            Column("mesh error"),
            Column("106 points error"),
            Column("pose, degrees", 2, 1.0),
            Column("expression", 2),
        ],
        [Row(name, _expression(faces, originals, made)) for name, made in rows.items()],
    )


def _detection(
    faces: Sequence[Face], originals: Readings, made: Readings
) -> list[Estimate]:
    rng, who = np.random.default_rng(0), identities_of(faces)
    places = [face.box_xyxy for face in faces]
    results: list[Kept | None] = [
        kept(originals[name], made[name], places) if name in made else None
        for name in ALL_DETECTORS
    ]
    found = [mean_of(rng, one.found, who) if one else UNKNOWN for one in results]
    overlaps = [
        Estimate(mean_of(rng, one.overlaps, who).value) if one else UNKNOWN
        for one in results
    ]
    return [*found, *overlaps]


def _expression(
    faces: Sequence[Face], originals: Readings, made: Readings
) -> list[Estimate]:
    rng, who = np.random.default_rng(0), identities_of(faces)
    pairs = zip(
        originals[MESH], made[MESH], originals[POINTS_106], made[POINTS_106],
        strict=True,
    )  # fmt: skip
    values = np.array([_differences(*pair) for pair in pairs])
    return [mean_of(rng, column, who) for column in values.T]


def _differences(
    before: Floats, after: Floats, points_before: Floats, points_after: Floats
) -> Reals:
    """Seen, mesh error, error of 106 points, pose, expression; NaN if not seen."""
    if not is_seen(before):
        return np.full(5, np.nan)
    if not is_seen(after):
        return np.array([0, np.nan, np.nan, np.nan, np.nan])
    eyes = eye_distance(before[1:])
    moved = points_before * _PIXELS_OF_MESH, points_after * _PIXELS_OF_MESH
    return np.array(
        [
            1.0,
            mesh_apart(before, after),
            points_apart(moved[1], moved[0], eyes),
            pose_apart_deg(after[1:], before[1:]),
            features_apart(features_of(after[1:]), features_of(before[1:])),
        ]
    )


def _about_hog() -> str:
    if dlib_hog.is_here():
        return ""
    return "dlib is not installed here (pip install dlib-bin). "
