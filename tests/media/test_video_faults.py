from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from conftest import scene

from nonesuch.errors import Refusal
from nonesuch.media import VideoWriter, probe, read_frames

Clip = Callable[..., Path]

BIG: dict[str, Any] = {"size_wh": (160, 128), "frames": 40}
KINDS: dict[str, dict[str, Any]] = {
    "s.mp4": {"audio": "aac"},
    "faststart.mp4": {"container_options": {"movflags": "faststart"}},
    "fragments.mp4": {"container_options": {"movflags": "frag_keyframe+empty_moov"}},
    "s.mov": {},
    "s.mkv": {},
    "s.webm": {"codec": "libvpx-vp9"},
    "s.avi": {"codec": "mpeg4"},
    "s.ts": {},
    "s.gif": {
        "codec": "gif",
        "pixel_format": "rgb8",
        "time_base": Fraction(1, 100),
        "pts": list(range(0, 160, 4)),
    },
    "s.h264": {"muxer": "h264"},
    "s.h265": {
        "codec": "libx265",
        "muxer": "hevc",
        "options": {"x265-params": "log-level=none"},
    },
}


def refusal_of(source: Path) -> str:
    """The sentence for the source; checks that no output was left."""
    target = source.with_name("never.mp4")
    with (
        pytest.raises(Refusal) as caught,
        VideoWriter(target, probe(source)) as writer,
    ):
        for frame in read_frames(source):
            writer.write(frame)
    assert not [p.name for p in source.parent.iterdir() if "never" in p.name]
    sentence = str(caught.value)
    assert str(source) in sentence and "Error" not in sentence and "[" not in sentence
    return sentence


@pytest.mark.parametrize("name", KINDS)
def test_video_that_breaks_off_is_refused(
    tmp_path: Path, clip: Clip, name: str
) -> None:
    source = clip(tmp_path / name, **(BIG | KINDS[name]))
    assert len(list(read_frames(source))) == 40
    whole = source.read_bytes()
    # A raw stream has no table: only a cut inside a picture can be seen.
    shares = (0.9, 0.5, 0.1) if "h26" in name else (0.995, 0.9, 0.5, 0.1)
    for share in shares:
        source.write_bytes(whole[: int(len(whole) * share)])
        assert refusal_of(source).endswith(".")


# Zeros between the pictures of a raw H.264 stream are legal, so they go unseen there.
@pytest.mark.parametrize("name", [name for name in KINDS if name != "s.h264"])
def test_hole_of_zeros_is_refused(tmp_path: Path, clip: Clip, name: str) -> None:
    source = clip(tmp_path / name, **(BIG | KINDS[name]))
    data = bytearray(source.read_bytes())
    start, length = len(data) * 2 // 5, len(data) // 10
    data[start : start + length] = bytes(length)
    source.write_bytes(data)
    assert refusal_of(source)


