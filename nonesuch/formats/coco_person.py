"""One person as an annotation of COCO, with fields of our own for all that is known.

COCO's fields are ``bbox`` (left, top, width, height, from 0), ``segmentation``,
``area``, ``iscrowd`` and the 17 ``keypoints`` (x, y, v).  The others, each left out
where it is unknown:

``track_id``, ``person_id``, ``visibility``, ``truncation``, ``action``, ``category``
(of people on bicycles) and ``person_attributes``; ``amodal_bbox`` and
``amodal_segmentation`` of the whole body; ``position_world``, ``heading_rad``,
``base_world`` and ``size_lwh_m`` of the 3D box; ``pose_coco`` and ``pose_jta`` with
``pixels`` (also outside the picture), ``occlusion`` (0 none, 1 self, 2 other person,
3 scene, 4 out of frame) and ``camera_m``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.decimals import box_xyxy_of, corner_and_size, text_of
from nonesuch.formats.labels import (
    RIDER,
    Keypoints,
    Mask,
    Occlusion,
    PersonLabel,
    mask_of,
)
from nonesuch.formats.polygons import filled
from nonesuch.formats.records import Record, nullable
from nonesuch.formats.rle import counts_of, rle_of

Floats = NDArray[np.float64]
Values = dict[str, Any]

_COCO_POINTS, _JTA_POINTS = 17, 22
_ABSENT, _HIDDEN, _SEEN = 0, 1, 2


def coco_values(person: PersonLabel) -> Values:
    """The annotation but for its ids.

    ``bbox`` is the extent of the visible mask.  Of whom nothing is visible, ``bbox`` is
    that of the whole body and ``iscrowd`` 1, so that no detector learns to guess.
    """
    box = person.visible_box_xyxy
    values: Values = {
        "bbox": bbox_of(person.amodal_box_xyxy if box is None else box),
        **mask_values(person),
        "iscrowd": int(person.ignore or person.visibility == 0),
    }
    if person.coco_keypoints is not None:
        flags = _coco_flags(person.coco_keypoints)
        points = np.where(flags[:, None] > 0, person.coco_keypoints.pixels, 0)
        values["keypoints"] = np.column_stack([points, flags]).ravel().tolist()
        values["num_keypoints"] = int(np.count_nonzero(flags))
    return values | own_values(person)


def mask_values(person: PersonLabel) -> Values:
    """``area`` and ``segmentation``; area 0 and none if nothing is visible."""
    if person.visible_mask is not None:
        mask = person.visible_mask
        return {"area": mask.area, "segmentation": segmentation_of(mask)}
    if person.visibility == 0:
        return {"area": 0} | _empty_segmentation(person.amodal_mask)
    left, top, right, bottom = person.amodal_box_xyxy
    return {"area": float((right - left) * (bottom - top))}


def own_values(person: PersonLabel) -> Values:
    """The fields that are not COCO's."""
    known: Values = {
        "track_id": person.track_id,
        "person_id": person.person_id,
        "visibility": person.visibility,
        "truncation": person.truncation,
        "amodal_bbox": bbox_of(person.amodal_box_xyxy),
        "amodal_segmentation": _optional(segmentation_of, person.amodal_mask),
        "position_world": _optional(np.ndarray.tolist, person.position_world),
        "heading_rad": person.heading_rad,
        "size_lwh_m": _optional(np.ndarray.tolist, person.size_lwh_m),
        "base_world": _optional(np.ndarray.tolist, person.base_world),
        "action": person.action,
        "person_attributes": person.attributes or None,
        "category": RIDER if person.category == RIDER else None,
        "ignore": int(person.ignore) or None,
        "pose_coco": _optional(_pose, person.coco_keypoints),
        "pose_jta": _optional(_pose, person.jta_keypoints),
    }
    return {name: value for name, value in known.items() if value is not None}


def person_of(
    record: Record, category: str, size_wh: tuple[int, int], spare_track_id: int
) -> PersonLabel:
    """The person of an annotation, of any program's; the inverse of the above.

    Without ``track_id`` the person gets ``spare_track_id``; without ``amodal_bbox``
    ``bbox`` stands for the whole body.  Raises :class:`Refusal`.
    """
    mask = _mask_of(record, "segmentation", size_wh)
    mask = mask if mask is not None and mask.area else None
    has_whole = "amodal_bbox" in record
    return PersonLabel(
        track_id=record.whole("track_id", 0, spare_track_id),
        amodal_box_xyxy=box_of(record, "amodal_bbox" if has_whole else "bbox"),
        visible_box_xyxy=None if mask is None else mask.box_xyxy,
        visible_mask=mask,
        amodal_mask=_mask_of(record, "amodal_segmentation", size_wh),
        visibility=_number(record, "visibility"),
        truncation=_number(record, "truncation"),
        jta_keypoints=_keypoints_of(record, "pose_jta", _JTA_POINTS),
        coco_keypoints=_keypoints_of(record, "pose_coco", _COCO_POINTS),
        position_world=_point(record, "position_world"),
        heading_rad=_number(record, "heading_rad"),
        size_lwh_m=_point(record, "size_lwh_m"),
        base_world=_point(record, "base_world"),
        person_id=record.whole("person_id", 0) if "person_id" in record else None,
        action=record.text("action") if "action" in record else None,
        attributes=record.texts("person_attributes"),
        category=record.text("category", category),
        ignore=_is_ignored(record, has_whole),
    )


