"""One stand-in a track: recast while the gate says no, covered when nobody is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from made_faces import any_face, face, of_boxes, people_of, picture, table_of

from nonesuch.billing import person_reports
from nonesuch.casting import DOUBTFUL_BLUR, Casting
from nonesuch.nouns import Floats, Identity, Image, People, Source
from nonesuch.parts import Secret, Staged
from nonesuch.prove.gate import FURTHER_ATTEMPTS
from nonesuch.prove.recognizer import Embeddings
from nonesuch.replace import classic
from nonesuch.replace.context import suggested
from nonesuch.replace.identity import stand_ins
from nonesuch.replace.methods import Method, method_named
from nonesuch.replace.region import Region, region_of_face
from nonesuch.replace.standin import shipped

SECRET = Secret(b"a key for the tests only", "street.mp4", "north")
TABLE = table_of(40)
ALIKE, OTHER, UNSEEN = "alike", "other", "unseen"


@dataclass
class FakeRecognizer:
    """Says of each track's replaced face what it was told to, in that order."""

    originals: Sequence[Image]
    answers: dict[int, list[str]]
    asked: list[int] = field(default_factory=list)

    def embed(self, image: Image, people: People) -> Embeddings:
        vectors = np.zeros((len(people), 128), np.float32)
        if not any(image is original for original in self.originals):
            for row, track in enumerate(people.track_ids):
                self.asked.append(int(track))
                answer = self.answers.get(int(track), [])
                vectors[row, 0] = {ALIKE: 0.0, OTHER: 2.0, UNSEEN: np.nan}[
                    answer.pop(0) if answer else OTHER
                ]
        face_px = np.full(len(people), 40, np.float32)
        return Embeddings(vectors, face_px, people.has_landmarks)


def flat_person(
    image: Image,
    regions: Sequence[Region],
    identities: Sequence[Identity],
    seeds: Sequence[int],
) -> list[Image]:
    """Everybody is a flat colour that tells who it is."""
    return [
        np.full((*region.alpha.shape, 3), (identity.index, 255, 0), np.uint8)
        for region, identity in zip(regions, identities, strict=True)
    ]


PERSON = Method("person", flat_person, has_identity=True, suggests=suggested)
BLUR = method_named("blur:17")


def scene(seed: int = 0) -> tuple[Image, People]:
    image = picture(np.random.default_rng(seed), 120, 260)
    return image, people_of(*(face((45 + 80 * i, 60), 50) for i in range(3)))


def casting_of(
    image: Image,
    answers: dict[int, list[str]],
    method: Method = PERSON,
    doubtful: Sequence[int] = (),
    size: int = 40,
) -> tuple[Casting, FakeRecognizer]:
    recognizer = FakeRecognizer([image], answers)
    table = TABLE if size == 40 else table_of(size)
    made = Casting(method, table, SECRET, recognizer, frozenset(doubtful))  # type: ignore[arg-type]
    return made, recognizer


def everybody(people: People) -> np.ndarray:
    return np.ones(len(people), bool)


def nobody(people: People) -> np.ndarray:
    return np.zeros(len(people), bool)


def region_at(image: Image, people: People, row: int) -> Region:
    landmarks = people.landmarks[row] if people.has_landmarks[row] else None
    shape_hw = image.shape[0], image.shape[1]
    return region_of_face(people.boxes_xyxy[row], landmarks, shape_hw)


def face_pixels(image: Image, region: Region) -> Image:
    return region.window_of(image)[region.alpha == 1]


def is_solid(staged: Staged, image: Image, people: People, row: int) -> bool:
    region = region_at(image, people, row)
    fill = classic.solid(image, region)
    return np.array_equal(face_pixels(staged.image, region), fill[region.alpha == 1])


def test_empty_picture_stays_as_it_is() -> None:
    image, _ = scene()
    casting, recognizer = casting_of(image, {})
    staged = casting.stage(image, People.nobody(), 0, np.zeros(0, bool), recast=True)
    assert np.array_equal(staged.image, image)
    assert staged.windows_xyxy.shape == (0, 4)
    assert staged.covered.shape == (0,)
    assert recognizer.asked == []


def test_everybody_gets_the_first_choice_of_the_key() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, people, 4, everybody(people), recast=True)
    for track in range(3):
        part = casting.parts[track]
        expected = next(stand_ins(TABLE, SECRET.key, "street.mp4", "north", track))
        assert part.identity.index == expected.index
        assert (part.attempts, part.is_covered, part.verified_frames) == (1, False, 1)
        assert casting.checked_at(track) == 4
        pixels = face_pixels(staged.image, region_at(image, people, track))
        assert (pixels == (expected.index, 255, 0)).all()
    assert not staged.covered.any()


