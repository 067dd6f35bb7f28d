"""Cameras look at people, past walls and rails; people placed by hand stay out of
walls."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from small_layouts import junction, plaza

from nonesuch.camera import Camera, look_at, pinhole, project
from nonesuch.errors import Refusal
from nonesuch.world.framing import Crowd, best_framing, near_points
from nonesuch.world.nouns import Course, Mesh, Placed, Stage
from nonesuch.world.scene import PersonSpec, Range
from nonesuch.world.script import scripted_people
from nonesuch.world.street.viewpoints import Sight

SIZE_WH = (640, 360)


def course(track_id: int, x: float, y: float) -> Course:
    places = np.tile([x, y], (50, 1)).astype(float)
    return Course(track_id, track_id, 0, places, np.zeros(50), ("stand",) * 50)


def crowd(*people: tuple[float, float], walls: float = 100.0) -> Crowd:
    courses = [course(k + 1, x, y) for k, (x, y) in enumerate(people)]
    ground = shapely.box(-walls, -walls, walls, walls)
    return Crowd(courses, 50, Sight(ground, ground, (), ()), Stage(()))


def framed(crowd: Crowd, seed: int = 0) -> Camera:
    places = [((0.0, 0.0, 5.0), (15.0, 0.0, 1.0))]
    rng = np.random.default_rng(seed)
    framing = best_framing(rng, places, Range(50.0, 60.0), crowd, SIZE_WH)
    view = look_at(framing.eye_world, framing.target_world)
    return Camera(pinhole(SIZE_WH, framing.horizontal_fov_rad), view, SIZE_WH)


@pytest.mark.parametrize("seed", range(4))
def test_people_aside_are_looked_at(seed: int) -> None:
    people = [(10.0, 6.0), (11.0, 7.0), (12.0, 6.5)]
    camera = framed(crowd(*people), seed)
    for x, y in people:
        u, v = project(camera, (x, y, 1.0))
        assert 0 < u < SIZE_WH[0]
        assert 0 < v < SIZE_WH[1]


def test_nobody_to_look_at_leaves_the_target() -> None:
    camera = framed(crowd())
    assert project(camera, (15.0, 0.0, 1.0)) == pytest.approx([320, 180])


def test_framing_repeats_from_its_seed() -> None:
    one, other = (framed(crowd((10, 3), (12, -4)), 3) for _ in range(2))
    assert one.camera_from_world.tobytes() == other.camera_from_world.tobytes()


def test_only_near_corners_are_clutter() -> None:
    corners = np.float32([[1, 0, 5], [9, 0, 5], [0, 0, 0]])
    mesh = Mesh(corners, corners, corners[:, :2], np.int32([[0, 1, 2]]), ())
    stage = Stage((Placed(mesh, np.eye(4)),))
    found = near_points(stage, np.array([0.0, 0.0, 5.0]))
    assert found.tolist() == [[1.0, 0.0, 5.0]]


def test_placed_person_becomes_scripted() -> None:
    layout = plaza()
    x, y = layout.walkable.representative_point().coords[0]
    spec = PersonSpec(((x, y),), action="talk", facing_deg=90.0)
    (person,) = scripted_people([spec], [42], layout, 10.0)
    assert person.person_id == 42
    (pause,) = person.pauses
    assert (pause.action, pause.facing_rad) == ("talk", pytest.approx(np.pi / 2))


def test_path_through_a_wall_is_refused_with_its_place() -> None:
    layout = junction()
    spec = PersonSpec(((0.0, 500.0), (1.0, 500.0)))
    with pytest.raises(Refusal, match=r"people\[0\].*\(0\.00, 500\.00\)"):
        scripted_people([spec], [1], layout, 10.0)


def test_coming_after_the_end_is_refused() -> None:
    layout = plaza()
    x, y = layout.walkable.representative_point().coords[0]
    with pytest.raises(Refusal, match="comes at 12 s"):
        scripted_people([PersonSpec(((x, y),), start_s=12.0)], [1], layout, 10.0)
