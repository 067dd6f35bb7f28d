"""Makes the table of stand-ins: eight views of each of the chosen people.

    python -m nonesuch.learn.standins --out people.npz

Who is in it was chosen by eye (:data:`CHOSEN`) among the candidates of
:mod:`nonesuch.learn.candidates`; the views are rendered anew.  Floating point rounds
differently from machine to machine, and a landmark that moves by a hair moves a crop:
a table made again shows the same people but is not the shipped one bit for bit.
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.learn.candidates import (
    SAMPLES,
    Shot,
    Studio,
    learned_editor,
    neutral,
    style_of,
)
from nonesuch.learn.codes import recognizer_crop
from nonesuch.learn.directions import Editor, Feature
from nonesuch.models.sface import SFace, unit
from nonesuch.nouns import Bools, Floats, Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.complexion import face_lightness
from nonesuch.replace.standin import OPEN_MOUTH, mouth_of, yaw_of

CHOSEN = (
    8, 33, 40, 71, 81, 94, 101, 131, 132, 162, 182, 183, 204, 217, 224, 230, 235, 247,
    259, 286, 292, 313, 357, 397, 405, 410, 448, 450, 451, 493, 1003, 1008, 1043,
    1044, 1091, 1105, 1107, 1133, 1153, 1155, 1156, 1162, 1168, 1170, 1192, 1193,
    1231, 1239, 1240, 1241, 1299, 1304, 1341, 1346, 1369, 1390, 1399, 2002, 2021,
    2050, 2095, 2099, 2125, 2156, 2176, 2191, 2195, 2196, 2210, 2212, 2214, 2225,
    2226, 2250, 2251, 2264, 2278, 2283, 2311, 2346, 2368, 2383, 2416, 2474, 2503,
    2588,
)  # fmt: skip
"""The candidates' numbers in the shipped table, in its order; chosen by eye."""
VIEWS = (
    (-0.45, False), (-0.25, False), (0.0, False), (0.25, False), (0.45, False),
    (-0.25, True), (0.0, True), (0.25, True),
)  # fmt: skip
"""Yaw, as :func:`yaw_of`, and whether the mouth is open."""
TWIN_COSINE = 0.65
_NEAREST = (
    (1, 2), (2, 0), (1, 3), (2, 4), (3, 2), (6, 7, 2), (5, 7), (6, 5, 2),
)  # fmt: skip
_FRONT_CLOSED, _FRONT_OPEN = 2, 6
_FEWEST_GOOD = 5
_TURN_SHARES = (1.0, 0.8, 0.6)
_YAW_TOLERANCE = 0.14
_OPEN = {Feature.MOUTH: 0.075, Feature.SMILE: 0.53}
_SIZE = 256
_RIM_SIGMA_PX, _SPREAD_SIGMA_PX = 2.0, 3.0
_QUALITY = 92
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Views:
    """One person: pictures ``(8, 256, 256, 3)``, landmarks ``(8, 92, 2)``, unit code.

    ``lightness`` is the median L* of the frontal face.
    """

    images: Image
    landmarks: Floats
    code: Floats
    lightness: float


def spread(image: Image, known: Bools) -> Image:
    """The picture with a smooth continuation of its ``known`` part around it.

    A pyramid of means over what is known; the known part fades into it at its rim.
    Sides are a power of two.
    """
    values = image.astype(np.float32)
    share = known.astype(np.float32)
    filled = _continued(values * share[..., None], share)
    inside = cv2.GaussianBlur(share, (0, 0), _RIM_SIGMA_PX)[..., None]
    inside = inside * share[..., None]
    smooth = cv2.GaussianBlur(filled, (0, 0), _SPREAD_SIGMA_PX)
    mixed = smooth * (1 - inside) + values * inside
    return np.asarray(np.clip(np.rint(mixed), 0, 255), np.uint8)


