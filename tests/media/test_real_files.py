from __future__ import annotations

import hashlib
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from nonesuch.media import (
    VideoWriter,
    find_media,
    probe,
    read_frames,
    read_picture,
    write_picture,
)

VIDEOS = {
    "mot15/TUD-Stadtmitte/TUD-Stadtmitte.mp4": (179, (640, 480)),
    "videos/MOT17-13-SDP-raw.h265": (750, (960, 540)),  # no container, no times
    "videos/intel_preview_people-detection.gif": (23, (480, 270)),
    "videos/sam2_05_default_juggle.mp4": (247, (1280, 720)),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_two_passes_over_a_real_video_are_equal(shared_data: Path, name: str) -> None:
    count, size_wh = VIDEOS[name]
    info = probe(shared_data / name)
    assert (info.width, info.height) == size_wh
    digests = []
    for _ in range(2):
        digest, frames = hashlib.blake2b(), 0
        for frame in read_frames(shared_data / name):
            digest.update(frame.image.data)
            frames += 1
            assert frame.index == frames - 1
        assert frames == count
        digests.append(digest.digest())
    assert digests[0] == digests[1]


@pytest.mark.parametrize("name", VIDEOS)
def test_real_video_is_written_with_its_times(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    source, target = shared_data / name, tmp_path / "a.mp4"
    before = []
    with VideoWriter(target, probe(source)) as writer:
        for frame in islice(read_frames(source), 40):
            writer.write(frame)
            before.append((frame.time_s, frame.image[::8, ::8].astype(int)))
    after = list(read_frames(target))
    assert [f.time_s for f in after] == pytest.approx([time for time, _ in before])
    errors = [
        np.abs(f.image[::8, ::8] - image).mean()
        for f, (_, image) in zip(after, before, strict=True)
    ]
    assert max(errors) < 3.5


def test_real_photographs_change_little(shared_data: Path, tmp_path: Path) -> None:
    found = find_media([shared_data / "photos"])
    pictures = [file for file in found if file.kind == "picture"]
    assert len(pictures) > 8 and len(found) > len(pictures)
    for file in pictures:
        before = read_picture(file.source)
        write_picture(tmp_path / file.relative, before, before.image)
        after = read_picture(tmp_path / file.relative)
        error = np.abs(after.image.astype(np.int16) - before.image)
        assert error.mean() < 0.5
        assert after.icc_profile == before.icc_profile
