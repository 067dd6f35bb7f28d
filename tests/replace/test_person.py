"""The ``person`` method: nothing of the face enters, and any face can be replaced."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_faces import any_face, face, identity, picture, region_of, shape_of_view
from made_people import written

from nonesuch.nouns import Image
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.methods import method_named
from nonesuch.replace.person import person
from nonesuch.replace.region import Region, paste, region_of_face
from nonesuch.replace.scene import hidden, setting_of
from nonesuch.replace.standin import people_of

METHODS = ("person", "unet", "solid")
SIZES_PX = (5.0, 12.0, 30.0, 60.0, 130.0, 300.0)
AT_BORDERS = ((4.0, 70.0), (70.0, 2.0), (139.0, 139.0), (20.0, 120.0))


def scrambled(image: Image, region: Region, seed: int) -> Image:
    """Every pixel of the face replaced by noise."""
    result = image.copy()
    whole = region.alpha == 1
    noise = np.random.default_rng(seed).integers(0, 256, (int(whole.sum()), 3))
    region.window_of(result)[whole] = noise
    return result


def assert_face_has_no_say(image: Image, region: Region, method: str) -> None:
    render = method_named(method).render
    (patch,) = render(image, [region], [identity(3)], [7])
    (other,) = render(scrambled(image, region, 1), [region], [identity(3)], [7])
    whole = region.alpha == 1
    assert np.array_equal(patch[whole], other[whole])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("side_px", SIZES_PX)
@pytest.mark.parametrize("seed", range(2))
def test_nothing_of_the_face_enters_its_replacement(
    side_px: float, seed: int, method: str
) -> None:
    rng = np.random.default_rng(seed)
    size = int(2 * max(side_px, 40))
    image = picture(rng, size, size)
    centre = tuple(size / 2 + rng.uniform(-3, 3, 2))
    assert_face_has_no_say(
        image, region_of(any_face(rng, centre, side_px), image), method
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("centre", AT_BORDERS)
@pytest.mark.parametrize("side_px", [16.0, 90.0])
def test_nothing_of_a_face_at_the_border_enters_through_its_mirror_image(
    centre: tuple[float, float], side_px: float, method: str
) -> None:
    rng = np.random.default_rng(int(centre[0]))
    image = picture(rng, 140, 140)
    assert_face_has_no_say(
        image, region_of(any_face(rng, centre, side_px), image), method
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("box", [(50, 50, 62, 66), (50, 50, 70, 70), (0, 0, 10, 14)])
def test_nothing_of_a_face_known_by_its_box_enters(
    box: tuple[int, ...], method: str
) -> None:
    image = picture(np.random.default_rng(2), 120, 120)
    region = region_of_face(np.array(box, np.float32), None, (120, 120))
    assert_face_has_no_say(image, region, method)


def test_surroundings_do_enter() -> None:
    image = picture(np.random.default_rng(0), 160, 160)
    region = region_of(face((80, 80), 70), image)
    dark = image // 3
    (patch,) = person(image, [region], [identity(3)], [7])
    (other,) = person(dark, [region], [identity(3)], [7])
    assert other[region.alpha == 1].mean() < patch[region.alpha == 1].mean() - 10


@pytest.mark.parametrize("size", [64, 128])
@pytest.mark.parametrize("side_px", [60.0, 250.0])
def test_hole_of_a_large_face_is_its_mask(size: int, side_px: float) -> None:
    image = picture(np.random.default_rng(0), 600, 600)
    region = region_of(face((300, 300), side_px), image)
    mask = mask_of_face(setting_of(region).landmarks, size)
    more = hidden(image, region, size) > mask
    assert more.mean() < 0.01
    assert hidden(image, region, size)[mask_of_face(
        setting_of(region).landmarks, size, 0) > 0].all()  # fmt: skip


def test_another_identity_is_another_face() -> None:
    image = picture(np.random.default_rng(0), 160, 160)
    region = region_of(face((80, 80), 90), image)
    patches = [person(image, [region], [identity(i)], [7])[0] for i in (0, 1, 2)]
    whole = region.alpha == 1
    for one, other in ((0, 1), (1, 2), (0, 2)):
        apart = patches[one][whole].astype(int) - patches[other][whole]
        assert np.abs(apart).mean() > 2


def test_faces_of_one_picture_do_not_depend_on_their_order() -> None:
    rng = np.random.default_rng(0)
    image = picture(rng, 160, 300)
    regions = [region_of(any_face(rng, (60 + 80 * i, 80), 50), image) for i in range(3)]
    identities = [identity(i) for i in range(3)]
    ahead = person(image, regions, identities, [1, 2, 3])
    behind = person(image, regions[::-1], identities[::-1], [3, 2, 1])
    for one, other in zip(ahead, behind[::-1], strict=True):
        assert np.abs(one.astype(int) - other).max() <= 1


def crowd(rng: np.random.Generator, count: int) -> list[tuple[float, float, float]]:
    """Middles and sizes of faces, some beyond the border, many over each other."""
    return [
        (
            float(rng.uniform(-10, 330)),
            float(rng.uniform(-10, 250)),
            float(np.exp(rng.uniform(np.log(0.5), np.log(160)))),
        )
        for _ in range(count)
    ]


def test_crowd_of_sixty_is_replaced_face_by_face() -> None:
    rng = np.random.default_rng(11)
    image = picture(rng, 240, 320)
    regions = [region_of(any_face(rng, (x, y), s), image) for x, y, s in crowd(rng, 60)]
    regions = [region for region in regions if not region.is_empty]
    before = image.copy()
    patches = person(
        image, regions, [identity(i % 20) for i in range(len(regions))],
        list(range(len(regions))),
    )  # fmt: skip
    assert np.array_equal(image, before)
    assert len(patches) == len(regions) > 50
    result = image.copy()
    for region, patch in zip(regions, patches, strict=True):
        assert patch.shape == (*region.alpha.shape, 3)
        assert patch.dtype == np.uint8
        paste(result, region, patch)
    touched = np.zeros(image.shape[:2], bool)
    for region in regions:
        region.window_of(touched)[region.alpha > 0] = True
    assert np.array_equal(result[~touched], image[~touched])


@pytest.mark.parametrize("view", range(8))
@pytest.mark.parametrize("side_px", [0.0, 1.0, 70.0])
def test_every_pose_and_size_gives_a_patch(view: int, side_px: float) -> None:
    image = picture(np.random.default_rng(view), 120, 120)
    landmarks = face((60, 60), side_px, 0.3 * view, shape_of_view(view, view))
    region = region_of(landmarks, image)
    (patch,) = person(image, [region], [identity(view)], [1])
    assert patch.shape == (*region.alpha.shape, 3)


def golden_patches() -> bytes:
    rng = np.random.default_rng(5)
    image = picture(rng, 150, 200)
    faces = [any_face(rng, (60, 70), 70), any_face(rng, (150, 80), 25)]
    regions = [region_of(one, image) for one in faces]
    patches = person(image, regions, [identity(1), identity(9)], [11, 12])
    return b"".join(patch.tobytes() for patch in patches)


def test_same_picture_gives_the_same_faces_again_and_in_another_process() -> None:
    here = golden_patches()
    assert golden_patches() == here
    tests = Path(__file__).parent
    path = [str(tests), str(tests.parent), str(tests.parents[1])]
    program = (
        f"import hashlib, sys; sys.path[:0] = {path!r}; import test_person;"
        "print(hashlib.sha256(test_person.golden_patches()).hexdigest())"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_people_of_an_own_table_stand_in(tmp_path: Path) -> None:
    path = str(written(tmp_path))
    own = people_of(path).table
    image = picture(np.random.default_rng(6), 120, 120)
    region = region_of(face((60, 60), 60), image)
    shipped_one, own_one = (
        person(image, [region], [who], [1])[0] for who in (identity(1), own[1])
    )
    assert not np.array_equal(shipped_one, own_one)
    person(image, [region], [own[2]], [1])
    with pytest.raises(IndexError):
        person(image, [region], [replace(own[2], index=3)], [1])
