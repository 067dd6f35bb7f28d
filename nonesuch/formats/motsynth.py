"""MOTSynth's annotations: COCO with 22 keypoints in 2D and 3D, one file a sequence.

``frame_n`` counts from 1.  ``cam_world_rot`` are, in degrees, pitch (up is positive),
roll and yaw (0 looks along +y, counter-clockwise), applied in the order roll, pitch,
yaw; ``keypoints_3d`` are meters before the camera (x right, y down, z forward);
``bbox`` is that of the whole body.  ``model_id`` is the person's; the 11
``attributes``, which are the game's own, are 0.  Our fields stand beside them, as in
COCO files.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch.camera import Camera
from nonesuch.formats.coco import Flavor, sequences_of, write_flavor
from nonesuch.formats.coco_person import bbox_of, mask_values, own_values
from nonesuch.formats.coco_sequence import Sequence
from nonesuch.formats.labels import (
    JTA_KEYPOINTS,
    FrameLabels,
    Occlusion,
    PersonLabel,
    SequenceInfo,
)
from nonesuch.formats.records import Record, read_record
from nonesuch.formats.seqinfo import clock_of, hours_of

Values = dict[str, Any]

_HIDDEN, _SEEN = 1, 2
_ATTRIBUTE_COUNT = 11
_DECIMALS = 6


def write_motsynth(path: Path, sequence: Sequence) -> None:
    """Writes the annotations of one sequence."""
    camera = sequence.frames[0].camera if sequence.frames else None
    flavor = Flavor(
        info=_info_values(sequence.info, camera),
        category={
            "id": 1,
            "name": "person",
            "supercategory": "person",
            "keypoints": JTA_KEYPOINTS,
        },
        image_values=_image_values,
        person_values=_person_values,
    )
    write_flavor(path, [sequence], flavor)


def read_motsynth(path: Path) -> Sequence:
    """The sequence of a file, of ours or of MOTSynth's own.  Raises Refusal.

    MOTSynth's own does not say why a keypoint is hidden: it counts as the scene.
    """
    record = read_record(path)
    if "videos" not in record:
        record = _as_ours(record)
    return sequences_of(record)[0]


def pitch_roll_yaw_deg(camera: Camera) -> tuple[float, float, float]:
    """The three angles of ``cam_world_rot``."""
    right, down, forward = camera.camera_from_world[:3, :3]
    yaw = math.atan2(-forward[0], forward[1])
    level_right = np.array([math.cos(yaw), math.sin(yaw), 0.0])
    pitch = math.asin(np.clip(forward[2], -1, 1))
    roll = math.atan2(-down @ level_right, right @ level_right)
    return math.degrees(pitch), math.degrees(roll), math.degrees(yaw)


def _info_values(info: SequenceInfo, camera: Camera | None) -> Values:
    width, height = info.size_wh
    values = {
        "seq_name": info.name,
        "fps": info.fps,
        "sequence_length": info.frame_count,
        "img_width": width,
        "img_height": height,
        "weather": info.weather,
        "time": clock_of(info.time_of_day_h),
        "is_night": int(info.is_night),
        "is_moving": int(info.is_moving),
    }
    return values if camera is None else values | _lens_values(camera)


def _lens_values(camera: Camera) -> Values:
    (fx, _, cx), (_, fy, cy), _ = camera.intrinsics.tolist()
    fov_deg = math.degrees(2 * math.atan(camera.size_wh[0] / 2 / fx))
    lens = {"fx": fx, "fy": fy, "cx": cx, "cy": cy}
    return {"cam_fov": round(fov_deg, _DECIMALS)} | lens


def _image_values(frame: FrameLabels) -> Values:
    values: Values = {"frame_n": frame.index + 1}
    if frame.camera is not None:
        angles = np.round(pitch_roll_yaw_deg(frame.camera), _DECIMALS)
        values["cam_world_pos"] = frame.camera.eye_world.round(_DECIMALS).tolist()
        values["cam_world_rot"] = angles.tolist()
    return values


def _person_values(person: PersonLabel) -> Values:
    values: Values = {
        "ped_id": person.track_id,
        "bbox": bbox_of(person.amodal_box_xyxy),
        **mask_values(person),
        "iscrowd": int(person.ignore or person.visibility == 0),
        "model_id": person.person_id or 0,
        "attributes": [0] * _ATTRIBUTE_COUNT,
        "is_blurred": False,
    }
    points = person.jta_keypoints
    if points is not None and points.camera_m is not None:
        flags = np.where(points.occlusion == Occlusion.NONE, _SEEN, _HIDDEN)[:, None]
        flat = np.hstack([np.nan_to_num(points.pixels), flags])
        solid = np.hstack([points.camera_m, flags])
        values["keypoints"] = flat.ravel().tolist()
        values["num_keypoints"] = len(flags)
        values["keypoints_3d"] = solid.ravel().tolist()
    return values | own_values(person)


def _as_ours(record: Record) -> Record:
    """MOTSynth's own fields under the names that COCO files of ours have."""
    info = record.record("info")
    width, height = info.whole("img_width", 1), info.whole("img_height", 1)
    images = [
        image.values
        | {"width": width, "height": height}
        | {"frame_index": image.whole("frame_n", 1) - 1}
        for image in record.records("images")
    ]
    video = {
        "id": 0,
        "name": info.text("seq_name", record.path.stem),
        "fps": info.number("fps"),
        "width": width,
        "height": height,
        "weather": info.text("weather", "CLEAR"),
        "time_of_day_h": _hours_of(info),
        "is_night": bool(info.number("is_night", 0)),
        "is_moving": bool(info.number("is_moving", 0)),
    }
    people = [_person_as_ours(person) for person in record.records("annotations")]
    changed = {"images": images, "videos": [video], "annotations": people}
    return Record(record.path, record.place, record.values | changed)


def _hours_of(info: Record) -> float:
    # How MOTSynth writes the time is not documented; noon if it is not a clock's.
    try:
        return hours_of(info.text("time", ""))
    except ValueError:
        return 12.0


def _person_as_ours(person: Record) -> Values:
    count = len(JTA_KEYPOINTS)
    flat = person.numbers("keypoints", 3 * count).reshape(count, 3)
    solid = person.numbers("keypoints_3d", 4 * count).reshape(count, 4)
    is_seen = flat[:, 2] == _SEEN
    pose = {
        "pixels": flat[:, :2].ravel().tolist(),
        "occlusion": np.where(is_seen, Occlusion.NONE, Occlusion.SCENE).tolist(),
        "camera_m": solid[:, :3].ravel().tolist(),
    }
    return person.values | {
        "track_id": person.whole("ped_id", 0),
        "amodal_bbox": person.values.get("bbox"),
        "person_id": person.whole("model_id", 0, 0),
        "pose_jta": pose,
    }
