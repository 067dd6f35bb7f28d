"""When people may set out across a road."""

from __future__ import annotations

from nonesuch.world.crowd.routes import OnRoad
from nonesuch.world.crowd.signal_state import is_green, remaining_green_s
from nonesuch.world.nouns import Layout, SignalPlan

HURRY = 1.1  # people on a crossing walk a little faster
MARGIN_S = 1.0
FRESH_SHARE = 0.8  # who has this much of the green ahead goes, however slow


def may_set_out(
    layout: Layout, ahead: OnRoad, along_m: float, speed_mps: float, time_s: float
) -> bool:
    """Whether the lights let somebody cross who is ``along_m`` along the route.

    Green alone is not enough: what is left of it must suffice to reach the other side.
    """
    group = layout.crossings[ahead.crossing].signal_group
    left_s = remaining_green_s(layout.signals, group, time_s)
    needed_s = (ahead.until_m - along_m) / (speed_mps * HURRY) + MARGIN_S
    return left_s >= min(needed_s, FRESH_SHARE * _green_s(layout.signals, group))


def shows_green(layout: Layout, crossing: int, time_s: float) -> bool:
    """Whether nobody is forbidden to step onto the road of a crossing."""
    return is_green(layout.signals, layout.crossings[crossing].signal_group, time_s)


def _green_s(plan: SignalPlan, group: int) -> float:
    if group < 0:
        return float("inf")
    begin, end = plan.greens_s[group]
    return end - begin
