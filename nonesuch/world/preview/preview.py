"""``nonesuch preview``: what the labels of a data set say, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.formats.dense import (
    read_classes,
    read_depth_png,
    read_flow_png,
    read_instances,
    read_normals_png,
)
from nonesuch.formats.labels import FrameLabels
from nonesuch.media.whole import writing_whole
from nonesuch.world.preview import palette
from nonesuch.world.preview.drawing import (
    draw_boxes,
    draw_masks,
    draw_skeletons,
    draw_solids,
    faded,
)
from nonesuch.world.preview.finding import Found, find_sequences
from nonesuch.world.preview.sheets import Panel, contact_sheet

Bytes = NDArray[np.uint8]

SHEET_WIDTH = 1920
_QUALITY = 92
_LAYERS: dict[str, Callable[[Path], Bytes]] = {
    "instances": lambda path: palette.of_instances(read_instances(path)),
    "classes": lambda path: palette.of_classes(read_classes(path)),
    "depth": lambda path: palette.of_depth(read_depth_png(path)),
    "normals": lambda path: palette.of_normals(read_normals_png(path)),
    "flow": lambda path: palette.of_flow(read_flow_png(path)),
}


def preview(folder: Path, output: Path, frame_count: int = 3) -> Iterator[Path]:
    """The pictures, as each is written: of some frames of each sequence in a folder.

    ``SEQ_000001.jpg`` has the boxes, masks and skeletons over one picture,
    ``SEQ_000001_sheet.jpg`` every label and layer by itself.  The frames are spread
    evenly over the sequence.  Raises :class:`Refusal` for a folder without labels, and
    for a picture that is missing or damaged.
    """
    for sequence in find_sequences(folder):
        yield from preview_sequence(sequence, output, frame_count)


def preview_sequence(sequence: Found, output: Path, frame_count: int) -> Iterator[Path]:
    """The pictures of one sequence, as :func:`preview` makes them."""
    for index in chosen_frames(len(sequence.frames), frame_count):
        yield from _preview_frame(sequence, index, output)


def chosen_frames(count: int, wanted: int) -> list[int]:
    """Which frames are shown: evenly spread, in the middle of equal parts."""
    shown = min(count, wanted)
    return [(2 * place + 1) * count // (2 * shown) for place in range(shown)]


def panels_of(image: Bytes, frame: FrameLabels, layers: Sequence[Panel]) -> list[Panel]:
    """The picture and everything that is known of it, one panel each."""
    people = frame.people
    panels = [
        Panel("picture", image),
        Panel("boxes, of what is visible thicker", draw_boxes(image, people)),
    ]
    if any(person.visible_mask for person in people):
        panels.append(Panel("masks", draw_masks(image, people, amodal=False)))
    if any(person.amodal_mask for person in people):
        masks = draw_masks(image, people, amodal=True)
        panels.append(Panel("masks of whole bodies", masks))
    if any(person.coco_keypoints or person.jta_keypoints for person in people):
        caption = "keypoints: seen, hidden by yellow self, orange people, red scene"
        panels.append(Panel(caption, draw_skeletons(faded(image), people)))
    if frame.camera and any(person.base_world is not None for person in people):
        solids = draw_solids(image, people, frame.camera)
        panels.append(Panel("3D boxes, the front crossed", solids))
    return [*panels, *layers]


def write_jpeg(path: Path, image: Bytes) -> None:
    """Writes RGB, whole or not at all."""
    options = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    encoded = cv2.imencode(".jpg", image[..., ::-1], options)[1]
    with writing_whole(path) as temporary:
        temporary.write_bytes(encoded.tobytes())


def read_image(path: Path) -> Bytes:
    """RGB ``(h, w, 3)``.  Raises :class:`Refusal`."""
    if not path.is_file():
        raise Refusal(f"The picture {path} is missing, though there are labels for it.")
    found = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if found is None:
        raise Refusal(f"{path} is no picture that can be read.")
    return np.ascontiguousarray(found[..., ::-1])


def _preview_frame(sequence: Found, index: int, output: Path) -> Iterator[Path]:
    frame, picture = sequence.frames[index], sequence.pictures[index]
    image = read_image(picture)
    name = f"{sequence.name}_{frame.index + 1:06d}"
    people = frame.people
    over = draw_masks(image, people, amodal=False)
    over = draw_boxes(draw_skeletons(over, people), people)
    one = output / f"{name}.jpg"
    write_jpeg(one, over)
    yield one
    layers = list(_layers_of(sequence.folder, picture.stem))
    title = f"{sequence.name}, frame {frame.index + 1}: {len(people)} people"
    sheet = contact_sheet(panels_of(image, frame, layers), SHEET_WIDTH, title)
    other = output / f"{name}_sheet.jpg"
    write_jpeg(other, sheet)
    yield other


def _layers_of(folder: Path, stem: str) -> Iterator[Panel]:
    for name, read in _LAYERS.items():
        path = folder / name / f"{stem}.png"
        if path.is_file():
            yield Panel(name, read(path))
