"""What a scene asks of its crowd, and what the simulation gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from nonesuch.world.nouns import Course, Floats


@dataclass(frozen=True)
class Pause:
    """A scripted stay: at which point of the path, how long, doing what."""

    point: int  # index into Scripted.points_xy
    seconds: float
    action: str = "stand"  # of ACTIONS
    facing_rad: float | None = None  # None: as the person came


@dataclass(frozen=True)
class Scripted:
    """A person who follows a given path; everybody else makes way.

    With ``times_s``, the seconds at which the points are reached, one a point, the
    speed follows from them; else it is ``speed_mps`` from ``start_s`` on.  The person
    is there from the first point to the last.
    """

    person_id: int
    points_xy: tuple[tuple[float, float], ...]
    times_s: tuple[float, ...] = ()
    start_s: float = 0.0
    speed_mps: float = 1.34
    action: str = "walk"  # between the points
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class CrowdWishes:
    """Who should be there.

    ``people`` counts those within ``radius_m`` of the focus at one time, on average;
    others are farther off, on their way, so give about three times as many
    ``person_ids``.  Nobody is in two places at once: with fewer ids there are fewer
    people.  Shares are parts of ``people``; the rest walks.
    """

    people: int
    person_ids: tuple[int, ...]
    ages_years: tuple[float, ...] = ()  # one a person; empty: all are 35
    focus_xy: tuple[float, float] | None = None  # None: the layout's
    radius_m: float = 25.0
    running_share: float = 0.03
    standing_share: float = 0.06
    talking_share: float = 0.12
    phone_share: float = 0.08
    sitting_share: float = 0.05
    pram_share: float = 0.02
    party_size_shares: tuple[float, ...] = (0.52, 0.33, 0.10, 0.05)  # of walkers, 1 up
    flows: tuple[tuple[int, int, float], ...] = ()  # (from entry, to entry, weight)
    vehicles_per_minute: float = 6.0  # on each lane
    bicycles_per_minute: float = 2.0  # on each bicycle lane, or by the edge of others
    scripted: tuple[Scripted, ...] = ()


@dataclass(frozen=True, eq=False)
class VehicleTrack:
    """Where one vehicle is, along the frames from ``first_frame`` on.

    A position is the middle of the vehicle, on the ground.
    """

    vehicle_id: int  # from 1; chooses the mesh and its paint
    kind: str  # of VEHICLE_KINDS
    first_frame: int
    positions_xy: Floats  # (n, 2), meters
    headings_rad: Floats  # (n,)
    speeds_mps: Floats  # (n,)
    rider_person_id: int | None = None  # of a bicycle


@dataclass(frozen=True, eq=False)
class Simulation:
    """All that moves through a sequence."""

    courses: tuple[Course, ...]
    vehicles: tuple[VehicleTrack, ...] = field(default=())
