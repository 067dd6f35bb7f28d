"""Codes of people who do not exist: averaged over views, curated into the table.

    python -m nonesuch.learn.codes --data SHARDS --out codes.npz

The table keeps people whose code paints well on several strangers' surroundings and who
are no near-twins of one another.
"""

from __future__ import annotations

import argparse
import logging
import os
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nonesuch.face_points import (
    BROWS,
    CHEEKS,
    LEFT_EYE,
    MESH_INDICES,
    RIGHT_EYE,
    points,
)
from nonesuch.learn.data import HELD_OUT, Faces, load, resized
from nonesuch.models.facemesh import FaceMesh
from nonesuch.models.sface import ARCFACE_TEMPLATE, SFace, unit
from nonesuch.models.sface import SIZE as RECOGNIZER_SIZE
from nonesuch.models.yunet import YuNet
from nonesuch.nouns import Bools, Floats, Image, Ints
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.generator import FaceGenerator

TWIN_COSINE = 0.6
_CONTEXTS = 8
_CLEAR_FOREHEAD = 0.05
_COVERED_FOREHEAD = 0.3
_DARKEST = 25.0
_CHEEKS, _BROWS = points(CHEEKS), points(BROWS)
_EYES = points(LEFT_EYE), points(RIGHT_EYE)
_CHIN, _NOSE = points((152, 1))
_MOUTH = points((61, 291))
_LOG = logging.getLogger(__name__)


def five_points(landmarks: Floats) -> Floats:
    """Eyes, nose tip, mouth corners ``(5, 2)`` of landmarks ``(92, 2)``."""
    eyes = [landmarks[eye].mean(0) for eye in _EYES]
    return np.stack([*eyes, landmarks[_NOSE], *landmarks[_MOUTH]])


def recognizer_crop(crop: Image, landmarks: Floats) -> Image:
    """The recognizer's crop of an aligned face, uint8 ``(112, 112, 3)``."""
    places = five_points(landmarks) * len(crop) - 0.5
    matrix, _ = cv2.estimateAffinePartial2D(places, ARCFACE_TEMPLATE, method=cv2.LMEDS)
    size = (RECOGNIZER_SIZE, RECOGNIZER_SIZE)
    return np.asarray(cv2.warpAffine(crop, matrix, size), np.uint8)


def averaged_code(recognizer: SFace, crop: Image, landmarks: Floats) -> Floats:
    """The unit code ``(128,)`` of a person, not of light and fringe.

    The mean over views that share the person: mirrored, with the forehead in the
    cheeks' color, darker and lighter, lit from left and right.
    """
    plain = recognizer_crop(crop, landmarks)
    bare = recognizer_crop(without_fringe(crop, landmarks), landmarks)
    ramp = np.linspace(-1, 1, RECOGNIZER_SIZE, dtype=np.float32)[None, :, None]
    views = [
        plain,
        plain[:, ::-1],
        bare,
        bare[:, ::-1],
        _lit(bare, 1.3, 16 * ramp),
        _lit(bare, 0.8, -16 * ramp),
    ]
    mean = recognizer(np.stack(views)).mean(0, keepdims=True)
    code: Floats = unit(mean)[0]
    return code


def without_fringe(crop: Image, landmarks: Floats) -> Image:
    """The face with all above the brows in the mean color of its cheeks."""
    size = len(crop)
    eye_y = np.concatenate([landmarks[eye] for eye in _EYES])[:, 1].mean()
    top = eye_y - 0.28 * (landmarks[_CHIN, 1] - eye_y)
    rows = (np.arange(size) + 0.5) / size
    fade = 1 / (1 + np.exp(-(rows - top) / 0.015))
    blended = crop * fade[:, None, None]
    blended += cheek_color(crop, landmarks) * (1 - fade)[:, None, None]
    return np.asarray(np.rint(blended), np.uint8)


def _lit(crop: Image, gamma: float, ramp: Floats) -> Image:
    curved = 255 * (crop.astype(np.float32) / 255) ** gamma + ramp
    return np.asarray(np.clip(np.rint(curved), 0, 255), np.uint8)


def cheek_color(crop: Image, landmarks: Floats) -> Floats:
    """The median color ``(3,)`` of small patches on the cheeks, 0 to 255."""
    size = len(crop)
    reach = max(1, size // 40)
    patches = []
    for x, y in np.clip(landmarks[_CHEEKS] * size, reach, size - 1 - reach).astype(int):
        patch = crop[y - reach : y + reach + 1, x - reach : x + reach + 1]
        patches.append(patch.reshape(-1, 3))
    return np.asarray(np.median(np.concatenate(patches), 0), np.float32)


def lab_of(color: Floats) -> Floats:
    """CIE L*a*b* ``(3,)`` of an sRGB color, 0 to 255."""
    pixel = (color / 255).astype(np.float32).reshape(1, 1, 3)
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0], np.float32)


def without_twins(codes: Floats, order: Ints, limit: float = TWIN_COSINE) -> Ints:
    """The places in ``order`` of people unlike all that come before them there."""
    kept: list[int] = []
    for place in order:
        if not kept or (codes[kept] @ codes[place]).max() <= limit:
            kept.append(int(place))
    return np.array(kept, np.int64)