def _continued(weighted: Floats, share: Floats) -> Floats:
    """Known sums over known shares, coarser levels where nothing is known."""
    mean = weighted / np.maximum(share, 1e-3)[..., None]
    if len(share) == 1:
        return np.asarray(mean)
    half = len(share) // 2, len(share) // 2
    coarse = _continued(
        cv2.resize(weighted, half, interpolation=cv2.INTER_AREA),
        cv2.resize(share, half, interpolation=cv2.INTER_AREA),
    )
    wide = cv2.resize(coarse, share.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(mean * share[..., None] + wide * (1 - share[..., None]))


def is_good(landmarks: Floats, yaw: float, is_open: bool) -> bool:
    """Whether a view came out as asked: turned so far, the mouth closed or open."""
    near = abs(float(yaw_of(landmarks)) - yaw) < _YAW_TOLERANCE
    return near and (float(mouth_of(landmarks)) > OPEN_MOUTH) == is_open


def best_shot(
    studio: Studio, editor: Editor, style: Floats, yaw: float, is_open: bool
) -> Shot | None:
    """The view of a person, turned less where the generator fails; None if it does.

    A view with the wrong mouth still counts where its yaw is right.
    """
    wanted = neutral(editor) | (_OPEN if is_open else {})
    last = None
    for share in _TURN_SHARES if yaw else (1.0,):
        last = studio.shot(style, editor, wanted | {Feature.YAW: share * yaw})
        if last and is_good(last.aligned(_SIZE)[1], share * yaw, is_open):
            return last
    if last and abs(float(yaw_of(last.aligned(_SIZE)[1])) - yaw) < _YAW_TOLERANCE:
        return last
    return None


def sources_of(good: Sequence[bool]) -> list[int] | None:
    """For each of the eight views a good one: itself or the nearest.

    None where a frontal view fails or fewer than five are good.
    """
    if sum(good) < _FEWEST_GOOD or not (good[_FRONT_CLOSED] and good[_FRONT_OPEN]):
        return None
    near = zip(range(len(VIEWS)), _NEAREST, strict=True)
    return [next(view for view in (own, *others) if good[view]) for own, others in near]


def person(
    studio: Studio, editor: Editor, recognizer: SFace, number: int
) -> Views | None:
    """The views of a candidate, None where too few came out well."""
    style = style_of(studio.source, editor, number)
    return views_of(studio, editor, recognizer, style)


def views_of(
    studio: Studio, editor: Editor, recognizer: SFace, style: Floats
) -> Views | None:
    """The views of the person of a style, None where too few came out well."""
    shots = [best_shot(studio, editor, style, *view) for view in VIEWS]
    sources = sources_of([shot is not None for shot in shots])
    if sources is None:
        return None
    faces = {
        view: shot.aligned(_SIZE) for view, shot in enumerate(shots) if shot is not None
    }
    chips = np.stack([recognizer_crop(*face) for face in faces.values()])
    crops = [_surrounded_by_skin(*faces[view]) for view in sources]
    landmarks = np.stack([faces[view][1] for view in sources])
    return Views(
        np.stack(crops),
        landmarks,
        unit(recognizer(chips).mean(0, keepdims=True))[0],
        face_lightness(*faces[_FRONT_CLOSED]),
    )


def _surrounded_by_skin(crop: Image, landmarks: Floats) -> Image:
    return spread(crop, mask_of_face(landmarks, len(crop), 0.0) > 0)


def without_twins(people: Sequence[Views]) -> list[Views]:
    """The people who are unlike all that come before them (cosine under 0.65)."""
    kept: list[Views] = []
    for one in people:
        if all(float(one.code @ other.code) < TWIN_COSINE for other in kept):
            kept.append(one)
    return kept


def write_table(
    people: Sequence[Views], out: Path, looks: dict[str, Any] | None = None
) -> None:
    """The table that :mod:`nonesuch.replace.standin` reads, at least one person.

    ``looks`` are arrays of what else is known: ``ages_years`` and ``maleness``.
    """
    packed = [_webp(image) for one in people for image in one.images]
    partial = out.with_name(f"partial_{out.name}")
    with partial.open("wb") as file:
        np.savez(
            file,
            encoded=np.concatenate(packed),
            ends=np.cumsum([len(picture) for picture in packed], dtype=np.int64),
            landmarks=np.stack([one.landmarks for one in people]).astype(np.float16),
            codes=np.stack([one.code for one in people]).astype(np.float16),
            lightness=np.array([one.lightness for one in people], np.float16),
            **(looks or {}),
        )
    os.replace(partial, out)


def _webp(image: Image) -> NDArray[np.uint8]:
    quality = [cv2.IMWRITE_WEBP_QUALITY, _QUALITY]
    _, encoded = cv2.imencode(".webp", image[..., ::-1], quality)
    return np.asarray(encoded, np.uint8).ravel()


def make_table(out: Path, count: int, samples: int) -> int:
    """Writes the table of the first ``count`` chosen people; how many are in it."""
    studio, recognizer = Studio(), SFace()
    editor = learned_editor(studio, samples)
    people = []
    for number in CHOSEN[:count]:
        views = person(studio, editor, recognizer, number)
        if views is None:
            _LOG.info("person %d: too few good views", number)
            continue
        _LOG.info("person %d: lightness %.0f", number, views.lightness)
        people.append(views)
    kept = without_twins(people)
    write_table(kept, out)
    return len(kept)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="an NPZ file")
    parser.add_argument("--count", type=int, default=len(CHOSEN))
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help="people the editor is fitted to"
    )
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    count = make_table(given.out, given.count, given.samples)
    _LOG.info("%d people in %s", count, given.out)


if __name__ == "__main__":
    main()
