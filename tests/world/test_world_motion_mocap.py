"""Motion capture: files read exactly, gaits found, feet still planted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from jointed_figure import jointed_figure
from walked_courses import FPS, flat, straight

from nonesuch.errors import Refusal
from nonesuch.world.motion.bvh import read_bvh
from nonesuch.world.motion.captured import captured
from nonesuch.world.motion.mocap import MocapLibrary
from nonesuch.world.motion.performer import Performer
from nonesuch.world.motion.skinning import skinned_vertices

TOY = """HIERARCHY
ROOT Hips
{
  OFFSET 0 10 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Yrotation Xrotation
  JOINT Knee
  {
    OFFSET 0 -4 0
    CHANNELS 3 Zrotation Yrotation Xrotation
    End Site
    {
      OFFSET 0 -4 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.04
0 0 0 0 0 0 0 0 0
1 2 3 90 0 90 0 0 0
"""


def written(folder: Path, text: str, name: str = "toy.bvh") -> Path:
    path = folder / name
    path.write_text(text, encoding="ascii")
    return path


def test_toy_file_is_read_as_computed_by_hand(tmp_path: Path) -> None:
    motion = read_bvh(written(tmp_path, TOY))
    assert motion.names == ("Hips", "Knee") and motion.parents == (-1, 0)
    assert motion.frame_time_s == 0.04
    places = motion.places()
    assert np.allclose(places[0], [[0, 10, 0], [0, 6, 0]])
    # first about x: (0, -4, 0) to (0, 0, -4); then about z: no change
    assert np.allclose(places[1], [[1, 12, 3], [1, 12, -1]])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HIERARCHY", "HIERARCHIE"),
        ("Frames: 2", "Frames: 3"),
        ("Frames: 2", "Frames: two"),
        ("Frame Time: 0.04", "Frame Time: 0"),
        ("Zrotation Yrotation", "Wrotation Yrotation"),
        ("1 2 3 90", "1 2 nan 90"),
        ("MOTION", "}"),
        (TOY[60:], ""),
        (TOY, ""),
    ],
)
def test_broken_files_are_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str
) -> None:
    path = written(tmp_path, TOY.replace(old, new))
    with pytest.raises(Refusal, match=r"toy\.bvh"):
        read_bvh(path)


def test_unknown_skeleton_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    motion = read_bvh(written(tmp_path, TOY))
    with pytest.raises(Refusal, match=r"left and right thigh, calf"):
        captured(motion, "toy")


def test_folder_without_clips_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(Refusal, match=r"no \.bvh files"):
            MocapLibrary.from_folder(folder)


def walker_bvh(steps: int) -> str:
    """A figure of straight limbs that strides along z, y up, legs swinging by sines."""
    sides = [
        f"""  JOINT {side}UpLeg
  {{ OFFSET {x} 0 0 CHANNELS 1 Xrotation
    JOINT {side}Leg
    {{ OFFSET 0 -40 0 CHANNELS 1 Xrotation
      JOINT {side}Foot
      {{ OFFSET 0 -40 0 CHANNELS 1 Xrotation
        JOINT {side}ToeBase
        {{ OFFSET 0 -5 14 CHANNELS 0 End Site {{ OFFSET 0 0 1 }} }} }} }} }}
  JOINT {side}Arm
  {{ OFFSET {2 * x} 50 0 CHANNELS 1 Xrotation
    JOINT {side}ForeArm
    {{ OFFSET 0 -28 0 CHANNELS 1 Xrotation
      JOINT {side}Hand
      {{ OFFSET 0 -25 2 CHANNELS 0 End Site {{ OFFSET 0 0 1 }} }} }} }}
"""
        for side, x in (("Left", 10), ("Right", -10))
    ]
    times = np.arange(steps * 15) / 30
    swing = 25 * np.sin(2 * np.pi * times)
    zero = 0 * times
    leg = [-swing, zero, zero]
    rows = np.stack(
        [zero, zero, 130 * times, *leg, 0.8 * swing, zero + 5, *[-c for c in leg],
         -0.8 * swing, zero + 5], 1,
    )  # fmt: skip
    lines = "\n".join(" ".join(f"{value:.4f}" for value in row) for row in rows)
    return (
        "HIERARCHY ROOT Hips { OFFSET 0 85 0\n"
        "CHANNELS 3 Xposition Yposition Zposition\n"
        + "".join(sides)
        + f"}} MOTION Frames: {len(rows)} Frame Time: 0.0333333\n{lines}\n"
    )


def test_gait_is_found_in_a_made_up_walk(tmp_path: Path) -> None:
    written(tmp_path, walker_bvh(8))
    (style,) = MocapLibrary.from_folder(tmp_path).styles
    assert not style.runs
    assert style.speed_mps == pytest.approx(1.3 * 0.85 / 0.8, rel=0.02)
    assert style.step_m == pytest.approx(style.speed_mps / 2, rel=0.03)
    # at its strike the left arm is behind: +y of a figure
    assert style.upper_along[0, 0, 1] > 0.2 > -0.2 > style.upper_along[0, 1, 1]
    half = style.at(style.upper_along, 1.0)
    assert half[0, 1] == pytest.approx(style.upper_along[0, 1, 1], abs=0.03)


def test_folder_of_people_who_stand_is_refused(tmp_path: Path) -> None:
    tree, frames = walker_bvh(8).split("MOTION")
    standing = [frames.splitlines()[-1]] * 60
    head = f"{tree}MOTION Frames: 60 Frame Time: 0.03\n"
    written(tmp_path, head + "\n".join(standing))
    with pytest.raises(Refusal, match="None of the 1 clips"):
        MocapLibrary.from_folder(tmp_path)


def test_borrowed_gait_moves_the_arms_and_not_the_planted_feet(tmp_path: Path) -> None:
    written(tmp_path, walker_bvh(8))
    library = MocapLibrary.from_folder(tmp_path)
    assert np.mean(slips_mps(library)) < 0.015
    figure, walked = jointed_figure(), straight(1.3)
    hand = figure.rig.names.index("hand_l")
    plain, borrowed = (
        Performer(np.random.default_rng(5), figure, walked, FPS, flat, mocap=gaits)
        for gaits in (None, library)
    )
    apart = []
    for frame in range(20, 60):
        own, lent = plain.pose_at(frame), borrowed.pose_at(frame)
        assert own is not None and lent is not None
        apart.append(np.abs(own.world_from_rest - lent.world_from_rest)[hand].max())
    assert max(apart) > 0.05


def slips_mps(library: MocapLibrary) -> list[float]:
    figure = jointed_figure()
    person = Performer(
        np.random.default_rng(5), figure, straight(1.3), FPS, flat, mocap=library
    )
    sole = figure.levels[0].mesh.positions[:, 2] < 0.005
    slips, before = [], None
    for frame in range(20, 80):
        posed = person.pose_at(frame)
        assert posed is not None
        now = skinned_vertices(figure.levels[0], posed.world_from_rest)[sole]
        if before is not None:
            down = (now[:, 2] < 0.005) & (before[:, 2] < 0.005)
            moved = np.linalg.norm((now - before)[down, :2], axis=1)
            slips.append(float(moved.mean()) * FPS)
        before = now
    return slips


def test_recorded_people_lend_their_gaits(shared_data: Path) -> None:
    folder = shared_data / "mocap_cmu"
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist")
    library = MocapLibrary.from_folder(folder)
    assert len(library.styles) == 12
    assert [style.label for style in library.styles if style.runs] == ["002_03"]
    for style in library.styles:
        assert 0.5 < style.step_m < 1.3
        assert np.abs(np.degrees(style.chest_rad[:, 2])).max() < 25
        assert np.allclose(np.linalg.norm(style.fore_along, axis=-1), 1)
    assert np.mean(slips_mps(library)) < 0.015
