"""Whole runs on people who do not exist: what the output shows, keeps and proves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from as_process import Ended, files_under, nonesuch, refusal
from PIL import Image as Pillow
from PIL.ExifTags import IFD, Base
from small_inputs import (
    CAMERAS,
    cameras_smaller,
    crowd,
    decoded,
    frame_times,
    head,
    read_pixels,
    scenery,
    sound_packets,
    write_picture,
    write_video,
)

from nonesuch import __version__

REPORT_FIELDS = {
    *("schema", "nonesuch", "kind", "source", "output", "settings", "models"),
    *("frames", "people", "totals", "passed", "chance", "warnings"),
}
PERSON_FIELDS = {
    *("track", "kind", "source", "first_frame", "last_frame", "frames"),
    *("filled_frames", "covered_frames", "unverified_frames", "identifiable_frames"),
    *("unchanged_frames", "method", "attempts", "outcome", "face_px"),
    *("similarity", "threshold"),
}
KEY = "sixteen bytes are enough"


@dataclass(frozen=True)
class Run:
    """A finished run: ``source`` became ``target``, with a report."""

    folder: Path
    source: Path
    target: Path
    ended: Ended

    @property
    def report(self) -> dict[str, Any]:
        values: dict[str, Any] = json.loads((self.folder / "r.json").read_text())
        return values


def run(folder: Path, source: Path, target: str, *options: str) -> Run:
    (folder / "key").write_text(KEY)
    ended = nonesuch(
        folder,
        *("anonymize", source, "-o", target, "--key-file", "key"),
        *("--report", "r.json", *options),
    )
    return Run(folder, source, folder / target, ended)


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example clip, its faces replaced by people who do not exist."""
    return run(tmp_path_factory.mktemp("cameras"), CAMERAS, "new/sub/cameras.mp4")


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A clip of a variable frame rate that begins late."""
    folder = tmp_path_factory.mktemp("uneven")
    times = [120, 160, 260, 300, 305, 420, 460, 800]
    images = cameras_smaller(len(times), step=2)
    write_video(folder / "in.mp4", images, pts=times, sound_of=CAMERAS)
    return run(folder, folder / "in.mp4", "out.mp4", "--method", "solid")


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A photograph with a position, an owner and a thumbnail in its metadata."""
    folder = tmp_path_factory.mktemp("portrait")
    picture = Pillow.fromarray(head("park", (240, 270)))
    exif = picture.getexif()
    exif[Base.Make], exif[Base.Artist] = "Camera Works", "Jane Roe"
    exif[Base.ImageDescription] = "the neighbour's garden"
    exif.get_ifd(IFD.GPSInfo)[2] = (52.0, 5.0, 26.5)
    exif.get_ifd(IFD.Exif)[Base.BodySerialNumber] = "SN-12345678"
    picture.save(folder / "in.jpg", quality=92, exif=exif)
    return run(folder, folder / "in.jpg", "out.jpg")


@pytest.mark.parametrize("name", ["cameras", "uneven"])
def test_sound_and_times_are_kept_to_the_bit(
    name: str, request: pytest.FixtureRequest
) -> None:
    done: Run = request.getfixturevalue(name)
    assert done.ended.code == 0 and not done.ended.sentences
    assert len(sound_packets(done.source)) > 10
    assert sound_packets(done.target) == sound_packets(done.source)
    assert frame_times(done.target) == frame_times(done.source)
    assert len(decoded(done.target)) == len(decoded(done.source))


def test_faces_change_and_the_rest_stays(cameras: Run) -> None:
    assert files_under(cameras.target.parent) == {"cameras.mp4"}
    before, after = decoded(cameras.source)[40], decoded(cameras.target)[40]
    change = cv2.blur(cv2.absdiff(before, after), (9, 9)).max(axis=2)
    assert (change > 25).sum() > 3000
    assert (change > 25).mean() < 0.15
    assert np.median(change) < 4


def test_report_is_as_documented_and_tells_no_secrets(cameras: Run) -> None:
    report = cameras.report
    assert set(report) == REPORT_FIELDS
    assert report["schema"] == "nonesuch-report-1"
    assert report["nonesuch"] == __version__
    assert (report["source"], report["output"]) == ("cameras.mp4", "cameras.mp4")
    assert report["frames"] == 75 and report["passed"] is True
    assert report["totals"]["people"] == len(report["people"]) >= 3
    for person in report["people"]:
        assert set(person) == PERSON_FIELDS
        assert person["source"] is None
        for judge, similarity in person["similarity"].items():
            assert similarity < person["threshold"][judge]
    for file in ("r.json", "r.html"):
        text = (cameras.folder / file).read_text()
        assert KEY not in text and KEY.encode().hex() not in text
        assert str(cameras.folder) not in text and str(CAMERAS.parent) not in text
        assert "new/sub" not in text


def test_audit_passes_the_output_and_fails_the_original(portrait: Run) -> None:
    folder, source, target = portrait.folder, portrait.source, portrait.target
    passed = nonesuch(folder, "check", source, target, "-o", "a.json")
    assert passed.code == 0 and not passed.error
    failed = nonesuch(folder, "check", source, source, "-o", "b.json")
    assert failed.code == 1 and not failed.error
    good, bad = (
        json.loads((folder / name).read_text()) for name in ("a.json", "b.json")
    )
    assert good["kind"] == bad["kind"] == "check"
    assert good["passed"] is True and good["totals"]["people"] == 1
    assert bad["passed"] is False and bad["totals"]["identifiable"] == 1
    assert set(good) == REPORT_FIELDS and set(good["people"][0]) == PERSON_FIELDS


