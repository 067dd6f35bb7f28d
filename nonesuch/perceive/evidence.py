"""What speaks for a track being a face, and a rough face where the mesh sees none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, mean_faces, points
from nonesuch.nouns import Bools, Floats, Ints, People, Source
from nonesuch.perceive.tracks import sizes_of

BELIEVED = 0.5
"""The score from which a detector believes in a face; see ``perceive.find``."""
_HALF_BELIEVED = 0.4
_WITHOUT_MESH = 0.55
_LEAST_STEADY = 6
_SMALL_PX = 24.0
_LEAST_OVERLAP = 0.3
_SAME_FACE = 0.5
_CLEARLY_WORSE = 0.1
_FARTHEST = 0.12
_HARDLY_EVER = 0.1
_CERTAIN = 0.9
"""The score from which a face counts though the mesh sees none.  Of 144 such finds in
street photographs (CCP, Penn-Fudan) nearly all from 0.9 on were faces, many of them
with sunglasses or from the side; below there were hands, shoes and backs of heads."""


def without_hearsay(frames: Sequence[People], meshed: Sequence[bool]) -> list[People]:
    """The linked people without tracks that hardly anything speaks for.

    ``meshed`` says in which frames the mesh was asked.

    Large enough for the face mesh (24 px), a track stays if it is detected in a sixth
    of its frames with a median score of 0.55, or if the score comes to 0.4 and
    the mesh sees a face in half of the detections.  Smaller tracks stay, and all that
    the user brought along.
    """
    lengths = _lengths(frames)
    kept = {
        track
        for track, evidence in _evidence(frames, meshed).items()
        if _is_enough(evidence, lengths[track])
    }
    return [people[_in(people, kept)] for people in frames]


def doubtful_tracks(frames: Sequence[People]) -> frozenset[int]:
    """Track ids that may be no faces, or none that shows.

    The median score of their detections is under one half; or they are large enough
    for the face mesh (24 px), yet it hardly ever sees a face in them: heads turned
    away.  In photographs and tracks of few detections it never does, and the score is
    under 0.9: backs of heads, hands, shoes.  People whom the user brought along are
    never doubtful, nor are tracks of which only filled frames are there.
    """
    return frozenset(
        track
        for track, evidence in _evidence(frames, [True] * len(frames)).items()
        if _is_doubtful(evidence)
    )


def _is_doubtful(evidence: _Evidence) -> bool:
    if not evidence.scores:
        return False
    score = float(np.median(evidence.scores))
    if score < BELIEVED or np.median(evidence.sizes_px) < _SMALL_PX:
        return score < BELIEVED
    if len(evidence.scores) >= _LEAST_STEADY:
        return bool(np.mean(evidence.meshed) < _HARDLY_EVER)
    return score < _CERTAIN and not any(evidence.meshed)


def without_echoes(people: People) -> tuple[People, Ints]:
    """The people without boxes whose landmarks lie on a better detected face.

    Also the kept rows.  A box between two heads makes the mesh look at one of them; the
    face itself stays covered by its own box.
    """
    known = people.has_landmarks
    order = np.argsort(-people.scores, kind="stable")
    kept: list[int] = []
    for row in order.tolist():
        seen = people.landmarks[row]
        is_echo = known[row] and any(
            known[other]
            and people.scores[row] < people.scores[other] - _CLEARLY_WORSE
            and _overlap(seen, _box_of(people.landmarks[other])) > _SAME_FACE
            for other in kept
        )
        if not is_echo:
            kept.append(row)
    rows = np.array(sorted(kept), np.int64)
    return people[rows], rows


def with_rough_landmarks(people: People, points5: Floats) -> People:
    """The people; who has no landmarks gets those of a mean face on ``points5``.

    ``points5`` ``(n, 5, 2)`` are the detector's.  Only for confident detections whose
    five points make a face where the box is; the presence stays what the mesh said.
    """
    wanted = ~people.has_landmarks & (people.scores >= BELIEVED)
    if not wanted.any():
        return people
    landmarks = people.landmarks.copy()
    for row in np.flatnonzero(wanted):
        rough = _laid_on(points5[row])
        if rough is None:
            continue
        if _overlap(rough, people.boxes_xyxy[row]) >= _LEAST_OVERLAP:
            landmarks[row] = rough
    return replace(people, landmarks=landmarks)


@dataclass
class _Evidence:
    """Of one track's detections: scores, whether meshed, sizes."""

    scores: list[float] = field(default_factory=list)
    meshed: list[bool] = field(default_factory=list)
    sizes_px: list[float] = field(default_factory=list)


