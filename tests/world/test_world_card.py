"""The card of a data set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from made_labels import sequence

from nonesuch.formats.labels import FrameLabels, PersonLabel
from nonesuch.formats.mot import read_ground_truth
from nonesuch.formats.seqinfo import read_seqinfo
from nonesuch.world.card.card import write_card
from nonesuch.world.card.facts import Facts, facts_of, quantiles
from nonesuch.world.card.figure import Scale, card_figure
from nonesuch.world.card.real import MOT15


def test_facts_are_those_of_the_labels() -> None:
    info, frames = sequence(np.random.default_rng(0))
    facts = facts_of([(info, frames), (replace(info, name="other"), frames)])
    people = [person for frame in frames for person in frame.people]
    assert facts.people_a_frame == [4, 4, 0, 4, 4] * 2
    assert facts.track_count == 8
    assert set(facts.attributes) == {101, 102, 103, 107}
    heights = [p.amodal_box_xyxy[3] - p.amodal_box_xyxy[1] for p in people]
    assert facts.heights_px == heights * 2
    assert facts.visibilities == [person.visibility for person in people] * 2
    assert facts.attribute("upper_color") == {"red": 4}
    assert sum(facts.actions.values()) == len(people) * 2


def test_camera_stands_where_it_stands_and_looks_down() -> None:
    info, frames = sequence(np.random.default_rng(0))
    facts = facts_of([(info, frames)])
    assert facts.camera_heights_m == [3.0] * 5
    tilt = np.degrees(np.arctan2(2.5, np.hypot(10, 0.0)))
    assert facts.camera_tilts_deg[0] == pytest.approx(tilt, abs=0.01)
    person, eye = frames[0].people[0], frames[0].camera.eye_world
    distance = np.linalg.norm(person.position_world - eye)
    assert facts.distances_m[0] == pytest.approx(distance)


def test_card_is_written_with_its_figure(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(0))
    write_card(tmp_path, iter([(info, frames)]))
    text = (tmp_path / "README.md").read_text()
    assert "- pictures: 5\n- people labelled in them: 16\n- tracks: 4\n" in text
    assert "| street-00 | 5 | 12.5 | 96x64 | rain, night | 18.5 h | moving |" in text
    assert "| people in a picture, mean | 3.2 | 20.8 |" in text
    assert "upper color | red 100% |" in text
    assert "nan" not in text
    assert cv2.imread(str(tmp_path / "card.png")).shape[1] > 1000


def test_same_labels_give_the_same_card(tmp_path: Path) -> None:
    info, frames = sequence(np.random.default_rng(0))
    for name in ("a", "b"):
        write_card(tmp_path / name, [(info, frames)])
    for name in ("README.md", "card.png"):
        one, other = tmp_path / "a" / name, tmp_path / "b" / name
        assert one.read_bytes() == other.read_bytes()


def test_little_need_be_known(tmp_path: Path) -> None:
    info, _ = sequence(np.random.default_rng(0), 1)
    people = (PersonLabel(1, np.array([0.0, 0, 10, 30])),)
    write_card(tmp_path / "boxes", [(info, [FrameLabels(0, people)])])
    write_card(tmp_path / "nobody", [(info, [FrameLabels(0, ())])])
    write_card(tmp_path / "nothing", [])
    assert "nan" not in (tmp_path / "nothing" / "README.md").read_text()
    assert "visibility |" not in (tmp_path / "boxes" / "README.md").read_text()


def test_figure_of_nothing_says_unknown() -> None:
    blank, known = card_figure(Facts()), card_figure(Facts(visibilities=[0.5]))
    assert blank.shape == known.shape
    assert (blank != known).any()


def test_quantiles_of_a_ramp() -> None:
    assert quantiles(list(range(101))) == [5, 25, 50, 75, 95]


def test_scale_places_values_between_its_edges() -> None:
    even = Scale((0.0, 10.0), ())
    assert [even.place(v) for v in (-1, 0, 5, 10, 11)] == [0, 0, 0.5, 1, 1]
    logarithmic = Scale((1.0, 100.0), (), is_logarithmic=True)
    assert logarithmic.place(10) == pytest.approx(0.5)
    assert logarithmic.place(0) == 0


@pytest.mark.parametrize("place", [0, 1])
def test_numbers_of_real_data_are_computed_from_it(
    place: int, shared_data: Path
) -> None:
    real = MOT15[place]
    folder = shared_data / "mot15" / real.name.split(" ")[0]
    info = read_seqinfo(folder / "seqinfo.ini")
    frames = read_ground_truth(folder / "gt" / "gt.txt", info.frame_count)
    facts = facts_of([(info, frames)])
    assert quantiles(facts.heights_px) == pytest.approx(real.height_px, abs=0.5)
    shares = quantiles(facts.height_shares)
    assert shares == pytest.approx(real.height_share, abs=0.0005)
    assert np.mean(facts.people_a_frame) == pytest.approx(real.people_a_frame, abs=0.05)
