"""What goes wrong, from outside: the exit code, the sentence, what is on the disk."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from as_process import (
    COMMAND,
    Ended,
    files_under,
    interruptible,
    is_for_users,
    nonesuch,
    refusal,
)
from small_inputs import (
    CAMERAS,
    EXAMPLES,
    cameras_smaller,
    head,
    read_pixels,
    scenery,
    sound_alone,
    without_first_packets,
    write_picture,
    write_video,
)

SENTENCES = {
    "zero.jpg": "is empty: it has no bytes at all",
    "zero.mp4": "is empty: it has no bytes at all",
    "cut.jpg": "is a damaged or incomplete JPEG picture",
    "hole.png": "is a damaged or incomplete PNG picture",
    "text.png": "is not a picture that can be read",
    "text.mp4": "could not be read as a video",
    "gigantic.png": "megapixels",
    "cut.mp4": "no whole table of contents",
    "cut.mkv": "breaks off or is damaged",
    "hole.mp4": "is damaged",
    "sound.mp4": "has no video stream",
    "no_key_frame.mkv": "does not start with a key frame",
    "sizes.h264": "changes its size at frame 3, from (160, 120) to (192, 128)",
}


@dataclass(frozen=True)
class Job:
    """A folder job that has ended."""

    folder: Path
    ended: Ended


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """One run over a folder ``in`` of everything that is wrong, and three good ones."""
    folder = tmp_path_factory.mktemp("faulty")
    place = folder / "in"
    write_picture(place / "one.png", np.full((1, 1, 3), 90, np.uint8))
    write_picture(place / "nobody.png", scenery())
    (place / "really_png.jpg").write_bytes((place / "nobody.png").read_bytes())
    write_faults(place)
    return Job(folder, nonesuch(folder, "anonymize", "in", "-o", "out"))


def write_faults(place: Path) -> None:
    jpeg = (EXAMPLES / "walk.jpg").read_bytes()
    png = write_picture(place / "hole.png", head("walk")).read_bytes()
    (place / "zero.jpg").touch()
    (place / "zero.mp4").touch()
    (place / "cut.jpg").write_bytes(jpeg[: len(jpeg) // 2])
    (place / "hole.png").write_bytes(png[:5000] + bytes(2000) + png[7000:])
    (place / "text.png").write_text("no picture\n" * 50)
    (place / "text.mp4").write_text("no video\n" * 500)
    (place / "gigantic.png").write_bytes(png_of_nothing(20_000, 20_000))
    moving = [np.roll(scenery(), 5 * shift, axis=1) for shift in range(12)]
    for name in ("cut.mp4", "cut.mkv"):
        whole = write_video(place / name, moving).read_bytes()
        (place / name).write_bytes(whole[: len(whole) * 2 // 3])
    holed = bytearray(write_video(place / "hole.mp4", moving).read_bytes())
    start = holed.index(b"mdat")
    size = int.from_bytes(holed[start - 4 : start], "big")
    holed[start + size // 2 : start + size * 3 // 4] = bytes(size * 3 // 4 - size // 2)
    (place / "hole.mp4").write_bytes(holed)
    sound_alone(place / "sound.mp4")
    whole_video = write_video(place / "w.mkv", moving, key_frame_every=6)
    without_first_packets(whole_video, place / "no_key_frame.mkv", 3)
    whole_video.unlink()
    sizes = [
        write_video(place / "s.h264", [scenery(size)] * 3, muxer="h264").read_bytes()
        for size in ((160, 120), (192, 128))
    ]
    (place / "s.h264").unlink()
    (place / "sizes.h264").write_bytes(b"".join(sizes))


def png_of_nothing(width: int, height: int) -> bytes:
    """The start of a PNG that says it is of that size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = header + struct.pack(">I", zlib.crc32(header))
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + checked
    return start + struct.pack(">I", 1000) + b"IDAT" + bytes(100)


@pytest.mark.parametrize("name", SENTENCES)
def test_faulty_file_is_refused_in_one_sentence(faulty: Job, name: str) -> None:
    said = [line for line in faulty.ended.sentences if f"in/{name} " in line]
    assert len(said) == 1 and SENTENCES[name] in said[0]
    assert said[0].startswith(f"in/{name} ") and said[0].endswith(".")


def test_faulty_files_leave_nothing_and_do_not_stop_the_others(faulty: Job) -> None:
    assert faulty.ended.code == 1
    assert len(faulty.ended.sentences) == len(SENTENCES)
    out = faulty.folder / "out"
    assert files_under(out) == {"one.png", "nobody.png", "really_png.jpg"}
    assert f"remained {len(SENTENCES)} files" in faulty.ended.out


def test_pictures_of_nobody_keep_their_pixels(faulty: Job) -> None:
    for name in ("one.png", "nobody.png"):
        before = read_pixels(faulty.folder / "in" / name)
        assert (read_pixels(faulty.folder / "out" / name) == before).all()


@pytest.mark.parametrize("name", ["cut.jpg", "cut.mkv"])
def test_single_faulty_file_is_the_commands_failure(faulty: Job, name: str) -> None:
    before = files_under(faulty.folder)
    sentence = refusal(faulty.folder, "anonymize", f"in/{name}", "-o", f"x_{name}")
    assert SENTENCES[name] in sentence
    assert files_under(faulty.folder) == before


