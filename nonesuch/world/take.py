"""One sequence set up: street, weather, crowd and cameras; any frame, in any order."""

from __future__ import annotations

import numpy as np

from nonesuch import __version__
from nonesuch.camera import Camera, transformed
from nonesuch.errors import Refusal
from nonesuch.formats.labels import SequenceInfo
from nonesuch.formats.mots import MOST_TRACKS
from nonesuch.world.assets import Assets
from nonesuch.world.cast import Cast, cast_list
from nonesuch.world.crowd.simulation import simulate
from nonesuch.world.crowd.wishes import CrowdWishes, Scripted
from nonesuch.world.job import Job, Shot
from nonesuch.world.nouns import Floats, Moment, Placed, PosedPerson, Stage, Weather
from nonesuch.world.people import draw_person
from nonesuch.world.plan import street_of
from nonesuch.world.riders import Riders
from nonesuch.world.script import scripted_people
from nonesuch.world.streams import Stream, stream
from nonesuch.world.traffic import Traffic, calmed
from nonesuch.world.viewing import cameras_on, choose_mounts, holders
from nonesuch.world.weathers import draw_weather

_TALL_M, _SHADOW_M = 2.1, 14.0
"""How high people and how long their shadows are at most."""
_WITH_PROPS = ("push", "phone")
_ROOM_M = 3.0
"""So far from where they stand people and what they push may reach."""


class Take:
    """One sequence of a job, ready to be filmed by each of its cameras.

    Only numbers are made at first; a figure is built when its person first comes near
    a picture.  Flow needs one frame more than is filmed.
    """

    def __init__(self, job: Job, sequence: int, assets: Assets) -> None:
        self.job, self.sequence, self.spec = job, sequence, job.spec(sequence)
        self._frames = job.frames + 1
        self.weather = draw_weather(self._stream(Stream.WEATHER), self.spec.weather)
        self.sensor = self.spec.camera.sensor
        self.street = street_of(job, sequence, self.weather.is_night)
        self._simulate(assets)
        self._made: dict[tuple[int, int], Moment] = {}

    @property
    def stage(self) -> Stage:
        """All that stands still."""
        return self.street.stage

    def moment(self, frame: int, camera: int) -> Moment:
        """The world at a frame, with the people who are near the camera's picture."""
        key = frame, camera
        if key not in self._made:
            kept = {k: m for k, m in self._made.items() if k[0] >= frame - 1}
            self._made = {**kept, key: self._moment(frame, camera)}
        return self._made[key]

    def info(self, shot: Shot) -> SequenceInfo:
        """What holds for all pictures of a shot."""
        cameras = self._cameras[shot.camera]
        first, last = cameras[0].eye_world, cameras[-2].eye_world
        return SequenceInfo(
            name=shot.name,
            fps=self.job.fps,
            frame_count=self.job.frames,
            size_wh=self.job.size_wh,
            image_extension=self.job.image_extension,
            weather=self.weather.name,
            time_of_day_h=round(self.weather.time_of_day_h, 2),
            is_night=self.weather.is_night,
            is_moving=bool(np.abs(first - last).max() > 0.2),
            facts={
                "nonesuch": __version__,
                "recipe": self.spec.name,
                "seed": str(self.job.seed),
                "sequence": str(self.sequence),
                "camera": str(shot.camera + 1),
                "street": self.spec.street.kind,
            },
        )

    def noise_seed(self, frame: int, camera: int) -> int:
        """The seed of the sensor's noise in a picture."""
        item = frame * self.job.cameras + camera
        return int(self._stream(Stream.NOISE, item).integers(2**31))

    def _stream(self, purpose: Stream, item: int = 0) -> np.random.Generator:
        return stream(self.job.seed, self.sequence, purpose, item)

    def _simulate(self, assets: Assets) -> None:
        job, spec, layout = self.job, self.spec, self.street.layout
        rng = self._stream(Stream.CAST)
        people = spec.crowd.people.draw(rng)
        cast = cast_list(rng, people, spec.crowd.population, spec.people)
        camera_rng = self._stream(Stream.CAMERA)
        mounts = choose_mounts(
            *(camera_rng, spec.camera, self.street),
            *(job.cameras, self._frames, job.fps),
        )
        script = scripted_people(
            spec.people, cast.placed, layout, self._frames / job.fps
        )
        held = holders(mounts, spec.crowd.population + len(script) + 1, job.fps)
        wishes = self._wishes(round(people), cast.passers, (*script, *held))
        is_ridden = spec.camera.kind == "car"
        driven = calmed(layout, self._frames / job.fps) if is_ridden else layout
        crowd = simulate(
            self._stream(Stream.CROWD), driven, wishes, job.fps, self._frames
        )
        self._cast = Cast(
            *(job.seed, assets, cast.wishes),
            *(job.fps, layout.ground_height, job.mocap),
        )
        unseen = {holder.person_id for holder in held}
        self._courses = [c for c in crowd.courses if c.person_id not in unseen]
        self._traffic = Traffic(
            *(crowd.vehicles, job.seed, self.sequence, self.weather.is_night),
            *(job.fps, layout.ground_height),
        )
        last_id = max((course.track_id for course in self._courses), default=0)
        self._riders = Riders(self._traffic, self._cast, job.fps, last_id + 1)
        _refuse_too_many(job, last_id + len(self._traffic.cranks_rad))
        views = [
            cameras_on(
                *(camera_rng, mount, spec.camera, crowd, self.street),
                *(job.size_wh, self._frames, job.fps),
            )
            for mount in mounts
        ]
        self._cameras = [cameras for cameras, _ in views]
        self._ridden = [vehicle_id for _, vehicle_id in views]

    def _wishes(
        self, people: int, ids: tuple[int, ...], scripted: tuple[Scripted, ...]
    ) -> CrowdWishes:
        crowd, seed = self.spec.crowd, self.job.seed
        return CrowdWishes(
            people=people,
            person_ids=ids,
            ages_years=tuple(draw_person(seed, k)[0].age_years for k in ids),
            running_share=crowd.share_running,
            standing_share=crowd.share_standing,
            talking_share=crowd.share_talking,
            phone_share=crowd.share_phone,
            sitting_share=crowd.share_sitting,
            pram_share=crowd.share_pram,
            vehicles_per_minute=crowd.vehicles_per_minute,
            bicycles_per_minute=crowd.bicycles_per_minute,
            scripted=scripted,
        )

    def _moment(self, frame: int, camera: int) -> Moment:
        view, time_s = self._cameras[camera][frame], frame / self.job.fps
        shadow = _shadow_xy_m(self.weather)
        near = [
            course
            for course in self._courses
            if 0 <= frame - course.first_frame < len(course.positions_xy)
            and _is_near(course.positions_xy[frame - course.first_frame], view, shadow)
        ]
        performers = [self._cast.performer(course) for course in near]
        posed = [performer.pose_at(frame) for performer in performers]
        riders = self._riders_at(frame, view)
        props = [
            prop
            for performer, person in zip(performers, posed, strict=True)
            if person is not None and person.action in _WITH_PROPS
            for prop in performer.props_at(frame)
        ]
        return Moment(
            index=frame,
            time_s=time_s,
            camera=view,
            people=tuple(p for p in (*posed, *riders) if p is not None),
            things=(*props, *self._things(frame, time_s, self._ridden[camera])),
        )

    def _riders_at(self, frame: int, view: Camera) -> list[PosedPerson]:
        shadow = _shadow_xy_m(self.weather)
        return [
            self._riders.rider(track).pose_at(
                row, self._traffic.place(track, row), float(track.headings_rad[row])
            )
            for track, row in self._riders.at(frame)
            if _is_near(track.positions_xy[row], view, shadow)
        ]

    def _things(self, frame: int, time_s: float, ridden: int) -> tuple[Placed, ...]:
        vehicles = self._traffic.things_at(frame, ridden)
        return (*vehicles, *self.street.lit_lamps(time_s))


