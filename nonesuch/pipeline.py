"""The main job: read, find, link, replace, prove, write, report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nonesuch import __version__
from nonesuch.apparent import beholder_of
from nonesuch.billing import person_reports
from nonesuch.casting import Casting
from nonesuch.errors import Refusal
from nonesuch.formats.people_file import (
    SUFFIX,
    Clip,
    PeopleOfFrame,
    as_written,
    read_clip,
    read_people,
    write_people,
)
from nonesuch.media.folders import kind_of
from nonesuch.media.picture_writing import write_picture
from nonesuch.media.pictures import read_picture
from nonesuch.media.video_info import VideoInfo, probe
from nonesuch.media.video_reading import read_frames
from nonesuch.media.video_writing import VideoWriter
from nonesuch.networks import Networks
from nonesuch.nouns import Frame, Image, People
from nonesuch.parts import Secret
from nonesuch.perceive.clip import (
    Eyes,
    completed_by_hand,
    people_of_clip,
    people_of_picture,
)
from nonesuch.perceive.evidence import doubtful_tracks
from nonesuch.prove.report import PersonReport
from nonesuch.rehearsal import audition, look_around, rehearse
from nonesuch.replace.methods import method_named
from nonesuch.replace.standin import people_of
from nonesuch.staging import accounted, finished_frames, with_boxes_covered

Progress = Callable[[str, int, int | None], None]
"""Told the name of a phase, how many frames are done, and of how many if known."""


@dataclass(frozen=True)
class Settings:
    """What the user may choose; see ``nonesuch anonymize --help``."""

    method: str = "person"
    detector: str | None = None
    camera: str = ""
    on_failure: str = "cover"
    keep_metadata: bool = False
    codec: str | None = None
    crf: int | None = None
    encoder_options: dict[str, str] = field(default_factory=dict)
    verify_every_frame: bool = False
    stand_ins: str = ""
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What became of one file."""

    source: str
    output: str
    frames: int
    people: Sequence[PersonReport]
    leaks: int
    warnings: Sequence[str]


def anonymize_picture(
    source: Path,
    target: Path,
    settings: Settings,
    key: bytes,
    networks: Networks,
    people_file: Path | None = None,
) -> Result:
    """Writes the picture with everybody replaced; every face passes the gate."""
    picture = read_picture(source)
    people = _people_of_picture(source, picture.image, networks, people_file)
    casting = _casting(settings, key, source, networks, [people])
    everybody = np.ones(len(people), bool)
    staged = casting.stage(picture.image, people, 0, everybody, recast=True)
    casting.count(people, staged, 0)
    _refuse_uncovered(casting, settings, source)
    leaks = networks.leak_scan_of_pictures.leaks(
        staged.image, accounted(staged, people)
    )
    image = with_boxes_covered(staged.image, leaks, casting.cover)
    write_picture(target, picture, image, keep_metadata=settings.keep_metadata)
    return _result(source, target, 1, casting, len(leaks), ())


def anonymize_video(
    source: Path,
    target: Path,
    settings: Settings,
    key: bytes,
    networks: Networks,
    progress: Progress,
    people_file: Path | None = None,
    resume: bool = False,
) -> Result:
    """Writes the video with everybody replaced, the same stand-in through a track."""
    info = probe(source)
    notes = _notes_beside(target, source)
    # Opened first: what cannot be written is refused before the long search.
    with VideoWriter(
        target,
        info,
        codec=settings.codec,
        crf=settings.crf,
        encoder_options=settings.encoder_options,
        keep_metadata=settings.keep_metadata,
    ) as writer:
        if resume and people_file is None and notes.exists():
            lines = list(read_people(notes))
        else:
            eyes = networks.for_filtered_video
            if method_named(settings.method).has_identity:
                eyes = networks.for_video
            found = people_of_video(source, info, eyes, progress, people_file)
            lines = [as_written(line) for line in found]
            write_people(notes, _clip(source, info, lines), lines)
        everybody = [line.people for line in lines]
        casting = _casting(settings, key, source, networks, everybody)
        auditioned = _told(read_frames(source), "casting", len(lines), progress)
        audition(casting, auditioned, everybody)
        rehearsed = _told(read_frames(source), "rehearsing", len(lines), progress)
        rehearse(casting, rehearsed, everybody)
        surroundings = _told(read_frames(source), "lighting", len(lines), progress)
        look_around(casting, surroundings, everybody)
        _refuse_uncovered(casting, settings, source)
        frames = _told(read_frames(source), "replacing", len(lines), progress)
        leaks = 0
        for done in finished_frames(
            casting,
            zip(frames, everybody, strict=True),
            networks.leak_scan,
            settings.verify_every_frame,
        ):
            writer.write(done.frame, done.image)
            leaks += done.leaks
    notes.unlink(missing_ok=True)
    return _result(source, target, len(lines), casting, leaks, writer.warnings)