@pytest.mark.parametrize("failures", range(FURTHER_ATTEMPTS + 1))
def test_face_that_fails_gets_the_next_stand_in(failures: int) -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * failures + [OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    place = suggested(image, region_at(image, people, 1))
    order = list(stand_ins(TABLE, SECRET.key, "street.mp4", "north", 1, place))
    part = casting.parts[1]
    assert part.attempts == failures + 1
    assert not part.is_covered
    assert part.identity.index == order[failures].index
    pixels = face_pixels(staged.image, region_at(image, people, 1))
    assert (pixels == (part.identity.index, 255, 0)).all()
    assert casting.parts[0].attempts == casting.parts[2].attempts == 1


def test_face_that_never_passes_is_covered() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [ALIKE] * 99})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == FURTHER_ATTEMPTS + 1
    assert staged.covered.tolist() == [False, True, False]
    assert is_solid(staged, image, people, 1)
    assert recognizer.asked.count(1) == FURTHER_ATTEMPTS + 1
    assert recognizer.asked.count(0) == 1


def test_covered_stays_covered_and_is_not_asked_again() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {1: [ALIKE] * 4})
    casting.stage(image, people, 0, everybody(people), recast=True)
    recognizer.asked.clear()
    for index in (1, 2):
        staged = casting.stage(image, people, index, everybody(people), recast=True)
        assert is_solid(staged, image, people, 1)
    assert recognizer.asked == [0, 2, 0, 2]


@pytest.mark.parametrize("people_in_table", [1, 2, 3])
def test_face_is_covered_when_the_table_is_used_up(people_in_table: int) -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * 99}, size=people_in_table)
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == people_in_table
    assert is_solid(staged, image, people, 1)


def test_failure_without_recasting_is_covered_at_once() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE, OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=False)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert is_solid(staged, image, people, 1)


def test_method_without_identity_is_covered_at_the_first_failure() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE, OTHER]}, BLUR)
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert staged.covered.tolist() == [False, True, False]
    region = region_at(image, people, 0)
    blurred = classic.blur(image, region, 17)
    assert np.array_equal(face_pixels(staged.image, region), blurred[region.alpha == 1])


def test_face_that_cannot_be_embedded_is_covered() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [UNSEEN, OTHER]})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    assert casting.parts[1].attempts == 1
    assert is_solid(staged, image, people, 1)


def test_face_that_was_verified_may_be_hidden_later() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [OTHER, UNSEEN]})
    for index in (0, 1):
        casting.stage(image, people, index, everybody(people), recast=False)
    assert not casting.parts[1].is_covered
    assert casting.parts[1].verified_frames == 2


def test_later_failure_counts_with_the_earlier_ones() -> None:
    image, people = scene()
    answers = [ALIKE, ALIKE, OTHER, ALIKE, OTHER, ALIKE]
    casting, _ = casting_of(image, {1: answers})
    attempts = []
    for index in range(3):
        casting.stage(image, people, index, everybody(people), recast=True)
        attempts.append(casting.parts[1].attempts)
    assert attempts == [3, 4, 4]
    assert casting.parts[1].is_covered


def test_only_those_who_are_due_are_asked() -> None:
    image, people = scene()
    casting, recognizer = casting_of(image, {0: [ALIKE] * 9, 2: [ALIKE] * 9})
    due = np.array([False, True, False])
    staged = casting.stage(image, people, 7, due, recast=True)
    assert recognizer.asked == [1]
    assert [casting.checked_at(track) for track in range(4)] == [-1, 7, -1, -1]
    assert not staged.covered.any()


def test_recasting_one_leaves_the_others_as_they_were() -> None:
    image, people = scene()
    calm, _ = casting_of(image, {})
    stirred, _ = casting_of(image, {1: [ALIKE, ALIKE, OTHER]})
    one = calm.stage(image, people, 0, everybody(people), recast=True).image
    other = stirred.stage(image, people, 0, everybody(people), recast=True).image
    x0, y0, x1, y1 = region_at(image, people, 1).window_xyxy
    assert not np.array_equal(one[y0:y1, x0:x1], other[y0:y1, x0:x1])
    one[y0:y1, x0:x1] = other[y0:y1, x0:x1]
    assert np.array_equal(one, other)


def test_part_does_not_depend_on_who_else_is_there() -> None:
    image, people = scene()
    together, _ = casting_of(image, {})
    together.stage(image, people, 0, nobody(people), recast=True)
    for row in range(3):
        alone, _ = casting_of(image, {})
        lone = people[np.array([row])]
        alone.stage(image, lone, 0, nobody(lone), recast=True)
        assert alone.parts[row].identity.index == together.parts[row].identity.index


