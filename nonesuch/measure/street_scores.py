"""Scores of detected and tracked people by the official tools (extra measure)."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.measure.tracker import Tracked
from nonesuch.nouns import Floats, Ints
from nonesuch.perceive.merge import union_share


@dataclass(frozen=True)
class TrackScores:
    """Shares of 1: HOTA and its parts, MOTA, IDF1; and the number of switches."""

    hota: float
    detection: float
    association: float
    mota: float
    idf1: float
    switches: int


def refuse_without_tools() -> None:
    """Raises the Refusal that names what to install."""
    for module, package in (
        ("pycocotools", "'nonesuch[measure]'"),
        ("trackeval", "--no-deps trackeval==1.3.0"),
    ):
        if find_spec(module) is None:
            raise Refusal(
                f"Measuring people in streets needs {module}; install it with: "
                f"pip install {package}."
            )


def track_scores(truth: Sequence[Tracked], found: Sequence[Tracked]) -> TrackScores:
    """By trackeval's HOTA, CLEAR and Identity, everybody of one class."""
    from trackeval.metrics import CLEAR, HOTA, Identity

    data = _as_trackeval(truth, found)
    quiet = {"PRINT_CONFIG": False}
    with contextlib.redirect_stdout(io.StringIO()):
        hota = HOTA().eval_sequence(data)
        clear = CLEAR(quiet).eval_sequence(data)
        identity = Identity(quiet).eval_sequence(data)
    return TrackScores(
        hota=float(np.mean(hota["HOTA"])),
        detection=float(np.mean(hota["DetA"])),
        association=float(np.mean(hota["AssA"])),
        mota=float(clear["MOTA"]),
        idf1=float(identity["IDF1"]),
        switches=int(clear["IDSW"]),
    )


def average_precision(
    truth: Sequence[Tracked], detections: Sequence[Floats]
) -> tuple[float, float]:
    """COCO's AP over overlaps of 0.5 to 0.95, and at 0.5, of boxes with scores.

    By pycocotools.
    """
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        labels = COCO()
        labels.dataset = _as_coco(truth)
        labels.createIndex()
        results = _as_coco_results(detections)
        if not results:
            return 0.0, 0.0
        evaluation = COCOeval(labels, labels.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0]), float(evaluation.stats[1])


def _as_trackeval(truth: Sequence[Tracked], found: Sequence[Tracked]) -> dict[str, Any]:
    """What trackeval hands to its metrics: ids from 0, overlaps frame by frame."""
    own, theirs = _numbered(truth), _numbered(found)
    return {
        "gt_ids": own,
        "tracker_ids": theirs,
        "similarity_scores": [
            union_share(one.boxes_xyxy, other.boxes_xyxy)
            for one, other in zip(truth, found, strict=True)
        ],
        "num_gt_ids": _most(own),
        "num_tracker_ids": _most(theirs),
        "num_gt_dets": sum(map(len, own)),
        "num_tracker_dets": sum(map(len, theirs)),
        "num_timesteps": len(own),
    }


def _numbered(frames: Sequence[Tracked]) -> list[Ints]:
    ids = [frame.track_ids for frame in frames]
    known = np.unique(np.concatenate(ids)) if ids else np.zeros(0, np.int64)
    return [np.searchsorted(known, one) for one in ids]


def _most(ids: Sequence[Ints]) -> int:
    return max((int(one.max()) + 1 for one in ids if len(one)), default=0)


def _as_coco(truth: Sequence[Tracked]) -> dict[str, Any]:
    annotations: list[dict[str, Any]] = []
    for frame, people in enumerate(truth, start=1):
        for box in people.boxes_xyxy:
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": frame,
                    "category_id": 1,
                    "bbox": _xywh(box),
                    "area": float((box[2] - box[0]) * (box[3] - box[1])),
                    "iscrowd": 0,
                }
            )
    return {
        "images": [{"id": frame} for frame in range(1, len(truth) + 1)],
        "categories": [{"id": 1, "name": "person"}],
        "annotations": annotations,
    }


def _as_coco_results(detections: Sequence[Floats]) -> list[dict[str, Any]]:
    return [
        {
            "image_id": frame,
            "category_id": 1,
            "bbox": _xywh(row),
            "score": float(row[4]),
        }
        for frame, rows in enumerate(detections, start=1)
        for row in rows
    ]


def _xywh(box: Floats) -> list[float]:
    x0, y0, x1, y1 = (float(value) for value in box[:4])
    return [x0, y0, x1 - x0, y1 - y0]
