"""Measures per group of people, from made-up readings: the numbers are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_faces import face, people_of

from nonesuch.face_points import mean_face, points
from nonesuch.measure import bench
from nonesuch.measure.album import Shot
from nonesuch.measure.bench import AGE_AND_SEX, COMPLEXION, MESH, Bench, Readings
from nonesuch.measure.faces import Face
from nonesuch.measure.groups import (
    DETECTOR,
    JUDGE,
    Group,
    group_table,
    groups_of,
    measures,
)
from nonesuch.measure.store import Store
from nonesuch.measure.tables import Row, as_latex, as_markdown
from nonesuch.models.facemesh import POINTS
from nonesuch.nouns import Floats
from nonesuch.replace.standin import FRONT_VIEW, looks_of

PEOPLE, EACH = 12, 2
COUNT = PEOPLE * EACH
DARK = np.arange(COUNT) < 12
OLD_MAN = 45
NOSE, LEFT, RIGHT = points((1, 234, 454))


def faces(*shapes: Floats, people: int = PEOPLE) -> list[Face]:
    """Frontal faces, two of each person, the first of other shapes."""
    everyone = [*shapes, *[mean_face()] * (people * EACH - len(shapes))]
    return [
        Face(
            Shot(f"{i}.png", str(i // EACH), Path("nowhere")),
            people_of(face((50, 50), 60, shape=shape)),
        )
        for i, shape in enumerate(everyone)
    ]


def turned(yaw: float) -> Floats:
    shape = mean_face().copy()
    left, right = shape[LEFT, 0], shape[RIGHT, 0]
    shape[NOSE, 0] = (left + right) / 2 + yaw * (right - left)
    return shape


def mesh(shift: float = 0.0, presence: float = 1.0) -> Floats:
    """Eyes 50 apart, everything moved by ``shift``."""
    reading = np.zeros((POINTS + 1, 3), np.float32)
    reading[[363, 264], 0] = 50
    reading[1:, 0] += shift
    reading[0] = presence
    return reading


def found(is_found: bool) -> Floats:
    box = [*people_of(face((50, 50), 60)).boxes_xyxy[0], 0.9]
    return np.array([box] if is_found else [], np.float32).reshape(-1, 5)


def readings(
    lightness: np.ndarray, finds: np.ndarray, shifts: np.ndarray, codes: np.ndarray
) -> Readings:
    return {
        DETECTOR: [found(bool(one)) for one in finds],
        MESH: [mesh(shift) for shift in shifts],
        JUDGE: list(np.eye(PEOPLE, dtype=np.float32)[codes]),
        COMPLEXION: [np.float32([one, 0, 0]) for one in lightness],
    }


def originals() -> Readings:
    """Twelve pictures of dark, twelve of light skin; all are women of 25."""
    lightness = np.where(DARK, 30, 70)
    own = readings(lightness, np.ones(COUNT), np.zeros(COUNT), np.arange(COUNT) // EACH)
    return own | {AGE_AND_SEX: [np.float32([25, 0.1])] * COUNT}


def worse_for_dark() -> Readings:
    """Of the dark: 3 of 12 not found, 5 off by 10 px, one person in six recognized."""
    others = (np.arange(COUNT) // EACH + 1) % PEOPLE
    codes = np.where(np.arange(COUNT) < EACH, 0, others)
    return readings(
        np.where(DARK, 42, 69),
        np.arange(COUNT) >= 3,
        np.where(np.arange(COUNT) < 5, 10, 0),
        codes,
    )


def values_of(row: Row) -> list[float]:
    return [value.value for value in row.values]


def test_each_group_has_its_own_numbers() -> None:
    rows = {"original": originals(), "ours": worse_for_dark()}
    table = group_table(faces(), originals(), rows)
    by_name = {row.name: values_of(row) for row in table.rows}
    assert list(by_name) == [
        "ours, everybody", "ours, skin L* under 35", "ours, skin L* over 65",
        "ours, age 20 to 30", "ours, sex female", "ours, yaw under 0.1",
    ]  # fmt: skip
    dark, light = by_name["ours, skin L* under 35"], by_name["ours, skin L* over 65"]
    assert dark == pytest.approx([12, 9 / 12, 5 * 0.2 / 12, 2 / 12, 12])
    assert light == pytest.approx([12, 1, 0, 0, 1])
    assert by_name["ours, sex female"] == by_name["ours, everybody"]
    assert by_name["ours, everybody"] == pytest.approx(
        [24, 21 / 24, 1 / 24, 2 / 24, 6.5]
    )
    # 5 of skin, 5 of age, 2 of sex, 3 of pose: these have nobody but five
    assert "fewer than 10 pictures are left out: 10 of 15." in table.note
    first = table.rows[1].values[1]
    assert first.low < first.value < first.high


def test_group_is_shown_from_ten_pictures_on() -> None:
    own = originals()
    own[AGE_AND_SEX] = [np.float32([25, i < 10]) for i in range(COUNT)]
    names = [row.name for row in group_table(faces(), own, {"ours": own}).rows]
    assert {"ours, sex male", "ours, sex female"} <= set(names)
    own[AGE_AND_SEX] = [np.float32([25, i < 9]) for i in range(COUNT)]
    names = [row.name for row in group_table(faces(), own, {"ours": own}).rows]
    assert "ours, sex male" not in names and "ours, sex female" in names


def test_edges_belong_to_the_group_above() -> None:
    shapes = [turned(yaw) for yaw in (0.0, -0.09, 0.11, -0.24, 0.26, 0.4)]
    own: Readings = {
        COMPLEXION: [np.float32([v, 0, 0]) for v in (34.9, 35, 45, 55, 64.9, 65)],
        AGE_AND_SEX: [
            np.float32([age, sex])
            for age, sex in (
                (19.9, 0),
                (20, 0.49),
                (30, 0.5),
                (40, 1),
                (55, 1),
                (80, 1),
            )
        ],
    }
    groups = groups_of(faces(*shapes, people=3), own)
    members = {group.name: np.flatnonzero(group.members).tolist() for group in groups}
    assert members == {
        "skin L* under 35": [0], "skin L* 35 to 45": [1], "skin L* 45 to 55": [2],
        "skin L* 55 to 65": [3, 4], "skin L* over 65": [5],
        "age under 20": [0], "age 20 to 30": [1], "age 30 to 40": [2],
        "age 40 to 55": [3], "age over 55": [4, 5],
        "sex female": [0, 1], "sex male": [2, 3, 4, 5],
        "yaw under 0.1": [0, 1], "yaw 0.1 to 0.25": [2, 3], "yaw over 0.25": [4, 5],
    }  # fmt: skip


def test_head_on_the_shoulder_is_not_turned() -> None:
    tilted = people_of(face((50, 50), 60, 0.8, turned(0.18)))
    own = {COMPLEXION: [np.zeros(3, np.float32)], AGE_AND_SEX: [np.float32([25, 0])]}
    groups = groups_of([Face(faces()[0].shot, tilted)], own)
    assert [g.name for g in groups[-3:] if g.pictures] == ["yaw 0.1 to 0.25"]


def test_missing_face_is_unknown() -> None:
    own, made = originals(), worse_for_dark()
    own[DETECTOR][20] = found(False)
    own[MESH][21] = made[MESH][22] = mesh(presence=0.4)
    again, error, recognized, gap = measures(faces(), own, made)
    assert np.flatnonzero(np.isnan(again)).tolist() == [20]
    assert np.flatnonzero(np.isnan(error)).tolist() == [21, 22]
    assert np.isfinite(recognized).all() and np.isfinite(gap).all()
    made[MESH] = [mesh(presence=0.0)] * COUNT
    table = group_table(faces(), own, {"ours": made})
    assert not table.rows[0].values[2].is_known
    assert "| ours, everybody | 24 |" in as_markdown(table)


def test_nobody_is_recognized_or_not_where_there_is_one_person() -> None:
    own = {name: values[:EACH] for name, values in originals().items()}
    table = group_table(faces(people=1), own, {"ours": own})
    assert [row.name for row in table.rows] == ["ours, everybody"]
    assert not table.rows[0].values[3].is_known
    assert "10 pictures are left out: 15 of 15" in as_latex(table)


def test_pictures_of_a_group_are_counted() -> None:
    assert Group("some", np.array([True, False, True])).pictures == 2


def test_complexion_is_of_the_face_alone() -> None:
    image = np.full((100, 100, 3), 255, np.uint8)
    image[20:80, 20:80] = 119  # CIE L* of 50.03, OpenCV says 49.85
    complexion = Bench(Store()).read(COMPLEXION, image, faces()[0], b"")
    np.testing.assert_allclose(complexion, [50.03, 0, 0], atol=0.2)


def test_age_and_sex_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = looks_of(OLD_MAN)
    person = people_of(looks.landmarks[FRONT_VIEW] * 256)
    man, store = Face(faces()[0].shot, person), Store()
    first = Bench(store).read(AGE_AND_SEX, looks.images[FRONT_VIEW], man, b"man")
    assert first.shape == (2,) and first[0] > 55 and first[1] > 0.9
    monkeypatch.setattr(bench, "AgeAndSex", None)
    again = Bench(store).read(AGE_AND_SEX, looks.images[FRONT_VIEW], man, b"man")
    np.testing.assert_array_equal(first, again)