def test_stand_in_stays_through_the_track() -> None:
    image, people = scene()
    other_image = picture(np.random.default_rng(9), 120, 260) // 2
    casting, _ = casting_of(image, {})
    casting.stage(image, people, 0, nobody(people), recast=True)
    before = [casting.parts[i].identity.index for i in range(3)]
    casting.stage(other_image, people[::-1], 1, nobody(people), recast=True)
    assert [casting.parts[i].identity.index for i in range(3)] == before


def test_doubtful_track_gets_a_blur() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {}, doubtful=[1])
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    region = region_of_face(people.boxes_xyxy[1], None, image.shape[:2])
    blurred = classic.blur(image, region, DOUBTFUL_BLUR)
    assert np.array_equal(face_pixels(staged.image, region), blurred[region.alpha == 1])
    assert casting.method_of(1) == f"blur:{DOUBTFUL_BLUR:g}"
    assert casting.method_of(0) == "person"
    assert not staged.covered.any()


def test_doubtful_track_that_fails_is_covered_since_a_blur_has_no_other() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE, OTHER]}, doubtful=[1])
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert casting.parts[1].is_covered
    region = region_of_face(people.boxes_xyxy[1], None, image.shape[:2])
    filled = classic.solid(image, region)[region.alpha == 1]
    assert np.array_equal(face_pixels(staged.image, region), filled)


def test_doubt_does_not_change_a_method_without_identity() -> None:
    image, _ = scene()
    casting, _ = casting_of(image, {}, BLUR, doubtful=[1])
    assert casting.method_of(1) == "blur:17"


def test_large_face_without_landmarks_is_covered_not_guessed() -> None:
    image, _ = scene()
    people = of_boxes((20, 20, 60, 70), (100, 50, 116, 68))
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, people, 0, nobody(people), recast=True)
    assert staged.covered.tolist() == [True, False]
    assert is_solid(staged, image, people, 0)
    blurring, _ = casting_of(image, {}, BLUR)
    blurred = blurring.stage(image, people, 0, nobody(people), recast=True)
    assert not blurred.covered.any()


def test_landmarks_with_a_gap_count_as_none() -> None:
    image, people = scene()
    landmarks = people.landmarks.copy()
    landmarks[1, 40] = np.nan
    broken = replace(people, landmarks=landmarks)
    casting, _ = casting_of(image, {})
    staged = casting.stage(image, broken, 0, nobody(people), recast=True)
    assert staged.covered.tolist() == [False, True, False]


def test_grain_differs_from_frame_to_frame_and_from_track_to_track() -> None:
    seen: list[list[int]] = []

    def noting(
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
    ) -> list[Image]:
        seen.append(list(seeds))
        return flat_person(image, regions, identities, seeds)

    image, people = scene()
    for _ in range(2):
        casting, _ = casting_of(image, {}, Method("person", noting, True))
        for index in (0, 1):
            casting.stage(image, people, index, nobody(people), recast=True)
    assert seen[:2] == seen[2:]
    assert len({seed for seeds in seen[:2] for seed in seeds}) == 6


def test_pixels_outside_of_the_windows_stay_bit_identical() -> None:
    image, people = scene()
    before = image.copy()
    casting, _ = casting_of(image, {1: [ALIKE] * 9})
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    assert np.array_equal(image, before)
    touched = np.zeros(image.shape[:2], bool)
    for row in range(3):
        region = region_at(image, people, row)
        assert tuple(staged.windows_xyxy[row]) == region.window_xyxy
        region.window_of(touched)[region.alpha > 0] = True
    assert np.array_equal(staged.image[~touched], image[~touched])


def test_nearer_face_lies_over_the_farther_one() -> None:
    image, _ = scene()
    people = people_of(face((120, 60), 70), face((140, 60), 30))
    for order in ([0, 1], [1, 0]):
        casting, _ = casting_of(image, {})
        shown = people[np.array(order)]
        staged = casting.stage(image, shown, 0, nobody(shown), recast=True)
        pixels = face_pixels(staged.image, region_at(image, people, 0))
        assert (pixels[:, 0] == casting.parts[0].identity.index).all()


# The real method on everything that can go wrong.


def crowd(rng: np.random.Generator) -> People:
    faces = [
        any_face(
            rng,
            (float(rng.uniform(-15, 335)), float(rng.uniform(-15, 255))),
            float(np.exp(rng.uniform(np.log(0.5), np.log(150)))),
        )
        for _ in range(60)
    ]
    people = people_of(*faces)
    landmarks = people.landmarks.copy()
    landmarks[::5] = np.nan
    landmarks[3::20, 7] = np.nan
    return replace(people, landmarks=landmarks)


def overlapping(rng: np.random.Generator) -> People:
    return people_of(any_face(rng, (100, 90), 80), any_face(rng, (125, 100), 60))


