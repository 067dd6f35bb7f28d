"""Makes the picture of recipes in docs/: one frame of each, two in a row.

python examples/street_sheet.py docs/synthesize_recipes.jpg
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from nonesuch.nouns import Image
from nonesuch.world.asset_packages import ready
from nonesuch.world.filming import write_image
from nonesuch.world.job import Job
from nonesuch.world.render.renderer import Renderer
from nonesuch.world.take import Take

SIZE_WH = (1280, 720)
SHOWN_WH = (700, 394)
FRAME = 60
SEEDS = {
    "crossing": 21,
    "pedestrian": 24,
    "driving": 25,
    "shopping": 27,
    "square": 32,
    "night": 34,
    "rain": 36,
    "fog": 37,
}


def main() -> None:
    """Writes the sheet to the path given."""
    rows, pictures = [], [picture(recipe, seed) for recipe, seed in SEEDS.items()]
    for left, right in zip(pictures[::2], pictures[1::2], strict=True):
        rows.append(np.hstack([left, right]))
    write_image(Path(sys.argv[1]), np.vstack(rows))


def picture(recipe: str, seed: int) -> Image:
    """The frame of a recipe, as it is shown."""
    job = Job(Path(), recipe, frames=2 * FRAME, seed=seed, size_wh=SIZE_WH)
    take = Take(job, 0, ready())
    with Renderer(take.stage, take.weather, SIZE_WH, take.sensor) as renderer:
        moments = take.moment(FRAME, 0), take.moment(FRAME + 1, 0)
        image = renderer.render(*moments, take.noise_seed(FRAME, 0)).image
    shown = cv2.resize(image, SHOWN_WH, interpolation=cv2.INTER_AREA)
    return np.asarray(shown, np.uint8)


if __name__ == "__main__":
    main()
