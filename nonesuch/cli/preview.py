"""``nonesuch preview``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import say
from nonesuch.world.preview.preview import preview as previews


def preview(
    folder: Annotated[Path, typer.Argument(help="A data set.", show_default=False)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where the pictures go; else DIR/preview."),
    ] = None,
    frames: Annotated[
        int, typer.Option(help="Frames shown of each sequence.", min=1)
    ] = 3,
) -> None:
    """Draw the labels of a data set (MOT, MOTS, COCO, KITTI, YOLO) over its pictures.

    Boxes, masks, keypoints, 3D boxes, and depth, flow, normals, classes and instances
    where there are any.
    """
    target = folder / "preview" if output is None else output
    for path in previews(folder, target, frames):
        say(str(path))
