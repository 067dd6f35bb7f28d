"""Ground truth scored against itself by the official tools: below 100 is an error.

What is scored are the files of a data set as they lie there; the tools' own traps are
set aside (they would print, plot, write into the installed package, and look only at
the first 20 poses or 100 boxes of a picture).
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.formats.labels import PEDESTRIAN, FrameLabels
from nonesuch.formats.mot import read_ground_truth, write_ground_truth_2015
from nonesuch.formats.mots import IGNORE_ID
from nonesuch.formats.rows import read_rows, write_lines
from nonesuch.formats.seqinfo import read_seqinfo

_QUIET = {"PRINT_CONFIG": False}
_EVALUATION = _QUIET | {
    "LOG_ON_ERROR": None,
    "PRINT_RESULTS": False,
    "TIME_PROGRESS": False,
    "OUTPUT_SUMMARY": False,
    "OUTPUT_DETAILED": False,
    "OUTPUT_EMPTY_CLASSES": False,
    "PLOT_CURVES": False,
}
_TRACKER = "itself"
_SIGMA = 0.05
"""Of the 22 keypoints of JTA, for which nobody has published any."""


def score_dataset(folder: Path) -> dict[str, float]:
    """Scores in percent of what is found in the folder: ``{"mot HOTA": 100.0, ...}``.

    Sequences are the folders with a ``seqinfo.ini``.  Names are those of the format,
    then HOTA, MOTA and IDF1 of tracks, or AP of boxes, masks and keypoints.  Raises
    :class:`Refusal` if there is nothing to score.
    """
    folder = Path(folder)
    sequences = sorted(path.parent for path in folder.glob("*/seqinfo.ini"))
    scores: dict[str, float] = {}
    for name, score in (
        ("mot", _score_mot),
        ("mots", _score_mots),
        ("kitti", _score_kitti),
    ):
        with TemporaryDirectory() as results:
            found = score(sequences, Path(results))
        scores |= {f"{name} {measure}": value for measure, value in found.items()}
    for name, files in (
        ("coco", folder / "annotations"),
        ("motsynth", folder / "motsynth" / "annotations"),
    ):
        scores |= _score_files(name, sorted(files.glob("*.json")))
    if not scores:
        raise Refusal(f"{folder} holds no labels that could be scored.")
    return scores


def _score_mot(sequences: Sequence[Path], results: Path) -> dict[str, float]:
    used = [path for path in sequences if (path / "gt" / "gt.txt").is_file()]
    for sequence in used:
        frames = read_ground_truth(sequence / "gt" / "gt.txt")
        path = results / _TRACKER / "data" / f"{sequence.name}.txt"
        write_ground_truth_2015(path, map(_as_results, frames))
    options = {"DO_PREPROC": True, "GT_LOC_FORMAT": "{gt_folder}/{seq}/gt/gt.txt"}
    return _challenge("MotChallenge2DBox", used, results, options)


def _score_mots(sequences: Sequence[Path], results: Path) -> dict[str, float]:
    used = [path for path in sequences if (path / "gt" / "mots.txt").is_file()]
    for sequence in used:
        rows = read_rows(sequence / "gt" / "mots.txt", " ")
        lines = [" ".join(r.fields) for r in rows if r.fields[1] != str(IGNORE_ID)]
        write_lines(results / _TRACKER / "data" / f"{sequence.name}.txt", lines)
    options = {"GT_LOC_FORMAT": "{gt_folder}/{seq}/gt/mots.txt"}
    return _challenge("MOTSChallenge", used, results, options)


def _challenge(
    name: str, sequences: Sequence[Path], results: Path, options: dict[str, Any]
) -> dict[str, float]:
    if not sequences:
        return {}
    lengths = {
        path.name: read_seqinfo(path / "seqinfo.ini").frame_count for path in sequences
    }
    config = _QUIET | options
    config |= {"GT_FOLDER": str(sequences[0].parent), "SKIP_SPLIT_FOL": True}
    config |= {"TRACKERS_FOLDER": str(results), "SEQ_INFO": lengths}
    return _tracks(name, config)


def _score_kitti(sequences: Sequence[Path], results: Path) -> dict[str, float]:
    """The tool takes a list of sequences by number, so the files are copied."""
    seqmap = []
    for number, sequence in enumerate(sequences):
        labels = sequence.parent / "kitti" / "label_02" / f"{sequence.name}.txt"
        if not labels.is_file():
            continue
        length = read_seqinfo(sequence / "seqinfo.ini").frame_count
        seqmap.append(f"{number:04d} empty {0:06d} {length:06d}")
        for copy in ("gt/label_02", f"trackers/{_TRACKER}/data"):
            target = results / copy / f"{number:04d}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(labels, target)
    if not seqmap:
        return {}
    write_lines(results / "gt" / "evaluate_tracking.seqmap.training", seqmap)
    folders = {"GT_FOLDER": results / "gt", "TRACKERS_FOLDER": results / "trackers"}
    config = _QUIET | {name: str(path) for name, path in folders.items()}
    return _tracks("Kitti2DBox", config | {"CLASSES_TO_EVAL": ["pedestrian"]})


def _tracks(name: str, config: dict[str, Any]) -> dict[str, float]:
    try:
        import trackeval
    except ImportError as error:
        raise Refusal(
            "Scoring tracks needs trackeval: pip install trackeval==1.3.0"
        ) from error
    kinds = [getattr(trackeval.metrics, kind) for kind in ("HOTA", "CLEAR", "Identity")]
    with contextlib.redirect_stdout(io.StringIO()):
        data = getattr(trackeval.datasets, name)(config)
        metrics = [kind(dict(_QUIET)) for kind in kinds]
        result, _ = trackeval.Evaluator(_EVALUATION).evaluate([data], metrics)
    found = result[data.get_name()][_TRACKER]["COMBINED_SEQ"]["pedestrian"]
    return {
        "HOTA": 100 * float(np.mean(found["HOTA"]["HOTA"])),
        "MOTA": 100 * float(found["CLEAR"]["MOTA"]),
        "IDF1": 100 * float(found["Identity"]["IDF1"]),
    }


def _score_files(name: str, paths: Sequence[Path]) -> dict[str, float]:
    """The lowest score of all files."""
    lowest: dict[str, float] = {}
    for path in paths:
        for kind, value in _score_file(path):
            measure = f"{name} AP of {kind}"
            lowest[measure] = min(value, lowest.get(measure, 100.0))
    return lowest


def _score_file(path: Path) -> Iterator[tuple[str, float]]:
    try:
        from pycocotools.coco import COCO
    except ImportError as error:
        raise Refusal(
            "Scoring COCO files needs pycocotools: pip install 'nonesuch[measure]'"
        ) from error
    annotations = [
        annotation
        for annotation in json.loads(path.read_text(encoding="utf-8"))["annotations"]
        if not annotation["iscrowd"]
    ]
    kept = ("image_id", "category_id", "bbox", "segmentation", "keypoints")
    for kind, field in (
        ("boxes", "bbox"),
        ("masks", "segmentation"),
        ("keypoints", "keypoints"),
    ):
        found = [
            {name: annotation[name] for name in kept if name in (*kept[:2], field)}
            | {"score": 1.0}
            for annotation in annotations
            if _is_found(annotation, field)
        ]
        if found:
            with contextlib.redirect_stdout(io.StringIO()):
                truth = COCO(str(path))
                yield kind, _average_precision(truth, truth.loadRes(found), field)


def _is_found(annotation: dict[str, Any], field: str) -> bool:
    # A pose without a point in the picture is nothing that one could find.
    has_points = annotation.get("num_keypoints", 0) > 0
    return field in annotation and (field != "keypoints" or has_points)


def _average_precision(truth: Any, results: Any, field: str) -> float:
    from pycocotools.cocoeval import COCOeval

    kind = {"segmentation": "segm"}.get(field, field)
    evaluation = COCOeval(truth, results, kind)
    parameters = evaluation.params
    most = max((len(truth.imgToAnns[i]) for i in truth.getImgIds()), default=1)
    parameters.maxDets = [most]
    parameters.areaRng, parameters.areaRngLbl = [[0, 1e10]], ["all"]
    parameters.catIds = [1]
    if kind == "keypoints":
        count = len(truth.loadCats(1)[0]["keypoints"])
        if count != len(parameters.kpt_oks_sigmas):
            parameters.kpt_oks_sigmas = np.full(count, _SIGMA)
    evaluation.evaluate()
    evaluation.accumulate()
    precision = evaluation.eval["precision"]
    return 100 * float(precision[precision > -1].mean())


def _as_results(frame: FrameLabels) -> FrameLabels:
    # Without places: the tool would take x for a class.
    people = tuple(
        replace(person, position_world=None)
        for person in frame.people
        if not person.ignore and person.category == PEDESTRIAN
    )
    return FrameLabels(frame.index, people)
