"""Finding every size, place and turn, with an exactly known detector and real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.errors import Refusal
from nonesuch.models.detections import Detections
from nonesuch.nouns import Image, Source
from nonesuch.perceive import find
from nonesuch.perceive.find import FOR_VIDEO, FaceFinder, views_of
from nonesuch.perceive.look import LENGTH, looks_of
from nonesuch.perceive.merge import union_share
from nonesuch.perceive.views import tile_corners


class SeesSquares:
    """A detector whose faces are bright patches of 10 px and more, its score 0.9."""

    def detect(self, image: Image, score_threshold: float = 0.5) -> Detections:
        bright = (image[..., 0] > 127).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(bright)
        patches = stats[1:][stats[1:, 2] >= 10]
        low = patches[:, :2].astype(np.float32)
        boxes = np.concatenate([low, low + patches[:, 2:4]], 1).astype(np.float32)
        scores = np.full(len(boxes), 0.9, np.float32)
        points = np.repeat(boxes[:, None, :2], 5, axis=1)
        keep = scores >= score_threshold
        return Detections(boxes[keep], scores[keep], points[keep])


@pytest.fixture
def squares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(find.DETECTORS, "yunet", lambda *_: SeesSquares())
    monkeypatch.setitem(find.DETECTORS, "centerface", lambda *_: SeesSquares())


def with_square(box: tuple[int, int, int, int], size_wh: tuple[int, int]) -> Image:
    image = np.zeros((size_wh[1], size_wh[0], 3), np.uint8)
    image[box[1] : box[3], box[0] : box[2]] = 255
    return image


@pytest.mark.usefixtures("squares")
@pytest.mark.parametrize("size_wh", [(320, 200), (1280, 720), (2100, 1400)])
@pytest.mark.parametrize(
    "box", [(40, 30, 60, 50), (0, 0, 12, 12), (290, 100, 320, 160)]
)
def test_face_is_found_once_where_it_is(
    size_wh: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    found = FaceFinder.for_pictures().find(with_square(box, size_wh))
    assert len(found.people) == 1
    np.testing.assert_allclose(found.people.boxes_xyxy[0], box, atol=2.5)
    assert found.people.sources.tolist() == [Source.DETECTED]
    assert found.points5.shape == (1, 5, 2)


@pytest.mark.usefixtures("squares")
def test_video_looks_at_each_doubled_tile_in_its_turn() -> None:
    finder = FaceFinder.for_video()
    image = with_square((1100, 600, 1108, 608), (1280, 720))  # too small undoubled
    tiles = len(tile_corners(image, 2.0, 1280, 160))
    once_around = 4 * tiles  # one doubled tile in every fourth frame
    counts = [len(finder.find(image, index).people) for index in range(2 * once_around)]
    assert 0 < sum(counts[:once_around]) < tiles
    assert counts[:once_around] == counts[once_around:]


@pytest.mark.usefixtures("squares")
def test_sixty_faces_are_sixty_people() -> None:
    image = np.zeros((600, 1000, 3), np.uint8)
    for row in range(6):
        for column in range(10):
            y, x = 20 + 95 * row, 20 + 98 * column
            image[y : y + 24, x : x + 20] = 255
    assert len(FaceFinder.for_video().find(image).people) == 60
    assert len(FaceFinder.for_pictures().find(image).people) == 60


def test_views_of_video_are_few() -> None:
    image = np.zeros((720, 1280, 3), np.uint8)
    pixels = sum(
        view.image.shape[0] * view.image.shape[1]
        for view in views_of(image, FOR_VIDEO, 0)
    )
    assert pixels < 2.7 * 1280 * 720


@pytest.mark.parametrize("name", ["", "haar", "yunet+haar", "yunet+"])
def test_unknown_detector_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="There is no face detector"):
        FaceFinder(name)


@pytest.fixture(scope="module")
def finders() -> Iterator[dict[str, FaceFinder]]:
    yield {"pictures": FaceFinder.for_pictures(), "video": FaceFinder.for_video()}


@pytest.mark.parametrize("preset", ["pictures", "video"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (40, 30), (480, 640)])
def test_nobody_in_an_empty_picture(
    finders: dict[str, FaceFinder], preset: str, shape: tuple[int, int]
) -> None:
    grey = np.full((*shape, 3), 128, np.uint8)
    people = finders[preset].find(grey).people
    assert (people.sources == Source.DETECTED).sum() == 0


def photo(shared_data: Path, name: str) -> Image:
    pixels = cv2.imread(str(shared_data / "photos" / name))
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


@pytest.mark.parametrize("preset", ["pictures", "video"])
def test_faces_from_tiny_to_half_the_frame_are_found(
    finders: dict[str, FaceFinder], shared_data: Path, preset: str
) -> None:
    image = photo(shared_data, "2008_002470.jpg")
    six = finders[preset].find(image).people
    sure = six[six.sources == Source.DETECTED].boxes_xyxy
    assert len(sure) >= 6
    sizes = sure[:, 3] - sure[:, 1]
    one = sure[np.argmax(sizes)].astype(int)
    face = image[max(0, one[1] - 10) : one[3] + 10, max(0, one[0] - 10) : one[2] + 10]
    whole = cv2.resize(face, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC)
    people = finders[preset].find(whole).people
    assert (people.boxes_xyxy[0, 2:] - people.boxes_xyxy[0, :2]).min() > 300
    small = cv2.resize(image, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    again = finders[preset].find(small).people.boxes_xyxy
    assert (union_share(sure[:6] * 0.3, again).max(axis=1) > 0.4).all()


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_turned_pictures_lose_nobody(
    finders: dict[str, FaceFinder], shared_data: Path, quarter_turns: int
) -> None:
    image = np.rot90(photo(shared_data, "2008_002470.jpg"), quarter_turns)
    people = finders["pictures"].find(np.ascontiguousarray(image)).people
    assert (people.sources == Source.DETECTED).sum() >= 6


def test_looks_tell_colours_apart_and_bear_borders() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[:, 100:] = (255, 0, 0)
    boxes = np.array([[20, 20, 40, 40], [150, 20, 170, 40], [190, 90, 230, 130]])
    looks = looks_of(image, boxes.astype(np.float32))
    assert looks.shape == (3, LENGTH)
    assert looks[0].max() == 0
    np.testing.assert_array_equal(looks[1], np.tile([1, 0, 0], 9))
    np.testing.assert_array_equal(looks[1], looks[2])
    assert looks_of(image, boxes[:0].astype(np.float32)).shape == (0, LENGTH)