def at_borders(rng: np.random.Generator) -> People:
    places = [(0, 0), (319, 0), (0, 239), (319, 239), (160, -20), (-25, 120)]
    return people_of(*(any_face(rng, (float(x), float(y)), 70) for x, y in places))


def one_pixel_boxes(rng: np.random.Generator) -> People:
    return of_boxes((50, 50, 51, 51), (0, 0, 1, 1), (319, 239, 320, 240), (7, 7, 7, 7))


def outside_boxes(rng: np.random.Generator) -> People:
    return of_boxes((-90, 0, -50, 40), (400, 10, 440, 50), (10, 900, 30, 930))


def in_one_point(rng: np.random.Generator) -> People:
    return people_of(face((100, 100), 0.0), face((319.9, 0.1), 0.3))


def larger_than_the_picture(rng: np.random.Generator) -> People:
    return people_of(face((160, 120), 3000), face((900, 120), 2000))


GROUPS: list[Callable[[np.random.Generator], People]] = [
    crowd,
    overlapping,
    at_borders,
    one_pixel_boxes,
    outside_boxes,
    in_one_point,
    larger_than_the_picture,
]


@pytest.mark.parametrize("method", ["person", "blur:17", "pixelate:16", "solid"])
@pytest.mark.parametrize("group", GROUPS)
def test_everybody_is_replaced_whatever_comes(
    group: Callable[[np.random.Generator], People], method: str
) -> None:
    rng = np.random.default_rng(4)
    image = rng.integers(0, 256, (240, 320, 3), np.uint8)
    people = group(rng)
    recognizer = FakeRecognizer([image], {})
    casting = Casting(method_named(method), shipped().table, SECRET, recognizer)  # type: ignore[arg-type]
    staged = casting.stage(image, people, 0, everybody(people), recast=True)
    casting.count(people, staged, 0)
    assert staged.image.shape == image.shape
    assert staged.image.dtype == np.uint8
    hidden, touched = np.zeros((2, 240, 320), bool)
    for row in range(len(people)):
        region = region_at(image, people, row)
        region.window_of(hidden)[region.alpha == 1] = True
        region.window_of(touched)[region.alpha > 0] = True
    assert np.array_equal(staged.image[~touched], image[~touched])
    if hidden.any():  # of white noise 1 pixel in 256 ** 3 may stay by chance
        same = (staged.image[hidden] == image[hidden]).all(-1)
        assert same.mean() <= 0.01
    for report in person_reports(casting, "street.png"):
        assert np.isfinite(report.face_px or 0)


def test_same_key_gives_the_same_picture() -> None:
    rng = np.random.default_rng(1)
    image = picture(rng, 160, 240)
    people = people_of(any_face(rng, (70, 80), 70), any_face(rng, (170, 80), 40))
    results = []
    for key in (b"one key of the tests", b"one key of the tests", b"another key"):
        recognizer = FakeRecognizer([image], {1: [ALIKE]})
        secret = Secret(key, "a.png")
        casting = Casting(method_named("person"), shipped().table, secret, recognizer)  # type: ignore[arg-type]
        staged = casting.stage(image, people, 0, everybody(people), recast=True)
        results.append(staged.image)
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])


# The report.


def test_report_counts_frames_by_how_the_person_was_known() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {1: [ALIKE] * 9})
    sources = [Source.DETECTED, Source.FILLED, Source.MARGIN, Source.LOW_SCORE]
    for index, source in enumerate(sources, start=3):
        shown = replace(people, sources=np.full(3, int(source), np.int64))
        staged = casting.stage(image, shown, index, everybody(people), recast=False)
        casting.count(shown, staged, index)
    first, second, _ = person_reports(casting, "street.mp4")
    assert (first.first_frame, first.last_frame, first.frames) == (3, 6, 4)
    assert (first.filled_frames, first.covered_frames) == (2, 0)
    assert (first.outcome, first.method, first.attempts) == ("replaced", "person", 1)
    assert first.similarity[next(iter(first.threshold))] == pytest.approx(-1)
    assert first.face_px == pytest.approx(_largest_side(people.boxes_xyxy[0]))
    assert (second.outcome, second.method, second.covered_frames) == (
        "covered",
        "solid",
        4,
    )
    assert second.similarity == {}


def test_person_who_was_only_tried_is_not_in_the_report() -> None:
    image, people = scene()
    casting, _ = casting_of(image, {})
    casting.stage(image, people, 0, everybody(people), recast=True)
    assert person_reports(casting, "street.mp4") == []


def _largest_side(box_xyxy: Floats) -> float:
    return float(max(box_xyxy[2:] - box_xyxy[:2]))
