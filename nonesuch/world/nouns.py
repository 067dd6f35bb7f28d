"""What the parts of a synthetic street hand to each other.

World: meters, z up, right-handed.  Figure: the rest pose of one person; +x is the
person's left, +y behind, z up, the ground at z = 0, so the person looks along -y.
Headings are counter-clockwise from the world's +x.  Lists of people run along the first
axis.  Colors are linear, 0 to 1, but for textures, which are sRGB bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nonesuch.camera import Camera

if TYPE_CHECKING:
    from shapely import MultiPolygon

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Integers = NDArray[np.int32]
Bytes = NDArray[np.uint8]


GroundHeight = Callable[[Floats], Floats]
"""From points (..., 2) to the height in meters (...) of the ground there."""


class Semantic(IntEnum):
    """What a surface is; the values in the layer of classes."""

    SKY = 0
    ROAD = 1
    PAVEMENT = 2
    MARKING = 3
    TERRAIN = 4
    BUILDING = 5
    WINDOW = 6
    VEGETATION = 7
    POLE = 8
    SIGNAL = 9
    FURNITURE = 10
    VEHICLE = 11
    BICYCLE = 12
    SKIN = 20
    HAIR = 21
    UPPER_CLOTHES = 22
    LOWER_CLOTHES = 23
    SHOES = 24
    ACCESSORY = 25


PATTERNS = (
    # people
    *("plain", "skin", "hair", "eye", "cloth", "stripes", "checks", "dots", "denim"),
    # street
    *("asphalt", "paving", "cobble", "brick", "plaster", "concrete", "stone", "paint"),
    *("glass", "curtain", "leaf", "bark", "grass", "soil", "wood", "gloss", "metal"),
    *("lamp", "roof", "rubber", "shopfront"),
)
"""The procedural patterns that the renderer's shaders know."""


@dataclass(frozen=True, eq=False)
class Material:
    """How a surface takes light.

    The base color is ``color``, times the texture if there is one.  With ``recolor``
    above 0 the texture's own hue gives way to ``color`` and only its shading stays.
    """

    semantic: Semantic
    color: tuple[float, float, float] = (0.5, 0.5, 0.5)
    pattern: str = "plain"
    second_color: tuple[float, float, float] = (0.5, 0.5, 0.5)  # of stripes, dots ...
    pattern_scale_m: float = 0.1
    texture: Bytes | None = None  # (h, w, 3 or 4), sRGB; shared by identity
    alpha_cut: float = 0.0  # below this alpha of the texture nothing is drawn
    recolor: float = 0.0
    roughness: float = 0.8
    metallic: float = 0.0
    emission: float = 0.0  # times the color, for lamps and lit windows


@dataclass(frozen=True, eq=False)
class Part:
    """Triangles ``first`` to ``first + count`` of a mesh, of one material."""

    first: int
    count: int
    material: Material


@dataclass(frozen=True, eq=False)
class Mesh:
    """Indexed triangles, counter-clockwise from outside; uv (0, 0) is the lower left.

    positions, normals (v, 3), uvs (v, 2), triangles (t, 3).
    """

    positions: Singles
    normals: Singles
    uvs: Singles
    triangles: Integers
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Placed:
    """A rigid thing; the same mesh object may be placed many times."""

    mesh: Mesh
    world_from_object: Floats  # (4, 4)


# ---------------------------------------------------------------- people


@dataclass(frozen=True)
class Person:
    """Somebody who exists in the synthetic world alone; the same in all sequences."""

    person_id: int
    sex: str  # "female", "male"
    age_years: float
    stature_m: float
    attributes: dict[str, str] = field(default_factory=dict)  # age_group, upper_color


@dataclass(frozen=True, eq=False)
class Rig:
    """The skeleton of one figure at rest; a parent comes before its children."""

    names: tuple[str, ...]  # the 53 bones of MakeHuman's game_engine rig
    parents: tuple[int, ...]  # -1 for the root
    joints_rest: Floats  # (b, 3), where each bone begins


