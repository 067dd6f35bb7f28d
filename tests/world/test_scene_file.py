"""Scene files: what they may say, and what is said of those that may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from nonesuch.errors import Refusal
from nonesuch.world.recipes import RECIPES, spec_of
from nonesuch.world.scene import PersonSpec, Range, SceneSpec
from nonesuch.world.scene_file import read_scene

WHOLE = """
recipe = "night"
[street]
kind = "avenue"
seed = 0
[weather]
names = "RAIN"
time_of_day_h = 18.5
[camera]
eye_world = [1, 2, 5.5]
target_world = [1, 12, 1]
horizontal_fov_deg = [50, 60]
[camera.sensor]
noise = 0.8
[crowd]
people = 12
[[people]]
path_xy = [[3, 2], [1, 4]]
wishes = {sex = "female", age_years = 70}
[[people]]
path_xy = [[0, 0]]
action = "phone"
start_s = 2
"""


def scene(tmp_path: Path, text: str) -> SceneSpec:
    path = tmp_path / "corner.toml"
    path.write_text(text)
    return read_scene(path)


def test_everything_said_is_there(tmp_path: Path) -> None:
    spec = scene(tmp_path, WHOLE)
    assert (spec.name, spec.street.kind, spec.street.seed) == ("corner", "avenue", 0)
    assert spec.weather.names == ("RAIN",)
    assert spec.weather.time_of_day_h == Range(18.5, 18.5)
    assert spec.camera.eye_world == (1.0, 2.0, 5.5)
    assert spec.camera.horizontal_fov_deg == Range(50.0, 60.0)
    assert spec.camera.sensor.noise == 0.8
    assert spec.crowd.people == Range(12.0, 12.0)
    walker, caller = spec.people
    assert walker.path_xy == ((3.0, 2.0), (1.0, 4.0))
    assert walker.wishes == {"sex": "female", "age_years": 70.0}
    assert caller == PersonSpec(((0.0, 0.0),), action="phone", start_s=2.0)


def test_everything_unsaid_is_as_in_the_recipe(tmp_path: Path) -> None:
    spec = scene(tmp_path, WHOLE)
    night = RECIPES["night"]()
    assert spec.camera.sensor.motion_blur_s == night.camera.sensor.motion_blur_s
    assert spec.crowd.share_sitting == night.crowd.share_sitting
    assert scene(tmp_path, "").crowd == RECIPES["crossing"]().crowd


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "not valid TOML"),
        ("x = 1", "unknown key x; expected one of"),
        ('recipe = "moon"', "expected one of crossing"),
        ("[camera]\nfov = 60", "unknown key camera.fov"),
        ("[camera.sensor]\niso = 60", "unknown key camera.sensor.iso"),
        ("camera = 3", "camera is 3, expected a table"),
        ('[crowd]\npeople = "many"', "crowd.people is 'many'"),
        ("[crowd]\npeople = nan", "crowd.people is nan"),
        ("[crowd]\npeople = [9, 3]", "crowd.people is"),
        ("[crowd]\npeople = -1", "outside 0 to"),
        ("[crowd]\nshare_phone = true", "share_phone is True, expected float"),
        ("[street]\nkind = 3", "street.kind is 3, expected str"),
        ('[weather]\nnames = ["SNOW"]', "expected some of"),
        ("[weather]\nnames = []", "weather.names is"),
        ("[camera]\neye_world = [1, 2, 3]", "belong together"),
        ("[camera]\nhorizontal_fov_deg = 170", "outside 5 to 130"),
        ("people = 3", "people[0] has no path_xy"),
        ('[[people]]\naction = "walk"', "people[0] has no path_xy"),
        ("[[people]]\npath_xy = [[1, 2], [3]]", "people[0].path_xy[1] is [3]"),
        ('[[people]]\npath_xy = [[1, 2]]\naction = "fly"', "does 'fly'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        scene(tmp_path, text)
    assert said in str(refusal.value)
    assert "corner.toml" in str(refusal.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"nowhere\.toml cannot be read"):
        read_scene(tmp_path / "nowhere.toml")


def test_mixed_takes_all_recipes_in_turn() -> None:
    names = [spec_of("mixed", k).name for k in range(len(RECIPES))]
    assert names == list(RECIPES)
    assert spec_of("mixed", len(RECIPES)).name == names[0]


def test_unknown_recipe_is_refused() -> None:
    with pytest.raises(Refusal, match="no recipe 'moon'"):
        spec_of("moon", 0)
