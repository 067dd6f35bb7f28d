"""Figures: exact statures, levels of detail, layers of clothes, landmarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.formats.labels import COCO_KEYPOINTS, JTA_KEYPOINTS
from nonesuch.world.assets import Assets, find
from nonesuch.world.body.allowed import SKINS, allow_list, read_item, skin_file
from nonesuch.world.body.figure import build_figure
from nonesuch.world.body.made import MADE
from nonesuch.world.body.model import BodyModel
from nonesuch.world.body.pieces import SKIN_VERTICES, load_piece, save_piece
from nonesuch.world.body.shape import BodyShape
from nonesuch.world.nouns import Figure, Semantic
from nonesuch.world.people import draw_person


@pytest.fixture(scope="module")
def assets(assets_are_here: None) -> Assets:
    found = find()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def model(assets: Assets) -> BodyModel:
    return BodyModel(assets)


@pytest.fixture(scope="module")
def plain_model(assets: Assets) -> BodyModel:
    return BodyModel(replace(assets, makehuman=None))


def figure_of(model: BodyModel, person_id: int, **wishes: str | float) -> Figure:
    return build_figure(model, *draw_person(0, person_id, wishes))


@pytest.fixture(scope="module")
def figures(model: BodyModel) -> tuple[Figure, ...]:
    return tuple(figure_of(model, person_id) for person_id in range(8))


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize(
    ("age", "stature_m"),
    [(0.06, 1.02), (0.19, 1.40), (0.5, 1.52), (0.5, 2.0), (1, 1.7)],
)
def test_barefoot_height_is_the_stature(
    model: BodyModel, sex: str, age: float, stature_m: float
) -> None:
    body = model.anatomy.body_m(BodyShape(sex=sex, age=age), stature_m)
    assert np.ptp(body[SKIN_VERTICES, 2]) == pytest.approx(stature_m, abs=1e-6)


def test_figure_stands_on_the_ground(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        heights = figure.levels[0].mesh.positions[:, 2]
        assert heights.min() == pytest.approx(0, abs=1e-6)
        assert 0 < heights.max() - figure.person.stature_m < 0.18  # soles, hair, hat


def test_same_person_is_the_same_bit_for_bit(model: BodyModel) -> None:
    one, other = figure_of(model, 3), figure_of(model, 3)
    for mine, yours in zip(one.levels, other.levels, strict=True):
        assert np.array_equal(mine.mesh.positions, yours.mesh.positions)
        assert np.array_equal(mine.mesh.triangles, yours.mesh.triangles)
        assert np.array_equal(mine.weights, yours.weights)


def test_bodies_of_two_persons_differ(model: BodyModel) -> None:
    one, other = (
        model.anatomy.body_m(draw_person(0, person_id)[1].shape, 1.7)[SKIN_VERTICES]
        for person_id in (20, 23)
    )
    assert np.abs(one - other).max() > 0.01


def test_levels_have_about_the_promised_triangles(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        counts = [len(level.mesh.triangles) for level in figure.levels]
        assert 15000 < counts[0] < 34000
        assert 5000 < counts[1] < 12000
        assert 1500 < counts[2] < 4000


def test_coarse_level_covers_the_same_space(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        fine = figure.levels[0].mesh.positions
        for level in figure.levels[1:]:
            assert np.abs(level.mesh.positions.min(0) - fine.min(0)).max() < 0.03
            assert np.abs(level.mesh.positions.max(0) - fine.max(0)).max() < 0.03


def test_coarse_skin_is_made_of_vertices_of_the_fine_one(model: BodyModel) -> None:
    skin = model.anatomy.skin()
    fine, *coarser = (set(np.unique(level)) for level in skin.levels)
    for level in coarser:
        assert level < fine


def test_decimated_skin_stays_closed(model: BodyModel) -> None:
    skin = model.anatomy.skin()
    for level in skin.levels:
        corners = skin.point_of_wedge[level]
        ends = np.sort(np.stack([corners, np.roll(corners, -1, 1)], -1).reshape(-1, 2))
        counts = np.unique(ends, axis=0, return_counts=True)[1]
        assert counts.max() == 2
        assert (counts == 1).sum() == 0


def test_meshes_are_sound(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        for level in figure.levels:
            mesh = level.mesh
            assert np.allclose(level.weights.sum(1), 1, atol=1e-5)
            assert level.bones.max() < len(figure.rig.names)
            assert mesh.triangles.max() == len(mesh.positions) - 1
            assert np.isfinite(mesh.positions).all()
            lengths = np.linalg.norm(mesh.normals, axis=1)
            assert (lengths < 1.001).all() and (lengths > 0.999).mean() > 0.99
            ends = [part.first + part.count for part in mesh.parts]
            assert [part.first for part in mesh.parts] == [0, *ends[:-1]]
            assert ends[-1] == len(mesh.triangles)


def test_parents_come_before_children(figures: tuple[Figure, ...]) -> None:
    rig = figures[0].rig
    assert len(rig.names) == 53
    assert all(parent < bone for bone, parent in enumerate(rig.parents))


def landmark(figure: Figure, name: str) -> np.ndarray:
    if name in JTA_KEYPOINTS:
        return figure.jta_landmarks.points_rest[JTA_KEYPOINTS.index(name)]
    return figure.coco_landmarks.points_rest[COCO_KEYPOINTS.index(name)]


def test_landmarks_lie_where_their_names_say(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        assert len(figure.jta_landmarks.points_rest) == 22
        assert len(figure.coco_landmarks.points_rest) == 17
        for name in ("ankle", "knee", "hip", "wrist", "elbow", "shoulder", "eye"):
            assert landmark(figure, f"left_{name}")[0] > 0.01
            assert landmark(figure, f"right_{name}")[0] < -0.01
        order = ("left_ankle", "left_knee", "spine4", "spine3", "spine2", "spine1")
        order += ("spine0", "neck", "head_center", "head_top")
        assert np.all(np.diff([landmark(figure, name)[2] for name in order]) > 0)
        nose, eye = landmark(figure, "nose"), landmark(figure, "left_eye")
        assert nose[1] < eye[1] < landmark(figure, "left_ear")[1]


def test_both_lists_of_landmarks_agree(figures: tuple[Figure, ...]) -> None:
    for name in set(JTA_KEYPOINTS) & set(COCO_KEYPOINTS):
        jta = figures[0].jta_landmarks.points_rest[JTA_KEYPOINTS.index(name)]
        coco = figures[0].coco_landmarks.points_rest[COCO_KEYPOINTS.index(name)]
        assert np.array_equal(jta, coco)


def semantics(figure: Figure) -> Iterator[tuple[Semantic, float]]:
    """Of each part its class and its area."""
    mesh = figure.levels[0].mesh
    a, b, c = (mesh.positions[mesh.triangles[:, k]] for k in range(3))
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    for part in mesh.parts:
        area = areas[part.first : part.first + part.count].sum()
        yield part.material.semantic, float(area)


@pytest.mark.parametrize("is_plain", [False, True])
def test_everybody_is_dressed(
    model: BodyModel, plain_model: BodyModel, is_plain: bool
) -> None:
    for person_id in range(12):
        figure = figure_of(plain_model if is_plain else model, person_id)
        area: dict[Semantic, float] = {}
        for semantic, square_meters in semantics(figure):
            area[semantic] = area.get(semantic, 0.0) + square_meters
        assert area[Semantic.UPPER_CLOTHES] > 0.3
        assert area[Semantic.SHOES] > 0.05
        if figure.person.attributes["upper_type"] != "dress":
            assert area[Semantic.LOWER_CLOTHES] > 0.15
        assert area[Semantic.SKIN] < 0.9


def test_skin_below_a_coat_is_left_out(model: BodyModel) -> None:
    def skin_area(upper_type: str) -> float:
        figure = figure_of(model, 5, sex="female", upper_type=upper_type, hat="none")
        return sum(a for semantic, a in semantics(figure) if semantic == Semantic.SKIN)

    assert skin_area("coat") < skin_area("t-shirt") - 0.1


def test_items_draw_textures_shared_by_identity(model: BodyModel) -> None:
    one, other = (figure_of(model, 9, hat=hat) for hat in ("none", "cap"))
    textures = [
        {id(part.material.texture) for part in figure.levels[0].mesh.parts} - {id(None)}
        for figure in (one, other)
    ]
    assert len(textures[0] & textures[1]) >= 4


def test_everything_wearable_loads(model: BodyModel) -> None:
    for name in model.names():
        piece = model.outfitted(name).piece
        assert all(len(level) for level in piece.levels), name
        assert piece.nearest.max() < SKIN_VERTICES.stop


def test_all_skins_are_here(model: BodyModel) -> None:
    assert set(model.skins()) == set(SKINS)
    for name in SKINS[:2]:
        texture, mean = model.skin(name)
        assert texture.shape == (512, 512, 3)
        assert 0.02 < mean.min() < mean.max() < 0.9


def test_wardrobe_without_clothes_is_what_is_made_here(plain_model: BodyModel) -> None:
    assert plain_model.names() == MADE
    assert plain_model.first_of(("short01",)) is None
    assert plain_model.first_of(("short01", "hair_short")) is not None


@pytest.mark.parametrize("name", ["Coat", "male_worksuit01", "../secret"])
def test_item_off_the_list_is_refused(assets: Assets, name: str) -> None:
    assert assets.makehuman is not None
    with pytest.raises(Refusal, match="not on the list"):
        read_item(assets.makehuman, name)
    with pytest.raises(Refusal, match="not one of the free skins"):
        skin_file(assets.makehuman, name)


def test_item_of_another_uuid_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "proxies" / allow_list()["short01"]["folder"]
    folder.mkdir(parents=True)
    (folder / "short01.json").write_text('{"metadata": {"uuid": "another"}}')
    with pytest.raises(Refusal, match="is not the free 'short01'"):
        read_item(tmp_path, "short01")


def test_piece_survives_the_cache(model: BodyModel, tmp_path: Path) -> None:
    for name in ("coat", "glasses"):
        piece = model.outfitted(name).piece
        save_piece(piece, tmp_path / "piece.npz")
        again = load_piece(tmp_path / "piece.npz")
        assert np.array_equal(piece.uvs, again.uvs)
        assert np.array_equal(piece.hides, again.hides)
        assert (piece.drape is None) == (again.drape is None)
        for mine, yours in zip(piece.levels, again.levels, strict=True):
            assert np.array_equal(mine, yours)
