"""Drawing what people stop for: a talk, a look at the phone, a bench, a while."""

from __future__ import annotations

import numpy as np

from nonesuch.world.crowd.ground_plan import GroundPlan
from nonesuch.world.crowd.parties import Spot, Stay
from nonesuch.world.crowd.places import (
    Places,
    free_place,
    standing_spot,
    talking_spots,
)
from nonesuch.world.crowd.wishes import CrowdWishes
from nonesuch.world.nouns import Floats, Layout

TALK_SIZES = (0.62, 0.26, 0.12)  # 2, 3 and 4 people
SECONDS = {
    "talk": (45.0, 240.0),
    "stand": (20.0, 100.0),
    "phone": (20.0, 100.0),
    "sit": (60.0, 360.0),
}
SEAT_GAP_M = 0.48
PAIR_GAP_M = 0.95


def wished_stays(wishes: CrowdWishes) -> dict[str, int]:
    """How many people should talk, stand, use a phone and sit at one time."""
    shares = {
        "talk": wishes.talking_share,
        "stand": wishes.standing_share,
        "phone": wishes.phone_share / 2,  # the other half walks
        "sit": wishes.sitting_share,
    }
    return {action: round(share * wishes.people) for action, share in shares.items()}


def stay_size(rng: np.random.Generator, action: str, missing: int) -> int:
    """How many people a new stay is for; a talk needs two."""
    if action == "talk":
        return int(rng.choice(len(TALK_SIZES), p=TALK_SIZES)) + 2
    if action == "sit":
        return min(int(rng.choice(2, p=(0.55, 0.45))) + 1, max(missing, 1))
    return 1


def draw_stay(
    rng: np.random.Generator,
    layout: Layout,
    plan: GroundPlan,
    places: Places,
    action: str,
    size: int,
    taken_xy: Floats,
    taken_seats: frozenset[int],
) -> Stay | None:
    """A stay for ``size`` people where nobody is; None if there is no room."""
    seconds = float(rng.uniform(*SECONDS[action]))
    if action == "sit":
        spots = _free_seats(rng, layout, places, size, taken_seats)
        return Stay(action, spots, seconds) if spots else None
    talks = action == "talk"
    candidates = places.talking if talks else places.standing
    point = free_place(rng, candidates, taken_xy, 2.0 if talks else 1.1)
    if point is None:
        return None
    spots = (
        talking_spots(rng, point, size) if talks else (standing_spot(rng, plan, point),)
    )
    return Stay(action, spots, seconds)


def _free_seats(
    rng: np.random.Generator,
    layout: Layout,
    places: Places,
    size: int,
    taken: frozenset[int],
) -> tuple[Spot, ...]:
    def apart(one: int, other: int) -> float:
        gap = np.subtract(
            layout.seats[one].position_xy, layout.seats[other].position_xy
        )
        return float(np.hypot(*gap))

    free = [
        spot
        for spot in places.seats
        if all(apart(spot.seat, other) >= SEAT_GAP_M for other in taken)
    ]
    if not free:
        return ()
    first = free[int(rng.integers(len(free)))]
    beside = [
        spot
        for spot in free
        if SEAT_GAP_M <= apart(spot.seat, first.seat) <= PAIR_GAP_M
    ]
    return (first, *beside[: size - 1])