def test_identifying_metadata_is_gone(portrait: Run) -> None:
    secrets = (b"Jane Roe", b"SN-12345678", b"neighbour", b"Camera Works")
    assert all(secret in portrait.source.read_bytes() for secret in secrets)
    assert not any(secret in portrait.target.read_bytes() for secret in secrets)
    with Pillow.open(portrait.target) as picture:
        assert not dict(picture.getexif())
    kept = run(portrait.folder, portrait.source, "kept.jpg", "--keep-metadata").target
    with Pillow.open(kept) as picture:
        exif = picture.getexif()
        assert dict(exif)[Base.Make] == "Camera Works"
        assert not exif.get_ifd(IFD.GPSInfo) and Base.Artist not in exif
    assert not any(secret in kept.read_bytes() for secret in secrets[:3])


def test_sixty_faces_and_a_person_at_the_border(tmp_path: Path) -> None:
    image = crowd(10, 6)
    # The right column is cut through the faces.
    source = write_picture(tmp_path / "in.png", image[:, :-40])
    done = run(tmp_path, source, "out.png")
    assert done.ended.code == 0
    people = done.report["people"]
    assert len(people) >= 58
    assert all(person["outcome"] in ("replaced", "covered") for person in people)
    changed = (read_pixels(done.target) != read_pixels(source)).any(axis=2)
    heads = np.add.reduceat(
        np.add.reduceat(changed, range(0, image.shape[0], 124), axis=0),
        range(0, image.shape[1] - 40, 110),
        axis=1,
    )
    assert heads.shape == (6, 10) and (heads > 150).all()


def test_nobody_there_means_the_same_picture(tmp_path: Path) -> None:
    source = write_picture(tmp_path / "in.png", scenery())
    done = run(tmp_path, source, "out.png")
    assert done.ended.code == 0 and done.report["people"] == []
    assert (read_pixels(done.target) == read_pixels(source)).all()


def test_people_file_is_written_edited_and_used(tmp_path: Path) -> None:
    twins = np.hstack([head("walk"), head("park")])
    source = write_picture(tmp_path / "in.png", twins)
    ended = nonesuch(tmp_path, "anonymize", source, "-o", "in", "--people-only")
    assert ended.code == 0 and ended.out == "in/in.png.people.jsonl\n"
    assert files_under(tmp_path) == {"in.png", "in/in.png.people.jsonl"}
    first, frame = (tmp_path / "in" / "in.png.people.jsonl").read_text().splitlines()
    record = json.loads(frame)
    left, right = sorted(record["people"], key=lambda person: person["box"][0])
    assert left["box"][2] <= 170 and right["box"][0] >= 150
    # A box by hand where nobody is, and the person on the right left alone.
    record["people"] = [left, {"box": [300, 10, 318, 30]}]
    edited = tmp_path / "edited.people.jsonl"
    edited.write_text(f"{first}\n{json.dumps(record)}\n")
    options = ("--people", "edited.people.jsonl", "--method", "solid")
    done = run(tmp_path, source, "out.png", *options)
    assert done.ended.code == 0 and done.report["totals"]["people"] == 2
    changed = (read_pixels(done.target) != twins).any(axis=2)
    assert changed[:, :160].sum() > 2000
    assert changed[5:35, 295:320].any()
    # Whom the user forgot is found by the last look, and covered all the same.
    assert done.report["totals"]["leaks"] == 1 and changed[60:120, 200:280].any()


def test_people_file_of_a_video_needs_its_number_of_frames(tmp_path: Path) -> None:
    write_video(tmp_path / "in.mp4", [scenery()] * 3)
    write_video(tmp_path / "longer.mp4", [scenery()] * 4)
    only = ("anonymize", "longer.mp4", "-o", "p", "--people-only")
    assert nonesuch(tmp_path, *only).code == 0
    people = ("--people", "p/longer.mp4.people.jsonl")
    sentence = refusal(tmp_path, "anonymize", "in.mp4", "-o", "out.mp4", *people)
    assert "has 4 frames, which is not the number in the source" in sentence
    assert "out.mp4" not in files_under(tmp_path)


@pytest.mark.parametrize("name", ["in.png", "in.mp4"])
def test_who_cannot_be_replaced_is_covered_or_an_error(
    tmp_path: Path, name: str
) -> None:
    picture = head("walk")
    write_picture(tmp_path / "in.png", picture)
    write_video(tmp_path / "in.mp4", [picture] * 3)
    weak = ("--method", "blur:1")  # changes nothing, so the gate cannot pass it
    strict = run(tmp_path, tmp_path / name, f"strict_{name}", *weak, "--strict")
    assert strict.ended.code == 3 and not strict.ended.sentences
    (person,) = strict.report["people"]
    assert person["outcome"] == "covered" and person["method"] == "cover"
    flat = run(
        tmp_path, tmp_path / name, f"flat_{name}", *weak, "--on-failure", "solid"
    )
    assert flat.report["people"][0]["method"] == "solid"
    files = [(tmp_path / f"{how}_{name}").read_bytes() for how in ("strict", "flat")]
    assert files[0] != files[1]
    before = files_under(tmp_path)
    sentence = refusal(
        tmp_path,
        *("anonymize", name, "-o", f"error_{name}", *weak, "--on-failure", "error"),
    )
    assert "1 of 1 people could not be replaced" in sentence
    assert "nothing was written" in sentence
    assert {file for file in files_under(tmp_path) - before if file[0] != "."} == set()
