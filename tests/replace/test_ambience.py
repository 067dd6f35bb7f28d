"""What surrounds a face, averaged in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nonesuch.replace.ambience import (
    LOOK_EVERY_S,
    Ambience,
    Course,
    Grain,
    in_video,
    mixed,
)
from nonesuch.replace.harmonize import Recipe


def recipe(value: float) -> Recipe:
    return Recipe(
        np.full((64, 64, 3), value / 2, np.float32),
        np.full((64, 64), value / 2, np.float32),
    )


def seen(light: float, with_recipe: float | None = None) -> Ambience:
    return Ambience(
        np.full((32, 32, 3), light, np.float32),
        Grain(light / 100),
        True,
        None if with_recipe is None else recipe(with_recipe),
    )


def course(values: list[float], step_s: float = 0.25) -> Course:
    made = Course()
    for place, value in enumerate(values):
        made.note(6 * place, step_s * place, seen(value, 1.0))
    return made


def test_steady_place_stays_exactly_as_it_is() -> None:
    for index in (0, 3, 60, 500):
        assert course([100.0] * 11).at(index).light == pytest.approx(100, abs=1e-4)


def test_tremble_is_averaged_and_a_slow_change_is_followed() -> None:
    trembling = course([90.0, 110.0] * 10)
    lights = [trembling.at(index).light[0, 0, 0] for index in range(30, 80)]
    assert np.ptp(lights) < 1
    rising = course([float(10 * k) for k in range(20)])
    assert rising.at(60).light[0, 0, 0] == pytest.approx(100, abs=0.5)  # no lag


def test_nothing_jumps_between_looks() -> None:
    lights = [course([0.0, 200.0] * 10).at(i).light[0, 0, 0] for i in range(114)]
    assert np.abs(np.diff(lights)).max() < 20


def test_recipes_that_are_missing_have_no_say() -> None:
    both = mixed([seen(10), seen(30, 1.2)], np.array([3, 1], np.float32))
    assert both.light[0, 0, 0] == pytest.approx(15)
    assert both.recipe is not None
    assert both.recipe.paint[0, 0, 0] == pytest.approx(0.6, abs=1e-3)
    assert mixed([seen(10)], np.ones(1, np.float32)).recipe is None


def test_frames_far_from_every_look_take_the_nearest() -> None:
    made = Course()
    made.note(0, 0.0, seen(10))
    made.note(1000, 40.0, seen(30))
    assert made.at(200).light[0, 0, 0] == pytest.approx(10, abs=0.1)
    assert np.isfinite(made.at(500).light).all()


def test_looks_are_a_quarter_of_a_second_apart() -> None:
    made = Course()
    assert made.is_due(0.0)
    made.note(0, 0.0, seen(1))
    assert not made.is_due(LOOK_EVERY_S / 2)
    assert made.is_due(LOOK_EVERY_S)


@pytest.mark.parametrize(("fresh", "kept"), [(0.0, 2.0), (2.0, 0.0), (9.0, 0.0)])
def test_grain_is_split_but_keeps_its_strength(fresh: float, kept: float) -> None:
    grain = in_video(seen(200), fresh, 7).grain
    assert grain.fixed == pytest.approx(kept)
    assert np.hypot(grain.fresh, grain.fixed) == pytest.approx(2.0)
    assert grain.pattern == 7


def test_rims_are_averaged_and_missing_ones_have_no_say() -> None:
    def with_rim(gain: float | None) -> Ambience:
        rim = None if gain is None else np.full((32, 32, 3), gain, np.float32)
        return replace(seen(100.0), rim=rim)

    shares = np.array([1.0, 3.0, 4.0], np.float32)
    found = mixed([with_rim(0.8), with_rim(1.2), with_rim(None)], shares).rim
    assert found == pytest.approx(1.1)
    assert mixed([with_rim(None)] * 3, shares).rim is None
    made = Course()
    made.note(0, 0.0, with_rim(1.3))
    assert made.at(5).rim == pytest.approx(1.3, abs=1e-3)