@pytest.mark.parametrize("name", ["s.mkv", "s.ts", "s.avi", "s.mp4", "s.h264"])
def test_missing_middle_is_refused(tmp_path: Path, clip: Clip, name: str) -> None:
    source = clip(tmp_path / name, **(BIG | KINDS[name]))
    data = source.read_bytes()
    # A whole number of transport packets, so that only the counters show it.
    start, length = 188 * (len(data) // 400), 188 * (len(data) // 1880)
    source.write_bytes(data[:start] + data[start + length :])
    assert refusal_of(source)


def test_movie_without_its_table_says_so(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4", **BIG)
    data = source.read_bytes()
    source.write_bytes(data[: data.index(b"moov") - 4])
    assert "moov" in refusal_of(source)


def test_changing_size_is_refused(tmp_path: Path, clip: Clip) -> None:
    parts = [
        clip(tmp_path / f"{width}.h264", size_wh=(width, 96), muxer="h264")
        for width in (128, 160)
    ]
    source = tmp_path / "s.h264"
    source.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert "changes its size at frame 24" in refusal_of(source)


def test_missing_key_frame_at_the_start_is_refused(tmp_path: Path, clip: Clip) -> None:
    whole, source = clip(tmp_path / "w.mp4", **BIG), tmp_path / "s.mp4"
    with av.open(str(whole)) as video, av.open(str(source), "w") as output:
        stream = output.add_stream_from_template(video.streams.video[0])
        for index, packet in enumerate(video.demux(video=0)):
            if index >= 3 and packet.size:
                packet.stream = stream
                output.mux(packet)
    sentence = refusal_of(source)
    assert "key frame" in sentence or "could not be decoded" in sentence


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "s.mp4"
    with av.open(str(source), "w") as output:
        stream: Any = output.add_stream("aac", rate=48000)
        frame: Any = av.AudioFrame.from_ndarray(
            np.zeros((2, 1024), np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate = 48000
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    assert "no video stream" in refusal_of(source)


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "is empty"),
        (b"\0", "could not be read as a video|without a single picture"),
        (b"only text, no video\n" * 50, "could not be read as a video"),
        (bytes(5000), "could not be read as a video|without a single picture"),
    ],
)
@pytest.mark.parametrize("name", ["s.mp4", "s.mkv", "s.avi", "s.h265", "s.gif"])
def test_what_is_no_video_is_refused(
    tmp_path: Path, content: bytes, sentence: str, name: str
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    assert re.search(sentence, refusal_of(source))


def test_missing_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="does not exist"):
        probe(tmp_path / "s.mp4")
    with pytest.raises(Refusal, match="is a folder"):
        probe(tmp_path)


def test_wrong_extension_does_not_matter(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.avi", muxer="mp4")
    assert len(list(read_frames(source))) == 24


def test_position_tags_and_titles_are_dropped(tmp_path: Path, clip: Clip) -> None:
    secrets = {
        "location": "+52.0907+005.1214/",
        "com.apple.quicktime.location.ISO6709": "+52.0907+005.1214/",
        "artist": "Jane Roe",
        "comment": "serial 12345678",
        "com.apple.quicktime.model": "Phone 9",
    }
    options = {"movflags": "use_metadata_tags"}
    source = clip(tmp_path / "s.mov", tags=secrets, container_options=options)
    assert b"Jane Roe" in source.read_bytes()
    for keep in (False, True):
        target = tmp_path / f"{keep}.mov"
        with VideoWriter(target, probe(source), keep_metadata=keep) as writer:
            for frame in read_frames(source):
                writer.write(frame)
        data = target.read_bytes()
        for secret in (b"52.0907", b"Jane Roe", b"12345678", b"Lavf"):
            assert secret not in data
        assert (b"Phone 9" in data) == keep


def test_cover_picture_and_further_streams_are_left_out(
    tmp_path: Path, clip: Clip
) -> None:
    whole, source = clip(tmp_path / "w.mp4"), tmp_path / "s.mkv"
    with av.open(str(whole)) as video, av.open(str(source), "w") as output:
        streams = [
            output.add_stream_from_template(video.streams.video[0]) for _ in range(2)
        ]
        output.add_attachment("track.gpx", "application/gpx+xml", b"<gpx>52.09</gpx>")
        for packet in video.demux(video=0):
            if packet.size:
                for stream in streams:
                    packet.stream = stream
                    output.mux(packet)
    with VideoWriter(tmp_path / "a.mkv", probe(source)) as writer:
        for frame in read_frames(source):
            writer.write(frame)
    assert any("main video stream" in warning for warning in writer.warnings)
    assert any("Attached files" in warning for warning in writer.warnings)
    with av.open(str(tmp_path / "a.mkv")) as output:
        assert [stream.type for stream in output.streams] == ["video"]
    assert b"gpx" not in (tmp_path / "a.mkv").read_bytes()


def test_data_streams_are_left_out_with_a_warning(tmp_path: Path, clip: Clip) -> None:
    source = tmp_path / "s.ts"
    with av.open(str(source), "w") as output:
        video: Any = output.add_stream("libx264", rate=25)
        video.width, video.height = 128, 96
        data = output.add_data_stream("klv")
        for index in range(24):
            frame = av.VideoFrame.from_ndarray(scene(index, 128, 96), format="rgb24")
            output.mux(video.encode(frame))
            packet = av.Packet(b"GPS 52.0907 5.1214")
            packet.stream, packet.time_base = data, Fraction(1, 25)
            packet.pts = packet.dts = index
            output.mux(packet)
        output.mux(video.encode(None))
    assert b"52.0907" in source.read_bytes()
    with VideoWriter(tmp_path / "a.ts", probe(source)) as writer:
        for shown in read_frames(source):
            writer.write(shown)
    assert any("data stream" in warning for warning in writer.warnings)
    assert b"52.0907" not in (tmp_path / "a.ts").read_bytes()