def bbox_of(box_xyxy: Floats) -> list[float]:
    """Left, top, width, height; exact as :func:`corner_and_size` is."""
    return [float(text) for text in corner_and_size(box_xyxy)]


def box_of(record: Record, name: str) -> Floats:
    """The box ``(4,)`` xyxy of left, top, width, height."""
    values = record.numbers(name, 4)
    if not (values[2:] > 0).all():
        record.refuse(
            f"{name} must have a width and a height above 0, found {values.tolist()}"
        )
    left, top, width, height = (text_of(value) for value in values)
    return box_xyxy_of(left, top, width, height)


def segmentation_of(mask: Mask) -> Values:
    """The mask as COCO's compressed run lengths."""
    width, height = mask.size_wh
    return {"size": [height, width], "counts": mask.rle.decode("ascii")}


def _is_ignored(record: Record, is_ours: bool) -> bool:
    # In our own files iscrowd may also mean that nothing is visible.
    return bool(record.number("ignore" if is_ours else "iscrowd", 0))


def _coco_flags(points: Keypoints) -> NDArray[np.int64]:
    flags = np.full(len(points.occlusion), _HIDDEN)
    flags[points.occlusion == Occlusion.NONE] = _SEEN
    flags[points.occlusion == Occlusion.OUT_OF_FRAME] = _ABSENT
    return flags


def _pose(points: Keypoints) -> Values:
    camera = points.camera_m
    return {
        "pixels": nullable(points.pixels),
        "occlusion": points.occlusion.tolist(),
        **({} if camera is None else {"camera_m": nullable(camera)}),
    }


def _keypoints_of(record: Record, name: str, count: int) -> Keypoints | None:
    if name in record:
        pose = record.record(name)
        occlusion = pose.numbers("occlusion", count)
        if not (
            (occlusion % 1 == 0) & (occlusion >= 0) & (occlusion <= max(Occlusion))
        ).all():
            pose.refuse("occlusion must hold numbers from 0 to 4")
        has_camera = "camera_m" in pose
        return Keypoints(
            pose.numbers("pixels", 2 * count).reshape(count, 2),
            occlusion.astype(np.uint8),
            pose.numbers("camera_m", 3 * count).reshape(count, 3)
            if has_camera
            else None,
        )
    if name == "pose_coco" and "keypoints" in record:
        return _keypoints_of_others(record, count)
    return None


def _keypoints_of_others(record: Record, count: int) -> Keypoints | None:
    if len(record.values["keypoints"]) != 3 * count:
        return None  # those of another skeleton
    x_y_flag = record.numbers("keypoints", 3 * count).reshape(count, 3)
    pixels, flags = x_y_flag[:, :2], x_y_flag[:, 2]
    pixels[flags == _ABSENT] = np.nan
    # Why a point is hidden such files do not say.
    occlusion = np.select(
        [flags == _SEEN, flags == _HIDDEN],
        [Occlusion.NONE, Occlusion.SCENE],
        Occlusion.OUT_OF_FRAME,
    )
    return Keypoints(pixels, occlusion.astype(np.uint8))


def _mask_of(record: Record, name: str, size_wh: tuple[int, int]) -> Mask | None:
    value = record.values.get(name)
    if not value:
        return None
    if isinstance(value, list):
        return _mask_of_polygons(record, value, size_wh)
    inner = record.record(name)
    height, width = (int(side) for side in inner.numbers("size", 2))
    if (width, height) != size_wh:
        inner.refuse(
            f"the mask is of {width} x {height} pixels, the picture of "
            f"{size_wh[0]} x {size_wh[1]}"
        )
    rle = _rle_of(inner)
    try:
        counts = counts_of(rle)
    except ValueError:
        inner.refuse("counts is no run length encoding")
    if counts.sum() != width * height:
        inner.refuse(f"the mask does not fill {width} x {height} pixels")
    return Mask(size_wh, rle)


def _rle_of(record: Record) -> bytes:
    counts = record.values.get("counts")
    if isinstance(counts, list):
        return rle_of(record.numbers("counts", len(counts)).astype(np.int64))
    return record.text("counts").encode("utf-8")


def _mask_of_polygons(
    record: Record, polygons: list[Any], size_wh: tuple[int, int]
) -> Mask:
    whole = np.zeros(size_wh[::-1], np.bool_)
    for polygon in polygons:
        try:
            points = np.array(polygon, np.float64).reshape(-1, 2)
        except (TypeError, ValueError):
            record.refuse("segmentation must be polygons of x and y, or run lengths")
        whole |= filled(points, size_wh)
    return mask_of(whole)


def _empty_segmentation(like: Mask | None) -> Values:
    if like is None:
        return {}
    width, height = like.size_wh
    empty = rle_of(np.array([width * height]))
    return {"segmentation": segmentation_of(Mask(like.size_wh, empty))}


def _number(record: Record, name: str) -> float | None:
    return record.number(name) if name in record else None


def _point(record: Record, name: str) -> Floats | None:
    return record.numbers(name, 3) if name in record else None


def _optional(convert: Any, value: Any) -> Any:
    return None if value is None else convert(value)
