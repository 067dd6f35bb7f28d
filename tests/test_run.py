"""A job of many files: trees, other files, several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import av
import pytest
from as_process import (
    COMMAND,
    Ended,
    files_under,
    interruptible,
    is_for_users,
    nonesuch,
)
from small_inputs import (
    cameras_smaller,
    head,
    read_pixels,
    scenery,
    write_picture,
    write_video,
)

MEDIA = {
    "walk.png",
    "day/park.jpg",
    "day/night/nobody.png",
    "day/night/clip.mp4",
}
OTHERS = {"notes.txt", "day/table.csv"}


@dataclass(frozen=True)
class Tree:
    """A folder with ``in`` and its results: ``one`` process and ``two`` processes."""

    folder: Path
    one: Ended
    two: Ended


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("tree")
    place = folder / "in"
    write_picture(place / "walk.png", head("walk"))
    write_picture(place / "day" / "park.jpg", head("park"))
    write_picture(place / "day" / "night" / "nobody.png", scenery())
    write_video(place / "day" / "night" / "clip.mp4", cameras_smaller(6, step=4))
    (place / "notes.txt").write_text("who was there")
    (place / "day" / "table.csv").write_text("a,b\n1,2\n")
    (folder / "key").write_text("sixteen bytes are enough")
    options = ("--key-file", "key", "--report")
    one = nonesuch(folder, "anonymize", "in", "-o", "one", *options, "one.json")
    options = ("--workers", "2", "--copy-others", *options)
    two = nonesuch(folder, "anonymize", "in", "-o", "two", *options, "two.json")
    return Tree(folder, one, two)


def test_folder_keeps_its_tree_and_leaves_others_out(tree: Tree) -> None:
    assert tree.one.code == 0 and not tree.one.sentences
    assert files_under(tree.folder / "one") == MEDIA
    assert (
        "Left out as no picture or video, 2 files: notes.txt, table.csv" in tree.one.out
    )


def test_others_are_copied_on_request(tree: Tree) -> None:
    assert tree.two.code == 0 and not tree.two.sentences
    assert files_under(tree.folder / "two") == MEDIA | OTHERS
    assert "Copied as no picture or video, 2 files" in tree.two.out
    for name in OTHERS:
        original = (tree.folder / "in" / name).read_bytes()
        assert (tree.folder / "two" / name).read_bytes() == original


@pytest.mark.parametrize("name", sorted(MEDIA))
def test_two_processes_give_the_same_bytes_as_one(tree: Tree, name: str) -> None:
    one, two = ((tree.folder / run / name).read_bytes() for run in ("one", "two"))
    assert one == two
    if name != "day/night/nobody.png":
        assert one != (tree.folder / "in" / name).read_bytes()


def test_report_names_files_by_their_place_in_the_tree(tree: Tree) -> None:
    one, two = (
        json.loads((tree.folder / f"{run}.json").read_text()) for run in ("one", "two")
    )
    assert (one["source"], one["output"], two["output"]) == ("in", "one", "two")
    assert one["people"] == two["people"]
    assert {person["source"] for person in one["people"]} == {
        "walk.png",
        "day/park.jpg",
        "day/night/clip.mp4",
    }
    assert one["frames"] == 3 + 6


def test_resumed_job_does_only_what_is_missing(tree: Tree) -> None:
    walk = tree.folder / "two" / "walk.png"
    before = walk.read_bytes()
    kept = tree.folder / "two" / "day" / "park.jpg"
    written = kept.stat().st_mtime_ns
    walk.unlink()
    options = ("--key-file", "key", "--resume")
    ended = nonesuch(tree.folder, "anonymize", "in", "-o", "two", *options)
    assert ended.code == 0
    assert "earlier run were kept and are not in this report: 3 files" in ended.out
    assert walk.read_bytes() == before
    assert kept.stat().st_mtime_ns == written


def test_several_sources_go_into_one_folder(tree: Tree) -> None:
    sources = ("in/day/night/nobody.png", "in/day/night")
    ended = nonesuch(
        tree.folder, "anonymize", *sources, "-o", "several", "--method", "solid"
    )
    assert ended.code == 0
    assert files_under(tree.folder / "several") == {
        "nobody.png",
        "night/nobody.png",
        "night/clip.mp4",
    }
    nobody = read_pixels(tree.folder / "several" / "nobody.png")
    assert (nobody == scenery()).all()


@pytest.mark.parametrize("begun", [False, True])
def test_interruption_ends_all_processes_quietly(tmp_path: Path, begun: bool) -> None:
    for name in ("a", "b", "c"):
        place = tmp_path / "in"
        place.mkdir(exist_ok=True)
        write_video(place / f"{name}.mp4", [scenery((640, 480))] * 40)
    arguments = ("anonymize", "in", "-o", "out", "--workers", "2")
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=interruptible,
    )
    wait_for_processes(process.pid, 2)
    if begun:
        while not (tmp_path / "out").exists():
            time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 130 and is_for_users(error)
    assert error.splitlines()[-1].startswith("Interrupted; nothing unfinished")
    # On a busy machine a video may be done before the signal comes: then it is whole.
    for name in visible(tmp_path / "out") if (tmp_path / "out").exists() else ():
        with av.open(tmp_path / "out" / name) as video:
            assert len(list(video.decode(video=0))) == 40


def wait_for_processes(parent: int, count: int) -> None:
    """Until so many processes that run jobs are there."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    while len(children.read_text().split()) <= count:  # one more tracks resources
        time.sleep(0.02)


def visible(folder: Path) -> set[str]:
    return {name for name in files_under(folder) if not Path(name).name.startswith(".")}
