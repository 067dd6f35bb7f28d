"""All label files of one sequence, by the names of their formats."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.formats.cameras import write_cameras
from nonesuch.formats.coco import write_coco
from nonesuch.formats.coco_sequence import Sequence, file_names_of
from nonesuch.formats.kitti import write_calibration, write_kitti
from nonesuch.formats.labels import FrameLabels, SequenceInfo
from nonesuch.formats.mot import write_detections, write_ground_truth
from nonesuch.formats.mots import write_mots, write_mots_picture
from nonesuch.formats.motsynth import write_motsynth
from nonesuch.formats.seqinfo import write_seqinfo
from nonesuch.formats.yolo import write_yolo

Frames = tuple[FrameLabels, ...]


def write_sequence_labels(
    folder: Path, info: SequenceInfo, frames: Frames, formats: Collection[str]
) -> None:
    """Writes the label files of a sequence, each whole or not at all.

    ``folder`` is the sequence's.  In it lie ``seqinfo.ini`` and ``cameras.jsonl``
    always; ``gt/gt.txt`` and ``det/det.txt`` (mot), ``gt/mots.txt`` and
    ``mots/000001.png`` (mots), ``labels/000001.txt`` (yolo); beside it
    ``annotations/SEQ.json`` (coco), ``motsynth/annotations/SEQ.json`` (motsynth),
    ``kitti/label_02/SEQ.txt`` and ``kitti/calib/SEQ.txt`` (kitti).  Raises
    :class:`Refusal` for an unknown format, before anything is written.
    """
    refuse_unknown_formats(formats)
    camera = frames[0].camera if frames else None
    write_seqinfo(folder / "seqinfo.ini", info, camera)
    write_cameras(folder / "cameras.jsonl", frames)
    for name, write in WRITERS.items():
        if name in formats:
            write(folder, info, frames)


def refuse_unknown_formats(formats: Collection[str]) -> None:
    """Raises :class:`Refusal` if one of the names is none of :data:`WRITERS`."""
    unknown = sorted(set(formats) - set(WRITERS))
    if unknown:
        raise Refusal(
            f"The format {unknown[0]!r} is unknown; known are {', '.join(WRITERS)}."
        )


def _write_mot(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    write_ground_truth(folder / "gt" / "gt.txt", frames)
    write_detections(folder / "det" / "det.txt", frames)


def _write_mots(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    write_mots(folder / "gt" / "mots.txt", frames)
    for frame in frames:
        path = folder / "mots" / f"{frame.index + 1:06d}.png"
        write_mots_picture(path, frame.people, info.size_wh)


def _write_coco(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    sequence = Sequence(info, frames, file_names_of(info))
    write_coco(folder.parent / "annotations" / f"{folder.name}.json", [sequence])


def _write_motsynth(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    annotations = folder.parent / "motsynth" / "annotations"
    sequence = Sequence(info, frames, file_names_of(info))
    write_motsynth(annotations / f"{folder.name}.json", sequence)


def _write_kitti(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    kitti = folder.parent / "kitti"
    write_kitti(kitti / "label_02" / f"{folder.name}.txt", frames)
    if frames and frames[0].camera is not None:
        write_calibration(kitti / "calib" / f"{folder.name}.txt", frames[0].camera)


def _write_yolo(folder: Path, info: SequenceInfo, frames: Frames) -> None:
    for frame in frames:
        path = folder / "labels" / f"{frame.index + 1:06d}.txt"
        write_yolo(path, frame.people, info.size_wh)


WRITERS: dict[str, Callable[[Path, SequenceInfo, Frames], None]] = {
    "mot": _write_mot,
    "mots": _write_mots,
    "coco": _write_coco,
    "motsynth": _write_motsynth,
    "kitti": _write_kitti,
    "yolo": _write_yolo,
}
"""The formats of labels by name."""