def people_of_video(
    source: Path,
    info: VideoInfo,
    eyes: Eyes,
    progress: Progress,
    people_file: Path | None = None,
) -> list[PeopleOfFrame]:
    """The people of every frame: found, or those of a people file, completed."""
    frames = _told(read_frames(source), "finding", info.frame_count, progress)
    if people_file is None:
        return people_of_clip(frames, eyes)
    lines = _given(people_file, source, (info.width, info.height))
    return _completed(lines, frames, eyes, people_file)


def write_people_of(
    source: Path, target: Path, networks: Networks, progress: Progress
) -> None:
    """The people file of a picture or video, for the user to look at and correct."""
    if kind_of(source) == "video":
        info = probe(source)
        lines = people_of_video(source, info, networks.for_video, progress)
        write_people(target, _clip(source, info, lines), lines)
        return
    image = read_picture(source).image
    people = people_of_picture(image, networks.for_pictures)
    clip = Clip(source.name, 1, image.shape[1], image.shape[0])
    write_people(target, clip, [PeopleOfFrame(0, 0.0, people)])


def _people_of_picture(
    source: Path, image: Image, networks: Networks, people_file: Path | None
) -> People:
    if people_file is None:
        return people_of_picture(image, networks.for_pictures)
    lines = _given(people_file, source, (image.shape[1], image.shape[0]))
    frame = Frame(image, 0, 0.0)
    return _completed(lines, [frame], networks.for_pictures, people_file)[0].people


def _given(
    people_file: Path, source: Path, size_wh: tuple[int, int]
) -> list[PeopleOfFrame]:
    clip = read_clip(people_file)
    if (clip.width, clip.height) != size_wh:
        raise Refusal(
            f"{people_file} is for pictures of {clip.width} x {clip.height} pixels, "
            f"but {source} has {size_wh[0]} x {size_wh[1]}; give the people file of "
            "this source."
        )
    return list(read_people(people_file))


def _completed(
    lines: list[PeopleOfFrame],
    frames: Iterable[Frame],
    eyes: Eyes,
    people_file: Path,
) -> list[PeopleOfFrame]:
    try:
        return completed_by_hand(lines, frames, eyes)
    except ValueError as error:
        raise Refusal(
            f"{people_file} has {len(lines)} frames, which is not the number in the "
            "source; give the people file of this source."
        ) from error


def _notes_beside(target: Path, source: Path) -> Path:
    """Where an interrupted run of this version on this very source left its people."""
    status = source.stat()
    run = f"{__version__} {source.name} {status.st_size} {status.st_mtime_ns}"
    mark = hashlib.sha256(run.encode()).hexdigest()[:12]
    return target.with_name(f".{target.name}.{mark}.resume{SUFFIX}")


def _casting(
    settings: Settings,
    key: bytes,
    source: Path,
    networks: Networks,
    people: Sequence[People],
) -> Casting:
    return Casting(
        method_named(settings.method),
        people_of(settings.stand_ins).table,
        Secret(key, source.name, settings.camera),
        networks.recognizer,
        doubtful_tracks(people),
        beholder_of(settings.keep),
        "solid" if settings.on_failure == "solid" else "cover",
    )


def _refuse_uncovered(casting: Casting, settings: Settings, source: Path) -> None:
    covered = sum(part.is_covered for part in casting.parts.values())
    if settings.on_failure == "error" and covered:
        raise Refusal(
            f"In {source} {covered} of {len(casting.parts)} people could not be "
            "replaced so that nobody recognizes them; nothing was written. Let them be "
            "covered with --on-failure cover."
        )


def _told(
    frames: Iterable[Any], phase: str, total: int | None, progress: Progress
) -> Iterator[Any]:
    for done, frame in enumerate(frames, start=1):
        yield frame
        progress(phase, done, total)


def _clip(source: Path, info: VideoInfo, lines: Sequence[PeopleOfFrame]) -> Clip:
    return Clip(source.name, len(lines), info.width, info.height)


def _result(
    source: Path,
    target: Path,
    frames: int,
    casting: Casting,
    leaks: int,
    warnings: Sequence[str],
) -> Result:
    people = person_reports(casting, source.name)
    return Result(source.name, target.name, frames, people, leaks, tuple(warnings))
