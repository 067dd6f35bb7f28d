"""The people who stand in: the edit of styles, the choice, the table. No models run."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.face_points import points
from nonesuch.learn.candidates import contact_sheet, neutral, plainness
from nonesuch.learn.directions import Editor, Feature, features_of, fitted
from nonesuch.learn.standins import (
    CHOSEN,
    TWIN_COSINE,
    VIEWS,
    Views,
    is_good,
    sources_of,
    spread,
    without_twins,
    write_table,
)
from nonesuch.nouns import Floats, Image
from nonesuch.replace import standin
from nonesuch.replace.alignment import mask_of_face
from tests.learn.faces import landmarks

LENGTH = 24
SLOPES = np.random.default_rng(1).standard_normal((LENGTH, len(Feature)))


def linear_editor() -> Editor:
    """Fitted to styles of unequal spread whose features are linear in them."""
    rng = np.random.default_rng(2)
    styles = rng.standard_normal((2000, LENGTH)) * np.linspace(0.2, 2, LENGTH)
    features = styles @ SLOPES + 3
    return fitted(styles.astype(np.float32), features.astype(np.float32), ridge=1e-6)


def made_up_person(code: Floats, seed: int = 0) -> Views:
    """Smooth color patches in eight views."""
    rng = np.random.default_rng(seed)
    small = rng.integers(60, 200, (len(VIEWS), 4, 4, 3), dtype=np.uint8)
    images = [cv2.resize(image, (256, 256)) for image in small]
    faces = np.repeat(landmarks()[None], len(VIEWS), 0)
    return Views(np.stack(images), faces, code, 40.0 + seed)


def skin(color: tuple[int, int, int] = (200, 150, 130)) -> Image:
    return np.full((128, 128, 3), color, np.uint8)


@pytest.mark.parametrize(
    "wanted",
    [
        {Feature.YAW: 3.0},
        {Feature.YAW: 0.4, Feature.MOUTH: 5.0},
        {feature: 3.0 + feature for feature in Feature},
    ],
)
def test_edited_style_has_the_wanted_features(wanted: dict[Feature, float]) -> None:
    editor = linear_editor()
    style = np.random.default_rng(3).standard_normal(LENGTH).astype(np.float32)
    features = editor.edited(style, wanted) @ SLOPES + 3
    for feature, value in wanted.items():
        assert features[feature] == pytest.approx(value, abs=0.05)


def test_no_shorter_change_reaches_the_same_features() -> None:
    editor = linear_editor()
    style = np.zeros(LENGTH, np.float32)
    change = editor.edited(style, {Feature.YAW: 6.0}).astype(np.float64)
    slope = editor.slopes[:, Feature.YAW].astype(np.float64)
    inverse = np.linalg.inv(editor.covariance.astype(np.float64))
    rng = np.random.default_rng(4)
    for _ in range(20):
        aside = rng.standard_normal(LENGTH)
        aside -= slope * (aside @ slope) / (slope @ slope)
        other = change + 0.1 * aside
        assert change @ inverse @ change < other @ inverse @ other


def test_style_that_has_the_wanted_features_stays() -> None:
    editor = linear_editor()
    style = np.random.default_rng(5).standard_normal(LENGTH).astype(np.float32)
    wanted = {Feature.SMILE: float(editor.predicted(style)[Feature.SMILE])}
    np.testing.assert_allclose(editor.edited(style, wanted), style, atol=1e-4)


def test_neutral_asks_for_less_glasses_and_fringe_than_usual() -> None:
    editor = linear_editor()
    wanted = neutral(editor)
    assert wanted[Feature.YAW] == 0
    assert wanted[Feature.BRIDGE] < editor.mean[Feature.BRIDGE]
    assert wanted[Feature.FOREHEAD] < editor.mean[Feature.FOREHEAD]
    assert Feature.LIGHTNESS not in wanted


def test_even_frontal_face_measures_as_such() -> None:
    features = features_of(skin(), landmarks())
    for feature in (Feature.YAW, Feature.SIDE_LIGHT, Feature.TOP_LIGHT):
        assert features[feature] == pytest.approx(0, abs=1e-3)
    assert features[Feature.LIGHTNESS] == pytest.approx(66, abs=3)


def test_light_from_the_left_is_seen() -> None:
    crop, face = skin(), placed_cheeks()
    crop[:, 64:] //= 2
    assert features_of(crop, face)[Feature.SIDE_LIGHT] > 10
    assert not plainness(crop, face).is_plain


def test_fringe_and_glasses_are_seen() -> None:
    face = placed_cheeks()
    assert plainness(skin(), face).is_plain
    fringe = skin()
    fringe[:45] = 30
    assert plainness(fringe, face).forehead > 22
    glasses = skin()
    y = int(face[points((6,))[0], 1] * 128)
    glasses[y - 2 : y + 2] = 20
    assert plainness(glasses, face).bridge > 7


def placed_cheeks() -> Floats:
    face = landmarks().copy()
    face[points((205, 425))] = (0.36, 0.62), (0.64, 0.62)
    face[points((6, 151))] = (0.5, 0.48), (0.5, 0.3)
    return face


def test_contact_sheet_has_a_tile_for_everybody() -> None:
    sheet = contact_sheet([(number, skin()) for number in range(17)])
    assert sheet.shape == (2 * 96, 16 * 96, 3)
    assert sheet[96 + 48, 48].tolist() == [200, 150, 130]
    assert not sheet[96 + 48, 96 + 48].any()


def test_spread_keeps_what_lies_well_inside() -> None:
    image = np.random.default_rng(6).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    known = mask_of_face(landmarks(), 256, 0.0) > 0
    deep = cv2.distanceTransform(known.astype(np.uint8), cv2.DIST_L2, 5) > 14
    assert deep.sum() > 5000
    np.testing.assert_array_equal(spread(image, known)[deep], image[deep])


def test_spread_takes_nothing_from_outside() -> None:
    known = mask_of_face(landmarks(), 256, 0.0) > 0
    image = np.full((256, 256, 3), (0, 255, 0), np.uint8)
    image[known] = (200, 150, 130)
    apart = np.abs(spread(image, known).astype(int) - (200, 150, 130))
    assert apart.max() <= 1


def test_twins_are_dropped_and_the_first_stays() -> None:
    first, second = np.eye(2, 128, dtype=np.float32)
    near = TWIN_COSINE + 0.01
    twin = (near * first + np.sqrt(1 - near**2) * second).astype(np.float32)
    stranger = -first
    people = [made_up_person(code) for code in (first, twin, stranger)]
    assert without_twins(people) == [people[0], people[2]]
    assert without_twins([]) == []


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ((), [0, 1, 2, 3, 4, 5, 6, 7]),
        ((0,), [1, 1, 2, 3, 4, 5, 6, 7]),
        ((3, 4), [0, 1, 2, 2, 2, 5, 6, 7]),
        ((0, 1, 5), [2, 2, 2, 3, 4, 6, 6, 7]),
        ((2,), None),
        ((6,), None),
        ((0, 1, 3, 4), None),
    ],
)
def test_bad_view_is_replaced_by_the_nearest_good_one(
    bad: tuple[int, ...], expected: list[int] | None
) -> None:
    assert sources_of([view not in bad for view in range(len(VIEWS))]) == expected


def test_view_is_good_if_turned_and_opened_as_asked() -> None:
    face = landmarks()
    face[points((14,))] = face[points((13,))]
    assert is_good(face, 0.0, False)
    assert not is_good(face, 0.45, False)
    assert not is_good(face, 0.0, True)
    face[points((14,))] += (0, 0.05)
    assert is_good(face, 0.0, True)


def test_written_table_is_read_back(tmp_path: Path) -> None:
    people = [made_up_person(code, i) for i, code in enumerate(np.eye(3, 128))]
    path = tmp_path / "people.npz"
    write_table(people, path)
    assert [found.name for found in tmp_path.iterdir()] == ["people.npz"]
    table = standin.people_of(str(path)).table
    np.testing.assert_array_equal(table.codes, np.eye(3, 128))
    assert table.lightness.tolist() == [40, 41, 42]
    for index, one in enumerate(people):
        assert table[index].table == str(path)
        looks = standin.looks_of(index, str(path))
        np.testing.assert_allclose(looks.landmarks, one.landmarks, atol=1e-3)
        assert np.abs(looks.images.astype(int) - one.images).mean() < 3


def test_the_chosen_people_come_first_in_the_shipped_table() -> None:
    people = standin.shipped()
    assert len(people.landmarks) >= len(CHOSEN) == len(set(CHOSEN))
    assert people.landmarks.shape[1] == len(VIEWS)
    assert np.isfinite(people.landmarks).all()
    codes = people.table.codes[: len(CHOSEN)]
    alike = codes @ codes.T
    np.fill_diagonal(alike, -1)
    assert alike.max() < TWIN_COSINE + 2e-3


def test_shipped_heads_turn_from_left_to_right() -> None:
    yaws = standin.yaw_of(standin.shipped().landmarks)
    closed, opened = yaws[:, : standin.FIRST_OPEN_VIEW], yaws[:, -3:]
    assert (np.diff(closed) >= 0).all()  # equal where a view stands in for another
    assert (np.diff(closed) > 0).all(1).mean() > 0.8
    assert (opened[:, 0] < opened[:, -1]).mean() > 0.95


def test_all_shipped_pictures_decode() -> None:
    people = standin.shipped()
    for founder in range(len(people.landmarks)):
        images = people.pictures(founder)
        assert images.shape == (len(VIEWS), 256, 256, 3)
        assert images.std() > 5