def _evidence(frames: Sequence[People], meshed: Sequence[bool]) -> dict[int, _Evidence]:
    found: dict[int, _Evidence] = {}
    for people, is_meshed in zip(frames, meshed, strict=True):
        faces = people.has_landmarks & (people.presence >= BELIEVED)
        sizes = sizes_of(people.boxes_xyxy)
        for row, track in enumerate(people.track_ids):
            seen = found.setdefault(int(track), _Evidence())
            if people.sources[row] in (Source.DETECTED, Source.LOW_SCORE):
                seen.scores.append(float(people.scores[row]))
                seen.sizes_px.append(float(sizes[row]))
                if is_meshed:
                    seen.meshed.append(bool(faces[row]))
    return found


def _lengths(frames: Sequence[People]) -> dict[int, int]:
    """Frames from the first to the last of every track."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for index, people in enumerate(frames):
        for track in people.track_ids.tolist():
            first.setdefault(track, index)
            last[track] = index
    return {track: last[track] - first[track] + 1 for track in first}


def _is_enough(evidence: _Evidence, length: int) -> bool:
    scores = evidence.scores
    if not scores or np.median(evidence.sizes_px) < _SMALL_PX:
        return True
    is_a_face = len(evidence.meshed) > 0 and bool(np.mean(evidence.meshed) >= 0.5)
    is_seen = is_a_face and max(scores) >= _HALF_BELIEVED
    is_steady = _LEAST_STEADY * len(scores) >= length
    return is_seen or (is_steady and bool(np.median(scores) >= _WITHOUT_MESH))


def _in(people: People, tracks: set[int]) -> Bools:
    return np.isin(people.track_ids, sorted(tracks))


def _laid_on(five: Floats) -> Floats | None:
    """The mean face, of several turned ones, that fits five points best.

    By a similarity; None if even that is off by more than a share of the points' size.
    """
    target = five[:, 0] + 1j * five[:, 1]
    best: tuple[float, Floats] | None = None
    for face in mean_faces():
        source = _five_of(face)
        away = source - source.mean()
        turn = (away.conj() * (target - target.mean())).sum() / (abs(away) ** 2).sum()
        error = abs(turn * away - (target - target.mean())).mean()
        error /= max(float(abs(turn)), 1e-6)
        if best is None or error < best[0]:
            laid = turn * (face[:, 0] + 1j * face[:, 1] - source.mean()) + target.mean()
            best = error, np.stack([laid.real, laid.imag], axis=1)
    if best is None or best[0] > _FARTHEST:
        return None
    return best[1].astype(np.float32)


def _five_of(face: Floats) -> NDArray[np.complex128]:
    """Eyes, nose and corners of the mouth, as a detector gives them."""
    eyes = [face[points(eye)].mean(0) for eye in (LEFT_EYE, RIGHT_EYE)]
    five = np.stack([*eyes, *face[points((1, 61, 291))]]).astype(np.float64)
    return np.asarray(five[:, 0] + 1j * five[:, 1])


def _box_of(landmarks: Floats) -> Floats:
    return np.concatenate([landmarks.min(0), landmarks.max(0)])


def _overlap(landmarks: Floats, box_xyxy: Floats) -> float:
    """Intersection over union of the landmarks' box with the detection's."""
    low = np.maximum(landmarks.min(0), box_xyxy[:2])
    high = np.minimum(landmarks.max(0), box_xyxy[2:])
    common = float(np.prod(np.maximum(high - low, 0)))
    areas = np.prod(np.ptp(landmarks, axis=0)) + np.prod(box_xyxy[2:] - box_xyxy[:2])
    return common / max(float(areas) - common, 1e-6)
