"""Filming a part of a sequence: pictures, layers, and a note of labels a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from nonesuch.formats.dense import (
    write_classes,
    write_depth_png,
    write_flow_png,
    write_instances,
    write_normals_png,
)
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Image
from nonesuch.world.asset_packages import ready
from nonesuch.world.job import Job, Shot, frame_name, notes_folder, working_folder
from nonesuch.world.notes import write_note
from nonesuch.world.nouns import Buffers
from nonesuch.world.render.renderer import Renderer
from nonesuch.world.take import Take
from nonesuch.world.truth import label_frame

JPEG_QUALITY = 95

_LAYERS: dict[str, Callable[[Path, Buffers], None]] = {
    "depth": lambda path, buffers: write_depth_png(path, buffers.depth_m),
    "flow": lambda path, buffers: write_flow_png(path, buffers.flow_pixels),
    "normals": lambda path, buffers: write_normals_png(path, buffers.normals_camera),
    "classes": lambda path, buffers: write_classes(path, buffers.classes),
    "instances": lambda path, buffers: write_instances(path, buffers.instance_ids),
}


@dataclass(frozen=True)
class Block:
    """Frames ``first`` up to, not including, ``end`` of a shot."""

    job: Job
    shot: Shot
    first: int
    end: int


def film(block: Block) -> Block:
    """The block, once all its frames lie in the shot's working folder.

    Frames that have a note are there already.
    """
    job, shot = block.job, block.shot
    missing = [k for k in range(block.first, block.end) if not _note(block, k).exists()]
    if not missing:
        return block
    take = Take(job, shot.sequence, ready())
    write_note(notes_folder(job, shot) / "info.json", take.info(shot))
    with Renderer(take.stage, take.weather, job.size_wh, take.sensor) as renderer:
        for frame in missing:
            _film_frame(block, take, renderer, frame)
    return block


def write_image(path: Path, image: Image) -> None:
    """Writes RGB as the extension of the path says, JPEG in quality 95."""
    is_jpeg = path.suffix in (".jpg", ".jpeg")
    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY] if is_jpeg else []
    encoded = cv2.imencode(path.suffix, image[..., ::-1], options)[1]
    with writing_whole(path) as temporary:
        temporary.write_bytes(encoded.tobytes())


def _film_frame(block: Block, take: Take, renderer: Renderer, frame: int) -> None:
    job, shot = block.job, block.shot
    moment = take.moment(frame, shot.camera)
    following = take.moment(frame + 1, shot.camera)
    seed = take.noise_seed(frame, shot.camera)
    buffers = renderer.render(moment, following, seed)
    folder, name = working_folder(job, shot), frame_name(frame)
    write_image(folder / "img1" / f"{name}{job.image_extension}", buffers.image)
    for layer, write in _LAYERS.items():
        if layer in job.formats:
            write(folder / layer / f"{name}.png", buffers)
    write_note(_note(block, frame), label_frame(moment, buffers))


def _note(block: Block, frame: int) -> Path:
    return notes_folder(block.job, block.shot) / f"{frame_name(frame)}.json"