def _refuse_too_many(job: Job, tracks: int) -> None:
    """Before hours of rendering, not after them."""
    if "mots" in job.formats and tracks > MOST_TRACKS:
        raise Refusal(
            f"A sequence would have {tracks} tracks, and MOTS holds {MOST_TRACKS}; ask "
            "for fewer frames or people, or leave mots out of --formats."
        )


def _is_near(place_xy: Floats, camera: Camera, shadow_xy_m: Floats) -> bool:
    """Whether somebody there, or the shadow of somebody there, may be in the picture.

    ``shadow_xy_m`` ``(2,)`` is how far and whither shadows reach.
    """
    steps = np.linspace(0, 1, 4)[:, None]
    places = np.ones((4, 3))
    places[:, :2] = place_xy + steps * shadow_xy_m
    x, _, z = transformed(camera.camera_from_world, places).T
    slope = camera.size_wh[0] / 2 / camera.intrinsics[0, 0]
    aside_m = (abs(x) - slope * z) / np.hypot(1, slope)
    return bool(((aside_m < _ROOM_M) & (z > -_ROOM_M)).any())


def _shadow_xy_m(weather: Weather) -> Floats:
    """How far and whither the shadow of a tall person reaches, ``(2,)``."""
    length_m = min(_TALL_M / max(np.tan(weather.sun_elevation_rad), 1e-3), _SHADOW_M)
    azimuth = weather.sun_azimuth_rad
    away: Floats = -np.array([np.cos(azimuth), np.sin(azimuth)])
    return away * (0.0 if weather.sun_elevation_rad <= 0 else length_m)
