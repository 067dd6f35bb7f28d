from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nonesuch.errors import Refusal
from nonesuch.media import (
    VideoWriter,
    probe,
    read_frames,
    read_picture,
    write_picture,
    writing_whole,
)

Clip = Callable[..., Path]


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder with room for 64 KiB, read-only if the parameter is "ro"."""
    way = getattr(request, "param", "rw")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size=64k,{way}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode
    except FileNotFoundError:
        mounted = 1
    if mounted != 0:
        pytest.skip("a small disk can be mounted by the administrator only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.txt"
    with writing_whole(target) as temporary:
        temporary.write_text("hello")
        assert temporary.parent == target.parent
        assert temporary.suffix == ".txt"
        assert not target.exists()
    assert target.read_text() == "hello"
    assert names(target.parent) == ["a.txt"]


def test_failure_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt), writing_whole(target) as temporary:
        temporary.write_text("half")
        raise KeyboardInterrupt
    assert target.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_error_about_another_file_passes_through(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writing_whole(tmp_path / "a.txt"):
        (tmp_path / "missing").read_text()
    assert names(tmp_path) == []


def test_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with (
        pytest.raises(Refusal, match="is a folder"),
        writing_whole(tmp_path / "a.txt") as temporary,
    ):
        temporary.write_text("hello")


def test_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with (
        pytest.raises(Refusal, match="file and not a folder"),
        writing_whole(tmp_path / "a" / "b.txt") as temporary,
    ):
        temporary.write_text("hello")


def test_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(Refusal, match="too long"),
        writing_whole(tmp_path / ("a" * 300 + ".txt")) as temporary,
    ):
        temporary.write_text("hello")
    assert names(tmp_path) == []


@pytest.mark.parametrize("small_disk", ["ro"], indirect=True)
def test_unwritable_folder_is_refused(small_disk: Path) -> None:
    with (
        pytest.raises(Refusal, match="no permission"),
        writing_whole(small_disk / "a.txt") as temporary,
    ):
        temporary.write_text("hello")


def test_full_disk_is_refused_for_a_picture(small_disk: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "s.png")
    picture = read_picture(tmp_path / "s.png")
    with pytest.raises(Refusal, match="is full"):
        write_picture(small_disk / "a.png", picture, picture.image)
    assert names(small_disk) == []


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.gif"])
def test_full_disk_is_refused_for_a_video(
    small_disk: Path, tmp_path: Path, clip: Clip, name: str
) -> None:
    source = clip(tmp_path / "s.mp4", frames=40, size_wh=(320, 240))
    rng = np.random.default_rng(2)
    with (
        pytest.raises(Refusal, match="is full"),
        VideoWriter(small_disk / name, probe(source)) as writer,
    ):
        for frame in read_frames(source):
            noise = rng.integers(0, 255, frame.image.shape, np.uint8)
            writer.write(frame, noise)
    assert names(small_disk) == []


def test_killed_in_the_middle_leaves_nothing_under_the_name(
    tmp_path: Path, clip: Clip
) -> None:
    source, target = clip(tmp_path / "s.mp4"), tmp_path / "out" / "a.mp4"
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from nonesuch.media import VideoWriter, probe, read_frames\n"
        "source, target = map(Path, sys.argv[1:])\n"
        "with VideoWriter(target, probe(source)) as writer:\n"
        "    for frame in read_frames(source): writer.write(frame)\n"
        "    print('written', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(source), str(target)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == b"written\n"
        process.kill()
        process.wait()
    assert not target.exists()
    assert all(name.startswith(".") for name in names(target.parent))
