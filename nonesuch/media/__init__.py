"""Pictures and video in and out: pixels, times, sound, colours, metadata, folders."""

from nonesuch.media.folders import (
    MediaFile,
    copy_other,
    find_media,
    refuse_same_file,
    targets_of,
)
from nonesuch.media.picture_writing import write_picture
from nonesuch.media.pictures import Picture, read_picture
from nonesuch.media.video_info import VideoInfo, probe
from nonesuch.media.video_reading import VideoFrame, read_frames
from nonesuch.media.video_writing import VideoWriter
from nonesuch.media.whole import writing_whole

__all__ = [
    "MediaFile",
    "Picture",
    "VideoFrame",
    "VideoInfo",
    "VideoWriter",
    "copy_other",
    "find_media",
    "probe",
    "read_frames",
    "read_picture",
    "refuse_same_file",
    "targets_of",
    "write_picture",
    "writing_whole",
]
