"""Streets from above."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from as_process import nonesuch
from small_layouts import junction

from nonesuch.world.plan_drawing import draw_plan

SIDE_PX, HALF_M = 1400, 35.0


def color_at(plan: np.ndarray, x: float, y: float) -> tuple[int, ...]:
    column = int((x + HALF_M) / (2 * HALF_M) * SIDE_PX)
    row = int((HALF_M - y) / (2 * HALF_M) * SIDE_PX)
    return tuple(plan[row, column].tolist())


def test_walkable_ground_is_light_and_y_points_up() -> None:
    layout = junction()
    plan = draw_plan(layout, [np.array([[2.0, 30.2], [4.0, 30.2]])])
    assert plan.shape == (SIDE_PX, SIDE_PX, 3)
    red = color_at(plan, 2.0, 30.2)
    assert red[0] > 150 > red[1]
    assert color_at(plan, 2.0, -30.2) != red


def test_plan_of_an_example_is_written(tmp_path: Path) -> None:
    scenes = Path(__file__).parents[2] / "examples" / "scenes"
    for scene in sorted(scenes.glob("*.toml")):
        ended = nonesuch(tmp_path, "plan", "--recipe", scene, "-o", "plan.png")
        assert ended.code == 0, ended.error
        assert cv2.imread(str(tmp_path / "plan.png")).shape == (SIDE_PX, SIDE_PX, 3)
