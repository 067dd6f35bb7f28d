"""A shot whose frames are all there becomes a sequence in all formats."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from nonesuch.errors import Refusal
from nonesuch.formats.definitions import write_definitions
from nonesuch.formats.labels import FrameLabels, SequenceInfo
from nonesuch.formats.seqinfo import write_seqmap
from nonesuch.formats.sequence import write_sequence_labels
from nonesuch.media.new_video import write_new_video
from nonesuch.nouns import Image
from nonesuch.world.card.card import write_card
from nonesuch.world.job import (
    LABELS,
    UNFINISHED,
    Job,
    Shot,
    finished_folder,
    frame_name,
    notes_folder,
    shots_of,
    working_folder,
)
from nonesuch.world.motion.riding import RIDE
from nonesuch.world.notes import pack_notes, read_info, read_note, unpack_notes
from nonesuch.world.nouns import ACTIONS, Semantic
from nonesuch.world.preview.finding import Found
from nonesuch.world.preview.preview import preview_sequence
from nonesuch.world.reid import ReidSequence, write_reid
from nonesuch.world.sightings import between_sightings

VIDEO = "video.mp4"
NOTES = "labels.jsonl.gz"
PREVIEWS = "preview"

Progress = Callable[[str, int, int | None], None]
_PREVIEWED = 1
_MOST_PREVIEWED = 12


def finish_shot(job: Job, shot: Shot) -> None:
    """Writes the labels and the video of a shot, and gives it its name."""
    folder, notes = working_folder(job, shot), notes_folder(job, shot)
    info = read_info(notes / "info.json")
    frames = between_sightings(_frames(job, notes))
    with ThreadPoolExecutor(1) as other:
        video = other.submit(_write_video, job, folder, info)
        write_sequence_labels(folder, info, frames, set(job.formats) & set(LABELS))
        pack_notes(folder / NOTES, info, frames)
        video.result()
    _move_files_beside(job, folder)
    os.replace(notes, job.output / UNFINISHED / f"notes-{shot.name}")
    os.replace(folder, finished_folder(job, shot))
    shutil.rmtree(job.output / UNFINISHED / f"notes-{shot.name}")


def finish_dataset(job: Job, update: Progress) -> None:
    """Writes what is about all sequences: definitions, seqmap, card, crops, previews.

    All of it is made anew, so that sequences added later are in it.
    """
    shots = list(shots_of(job))
    names = {int(item): item.name.lower() for item in Semantic}
    write_definitions(job.output / "definitions.json", names, (*ACTIONS, RIDE))
    write_seqmap(job.output / "seqmap.txt", [shot.name for shot in shots])
    folders = [finished_folder(job, shot) for shot in shots]
    write_card(job.output, (unpack_notes(folder / NOTES) for folder in folders))
    if "reid" in job.formats:
        write_reid(job.output / "reid", _crops(job, shots), job.seed)
    _write_previews(job, folders[:_MOST_PREVIEWED], update)
    shutil.rmtree(job.output / UNFINISHED, ignore_errors=True)


def _write_previews(job: Job, folders: Sequence[Path], update: Progress) -> None:
    target = job.output / PREVIEWS
    for done, folder in enumerate(folders):
        update("previews", done, len(folders))
        if any(target.glob(f"{folder.name}_*")):
            continue
        info, frames = unpack_notes(folder / NOTES)
        pictures = tuple(_picture(folder, info, k) for k in range(info.frame_count))
        found = Found(folder.name, folder, frames, pictures)
        list(preview_sequence(found, target, _PREVIEWED))


def _crops(job: Job, shots: Sequence[Shot]) -> Iterator[ReidSequence]:
    """Every shot has a camera of its own: no two see the same place from one point."""
    for number, shot in enumerate(shots, start=1):
        folder = finished_folder(job, shot)
        info, frames = unpack_notes(folder / NOTES)

        def read(index: int, folder: Path = folder, info: SequenceInfo = info) -> Image:
            return _image(folder, info, index)

        yield ReidSequence(number, shot.sequence + 1, frames, read)


def _write_video(job: Job, folder: Path, info: SequenceInfo) -> None:
    if "video" in job.formats:
        write_new_video(folder / VIDEO, _images(folder, info), info.fps)


def _frames(job: Job, notes: Path) -> tuple[FrameLabels, ...]:
    paths = (notes / f"{frame_name(k)}.json" for k in range(job.frames))
    return tuple(read_note(path) for path in paths)


def _images(folder: Path, info: SequenceInfo) -> Iterator[Image]:
    return (_image(folder, info, index) for index in range(info.frame_count))


def _image(folder: Path, info: SequenceInfo, index: int) -> Image:
    path = _picture(folder, info, index)
    found = cv2.imread(str(path))
    if found is None:
        raise Refusal(f"The picture {path} is damaged; remove it and its folder.")
    return np.ascontiguousarray(found[..., ::-1], np.uint8)


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


def _picture(folder: Path, info: SequenceInfo, index: int) -> Path:
    return folder / info.image_folder / f"{frame_name(index)}{info.image_extension}"
