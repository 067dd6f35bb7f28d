"""Where the cameras of a sequence are, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import LineString

from nonesuch.camera import Camera
from nonesuch.errors import Refusal
from nonesuch.world.cameras import Lens, cameras_of, in_a_car, in_a_hand, on_a_pole
from nonesuch.world.crowd.wishes import Scripted, Simulation, VehicleTrack
from nonesuch.world.framing import Crowd, Framing, Point, best_framing
from nonesuch.world.nouns import Floats
from nonesuch.world.scene import CameraSpec
from nonesuch.world.street.assembling import Street

KINDS = ("surveillance", "pedestrian", "car")
STROLL_MPS = 0.9
_SHARE_STROLLING = 0.5
_CAR_EYE_M = 1.35
_CLEAR_M = 0.35


@dataclass(frozen=True, eq=False)
class HeldCamera:
    """A camera in a hand, whose holder the crowd has to avoid."""

    eyes_world: Floats  # (n, 3)
    place: tuple[Point, Point]  # eye and target at first


@dataclass(frozen=True)
class Place:
    """A camera that stands still, at one of the places, where it shows most people."""

    eyes_and_targets: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True)
class RidingCamera:
    """A camera in one of the cars."""

    number: int  # cars are tried in the order of how far they drive


Mount = Place | HeldCamera | RidingCamera


def choose_mounts(
    rng: np.random.Generator,
    spec: CameraSpec,
    street: Street,
    cameras: int,
    frame_count: int,
    fps: float,
) -> tuple[Mount, ...]:
    """Where each camera of a sequence is mounted, before the crowd is simulated."""
    if spec.kind not in KINDS:
        raise Refusal(
            f"There is no camera kind '{spec.kind}'; expected {', '.join(KINDS)}."
        )
    if spec.kind == "car":
        return tuple(RidingCamera(k) for k in range(cameras))
    if spec.eye_world is not None and spec.target_world is not None:
        views = [(spec.eye_world, spec.target_world)] * cameras
    else:
        views = _views(rng, street, spec.kind)
    if spec.kind == "surveillance":
        return tuple(Place(tuple(views[k::cameras])) for k in range(cameras))
    chosen = [views[k % len(views)] for k in range(cameras)]
    return tuple(_held(rng, *view, street, frame_count, fps) for view in chosen)


def holders(mounts: Sequence[Mount], first_id: int, fps: float) -> tuple[Scripted, ...]:
    """The holders of cameras in hands, as people whom the crowd avoids."""
    return tuple(
        _holder(mount, first_id + k, fps)
        for k, mount in enumerate(mounts)
        if isinstance(mount, HeldCamera)
    )


def cameras_on(
    rng: np.random.Generator,
    mount: Mount,
    spec: CameraSpec,
    simulation: Simulation,
    street: Street,
    size_wh: tuple[int, int],
    frame_count: int,
    fps: float,
) -> tuple[tuple[Camera, ...], int]:
    """The camera of every frame, and the id of the car it rides in (0: none)."""
    if isinstance(mount, RidingCamera):
        return _riding(rng, mount, spec, simulation, size_wh, frame_count, fps)
    places = (mount.place,) if isinstance(mount, HeldCamera) else mount.eyes_and_targets
    if spec.target_world is None:
        crowd = Crowd(simulation.courses, frame_count, street.sight, street.stage)
        view = best_framing(rng, places, spec.horizontal_fov_deg, crowd, size_wh)
    else:
        fov_rad = float(np.radians(spec.horizontal_fov_deg.draw(rng)))
        view = Framing(*places[0], fov_rad)
    aim = (
        in_a_hand(rng, mount.eyes_world, view.target_world, fps)
        if isinstance(mount, HeldCamera)
        else on_a_pole(rng, view.eye_world, view.target_world, frame_count)
    )
    return cameras_of(aim, _lens(rng, spec, size_wh, view.horizontal_fov_rad)), 0


def _riding(
    rng: np.random.Generator,
    mount: RidingCamera,
    spec: CameraSpec,
    simulation: Simulation,
    size_wh: tuple[int, int],
    frame_count: int,
    fps: float,
) -> tuple[tuple[Camera, ...], int]:
    fov_rad = float(np.radians(spec.horizontal_fov_deg.draw(rng)))
    lens = _lens(rng, spec, size_wh, fov_rad)
    car = _car(simulation.vehicles, mount.number, frame_count)
    rows = slice(-car.first_frame, frame_count - car.first_frame)
    places_xy, headings = car.positions_xy[rows], car.headings_rad[rows]
    aim = in_a_car(rng, places_xy, headings, _CAR_EYE_M, fps)
    return cameras_of(aim, lens), car.vehicle_id


def _lens(
    rng: np.random.Generator, spec: CameraSpec, size_wh: tuple[int, int], fov_rad: float
) -> Lens:
    distortion = spec.distortion_k1.draw(rng), spec.distortion_k2.draw(rng)
    return Lens(size_wh, fov_rad, distortion)


def _views(
    rng: np.random.Generator, street: Street, kind: str
) -> list[tuple[Point, Point]]:
    """Those of the street, in a random order."""
    found = street.viewpoints.get(kind, ())
    if not found:
        raise Refusal(
            f"This street has no place for a camera of the kind '{kind}'; give "
            "camera.eye_world and camera.target_world, or another street."
        )
    order = rng.permutation(len(found))
    return [(found[k].eye_world, found[k].target_world) for k in order]


def _held(
    rng: np.random.Generator,
    eye_world: Point,
    target_world: Point,
    street: Street,
    frame_count: int,
    fps: float,
) -> HeldCamera:
    """Strolling ahead if the way is free and chance says so, else standing."""
    eye = np.array(eye_world)
    ahead = np.subtract(target_world, eye_world) * (1, 1, 0)
    ahead = ahead / np.linalg.norm(ahead)
    steps_m = STROLL_MPS / fps * np.arange(frame_count)[:, None]
    way = LineString([eye[:2], eye[:2] + (steps_m[-1, 0] + 1.0) * ahead[:2]])
    is_free = street.layout.pavements.buffer(-_CLEAR_M).covers(way)
    strolls = is_free and rng.uniform() < _SHARE_STROLLING
    return HeldCamera(eye + steps_m * ahead * strolls, (eye_world, target_world))


def _holder(mount: HeldCamera, person_id: int, fps: float) -> Scripted:
    first, last = mount.eyes_world[0], mount.eyes_world[-1]
    end_s = (len(mount.eyes_world) - 1) / fps
    points = (float(first[0]), float(first[1])), (float(last[0]), float(last[1]))
    return Scripted(person_id, points, times_s=(0.0, end_s))


def _car(
    vehicles: Sequence[VehicleTrack], number: int, frame_count: int
) -> VehicleTrack:
    """The car that drives farthest of those that are there in all frames."""
    cars = [
        track
        for track in vehicles
        if track.kind not in ("bicycle", "bus")
        and track.first_frame <= 0
        and track.first_frame + len(track.positions_xy) >= frame_count
    ]
    if not cars:
        raise Refusal(
            "No car drives through all of the sequence; ask for fewer frames or more "
            "crowd.vehicles_per_minute."
        )

    def way_m(track: VehicleTrack) -> float:
        rows = track.positions_xy[-track.first_frame :][:frame_count]
        return float(np.linalg.norm(np.diff(rows, axis=0), axis=1).sum())

    cars.sort(key=lambda track: (-way_m(track), track.vehicle_id))
    return cars[number % len(cars)]
