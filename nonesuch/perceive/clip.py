"""The people of a whole picture or video: found, linked, calmed, gaps filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nonesuch.formats.people_file import PeopleOfFrame
from nonesuch.nouns import Floats, Frame, Image, People
from nonesuch.parallel import in_order
from nonesuch.perceive.cuts import Signature, cuts_of, signature_of
from nonesuch.perceive.evidence import (
    with_rough_landmarks,
    without_echoes,
    without_hearsay,
)
from nonesuch.perceive.fill import fill
from nonesuch.perceive.find import FaceFinder, joined
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.perceive.link import LinkSettings, link
from nonesuch.perceive.look import looks_of
from nonesuch.perceive.motion import Motions, motions_of, with_the_frame_before
from nonesuch.perceive.smooth import smooth


@dataclass(frozen=True)
class Eyes:
    """The networks that look: a detector and a face mesh.

    In a video the mesh is asked in every ``mesh_stride``-th frame at most, and a
    ``second`` detector looks at every ``SECOND_LOOK_EVERY``-th.
    """

    finder: FaceFinder
    landmarks: LandmarkFinder
    second: FaceFinder | None = None
    mesh_stride: int = 1


SECOND_LOOK_EVERY = 10
_MESHED_ALWAYS = 6
"""With so many faces the mesh is asked in every frame of a video, with twice as many
in every second, else in every third: what lies between is interpolated."""
_MESHED_FROM_SCORE = 0.4


def people_of_picture(image: Image, eyes: Eyes) -> People:
    """The people of one picture, each with a track of its own."""
    found = eyes.finder.find(image)
    people = _meshed(found.people, found.points5, image, eyes.landmarks)
    return without_hearsay(link([people], [0.0]), [True])[0]


def people_of_clip(frames: Iterable[Frame], eyes: Eyes) -> list[PeopleOfFrame]:
    """The people of every frame of a video, by tracks; pictures are not kept.

    Nobody is missing between two detections of a track, nor for a moment before the
    first and after the last one.
    """
    seen: list[People] = []
    looks: list[Floats] = []
    signatures: list[Signature] = []
    times_s: list[float] = []
    size_wh = (0, 0)
    meshed: list[bool] = []
    motions: list[Motions] = []
    for sight in in_order(partial(_sight, eyes), with_the_frame_before(frames)):
        motions.append(sight.motions)
        seen.append(sight.people)
        looks.append(sight.looks)
        signatures.append(sight.signature)
        times_s.append(sight.time_s)
        meshed.append(sight.is_meshed)
        size_wh = sight.size_wh
    cuts = cuts_of(signatures)
    linked = without_hearsay(link(seen, times_s, cuts, looks), meshed)
    whole = fill(smooth(linked, times_s, motions), times_s, size_wh, cuts)
    return _lines(whole, times_s)


def completed_by_hand(
    given: Iterable[PeopleOfFrame], frames: Iterable[Frame], eyes: Eyes
) -> list[PeopleOfFrame]:
    """People brought along by the user, with what they lack: landmarks and tracks.

    Boxes are taken as they are and nobody is added or dropped, but people without a
    track are linked, so that they too get one stand-in.
    """
    seen: list[People] = []
    times_s: list[float] = []
    for line, frame in zip(given, frames, strict=True):
        seen.append(_with_landmarks(line.people, frame.image, eyes.landmarks))
        times_s.append(frame.time_s)
    everybody = LinkSettings(least_support=0.0, least_peak=0.0)
    return _lines(link(seen, times_s, settings=everybody), times_s)


@dataclass(frozen=True)
class _Sight:
    """What is kept of one frame."""

    people: People
    motions: Motions
    looks: Floats
    signature: Signature
    time_s: float
    is_meshed: bool
    size_wh: tuple[int, int]


def _sight(eyes: Eyes, shown: tuple[Image | None, Frame]) -> _Sight:
    before, frame = shown
    image = frame.image
    found = eyes.finder.find(image, frame.index)
    if eyes.second is not None and frame.index % SECOND_LOOK_EVERY == 0:
        found = joined(found, eyes.second.find(image))
    people = found.people
    crowd = int((people.scores >= _MESHED_FROM_SCORE).sum())
    stride = 1 + (crowd > _MESHED_ALWAYS) + (crowd > 2 * _MESHED_ALWAYS)
    is_meshed = frame.index % max(stride, eyes.mesh_stride) == 0
    if is_meshed:
        people = _meshed(people, found.points5, image, eyes.landmarks)
    looks = looks_of(image, people.boxes_xyxy)
    size_wh = image.shape[1], image.shape[0]
    return _Sight(
        people,
        motions_of(before, image, people),
        looks,
        signature_of(image),
        frame.time_s,
        is_meshed,
        size_wh,
    )


def _meshed(
    people: People, points5: Floats, image: Image, finder: LandmarkFinder
) -> People:
    """The people with landmarks, rough ones where the mesh sees none.

    The mesh looks at whom a detector half believes in: others need it to stay, and
    it would find the same few faces over again.
    """
    hopeful = np.flatnonzero(people.scores >= _MESHED_FROM_SCORE)
    placed = finder.place(image, people[hopeful], points5[hopeful])
    landmarks, presence = people.landmarks.copy(), people.presence.copy()
    landmarks[hopeful], presence[hopeful] = placed.landmarks, placed.presence
    people = replace(people, landmarks=landmarks, presence=presence)
    people, rows = without_echoes(people)
    return with_rough_landmarks(people, points5[rows])


def _with_landmarks(people: People, image: Image, finder: LandmarkFinder) -> People:
    missing = ~people.has_landmarks
    if not missing.any():
        return people
    placed = finder.place(image, people[missing])
    landmarks, presence = people.landmarks.copy(), people.presence.copy()
    landmarks[missing], presence[missing] = placed.landmarks, placed.presence
    return replace(people, landmarks=landmarks, presence=presence)


def _lines(frames: list[People], times_s: list[float]) -> list[PeopleOfFrame]:
    return [
        PeopleOfFrame(index, time_s, people)
        for index, (people, time_s) in enumerate(zip(frames, times_s, strict=True))
    ]
