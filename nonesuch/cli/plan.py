"""``nonesuch plan``: a street from above, to place people and cameras by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nonesuch.cli.say import say
from nonesuch.cli.synthesize import refuse_without_world, scene_of


def plan(
    output: Annotated[Path, typer.Option("-o", "--output", help="A .png or .jpg.")],
    recipe: Annotated[
        str, typer.Option(help="A recipe, or a scene file (.toml).")
    ] = "crossing",
    sequence: Annotated[int, typer.Option(min=1, help="Which scene.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="As for synthesize.")] = 0,
) -> None:
    """Draw the street of a scene from above, with a grid of meters.

    Paths of people placed by hand are red, cameras placed by hand blue.
    """
    refuse_without_world()
    from nonesuch.world.filming import write_image
    from nonesuch.world.job import Job
    from nonesuch.world.plan import plan_of

    scene = scene_of(recipe)
    job = Job(output, "" if scene else recipe, scene, seed=seed)
    write_image(output, plan_of(job, sequence - 1))
    say(str(output))
