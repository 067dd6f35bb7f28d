from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from conftest import scene

from nonesuch.errors import Refusal
from nonesuch.media import VideoFrame, VideoWriter, colours, probe, read_frames

Clip = Callable[..., Path]
ONE = 65536
MATRICES = {
    90: (0, ONE, 0, -ONE, 0, 0, 0, 0, 1 << 30),
    180: (-ONE, 0, 0, 0, -ONE, 0, 0, 0, 1 << 30),
    270: (0, -ONE, 0, ONE, 0, 0, 0, 0, 1 << 30),
}


def rewritten(source: Path, target: Path, **settings: Any) -> list[VideoFrame]:
    """Source frames after writing them untouched to ``target``."""
    frames = list(read_frames(source))
    with VideoWriter(target, probe(source), **settings) as writer:
        for frame in frames:
            writer.write(frame)
    return frames


def times(frames: list[VideoFrame]) -> list[float]:
    return [frame.time_s for frame in frames]


def packets(path: Path, kind: str = "audio") -> list[tuple[bytes, float]]:
    with av.open(str(path)) as container:
        return [
            (bytes(packet), float(packet.pts * packet.time_base))
            for packet in container.demux(**{kind: 0})
            if packet.size
        ]


def largest_error(left: list[VideoFrame], right: list[VideoFrame]) -> float:
    return max(
        float(np.abs(a.image.astype(int) - b.image).mean())
        for a, b in zip(left, right, strict=True)
    )


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_uneven_frame_times_are_kept(tmp_path: Path, clip: Clip, name: str) -> None:
    pts = [0, 3, 4, 10, 11, 12, 30, 55]
    options = {"bf": "0", "crf": "16"}
    source = clip(
        tmp_path / "s.mp4", pts=pts, time_base=Fraction(1, 90), options=options
    )
    before = rewritten(source, tmp_path / name)
    after = list(read_frames(tmp_path / name))
    assert times(before) == pytest.approx([p / 90 for p in pts])
    tick = 0.0005 if name.endswith("mkv") else 1e-9
    assert times(after) == pytest.approx(times(before), abs=tick)
    source_s, output_s = probe(source).duration_s, probe(tmp_path / name).duration_s
    assert output_s == pytest.approx(source_s, abs=0.001)


def test_time_base_survives_exactly(tmp_path: Path, clip: Clip) -> None:
    source = clip(
        tmp_path / "s.mp4", rate=Fraction(30000, 1001), time_base=Fraction(1, 30000),
        pts=[1001 * i for i in range(12)],
    )  # fmt: skip
    before = rewritten(source, tmp_path / "a.mp4")
    after = list(read_frames(tmp_path / "a.mp4"))
    scale = probe(tmp_path / "a.mp4").time_base / probe(source).time_base
    assert [frame.pts for frame in before] == [frame.pts * scale for frame in after]
    assert probe(tmp_path / "a.mp4").average_rate == Fraction(30000, 1001)


def test_two_passes_give_the_same_frames(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4", frames=40)
    first, second = list(read_frames(source)), list(read_frames(source))
    assert [f.pts for f in first] == [f.pts for f in second]
    assert all(
        np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True)
    )
    assert [f.index for f in first] == list(range(40))


def test_same_frames_give_the_same_bytes(tmp_path: Path, clip: Clip) -> None:
    # x264 itself is not repeatable below 128 pixels.
    source = clip(tmp_path / "s.mp4", audio="aac", size_wh=(128, 96))
    for name in ("a.mp4", "b.mp4", "a.mkv", "b.mkv"):
        rewritten(source, tmp_path / name)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    assert (tmp_path / "a.mkv").read_bytes() == (tmp_path / "b.mkv").read_bytes()


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.avi"])
@pytest.mark.parametrize("audio", ["aac", "libmp3lame"])
def test_sound_is_copied_bit_for_bit(
    tmp_path: Path, clip: Clip, name: str, audio: str
) -> None:
    source = clip(tmp_path / "s.mp4", audio=audio)
    before = rewritten(source, tmp_path / name)
    old, new = packets(source), packets(tmp_path / name)
    assert len(old) > 20
    assert [data for data, _ in new] == [data for data, _ in old]
    # Formats without negative times move sound and pictures by its first packet.
    shifts = [b - a for (_, a), (_, b) in zip(old, new, strict=True)]
    after = list(read_frames(tmp_path / name))
    picture_shifts = np.subtract(times(after), times(before))
    longest_s = 0.001 if name.endswith(("mp4", "mov")) else 0.06
    assert max(map(abs, shifts)) < longest_s
    assert np.abs(picture_shifts).max() < longest_s


