"""Ground truth of a picture, from the same buffers as the picture itself."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from nonesuch.camera import Camera, transformed
from nonesuch.formats.labels import (
    FrameLabels,
    Keypoints,
    Mask,
    PersonLabel,
    mask_of_part,
)
from nonesuch.world.extent import box_3d, extent_in_picture
from nonesuch.world.motion.skinning import skinned_vertices
from nonesuch.world.nouns import Buffers, Moment, Person, PosedPerson
from nonesuch.world.seen import View, keypoints_of

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Region = tuple[slice, slice]

_PIXEL_DECIMALS = 2
_METER_DECIMALS = 4
_ANGLE_DECIMALS = 5
_SHARE_DECIMALS = 6


def label_frame(moment: Moment, buffers: Buffers) -> FrameLabels:
    """All that is known of the people who would be in the picture if nothing else was.

    Who is hidden wholly is there, with visibility 0; who has no pixel even alone is
    not.  Pixels are rounded to 0.01, meters to 0.0001, angles to 0.00001 and shares to
    0.000001, so that files hold them exactly and stay small.
    """
    ids = buffers.instance_ids.astype(np.int32)
    regions = dict(enumerate(ndimage.find_objects(ids), start=1))
    labels = []
    for person in sorted(moment.people, key=lambda person: person.track_id):
        amodal = _amodal_mask(person.track_id, buffers, regions)
        if amodal is not None:
            view = View(moment.camera, buffers, amodal)
            labels.append(_label(person, view, regions.get(person.track_id)))
    return FrameLabels(moment.index, tuple(labels), moment.time_s, moment.camera)


def _amodal_mask(
    track_id: int, buffers: Buffers, regions: dict[int, Region | None]
) -> Booleans | None:
    # Edges may be drawn one pixel apart; what is seen belongs to the whole.
    region = regions.get(track_id)
    amodal = buffers.amodal_masks.get(track_id)
    if region is not None:
        if amodal is None:
            amodal = np.zeros(buffers.instance_ids.shape, np.bool_)
        visible = buffers.instance_ids[region] == track_id
        if (visible & ~amodal[region]).any():
            amodal = amodal.copy()
            amodal[region] |= visible
    return amodal if amodal is not None and _region_of(amodal) else None


def _region_of(mask: Booleans) -> Region | None:
    # Ten times as fast as numpy on a whole picture.
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not width:
        return None
    return slice(top, top + height), slice(left, left + width)


def _label(person: PosedPerson, view: View, visible: Region | None) -> PersonLabel:
    figure = person.figure
    points_world = skinned_vertices(figure.levels[-1], person.world_from_rest)
    box = box_3d(points_world, person.heading_rad)
    flat = _flat_label(person.track_id, view, visible, points_world)
    return replace(
        flat,
        jta_keypoints=_rounded(keypoints_of(view, person, figure.jta_landmarks)),
        coco_keypoints=_rounded(keypoints_of(view, person, figure.coco_landmarks)),
        position_world=person.position_world.round(_METER_DECIMALS),
        heading_rad=round(float(person.heading_rad), _ANGLE_DECIMALS),
        size_lwh_m=box.size_lwh_m.round(_METER_DECIMALS),
        base_world=box.base_world.round(_METER_DECIMALS),
        person_id=figure.person.person_id,
        action=person.action,
        attributes=_attributes(figure.person),
    )


def _flat_label(
    track_id: int, view: View, visible: Region | None, points_world: Floats
) -> PersonLabel:
    size_wh = view.camera.size_wh
    region = _region_of(view.amodal)
    assert region is not None  # the caller has seen a pixel
    amodal_mask = _mask(view.amodal[region], region, size_wh)
    visible_mask = None
    if visible is not None:
        seen = view.buffers.instance_ids[visible] == track_id
        visible_mask = _mask(seen, visible, size_wh)
    box = amodal_box(view.camera, points_world, region)
    shown = 0 if visible_mask is None else visible_mask.area
    return PersonLabel(
        track_id=track_id,
        amodal_box_xyxy=box,
        visible_box_xyxy=None if visible_mask is None else visible_mask.box_xyxy,
        visible_mask=visible_mask,
        amodal_mask=amodal_mask,
        visibility=round(shown / amodal_mask.area, _SHARE_DECIMALS),
        truncation=round(share_outside(box, size_wh), _SHARE_DECIMALS),
    )


def amodal_box(camera: Camera, points_world: Floats, region: Region) -> Floats:
    """The box ``(4,)`` xyxy of the whole body: its points and its amodal mask."""
    points_camera = transformed(camera.camera_from_world, points_world)
    box = extent_in_picture(camera, points_camera).round(_PIXEL_DECIMALS)
    rows, columns = region
    low = np.minimum(box[:2], (columns.start, rows.start))
    high = np.maximum(box[2:], (columns.stop, rows.stop))
    return np.concatenate([low, high])


def share_outside(box_xyxy: Floats, size_wh: tuple[int, int]) -> float:
    """The share of a box's area that lies outside the picture, 0 to 1."""
    inside = np.clip(box_xyxy.reshape(2, 2), 0, size_wh)
    whole = np.prod(box_xyxy[2:] - box_xyxy[:2])
    return float(1 - np.prod(inside[1] - inside[0]) / whole)


def _mask(pixels: Booleans, region: Region, size_wh: tuple[int, int]) -> Mask:
    rows, columns = region
    return mask_of_part(pixels, columns.start, rows.start, size_wh)


def _rounded(points: Keypoints) -> Keypoints:
    assert points.camera_m is not None
    return replace(
        points,
        pixels=points.pixels.round(_PIXEL_DECIMALS),
        camera_m=points.camera_m.round(_METER_DECIMALS),
    )


def _attributes(person: Person) -> dict[str, str]:
    return {
        "sex": person.sex,
        "age_years": f"{person.age_years:.0f}",
        "stature_m": f"{person.stature_m:.2f}",
        **person.attributes,
    }
