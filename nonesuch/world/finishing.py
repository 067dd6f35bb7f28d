"""A shot whose frames are all there becomes a sequence in all formats."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import cv2

from nonesuch.formats.labels import FrameLabels, SequenceInfo
from nonesuch.formats.sequence import write_sequence_labels
from nonesuch.media.new_video import write_new_video
from nonesuch.nouns import Image
from nonesuch.world.job import (
    LABELS,
    UNFINISHED,
    Job,
    Shot,
    finished_folder,
    frame_name,
    notes_folder,
    working_folder,
)
from nonesuch.world.notes import read_info, read_note

VIDEO = "video.mp4"


def finish_shot(job: Job, shot: Shot) -> None:
    """Writes the labels and the video of a shot, and gives it its name."""
    folder, notes = working_folder(job, shot), notes_folder(job, shot)
    info, frames = read_info(notes / "info.json"), _frames(job, notes)
    write_sequence_labels(folder, info, frames, set(job.formats) & set(LABELS))
    if "video" in job.formats:
        write_new_video(folder / VIDEO, _images(folder, info), info.fps)
    _move_files_beside(job, folder)
    os.replace(notes, job.output / UNFINISHED / f"notes-{shot.name}")
    os.replace(folder, finished_folder(job, shot))
    shutil.rmtree(job.output / UNFINISHED / f"notes-{shot.name}")


def _frames(job: Job, notes: Path) -> tuple[FrameLabels, ...]:
    paths = (notes / f"{frame_name(k)}.json" for k in range(job.frames))
    return tuple(read_note(path) for path in paths)


def _images(folder: Path, info: SequenceInfo) -> Iterator[Image]:
    for index in range(info.frame_count):
        name = f"{frame_name(index)}{info.image_extension}"
        yield cv2.imread(str(folder / info.image_folder / name))[..., ::-1]


def _move_files_beside(job: Job, folder: Path) -> None:
    """Label files that lie beside a sequence's folder, such as COCO's, come along."""
    unfinished = job.output / UNFINISHED
    for path in sorted(unfinished.rglob("*")):
        if path.is_dir() or folder in path.parents or _is_of_another(path, unfinished):
            continue
        target = job.output / path.relative_to(unfinished)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)


def _is_of_another(path: Path, unfinished: Path) -> bool:
    """Whether a file belongs to another shot in the making: those have notes."""
    top = unfinished / path.relative_to(unfinished).parts[0]
    return (top / "notes").exists()