def test_subtitles_are_copied(tmp_path: Path, clip: Clip) -> None:
    source = with_subtitles(clip(tmp_path / "s.mkv"), tmp_path / "t.mkv")
    rewritten(source, tmp_path / "a.mkv")
    old, new = packets(source, "subtitles"), packets(tmp_path / "a.mkv", "subtitles")
    assert old == new and len(old) == 2


def with_subtitles(source: Path, target: Path) -> Path:
    text = target.with_suffix(".srt")
    text.write_text(
        "1\n00:00:00,100 --> 00:00:00,300\nHello\n\n"
        "2\n00:00:00,500 --> 00:00:00,700\nagain\n"
    )
    with (
        av.open(str(source)) as video,
        av.open(str(text)) as subtitles,
        av.open(str(target), "w") as output,
    ):
        streams = [video.streams.video[0], subtitles.streams.subtitles[0]]
        added = [output.add_stream_from_template(stream) for stream in streams]
        for stream, new in zip(streams, added, strict=True):
            for packet in stream.container.demux(stream):
                if packet.size:
                    packet.stream = new
                    output.mux(packet)
    return target


def test_sound_that_the_container_cannot_hold_is_refused(
    tmp_path: Path, clip: Clip
) -> None:
    source = clip(tmp_path / "s.mp4", audio="aac")
    with pytest.raises(Refusal, match=r"\.webm.*sound.*aac.*\.mp4.*\.mkv"):
        rewritten(source, tmp_path / "a.webm")
    assert [p.name for p in tmp_path.iterdir()] == ["s.mp4"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.avi"])
def test_turned_video_stays_upright(
    tmp_path: Path, clip: Clip, degrees: int, name: str
) -> None:
    source = clip(tmp_path / "s.mp4", matrix=MATRICES[degrees], frames=4)
    upright = np.rot90(clip_scene(), -degrees // 90)
    info = probe(source)
    before = rewritten(source, tmp_path / name)
    after, output = list(read_frames(tmp_path / name)), probe(tmp_path / name)
    assert info.rotation_degrees == degrees
    assert (info.width, info.height) == upright.shape[1::-1]
    assert (output.width, output.height) == (info.width, info.height)
    assert np.abs(before[0].image.astype(int) - upright).mean() < 3
    assert largest_error(before, after) < 3
    assert output.rotation_degrees == (degrees if name in ("a.mp4", "a.mov") else 0)


def clip_scene() -> np.ndarray:
    return scene(0, 96, 64)


@pytest.mark.parametrize(
    "name, codec, pixel_format",
    [
        ("a.mkv", "libx264", "yuv444p"),  # 4:2:0 knows even sizes only
        ("a.webm", "libvpx-vp9", "yuv420p"),
        ("a.mkv", "ffv1", "yuv420p"),
        ("a.avi", "mpeg4", "yuv420p"),
    ],
)
@pytest.mark.parametrize("size_wh", [(97, 63), (96, 63), (97, 64)])
def test_odd_size_is_kept(
    tmp_path: Path,
    clip: Clip,
    name: str,
    codec: str,
    pixel_format: str,
    size_wh: tuple[int, int],
) -> None:
    source = clip(tmp_path / "s.mkv", codec="ffv1", size_wh=size_wh, frames=4)
    before = rewritten(source, tmp_path / name, codec=codec)
    after = list(read_frames(tmp_path / name))
    assert after[0].image.shape == (size_wh[1], size_wh[0], 3)
    assert probe(tmp_path / name).pixel_format == pixel_format
    assert largest_error(before, after) < 4


@pytest.mark.parametrize("width", [1, 2, 17])
def test_smallest_frames_work(tmp_path: Path, clip: Clip, width: int) -> None:
    source = clip(tmp_path / "s.mkv", codec="ffv1", size_wh=(width, width), frames=3)
    rewritten(source, tmp_path / "a.mkv", codec="ffv1")
    assert next(iter(read_frames(tmp_path / "a.mkv"))).image.shape[:2] == (width, width)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize(
    "tags", [(1, 1, 1, 1), (5, 1, 5, 6), (6, 2, 6, 6), (9, 1, 9, 16)]
)
def test_colour_tags_and_colours_are_kept(
    tmp_path: Path, clip: Clip, name: str, tags: tuple[int, int, int, int]
) -> None:
    source = clip(tmp_path / f"s_{name}", colours=tags, frames=4)
    before = rewritten(source, tmp_path / name)
    info, output = probe(source), probe(tmp_path / name)
    assert output.colours == info.colours
    assert info.colours.matrix == tags[0] and info.colours.range == tags[1]
    assert largest_error(before, list(read_frames(tmp_path / name))) < 3
    # The picture that was drawn comes out: matrix and range were understood.
    assert np.abs(before[0].image.astype(int) - clip_scene()).mean() < 3


@pytest.mark.parametrize(
    "pixel_format", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "gray"]
)
def test_unchanged_samples_reach_the_encoder_bit_for_bit(
    tmp_path: Path, clip: Clip, pixel_format: str
) -> None:
    source = clip(tmp_path / "s.mkv", codec="ffv1", pixel_format=pixel_format, frames=3)
    target = tmp_path / "a.mkv"
    with VideoWriter(target, probe(source), codec="ffv1") as writer:
        for frame in read_frames(source):
            image = frame.image.copy()
            image[21:40, 31:52] = (250, 20, 30)
            writer.write(frame, image)
    old, new = next(read_frames(source)), next(read_frames(target))
    assert new.original.format.name == old.original.format.name == pixel_format
    for before, after in zip(
        colours.planes_of(old.original), colours.planes_of(new.original), strict=True
    ):
        dy, dx = 64 // len(before), 96 // before.shape[1]
        outside = np.ones(before.shape, bool)
        outside[20 // dy : 40 // dy, 30 // dx : 52 // dx] = False
        assert np.array_equal(before[outside], after[outside])
    if pixel_format != "gray":
        assert np.abs(new.image[24:36, 34:48].astype(int) - (250, 20, 30)).max() < 6


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.avi", "a.gif", "a.h265"])
def test_every_container_shows_the_same_pictures(
    tmp_path: Path, clip: Clip, name: str
) -> None:
    source = clip(tmp_path / "s.mp4", frames=10)
    before = rewritten(source, tmp_path / name)
    after = list(read_frames(tmp_path / name))
    assert len(after) == 10
    assert largest_error(before, after) < (6 if name == "a.gif" else 3)
    assert times(after) == pytest.approx(times(before), abs=0.005)


def test_gif_to_gif_is_exact(tmp_path: Path, clip: Clip) -> None:
    source = clip(
        tmp_path / "s.gif", codec="gif", pixel_format="rgb8",
        time_base=Fraction(1, 100), pts=[0, 5, 17, 30],
    )  # fmt: skip
    before = rewritten(source, tmp_path / "a.gif")
    after = list(read_frames(tmp_path / "a.gif"))
    assert times(after) == times(before) == [0, 0.05, 0.17, 0.3]
    assert largest_error(before, after) == 0
    assert probe(tmp_path / "a.gif").duration_s == probe(source).duration_s


def test_pixels_that_are_not_square_stay_so(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4", frames=3)
    info = probe(source)
    wide = replace(info, sample_aspect_ratio=Fraction(16, 11))
    with VideoWriter(tmp_path / "a.mp4", wide) as writer:
        for frame in read_frames(source):
            writer.write(frame)
    assert probe(tmp_path / "a.mp4").sample_aspect_ratio == Fraction(16, 11)


def test_raw_stream_gets_times_from_its_rate(tmp_path: Path, clip: Clip) -> None:
    source = clip(
        tmp_path / "s.h265", codec="libx265", muxer="hevc",
        options={"x265-params": "log-level=none"}, frames=8,
    )  # fmt: skip
    frames = list(read_frames(source))
    assert not probe(source).has_time_stamps
    assert times(frames) == pytest.approx([i / 25 for i in range(8)])


@pytest.mark.parametrize("name", ["a.avi", "a.h264"])
def test_uneven_times_are_refused_where_they_cannot_be_kept(
    tmp_path: Path, clip: Clip, name: str
) -> None:
    source = clip(tmp_path / "s.mkv", pts=[0, 40, 41, 80], time_base=Fraction(1, 1000))
    with pytest.raises(Refusal, match="variable frame rate"):
        rewritten(source, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_quality_and_options_reach_the_encoder(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4")
    rewritten(source, tmp_path / "fine.mp4", crf=5)
    rewritten(source, tmp_path / "coarse.mp4", crf=40)
    rewritten(source, tmp_path / "slow.mp4", encoder_options={"preset": "slow"})
    size = {p.stem: p.stat().st_size for p in tmp_path.glob("*.mp4")}
    assert size["fine"] > 2 * size["coarse"]
    assert (tmp_path / "slow.mp4").read_bytes()


@pytest.mark.parametrize(
    "name, settings, sentence",
    [
        ("a.mp4", {"codec": "nonesuch"}, "no video encoder named nonesuch"),
        ("a.mp4", {"codec": "aac"}, "no video encoder named aac"),
        ("a.webm", {"codec": "libx264"}, "cannot hold video made by .* libx264"),
        ("a.gif", {"crf": 20}, "no constant quality"),
        ("a.mp4", {"encoder_options": {"preset": "x"}}, "does not accept the options"),
        ("a.txt", {}, r"\.txt is not a kind of video"),
        ("a", {}, "no extension is not a kind of video"),
    ],
)
def test_wrong_settings_are_refused(
    tmp_path: Path, clip: Clip, name: str, settings: dict[str, Any], sentence: str
) -> None:
    source = clip(tmp_path / "s.mp4")
    with pytest.raises(Refusal, match=sentence):
        rewritten(source, tmp_path / name, **settings)
    assert [p.name for p in tmp_path.iterdir()] == ["s.mp4"]


def test_failure_in_the_block_leaves_nothing(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4")
    with (
        pytest.raises(KeyError),
        VideoWriter(tmp_path / "a.mp4", probe(source)) as writer,
    ):
        for frame in read_frames(source):
            writer.write(frame)
            if frame.index == 5:
                raise KeyError(frame.index)
    assert [p.name for p in tmp_path.iterdir()] == ["s.mp4"]


def test_reading_can_stop_early(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4", frames=60)
    count = threading.active_count()
    frames = read_frames(source)
    assert next(frames).index == 0
    frames.close()  # type: ignore[attr-defined]
    assert threading.active_count() == count


def test_image_of_another_size_is_a_mistake(tmp_path: Path, clip: Clip) -> None:
    source = clip(tmp_path / "s.mp4", frames=3)
    with (
        pytest.raises(ValueError, match="shape"),
        VideoWriter(tmp_path / "a.mp4", probe(source)) as writer,
    ):
        frame = next(read_frames(source))
        writer.write(frame, frame.image[:-1])
    assert not (tmp_path / "a.mp4").exists()
