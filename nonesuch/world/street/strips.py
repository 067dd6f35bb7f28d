"""One side of a street, measured from the kerb."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.world.street.crossing_places import heading_facing
from nonesuch.world.street.plan import BAY_CORNER_M, BAY_M, Corridor

Span = tuple[float, float]


@dataclass(frozen=True)
class Strip:
    """One side of a corridor between two distances along it."""

    corridor: Corridor
    side: int  # 1 left, -1 right
    from_m: float
    until_m: float
    gaps: tuple[Span, ...] = ()  # to be left clear

    @property
    def bays(self) -> tuple[Span, ...]:
        """Where cars are parked."""
        return self.corridor.bays_left if self.side > 0 else self.corridor.bays_right

    def kerb_m(self, along_m: float) -> float:
        """From the axis to the kerb."""
        in_bay = any(a <= along_m <= b for a, b in self.bays)
        return self.corridor.half_road_m + (BAY_M if in_bay else 0.0)

    def depth_m(self, along_m: float) -> float:
        """From the kerb to the houses."""
        pavement = self.corridor.left_m if self.side > 0 else self.corridor.right_m
        return self.corridor.half_road_m + pavement - self.kerb_m(along_m)

    def place(self, along_m: float, inward_m: float) -> tuple[float, float]:
        """A point so far from the kerb towards the houses."""
        across = self.side * (self.kerb_m(along_m) + inward_m)
        x, y = self.corridor.point(along_m, across)
        return float(x), float(y)

    def is_clear(self, along_m: float, half_m: float = 1.0) -> bool:
        """Whether something may stand there: no gap, no end of a bay is near."""
        if not self.from_m + half_m <= along_m <= self.until_m - half_m:
            return False
        gaps = [(a - half_m, b + half_m) for a, b in self.gaps]
        near, far = half_m + 0.4, half_m + BAY_CORNER_M
        gaps += [(a - far, a + near) for a, _ in self.bays]
        gaps += [(b - near, b + far) for _, b in self.bays]
        return not any(a < along_m < b for a, b in gaps)

    @property
    def heading_to_road(self) -> float:
        """The heading of furniture that faces the road."""
        inward = self.corridor.point(0, self.side) - self.corridor.point(0, 0)
        return heading_facing(-inward)
