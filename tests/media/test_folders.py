from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from nonesuch.errors import Refusal
from nonesuch.media import copy_other, find_media, refuse_same_file, targets_of
from nonesuch.media.folders import kind_of


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (4, 4)).save(path)
    return path


def relatives(sources: list[Path], destination: Path | None = None) -> list[str]:
    return [str(file.relative) for file in find_media(sources, destination)]


def test_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert find_media([tmp_path]) == []


def test_tree_is_kept_and_names_stay_apart(tmp_path: Path) -> None:
    for name in ("in/a.jpg", "in/a.png", "in/b/a.jpg", "in/b/c/d.webp"):
        picture(tmp_path / name)
    found = find_media([tmp_path / "in"])
    targets = targets_of(found, [tmp_path / "in"], tmp_path / "out")
    assert [str(t.relative_to(tmp_path / "out")) for t in targets] == [
        "a.jpg",
        "a.png",
        "b/a.jpg",
        "b/c/d.webp",
    ]


def test_hidden_unfinished_and_output_files_are_left_out(tmp_path: Path) -> None:
    for name in ("a.jpg", ".b.jpg", ".c/d.jpg", "out/e.jpg", "f.jpg"):
        picture(tmp_path / name)
    picture(tmp_path / ".g.partial-01234567.jpg")
    assert relatives([tmp_path], tmp_path / "out") == ["a.jpg", "f.jpg"]
    assert relatives([tmp_path]) == ["a.jpg", "f.jpg", "out/e.jpg"]
    assert relatives([tmp_path / ".b.jpg"]) == [".b.jpg"]


def test_loop_of_links_ends(tmp_path: Path) -> None:
    picture(tmp_path / "a" / "b.jpg")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "broken.jpg").symlink_to(tmp_path / "nowhere")
    assert relatives([tmp_path / "a"]) == ["b.jpg"]


def test_linked_folder_is_walked(tmp_path: Path) -> None:
    picture(tmp_path / "elsewhere" / "b.jpg")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "elsewhere")
    assert relatives([tmp_path / "in"]) == ["link/b.jpg"]


def test_pipes_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.mp4")
    assert relatives([tmp_path]) == []


@pytest.mark.parametrize(
    "name, content, kind",
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("a.txt", b"\xff\xd8\xff\xe0", "picture"),
        ("a.mp4", b"\xff\xd8\xff\xe0", "picture"),
        ("a", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.jpg", b"", "picture"),
        ("a.jpg", b"only text", "picture"),
        ("a.heic", b"\0\0\0\x18ftypheic", "picture"),
        ("a.bin", b"\0\0\0\x18ftypavif", "picture"),
        ("a.dng", b"", "picture"),
        ("a.gif", b"GIF89a", "video"),
        ("a.dat", b"\0\0\0\x18ftypisom", "video"),
        ("a.dat", b"\x1a\x45\xdf\xa3", "video"),
        ("a.dat", b"RIFF\0\0\0\0AVI LIST", "video"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "picture"),
        ("a.h265", b"\0\0\0\x01\x40", "video"),
        ("a.MOV", b"", "video"),
        ("a.m4a", b"\0\0\0\x18ftypM4A ", "other"),
        ("a.txt", b"BMW is a maker of cars and motorcycles", "other"),
        ("a.txt", b"", "other"),
        ("a", b"only text", "other"),
    ],
)
def test_kind_is_by_content_then_by_name(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path / name) == kind


def test_other_files_are_reported_and_only_they_copied(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    picture(tmp_path / "a.jpg")
    image, notes = find_media([tmp_path])
    assert (image.kind, notes.kind) == ("picture", "other")
    copy_other(notes, tmp_path / "out" / "notes.txt")
    assert (tmp_path / "out" / "notes.txt").read_text() == "hello"
    with pytest.raises(ValueError, match="must be processed"):
        copy_other(image, tmp_path / "out" / "a.jpg")


def test_single_file_goes_where_it_is_told(tmp_path: Path) -> None:
    source = [picture(tmp_path / "a.jpg")]
    found = find_media(source)
    (tmp_path / "folder.d").mkdir()
    for destination, target in (
        ("b.jpg", "b.jpg"),
        ("new", "new/a.jpg"),
        ("folder.d", "folder.d/a.jpg"),
    ):
        expected = [tmp_path / target]
        assert targets_of(found, source, tmp_path / destination) == expected


def test_several_sources_stay_apart(tmp_path: Path) -> None:
    for name in ("x/a.jpg", "y/a.jpg", "b.jpg"):
        picture(tmp_path / name)
    sources = [tmp_path / "x", tmp_path / "y", tmp_path / "b.jpg"]
    assert relatives(sources) == ["x/a.jpg", "y/a.jpg", "b.jpg"]


@pytest.mark.parametrize("second", ["y/a.jpg", "y/A.JPG"])
def test_two_files_for_one_place_are_refused(tmp_path: Path, second: str) -> None:
    sources = [picture(tmp_path / "x/a.jpg"), picture(tmp_path / second)]
    with pytest.raises(Refusal, match="would both be written"):
        find_media(sources)


def test_missing_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        find_media([tmp_path / "a"])


def test_output_on_the_input_is_refused_by_whatever_name(tmp_path: Path) -> None:
    source = picture(tmp_path / "a.jpg")
    (tmp_path / "soft.jpg").symlink_to(source)
    (tmp_path / "hard.jpg").hardlink_to(source)
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in ("a.jpg", "soft.jpg", "hard.jpg", "folder/a.jpg"):
        with pytest.raises(Refusal, match="is the input"):
            refuse_same_file(source, tmp_path / name)
        with pytest.raises(Refusal, match="is the input"):
            targets_of(find_media([source]), [source], tmp_path / name)
    refuse_same_file(source, tmp_path / "b.jpg")
    with pytest.raises(Refusal, match="is the input"):
        targets_of(find_media([source]), [source], tmp_path)


def test_output_folder_on_the_input_folder_is_refused(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "in")
    for destination in (tmp_path / "in", tmp_path / "link"):
        with pytest.raises(Refusal, match="is the input folder itself"):
            find_media([tmp_path / "in"], destination)


def test_output_above_the_input_may_not_hit_another_input(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "in" / "a.jpg")
    picture(tmp_path / "in" / "a.jpg")
    sources = [tmp_path / "in" / "in" / "a.jpg", tmp_path / "in"]
    with pytest.raises(Refusal, match="is the input"):
        targets_of(find_media(sources), sources, tmp_path / "in")
