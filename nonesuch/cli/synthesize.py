"""``nonesuch synthesize``: streets of virtual pedestrians, with their ground truth."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nonesuch.cli.say import say
from nonesuch.errors import Refusal
from nonesuch.progress import Bars

if TYPE_CHECKING:
    from nonesuch.world.scene import SceneSpec

_NEEDED = ("moderngl", "shapely", "pycocotools")
_SIDE_PX = (64, 8192)


def synthesize(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder of the dataset; it goes on.")
    ],
    recipe: Annotated[
        str,
        typer.Option(
            help="mixed, crossing, pedestrian, driving, shopping, square, night, rain, "
            "fog, or a scene file (.toml)."
        ),
    ] = "mixed",
    sequences: Annotated[int, typer.Option(min=1, help="How many scenes.")] = 1,
    frames: Annotated[int, typer.Option(min=1, help="Pictures of each.")] = 100,
    size: Annotated[str, typer.Option(help="Width x height in pixels.")] = "1280x720",
    fps: Annotated[float, typer.Option(min=1, max=120, help="Frames a second.")] = 20.0,
    seed: Annotated[
        int, typer.Option(min=0, help="Another seed, other streets and people.")
    ] = 0,
    formats: Annotated[
        str,
        typer.Option(
            help="Labels: mot, mots, coco, motsynth, kitti, yolo; layers: depth, flow, "
            "normals, classes, instances; video, reid; or all."
        ),
    ] = "mot,mots,coco,kitti,video",
    people: Annotated[
        int | None,
        typer.Option(min=0, max=900, help="People around the middle of the scene."),
    ] = None,
    cameras: Annotated[
        int, typer.Option(min=1, max=16, help="Cameras that see each scene at once.")
    ] = 1,
    image: Annotated[str, typer.Option(help="jpg or png.")] = "jpg",
    mocap: Annotated[
        Path | None,
        typer.Option(help="Folder of BVH motion capture for walking and running."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if not given.")
    ] = None,
) -> None:
    """Render streets of people who do not exist, with perfect ground truth.

    The same command goes on after an interruption; more --sequences add to a dataset.
    """
    refuse_without_world()
    from nonesuch.world.generate import generate
    from nonesuch.world.job import Job

    scene = scene_of(recipe)
    job = Job(
        output=output,
        recipe="" if scene else recipe,
        scene=scene,
        sequences=sequences,
        frames=frames,
        size_wh=_size(size),
        fps=fps,
        seed=seed,
        formats=_formats(formats),
        people=None if people is None else float(people),
        cameras=cameras,
        image_extension=_extension(image),
        mocap=mocap,
        workers=workers or _cores(),
    )
    with Bars() as bars:
        folders = generate(job, bars)
    for folder in folders:
        say(str(folder))


def scene_of(recipe: str) -> SceneSpec | None:
    """The scene of a scene file; None for the name of a recipe.  ``Refusal``."""
    from nonesuch.world.recipes import spec_of
    from nonesuch.world.scene_file import read_scene

    if recipe.endswith(".toml"):
        return read_scene(Path(recipe))
    spec_of(recipe, 0)  # refuses an unknown name before anything is written
    return None


def _size(text: str) -> tuple[int, int]:
    sides = text.lower().split("x")
    if len(sides) != 2 or not all(side.isascii() and side.isdigit() for side in sides):
        raise Refusal(f"--size is '{text}'; expected width x height such as 1280x720.")
    width, height = map(int, sides)
    low, high = _SIDE_PX
    if not (low <= width <= high and low <= height <= high) or (width | height) & 1:
        raise Refusal(
            f"--size is '{text}'; expected even numbers from {low} to {high}."
        )
    return width, height


def _formats(text: str) -> tuple[str, ...]:
    from nonesuch.world.job import FORMATS

    names = [name.strip() for name in text.split(",") if name.strip()]
    if names == ["all"]:
        return FORMATS
    for name in names:
        if name not in FORMATS:
            raise Refusal(
                f"There is no format '{name}'; expected some of {', '.join(FORMATS)}, "
                "or all."
            )
    return tuple(name for name in FORMATS if name in names)


def _extension(image: str) -> str:
    if image not in ("jpg", "png"):
        raise Refusal(f"--image is '{image}'; expected jpg or png.")
    return f".{image}"


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def refuse_without_world() -> None:
    """A :class:`Refusal` that names the extra if a package of it is missing."""
    for name in _NEEDED:
        if find_spec(name) is None:
            raise Refusal(
                f"Synthesizing needs the package {name}; install it with: "
                "pip install 'nonesuch[world]'."
            )
