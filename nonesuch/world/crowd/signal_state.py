"""What traffic lights show: a pure function of the plan and the time.

Green lasts from ``from`` up to, but not including, ``until`` of each cycle.  Group -1
stands for no light at all and is always green.
"""

from __future__ import annotations

from typing import Literal

from nonesuch.world.nouns import SignalPlan

State = Literal["green", "amber", "red"]


def state(plan: SignalPlan, group: int, time_s: float) -> State:
    """What the lights of a group show; amber follows green, for vehicles only."""
    if group < 0:
        return "green"
    begin, end = plan.greens_s[group]
    since_green = (time_s - begin) % plan.cycle_s
    if since_green < end - begin:
        return "green"
    return "amber" if since_green < end - begin + plan.amber_s else "red"


def is_green(plan: SignalPlan, group: int, time_s: float) -> bool:
    """Whether the group may go; people take amber for red."""
    return state(plan, group, time_s) == "green"


def remaining_green_s(plan: SignalPlan, group: int, time_s: float) -> float:
    """Seconds of green still to come without a break; 0 if it is not green now."""
    if group < 0:
        return float("inf")
    begin, end = plan.greens_s[group]
    return max(end - begin - (time_s - begin) % plan.cycle_s, 0.0)
