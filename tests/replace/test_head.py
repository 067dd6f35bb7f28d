"""Whole heads: nothing of the removed one enters, and any head can be replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from made_faces import any_face, box_of, face, identity, people_of, picture

from nonesuch.casting import Casting
from nonesuch.errors import Refusal
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.parts import Secret
from nonesuch.replace import head as head_module
from nonesuch.replace.ambience import Course
from nonesuch.replace.head import head, head_in, head_looked
from nonesuch.replace.head_layer import affine_between, inner, layer_of
from nonesuch.replace.head_looks import founder_of, has_head, heads_of
from nonesuch.replace.head_region import VIEW_PX, regions_of_heads
from nonesuch.replace.methods import method_named
from nonesuch.replace.region import Region, paste
from nonesuch.replace.standin import looks_of, shipped
from nonesuch.replace.surroundings import surroundings_of

SIZES_PX = (5.0, 14.0, 40.0, 90.0, 300.0)


@pytest.fixture(autouse=True)
def outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up person in every view of a large head, so that no network is needed."""

    def made_up(image: Image, regions: list[Region]) -> list[Floats | None]:
        return [someone() if r.frame.side_px >= 48 else None for r in regions]

    monkeypatch.setattr(head_module, "outlines_of", made_up)


def someone() -> Floats:
    rows, columns = np.mgrid[0:VIEW_PX, 0:VIEW_PX]
    skull = ((columns - 128) / 70) ** 2 + ((rows - 128) / 85) ** 2 < 1
    body = (rows > 190) & (abs(columns - 128) < 40 + (rows - 190))
    return (skull | body).astype(np.float32)


def head_of(points: Floats, image: Image) -> Region:
    shape_hw = image.shape[0], image.shape[1]
    (region,) = regions_of_heads(box_of(points)[None], [points], shape_hw)
    return region


@pytest.mark.parametrize("side_px", SIZES_PX)
@pytest.mark.parametrize("centre", [(0.5, 0.5), (0.05, 0.4), (0.6, 0.97), (0.9, 0.02)])
def test_nothing_of_a_removed_head_enters(
    side_px: float, centre: tuple[float, float]
) -> None:
    rng = np.random.default_rng(int(side_px))
    size = int(3 * max(side_px, 30))
    image = picture(rng, size, size)
    points = any_face(rng, (centre[0] * size, centre[1] * size), side_px)
    region = head_of(points, image)
    person = someone() if region.frame.side_px >= 48 else None
    around = surroundings_of(image, region, person)
    gone = around.gone[around.window] == 1
    other = image.copy()
    noise = rng.integers(0, 256, (int(gone.sum()), 3))
    region.window_of(other)[gone] = noise
    (patch,) = head(image, [region], [identity(3)], [7])
    (again,) = head(other, [region], [identity(3)], [7])
    assert np.array_equal(patch, again)


def test_the_background_that_is_known_stays() -> None:
    image = picture(np.random.default_rng(1), 400, 400)
    region = head_of(face((200.0, 220.0), 120.0), image)
    around = surroundings_of(image, region, someone())
    seen = around.known[around.window]
    (patch,) = head(image, [region], [identity(3)], [7])
    kept = (patch == region.window_of(image)).all(-1) & (region.alpha == 1)
    assert (kept & seen).sum() > 0.2 * seen.sum()


def test_heads_are_the_same_again_and_differ_from_person_to_person() -> None:
    image = picture(np.random.default_rng(2), 300, 300)
    region = head_of(face((150.0, 160.0), 100.0), image)
    first, same, other = (
        head(image, [region], [identity(one)], [7])[0] for one in (3, 3, 4)
    )
    assert np.array_equal(first, same)
    assert np.abs(first.astype(int) - other).mean() > 3


def test_no_heads_no_patches() -> None:
    image = picture(np.random.default_rng(2), 30, 30)
    assert head(image, [], [], []) == []


def test_gray_pictures_stay_gray() -> None:
    color = picture(np.random.default_rng(5), 200, 200)
    image = np.repeat(color[..., :1], 3, axis=2)
    region = head_of(face((100.0, 110.0), 80.0), image)
    (patch,) = head(image, [region], [identity(3)], [7])
    result = image.copy()
    paste(result, region, patch)
    assert np.ptp(result.astype(int), axis=2).max() == 0


def test_a_video_averages_what_was_seen_of_a_head() -> None:
    image = picture(np.random.default_rng(6), 200, 200)
    region = head_of(face((100.0, 110.0), 80.0), image)
    (seen,) = head_looked(image, [region], [identity(3)])
    course = Course()
    for index in range(3):
        course.note(index, index / 4, seen)
    steady = course.at(1)
    assert seen.head is not None and steady.head is not None
    assert np.allclose(steady.head.gain, seen.head.gain, atol=1e-3)
    (one,) = head_in(image, [region], [identity(3)], [7], [seen])
    (two,) = head_in(image, [region], [identity(3)], [7], [steady])
    assert np.abs(one.astype(int) - two).mean() < 8  # its outline is coarser


def test_a_head_in_its_own_pose_is_moved_nowhere() -> None:
    heads = heads_of(3)
    for view in range(len(heads.layers)):
        affine = affine_between(heads.landmarks[view], heads.landmarks[view])
        assert np.allclose(affine, np.eye(3)[:2], atol=1e-3)


@pytest.mark.parametrize("size", [128, 256])
def test_the_face_in_a_layer_is_opaque(size: int) -> None:
    shape = shipped().landmarks[3, 2]
    layer = layer_of(shape, looks_of(3), heads_of(3), size)
    middle = inner(layer)[size // 2, size // 2]
    assert layer.shape == (size * 5 // 4, size * 5 // 4, 4)
    assert middle[3] == pytest.approx(255, abs=0.5)
    assert (layer[..., :3].max(-1) <= layer[..., 3] + 1).all()
    assert layer[0].max() < 1


def test_every_head_that_is_used_is_whole() -> None:
    table = shipped().table
    fit = [founder_of(table[i]) for i in range(len(table)) if has_head(table[i])]
    assert len(set(fit)) > 60
    for founder in set(fit):
        assert heads_of(founder).layers.shape == (5, 320, 320, 4)


def test_heads_belong_to_the_faces_of_the_table() -> None:
    table = shipped().table
    for founder in {founder_of(table[i]) for i in range(86) if has_head(table[i])}:
        own = shipped().landmarks[founder, 2]
        assert np.abs(heads_of(founder).landmarks[2] - own).mean() < 0.02


def test_people_of_other_tables_have_no_head() -> None:
    assert not has_head(Identity(0, shipped().table.codes[0], "own.npz"))
    assert founder_of(identity(3)) == 3


@pytest.mark.parametrize("name", ["person", "blur:17", "pixelate", "solid"])
def test_methods_of_heads_have_names_of_their_own(name: str) -> None:
    method = method_named(f"{name}+head")
    assert method.name == f"{name}+head"
    assert method.place is regions_of_heads
    assert method.has_identity == (name == "person")


@pytest.mark.parametrize("name", ["unet", "nobody", "person:3", "+head", "person+head"])
def test_what_knows_faces_only_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        method_named(f"{name}+head")


def test_a_table_without_heads_is_refused() -> None:
    table = replace(shipped().table, path="own.npz")
    recognizer: Any = None
    casting = Casting(
        method_named("person+head"), table, Secret(b"key", "a.jpg"), recognizer
    )
    image = picture(np.random.default_rng(8), 120, 120)
    people = people_of(face((60.0, 70.0), 40.0))
    with pytest.raises(Refusal, match="the people that come with the program"):
        casting.draw(image, people, 0)
