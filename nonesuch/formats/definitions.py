"""``definitions.json``: what every number in a data set's files means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nonesuch.formats.cameras import CONVENTIONS
from nonesuch.formats.dense import DEPTH_STEP_M, FARTHEST_M, FLOW_STEP_PX
from nonesuch.formats.labels import COCO_KEYPOINTS, JTA_KEYPOINTS, Occlusion
from nonesuch.formats.mot import CLASSES
from nonesuch.formats.records import Record, read_record
from nonesuch.media.whole import writing_whole

VERSION = 1

_TERMS = {
    "track_id": "a person in one sequence, from 1",
    "person_id": "a person in all sequences, for re-identification",
    "visible_box": "extent of the visible mask",
    "amodal_box": "the whole body, also hidden parts and those outside the picture",
    "visible_mask": "the pixels that show the person",
    "amodal_mask": "the pixels that would show the person if all else were gone",
    "visibility": "pixels of the visible mask / pixels of the amodal mask",
    "truncation": "share of the amodal box's area outside the picture",
    "occlusion": "why a keypoint is not seen",
    "position_world": "on the ground below the pelvis, meters",
    "heading_rad": "0 along the world's +x, counter-clockwise seen from above",
    "base_world": "middle of the lower face of the 3D box, meters",
    "size_lwh_m": "of the 3D box: along the heading, across it, up",
}
_LAYERS = {
    "instances": "16 bit PNG, the track id, 0 nobody",
    "classes": "8 bit PNG, see classes",
    "depth": f"16 bit PNG, {DEPTH_STEP_M} m along the camera's z; 0 sky, 65535 beyond "
    f"{FARTHEST_M} m",
    "normals": "8 bit PNG, 128 + 127 * (x, y, z) in camera coordinates; 128 sky",
    "flow": f"16 bit PNG, 32768 + u, v / {FLOW_STEP_PX} px to the next picture, and "
    "1 where known",
}


def write_definitions(
    path: Path, classes: Mapping[int, str], actions: Sequence[str]
) -> None:
    """Writes the file; ``classes`` are those of the layer, ``actions`` the people's."""
    content: dict[str, Any] = {
        "nonesuch_definitions": VERSION,
        "coordinates": CONVENTIONS,
        "terms": _TERMS,
        "keypoints": {"coco": COCO_KEYPOINTS, "jta": JTA_KEYPOINTS},
        "occlusion": {str(int(item)): item.name.lower() for item in Occlusion},
        "actions": list(actions),
        "layers": _LAYERS,
        "classes": {str(number): name for number, name in sorted(classes.items())},
        "mot_classes": {str(place): name for place, name in enumerate(CLASSES, 1)},
    }
    with writing_whole(path) as temporary:
        text = json.dumps(content, indent=1, ensure_ascii=False)
        temporary.write_text(f"{text}\n", encoding="utf-8")


def read_class_names(path: Path) -> dict[int, str]:
    """The names of the classes of the layer.  Raises :class:`Refusal`."""
    record = read_record(path)
    classes = record.texts("classes")
    return {_number(record, number): name for number, name in classes.items()}


def _number(record: Record, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        record.refuse(f"a class must be a number, found {text!r}")
    return int(text)