def test_200_megapixels_fit_into_memory(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    width, height = 14_300, 14_000
    write_plain_png(tmp_path / "huge.png", width, height)
    first = {"nonesuch_people": 1, "frames": 1, "width": width, "height": height}
    nobody = {"frame": 0, "people": []}  # the search would take minutes
    text = f"{json.dumps(first)}\n{json.dumps(nobody)}\n"
    (tmp_path / "huge.people.jsonl").write_text(text)
    options = ("--people", "huge.people.jsonl")
    command = (*COMMAND, "anonymize", "huge.png", "-o", "out.png", *options)
    peak_kib = subprocess.run(
        [sys.executable, "-c", PEAK_OF, *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()[-1]
    with (tmp_path / "out.png").open("rb") as picture:
        assert struct.unpack(">II", picture.read(24)[16:]) == (width, height)
    assert int(peak_kib) < 4e9 / 1024  # Linux counts KiB


PEAK_OF = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""


def write_plain_png(path: Path, width: int, height: int) -> None:
    """A black picture, made row by row."""
    pack = zlib.compressobj(1)
    row = bytes(1 + 3 * width)
    packed = b"".join([*(pack.compress(row) for _ in range(height)), pack.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n"
    for content in (b"IHDR" + header, b"IDAT" + packed, b"IEND"):
        size, checksum = len(content) - 4, zlib.crc32(content)
        data += struct.pack(">I", size) + content + struct.pack(">I", checksum)
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["nobody.png", "v.mp4"])
def test_unwritable_target_is_refused(tmp_path: Path, name: str) -> None:
    write_picture(tmp_path / "nobody.png", scenery())
    write_video(tmp_path / "v.mp4", [scenery()] * 3)
    (tmp_path / "file").write_text("no folder")
    before = files_under(tmp_path)
    sentence = refusal(tmp_path, "anonymize", name, "-o", f"file/{name}")
    assert "a part of file is a file and not a folder" in sentence
    assert files_under(tmp_path) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if os.name != "posix" or os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("only the administrator of a Linux machine can make a small disk")
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not allow mounting a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("name", ["noise.png", "noise.mp4"])
def test_full_disk_is_told_and_left_clean(
    tmp_path: Path, small_disk: Path, name: str
) -> None:
    rng = np.random.default_rng(0)
    noise = list(rng.integers(0, 255, (12, 240, 320, 3), np.uint8))
    write_picture(tmp_path / "noise.png", noise[0])
    write_video(tmp_path / "noise.mp4", noise)
    ended = nonesuch(tmp_path, "anonymize", name, "-o", f"disk/{name}")
    (sentence,) = ended.sentences
    assert ended.code == 1 and "The disk that holds disk is full" in sentence
    assert not [file for file in files_under(small_disk) if "resume" not in file]


@dataclass(frozen=True)
class Street:
    """A folder with ``clip.mp4``, a ``key`` and the ``whole.mp4`` of a quiet run."""

    folder: Path

    def interrupted(self, phase: str, by: signal.Signals, target: str) -> Ended:
        """The run to ``target``, struck as soon as it tells of the phase."""
        log = self.folder / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*COMMAND, *self.arguments(target)],
                cwd=self.folder,
                stderr=errors,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=interruptible,
            )
            while f"{phase}: " not in log.read_text() and process.poll() is None:
                time.sleep(0.02)
            os.killpg(process.pid, by)
            code = process.wait(120)
        return Ended(code, "", log.read_text())

    def arguments(self, target: str) -> list[str]:
        return ["anonymize", "clip.mp4", "-o", target, "--key-file", "key"]


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Street:
    folder = tmp_path_factory.mktemp("street")
    write_video(folder / "clip.mp4", cameras_smaller(30), sound_of=CAMERAS)
    (folder / "key").write_text("sixteen bytes are enough")
    whole = Street(folder)
    assert nonesuch(folder, *whole.arguments("whole.mp4")).code == 0
    assert files_under(folder) == {"clip.mp4", "key", "whole.mp4"}
    return whole


def test_killed_run_leaves_no_result_and_resumes_to_the_same(street: Street) -> None:
    ended = street.interrupted("replacing", signal.SIGKILL, "killed/killed.mp4")
    assert ended.code == -signal.SIGKILL
    left = files_under(street.folder / "killed")
    assert left and all(name.startswith(".") for name in left)
    # What the kill may or may not have had the time to leave.
    (street.folder / "killed" / ".killed.partial-0123abcd.mp4").write_text("half")
    arguments = street.arguments("killed/killed.mp4")
    resumed = nonesuch(street.folder, *arguments, "--resume")
    assert resumed.code == 0 and "finding" not in resumed.error
    assert files_under(street.folder / "killed") == {"killed.mp4"}
    whole = (street.folder / "whole.mp4").read_bytes()
    assert (street.folder / "killed" / "killed.mp4").read_bytes() == whole


@pytest.mark.parametrize("phase", ["finding", "replacing"])
def test_interrupted_run_says_so_and_leaves_no_result(
    street: Street, phase: str
) -> None:
    ended = street.interrupted(phase, signal.SIGINT, f"{phase}/stopped.mp4")
    assert ended.code == 130 and is_for_users(ended.error)
    (sentence,) = ended.sentences
    assert sentence == "Interrupted; nothing unfinished was left. Go on with --resume."
    left = files_under(street.folder / phase)
    assert all(name.startswith(".") and "resume" in name for name in left)


def test_notes_of_another_source_are_not_used(street: Street) -> None:
    street.interrupted("replacing", signal.SIGKILL, "other/other.mp4")
    clip = street.folder / "clip.mp4"
    changed = clip.stat().st_mtime_ns + 1_000_000_000
    os.utime(clip, ns=(changed, changed))
    arguments = street.arguments("other/other.mp4")
    resumed = nonesuch(street.folder, *arguments, "--resume")
    assert resumed.code == 0 and "finding" in resumed.error
    assert (street.folder / "other" / "other.mp4").exists()