@dataclass(frozen=True, eq=False)
class SkinnedMesh:
    """A mesh in the rest pose that follows at most four bones a vertex."""

    mesh: Mesh
    bones: Bytes  # (v, 4), indices into the rig
    weights: Singles  # (v, 4), sum 1


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Named points of a body at rest, each fixed to one bone."""

    points_rest: Floats  # (k, 3)
    bones: Integers  # (k,)
    depths_m: Floats  # (k,), how far at most a point lies below its own skin


@dataclass(frozen=True, eq=False)
class Figure:
    """A dressed person at rest, in several levels of detail, the finest first."""

    person: Person
    rig: Rig
    levels: tuple[SkinnedMesh, ...]  # about 25,000, 8,000 and 2,500 triangles
    jta_landmarks: Landmarks  # 22
    coco_landmarks: Landmarks  # 17


@dataclass(frozen=True, eq=False)
class PosedPerson:
    """A person at one moment."""

    figure: Figure
    track_id: int  # from 1
    world_from_rest: Floats  # (b, 3, 4), one affine a bone
    position_world: Floats  # (3,), on the ground below the pelvis
    heading_rad: float
    action: str  # one of ACTIONS


ACTIONS = ("walk", "run", "stand", "wait", "talk", "phone", "sit", "push")


@dataclass(frozen=True, eq=False)
class Course:
    """What one person does through a sequence: where, facing whither, doing what.

    Arrays run along the frames ``first_frame`` to ``first_frame + n``.
    """

    track_id: int
    person_id: int
    first_frame: int
    positions_xy: Floats  # (n, 2), meters; smooth, no jumps
    facing_rad: Floats  # (n,), NaN: along the motion
    actions: tuple[str, ...]  # (n,), of ACTIONS
    attention_world: Floats | None = None  # (n, 3), what is looked at; NaN: ahead
    seat_height_m: float = 0.45  # where "sit" happens
    group_id: int = 0  # people who belong together; 0: alone


# ---------------------------------------------------------------- street


@dataclass(frozen=True)
class Lamp:
    """A street lamp: a cone of light."""

    position_world: tuple[float, float, float]
    color: tuple[float, float, float]  # linear, times watts per steradian or so
    direction: tuple[float, float, float] = (0.0, 0.0, -1.0)
    cone_rad: float = 1.2  # half angle
    reach_m: float = 18.0


@dataclass(frozen=True)
class Weather:
    """Light and air."""

    name: str = "CLEAR"  # as MOTSynth names it
    time_of_day_h: float = 14.0
    sun_azimuth_rad: float = 0.8  # counter-clockwise from the world's +x
    sun_elevation_rad: float = 0.8  # below 0 at night
    cloud_cover: float = 0.2  # 0 blue sky and hard shadows, 1 none
    fog_per_m: float = 0.0005  # extinction
    rain_mm_per_h: float = 0.0
    wetness: float = 0.0  # of the ground, 0 dry to 1 puddles
    is_night: bool = False


@dataclass(frozen=True, eq=False)
class Stage:
    """All that stands still, and the lamps."""

    things: tuple[Placed, ...]  # in pieces of some 10 m, so that views can be culled
    lamps: tuple[Lamp, ...] = ()


@dataclass(frozen=True, eq=False)
class Moment:
    """The world at the time of one picture."""

    index: int
    time_s: float
    camera: Camera
    people: tuple[PosedPerson, ...]
    things: tuple[Placed, ...] = ()  # cars, bicycles, prams, phones, lit signal lamps


@dataclass(frozen=True)
class SignalPlan:
    """Traffic lights that repeat: each group is green once a cycle, then never both.

    Groups of crossings and of lanes share one numbering; a moment's state is a pure
    function of time.
    """

    cycle_s: float
    greens_s: tuple[tuple[float, float], ...]  # by group: (from, until) in the cycle
    amber_s: float = 3.0  # after green, for vehicles


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where people cross a road."""

    polygon_xy: Floats  # (k, 2)
    ends_xy: Floats  # (2, 2), on the pavements at both ends, where people wait
    signal_group: int = -1  # -1: without lights, cars give way


@dataclass(frozen=True, eq=False)
class Lane:
    """The middle of a lane, in the direction of traffic."""

    points_xy: Floats  # (k, 2)
    speed_mps: float
    stops: tuple[tuple[float, int], ...] = ()  # (meters along, signal group or -1)
    for_bicycles: bool = False


@dataclass(frozen=True)
class Seat:
    """A place on a bench."""

    position_xy: tuple[float, float]
    facing_rad: float
    height_m: float = 0.45


@dataclass(frozen=True, eq=False)
class Layout:
    """The plan of a street: where people and vehicles may be."""

    walkable: MultiPolygon  # pavements, without obstacles, with the crossings
    pavements: MultiPolygon  # the same without the crossings
    crossings: tuple[Crossing, ...]
    lanes: tuple[Lane, ...]
    entries_xy: Floats  # (k, 2), where people come from and leave to
    seats: tuple[Seat, ...]
    signals: SignalPlan
    ground_height: GroundHeight
    focus_xy: tuple[float, float] = (0.0, 0.0)  # the middle of the scene


# ---------------------------------------------------------------- pictures


@dataclass(frozen=True)
class Sensor:
    """How a real camera falls short of a perfect one."""

    exposure_bias: float = 0.0  # stops
    noise: float = 0.5  # 0 none, 1 a small sensor at dusk
    motion_blur_s: float = 0.004  # shutter time
    aperture_m: float = 0.0  # diameter; above 0 things out of focus blur
    focus_m: float = 12.0
    vignette: float = 0.2
    sharpness: float = 0.3  # as cheap cameras sharpen
    saturation: float = 1.0


@dataclass(frozen=True, eq=False)
class Buffers:
    """What the renderer gives back for one moment, (h, w) each, rows from the top."""

    image: Bytes  # (h, w, 3) RGB, as the sensor saw it
    instance_ids: NDArray[np.uint16]  # 0: nobody; else the track id
    depth_m: Singles  # along the camera's z; inf in the sky
    normals_camera: Singles  # (h, w, 3), unit; 0 in the sky
    classes: Bytes  # values of Semantic
    flow_pixels: Singles  # (h, w, 2) to the next moment; NaN where unknown
    amodal_masks: dict[int, NDArray[np.bool_]]  # by track id, (h, w), as if alone
