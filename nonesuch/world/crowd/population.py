"""Who comes, with whom, and how fast."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from nonesuch.world.crowd.wishes import CrowdWishes

ADULT_YEARS = 14.0
WALK_MPS, WALK_DEVIATION_MPS = 1.34, 0.26  # Weidmann 1993
AGES_YEARS = (4.0, 8.0, 14.0, 20.0, 40.0, 60.0, 70.0, 85.0)
AGE_FACTORS = (0.65, 0.85, 1.05, 1.1, 1.05, 0.98, 0.85, 0.65)  # of walking speed


@dataclass(frozen=True)
class Company:
    """People drawn for one party."""

    rows: tuple[int, ...]  # into CrowdWishes.person_ids
    action: str  # while moving
    speed_mps: float  # of the slowest


class Pool:
    """The people who are not in the street now, longest absent first."""

    def __init__(self, rng: np.random.Generator, wishes: CrowdWishes) -> None:
        absent = {told.person_id for told in wishes.scripted}
        rows = [row for row, who in enumerate(wishes.person_ids) if who not in absent]
        self._rows = deque(int(row) for row in rng.permutation(np.array(rows, int)))
        self.ages = np.array(wishes.ages_years or (35.0,) * len(wishes.person_ids))

    def take(self, youngest_years: float, oldest_years: float) -> int | None:
        """The next person of an age, who is now taken; None if there is none."""
        for row in self._rows:
            if youngest_years <= self.ages[row] <= oldest_years:
                self._rows.remove(row)
                return row
        return None

    def release(self, row: int) -> None:
        """Somebody has left the street."""
        self._rows.append(row)

    def company(
        self, rng: np.random.Generator, size: int, action: str
    ) -> Company | None:
        """Up to ``size`` people who go together, an adult among them."""
        oldest = {"run": 60.0, "push": 70.0}.get(action, 200.0)
        first = self.take(ADULT_YEARS if action != "push" else 20.0, oldest)
        if first is None:
            return None
        others = [self.take(0.0, 200.0) for _ in range(size - 1)]
        rows = (first, *(row for row in others if row is not None))
        speeds = [_speed(rng, self.ages[row], action) for row in rows]
        return Company(rows, action, min(speeds) * (0.95 if len(rows) > 1 else 1.0))


def _speed(rng: np.random.Generator, age_years: float, action: str) -> float:
    if action == "run":
        return float(np.clip(rng.normal(2.9, 0.35), 2.3, 3.8))
    factor = float(np.interp(age_years, AGES_YEARS, AGE_FACTORS))
    factor *= {"phone": 0.85, "push": 0.9}.get(action, 1.0)
    return float(np.clip(rng.normal(WALK_MPS, WALK_DEVIATION_MPS), 0.75, 2.0)) * factor


def moving_action(rng: np.random.Generator, wishes: CrowdWishes) -> str:
    """What somebody on the way does: walk, run, push or look at a phone."""
    still = wishes.standing_share + wishes.talking_share + wishes.sitting_share
    moving = max(1 - still - wishes.phone_share / 2, 0.05)
    shares = np.array([wishes.running_share, wishes.pram_share, wishes.phone_share / 2])
    limits = np.cumsum(np.minimum(shares / moving, 1))
    return ("run", "push", "phone", "walk")[int(np.searchsorted(limits, rng.random()))]


def party_size(rng: np.random.Generator, wishes: CrowdWishes, action: str) -> int:
    """How many go together."""
    if action in ("run", "phone"):
        return 1
    shares = np.array(wishes.party_size_shares, np.float64)
    size = int(rng.choice(len(shares), p=shares / shares.sum())) + 1
    return min(size, 2) if action == "push" else size
