"""Traffic lights as pure functions of time."""

from __future__ import annotations

import pytest

from nonesuch.world.crowd.signal_state import is_green, remaining_green_s, state
from nonesuch.world.nouns import SignalPlan

PLAN = SignalPlan(cycle_s=60.0, greens_s=((0.0, 20.0), (50.0, 65.0)), amber_s=3.0)


@pytest.mark.parametrize(
    ("group", "time_s", "expected"),
    [
        (-1, 30.0, "green"),
        (0, 0.0, "green"),
        (0, 19.9, "green"),
        (0, 20.0, "amber"),
        (0, 22.9, "amber"),
        (0, 23.0, "red"),
        (0, 59.9, "red"),
        (0, -45.0, "green"),
        (1, 64.9, "green"),
        (1, 4.9, "green"),
        (1, 5.0, "amber"),
        (1, 49.0, "red"),
    ],
)
def test_lights_follow_the_plan(group: int, time_s: float, expected: str) -> None:
    assert state(PLAN, group, time_s) == expected
    assert is_green(PLAN, group, time_s) == (expected == "green")


def test_remaining_green_counts_down_to_zero() -> None:
    assert remaining_green_s(PLAN, 0, 5.0) == 15.0
    assert remaining_green_s(PLAN, 1, 2.0) == 3.0
    assert remaining_green_s(PLAN, 0, 30.0) == 0.0
    assert remaining_green_s(PLAN, -1, 30.0) == float("inf")