@dataclass(frozen=True)
class Judge:
    """What says of a painted face whether it passes as one."""

    mesh: FaceMesh
    detector: YuNet

    def score(self, painted: Image, landmarks: Floats) -> Floats:
        """0 to 1 a face ``(n,)``: detected, placed where asked, no patch on it."""
        big = resized_up(painted, 256)
        placed, presence = self.mesh(big)
        wanted = np.stack([five_points(face) for face in landmarks])
        apart = np.linalg.norm(
            mesh_five_points(placed / np.float32(256)) - wanted, axis=-1
        ).mean(-1)
        detected = np.array([self._detection(face) for face in big])
        patches = zip(painted, landmarks, strict=True)
        clean = np.array([1 - dark_forehead(crop, face) for crop, face in patches])
        return np.asarray(presence * detected * np.exp(-apart / 0.05) * clean)

    def _detection(self, face: Image) -> float:
        scores = self.detector.detect(face[::2, ::2].copy(), 0.3).scores
        return float(scores.max()) if len(scores) else 0.0


def mesh_five_points(meshes: Floats) -> Floats:
    """Eyes, nose tip, mouth corners ``(n, 5, 2)`` of meshes ``(n, 478, 2)``."""
    return np.stack([five_points(mesh[list(MESH_INDICES)]) for mesh in meshes])


def resized_up(crops: Image, size: int) -> Image:
    """Crops enlarged by cubic interpolation."""
    big = [cv2.resize(c, (size, size), interpolation=cv2.INTER_CUBIC) for c in crops]
    return np.stack(big)


def dark_forehead(crop: Image, landmarks: Floats) -> float:
    """Share of the forehead much darker than the cheeks, 0 to 1."""
    size = len(crop)
    lightness = crop.mean(2)
    cheeks = float(cheek_color(crop, landmarks).mean())
    brow_y = landmarks[_BROWS, 1].min()
    rows = (np.arange(size) + 0.5) / size
    inside = mask_of_face(landmarks, size, 0) > 0
    forehead: Bools = inside & (rows[:, None] < brow_y - 0.02)
    if not forehead.any():
        return 0.0
    return float((lightness[forehead] < 0.65 * cheeks).mean())


def scores(faces: Faces, contexts: Faces, generator: FaceGenerator) -> Floats:
    """The mean score of each person painted on strangers' surroundings, ``(n,)``."""
    judge = Judge(FaceMesh("bf16"), YuNet())
    size = generator.size
    crops = resized(contexts.crops, size)
    masks = np.stack([mask_of_face(face, size) for face in contexts.landmarks])
    found = []
    for code in faces.codes:
        codes = np.repeat(code[None], len(contexts), 0)
        painted = generator(crops, masks, contexts.landmarks, codes)
        found.append(judge.score(painted, contexts.landmarks).mean())
    return np.array(found, np.float32)


def clear_faces(faces: Faces, count: int) -> Faces:
    """The first faces without fringe or hat, on which a dark patch is a fault."""
    clear = [
        place
        for place in range(len(faces))
        if dark_forehead(faces.crops[place], faces.landmarks[place]) < _CLEAR_FOREHEAD
    ]
    return faces[np.array(clear[:count], np.int64)]


def are_covered(faces: Faces) -> Bools:
    """Whether fringe or hat hides much of the forehead: codes still carry hats."""
    pairs = zip(faces.crops, faces.landmarks, strict=True)
    return np.array([dark_forehead(*pair) > _COVERED_FOREHEAD for pair in pairs])


def skin_of(faces: Faces) -> Floats:
    """CIE L*a*b* ``(n, 3)`` of the cheeks."""
    pairs = zip(faces.crops, faces.landmarks, strict=True)
    return np.stack([lab_of(cheek_color(*pair)) for pair in pairs])


def is_lit_skin(lab: Floats) -> Bools:
    """Neither deep shade nor blue light: a color that skin can have, ``(n,)``."""
    return np.asarray((lab[:, 0] > _DARKEST) & (lab[:, 2] > 0))


def make_table(data: Path, out: Path, share: float = 0.85) -> int:
    """Writes the table; how many people it has: the best ``share`` by score,
    less those in hats, deep shade or colored light.

    ``codes`` float16 ``(n, 128)``, ``lab`` float16 ``(n, 3)`` (cheeks, L*a*b*),
    ``score`` float16 ``(n,)``, ``index`` int32 ``(n,)`` (the sampler's number).
    """
    faces = load(data)
    contexts = clear_faces(faces[:HELD_OUT], _CONTEXTS)
    candidates = faces[without_twins(faces.codes, np.arange(len(faces)))]
    _LOG.info("%d people, %d without twins", len(faces), len(candidates))
    found = scores(candidates, contexts, FaceGenerator(64, "bf16"))
    best = np.flatnonzero(found >= np.quantile(found, 1 - share))
    best = best[~are_covered(candidates[best])]
    skin = skin_of(candidates[best])
    plausible = is_lit_skin(skin)
    kept = best[plausible]
    partial = out.with_name(f"partial_{out.name}")
    np.savez_compressed(
        partial,
        codes=candidates.codes[kept].astype(np.float16),
        lab=skin[plausible].astype(np.float16),
        score=found[kept].astype(np.float16),
        index=candidates.index[kept].astype(np.int32),
    )
    os.replace(partial, out)
    return len(kept)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    count = make_table(given.data, given.out)
    _LOG.info("%d people in %s", count, given.out)


if __name__ == "__main__":
    main()
