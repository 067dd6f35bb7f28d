"""The labelled sequences in a folder, whichever of the formats they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image as Pillow

from nonesuch.errors import Refusal
from nonesuch.formats.cameras import read_cameras
from nonesuch.formats.coco import read_coco
from nonesuch.formats.kitti import read_kitti
from nonesuch.formats.labels import FrameLabels, SequenceInfo, frames_of
from nonesuch.formats.mot import read_ground_truth
from nonesuch.formats.mots import read_mots
from nonesuch.formats.motsynth import read_motsynth
from nonesuch.formats.rows import text_of_file
from nonesuch.formats.seqinfo import read_seqinfo
from nonesuch.formats.yolo import read_yolo

_PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, eq=False)
class Found:
    """A sequence with its labels; ``pictures`` has one path a frame.

    ``folder`` is where its layers lie, if there are any.
    """

    name: str
    folder: Path
    frames: tuple[FrameLabels, ...]
    pictures: tuple[Path, ...]


def find_sequences(folder: Path) -> Iterator[Found]:
    """The sequences, read one after the other.

    Looked for are, in this order: sequences of MOTChallenge (folders with a
    ``seqinfo.ini``, in the folder or up to two levels below) with the richest labels
    they have, a tree of KITTI, files of COCO, and pictures with texts of YOLO.  Raises
    :class:`Refusal` if there is nothing.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise Refusal(f"{folder} is no folder; name the folder of a data set.")
    found = False
    for kind in (_challenge, _kitti, _coco, _yolo):
        for sequence in kind(folder):
            found = True
            yield sequence
        if found:
            return
    raise Refusal(
        f"{folder} holds no labels in a known format; looked for seqinfo.ini "
        "(MOTChallenge), label_02 (KITTI), annotations/*.json (COCO) and labels/*.txt "
        "(YOLO)."
    )


def _challenge(folder: Path) -> Iterator[Found]:
    for depth in ("", "*/", "*/*/"):
        for path in sorted(folder.glob(f"{depth}seqinfo.ini")):
            yield _sequence(path.parent)


def _sequence(folder: Path) -> Found:
    info = read_seqinfo(folder / "seqinfo.ini")
    pictures = tuple(
        folder / info.image_folder / f"{number:06d}{info.image_extension}"
        for number in range(1, info.frame_count + 1)
    )
    return Found(info.name, folder, _labels_of(folder, info), pictures)


def _labels_of(folder: Path, info: SequenceInfo) -> tuple[FrameLabels, ...]:
    parent, name, count = folder.parent, folder.name, info.frame_count
    cameras = folder / "cameras.jsonl"
    known = read_cameras(cameras) if cameras.is_file() else {}
    readers: tuple[tuple[Path, Callable[[Path], tuple[FrameLabels, ...]]], ...] = (
        (parent / "annotations" / f"{name}.json", lambda p: read_coco(p)[0].frames),
        (
            parent / "motsynth" / "annotations" / f"{name}.json",
            lambda path: read_motsynth(path).frames,
        ),
        (folder / "gt" / "mots.txt", lambda path: read_mots(path, count)),
        (folder / "gt" / "gt.txt", lambda path: _read_boxes_or_masks(path, count)),
        (
            parent / "kitti" / "label_02" / f"{name}.txt",
            lambda path: read_kitti(path, count, known),
        ),
    )
    for path, read in readers:
        if path.is_file():
            frames = read(path)
            return tuple(
                replace(frame, camera=frame.camera or known.get(frame.index))
                for frame in frames
            )
    raise Refusal(
        f"{folder} has no labels: neither gt/gt.txt nor gt/mots.txt is there."
    )


def _read_boxes_or_masks(path: Path, count: int) -> tuple[FrameLabels, ...]:
    """MOTS calls its texts ``gt.txt`` too; they have no commas."""
    first = text_of_file(path).split("\n", 1)[0]
    read = read_mots if first and "," not in first else read_ground_truth
    return read(path, count)


def _kitti(folder: Path) -> Iterator[Found]:
    for root in (folder, folder / "training"):
        for path in sorted(root.glob("label_02/*.txt")):
            pictures = _pictures_in(root / "image_02" / path.stem)
            frames = read_kitti(path, len(pictures) or None)
            yield Found(path.stem, root / "image_02" / path.stem, frames, pictures)


def _coco(folder: Path) -> Iterator[Found]:
    for path in sorted([*folder.glob("*.json"), *folder.glob("annotations/*.json")]):
        for sequence in read_coco(path):
            pictures = tuple(_place_of(folder, name) for name in sequence.file_names)
            yield Found(sequence.info.name, folder, sequence.frames, pictures)


def _place_of(folder: Path, name: str) -> Path:
    """COCO's pictures lie beside its annotations, in a folder of no fixed name."""
    direct = folder / name
    if direct.is_file():
        return direct
    return next(iter(sorted(folder.glob(f"*/{name}"))), direct)


def _yolo(folder: Path) -> Iterator[Found]:
    for images in sorted([*folder.glob("images"), *folder.glob("images/*/")]):
        pictures = _pictures_in(images)
        labels = folder / "labels" / images.relative_to(folder / "images")
        texts = [labels / f"{picture.stem}.txt" for picture in pictures]
        if not any(text.is_file() for text in texts):
            continue
        people = {
            index: read_yolo(text, _size_of(picture))
            for index, (text, picture) in enumerate(zip(texts, pictures, strict=True))
            if text.is_file()
        }
        yield Found(images.name, images, frames_of(people, len(pictures)), pictures)


def _pictures_in(folder: Path) -> tuple[Path, ...]:
    if not folder.is_dir():
        return ()
    found = (path for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    return tuple(sorted(found))


def _size_of(picture: Path) -> tuple[int, int]:
    try:
        with Pillow.open(picture) as opened:
            return opened.size
    except OSError as error:
        raise Refusal(f"{picture} is no picture that can be read.") from error
