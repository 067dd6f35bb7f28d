"""What is known about the people of a picture: the noun of all label files.

A file fills what its format holds; everything else is None.  Boxes are xyxy in pixels,
(0, 0) is the corner of the first pixel, frames count from 0: only the one file of each
format knows how the format itself counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera
from nonesuch.formats.rle import (
    counts_of,
    counts_of_part,
    extent_of_counts,
    mask_of_counts,
    part_of_counts,
    rle_of,
    runs_of_counts,
)

Floats = NDArray[np.float64]

JTA_KEYPOINTS = (
    *("head_top", "head_center", "neck", "right_clavicle", "right_shoulder"),
    *("right_elbow", "right_wrist", "left_clavicle", "left_shoulder", "left_elbow"),
    *("left_wrist", "spine0", "spine1", "spine2", "spine3", "spine4", "right_hip"),
    *("right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle"),
)
"""The 22 keypoints of JTA and MOTSynth in their order; spine0 is the highest."""

COCO_KEYPOINTS = (
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder"),
    *("right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist"),
    *("left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"),
)
"""The 17 keypoints of COCO in their order."""


PEDESTRIAN, RIDER = "pedestrian", "person_on_vehicle"
"""Categories of people, as MOTChallenge names them."""


class Occlusion(IntEnum):
    """Why a keypoint is not seen."""

    NONE = 0
    SELF = 1
    OTHER_PERSON = 2
    SCENE = 3
    OUT_OF_FRAME = 4


@dataclass(frozen=True)
class Mask:
    """A mask of a whole picture, compressed: some hundred bytes for a person."""

    size_wh: tuple[int, int]  # of the picture
    rle: bytes  # as COCO writes it, see formats/rle.py

    @property
    def area(self) -> int:
        """The number of pixels set."""
        return int(counts_of(self.rle)[1::2].sum())

    @property
    def box_xyxy(self) -> Floats:
        """The extent of the pixels set, ``(4,)``; ``ValueError`` if none is."""
        extent = extent_of_counts(counts_of(self.rle), self.size_wh[1])
        if extent is None:
            raise ValueError("an empty mask has no box")
        return np.array(extent, np.float64)

    def whole(self) -> NDArray[np.bool_]:
        """The mask of the whole picture, ``(h, w)``."""
        return mask_of_counts(counts_of(self.rle), self.size_wh)

    def part(self) -> tuple[int, int, NDArray[np.bool_]]:
        """Left, top and the pixels ``(h, w)`` of the part that is not empty."""
        part = part_of_counts(counts_of(self.rle), self.size_wh)
        if part is None:
            raise ValueError("an empty mask has no part that is not")
        return part


def mask_of(whole: NDArray[np.bool_]) -> Mask:
    """The mask ``(h, w)`` of a whole picture."""
    height, width = whole.shape
    return mask_of_part(whole, 0, 0, (width, height))


def mask_of_part(
    pixels: NDArray[np.bool_], left: int, top: int, size_wh: tuple[int, int]
) -> Mask:
    """The mask of a picture that is ``pixels`` from (left, top) on, elsewhere 0."""
    return Mask(size_wh, rle_of(counts_of_part(pixels, left, top, size_wh)))


def are_disjoint(masks: Iterable[Mask]) -> bool:
    """Whether no pixel belongs to two of the masks of one picture."""
    runs = [np.stack(runs_of_counts(counts_of(mask.rle)), 1) for mask in masks]
    if not runs:
        return True
    ordered = np.concatenate(runs)
    ordered = ordered[np.argsort(ordered[:, 0], kind="stable")]
    return bool((ordered[1:, 0] >= ordered[:-1, 1]).all())


def union(masks: Sequence[Mask]) -> Mask:
    """What belongs to any of the masks of one picture; there is at least one."""
    whole = masks[0].whole().copy()
    for mask in masks[1:]:
        whole |= mask.whole()
    return mask_of(whole)


@dataclass(frozen=True, eq=False)
class Keypoints:
    """Points of one body, in the order of ``JTA_KEYPOINTS`` or ``COCO_KEYPOINTS``."""

    pixels: Floats  # (k, 2), NaN where unknown or not before the camera
    occlusion: NDArray[np.uint8]  # (k,), values of Occlusion
    camera_m: Floats | None = None  # (k, 3), in camera coordinates


@dataclass(frozen=True, eq=False)
class PersonLabel:
    """Everything known about one person in one picture."""

    track_id: int  # unique in a sequence, from 1
    amodal_box_xyxy: Floats  # (4,), the whole body, not cut by the picture
    visible_box_xyxy: Floats | None = None  # (4,), extent of the visible mask
    visible_mask: Mask | None = None  # None: unknown, or not a pixel is seen
    amodal_mask: Mask | None = None  # in the picture, as if nothing stood before
    visibility: float | None = None  # visible pixels / amodal pixels in the picture
    truncation: float | None = None  # share of the amodal box outside the picture
    jta_keypoints: Keypoints | None = None  # 22
    coco_keypoints: Keypoints | None = None  # 17
    position_world: Floats | None = None  # (3,), on the ground below the pelvis
    heading_rad: float | None = None  # 0 looks along +x of the world, counter-clockwise
    size_lwh_m: Floats | None = (
        None  # (3,) of the 3D box: along the heading, across, up
    )
    base_world: Floats | None = None  # (3,), middle of the 3D box's lower face
    person_id: int | None = None  # the same person in all sequences
    action: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    category: str = PEDESTRIAN
    ignore: bool = False  # present, but not to be evaluated


@dataclass(frozen=True, eq=False)
class FrameLabels:
    """The people of one picture."""

    index: int  # from 0
    people: tuple[PersonLabel, ...]
    time_s: float | None = None
    camera: Camera | None = None


@dataclass(frozen=True)
class SequenceInfo:
    """What holds for all pictures of a sequence."""

    name: str
    fps: float
    frame_count: int
    size_wh: tuple[int, int]
    image_folder: str = "img1"
    image_extension: str = ".jpg"
    weather: str = "CLEAR"  # as MOTSynth names it
    time_of_day_h: float = 12.0
    is_night: bool = False
    is_moving: bool = False  # the camera
    facts: dict[str, str] = field(default_factory=dict)  # recipe, seed, version ...


def frames_of(
    people: Mapping[int, Sequence[PersonLabel]], frame_count: int
) -> tuple[FrameLabels, ...]:
    """Frames 0 to ``frame_count - 1`` from the people by frame; others have nobody."""
    return tuple(
        FrameLabels(index, tuple(people.get(index, ()))) for index in range(frame_count)
    )
