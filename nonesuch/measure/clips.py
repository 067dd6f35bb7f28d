"""Pieces of video with the people in them, as each method leaves them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from nonesuch.casting import Casting
from nonesuch.errors import Refusal
from nonesuch.measure.contenders import ORIGINAL, as_large_as
from nonesuch.measure.faces import Progress
from nonesuch.media.folders import kind_of
from nonesuch.media.video_reading import read_frames
from nonesuch.networks import Networks
from nonesuch.nouns import Frame, Image, People
from nonesuch.parts import Secret
from nonesuch.perceive.clip import people_of_clip
from nonesuch.perceive.evidence import doubtful_tracks
from nonesuch.rehearsal import audition, look_around, rehearse
from nonesuch.replace.methods import Method, method_named
from nonesuch.replace.standin import shipped

_KEY = b"measurements only"


@dataclass(frozen=True)
class Clip:
    """``count`` frames of a video from ``first`` on, and who was found in each."""

    path: Path
    first: int
    count: int
    people: Sequence[People]

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self.path.stem

    def frames(self) -> Iterator[Frame]:
        """The frames, counted from 0, read anew."""
        return _piece(self.path, self.first, self.count)


def clip_of(text: str, count: int, networks: Networks, progress: Progress) -> Clip:
    """``VIDEO`` or ``VIDEO@FIRST``, searched and linked as ``anonymize`` does it.

    Raises Refusal for a file that is no video or ends before the first frame.
    """
    name, at, first_text = text.rpartition("@")
    path = Path(name) if at and first_text.isdigit() else Path(text)
    first = int(first_text) if at and first_text.isdigit() else 0
    if not path.exists():
        raise Refusal(f"{path} does not exist; give a video, or VIDEO@FIRST.")
    if kind_of(path) != "video":
        raise Refusal(f"{path} is no video; give a video, or VIDEO@FIRST.")
    frames = _told(_piece(path, first, count), path.name, count, progress)
    lines = people_of_clip(frames, networks.for_video)
    if not lines:
        raise Refusal(f"{path} has no frame {first}; begin earlier.")
    return Clip(path, first, len(lines), [line.people for line in lines])


def shown_by(contender: str, clip: Clip, networks: Networks) -> Iterator[Image]:
    """The clip's pictures as a method (or ``NAME=DIR``) leaves them, in order.

    Stand-ins are cast by the gate; filters and rivals stand as they are, since the gate
    would cover whom they leave recognizable.  A directory holds a video of that name.
    """
    if contender == ORIGINAL:
        return (frame.image for frame in clip.frames())
    if "=" in contender:
        return _from_folder(contender, clip)
    return _drawn(method_named(contender), clip, networks)


def label_of(contender: str) -> str:
    """What a row is called: the method without a file's folder, or NAME of NAME=DIR.

    Raises Refusal for an unknown method, or a folder that does not exist.
    """
    if contender == ORIGINAL:
        return contender
    name, equals, folder = contender.partition("=")
    if not equals:
        return method_named(contender).name
    if not name or not Path(folder).is_dir():
        raise Refusal(
            f"--method-dir {contender} is not understood; write NAME=DIR with a folder "
            "that exists."
        )
    return name


def _drawn(method: Method, clip: Clip, networks: Networks) -> Iterator[Image]:
    casting = Casting(
        method,
        shipped().table,
        Secret(_KEY, clip.path.name),
        networks.recognizer,
        doubtful_tracks(list(clip.people)),
    )
    if method.is_cast:
        audition(casting, clip.frames(), clip.people)
        rehearse(casting, clip.frames(), clip.people)
    look_around(casting, clip.frames(), clip.people)
    for frame, people in zip(clip.frames(), clip.people, strict=True):
        nobody = np.zeros(len(people), bool)
        yield casting.stage(frame.image, people, frame.index, nobody, False).image


def _from_folder(text: str, clip: Clip) -> Iterator[Image]:
    name, _, folder = text.partition("=")
    found = sorted(Path(folder).glob(f"{clip.name}.*"))
    if not found:
        raise Refusal(
            f"{folder}, the folder of {name}, has no video {clip.name}; the names must "
            "be those of the originals."
        )
    pieces = zip(clip.frames(), _piece(found[0], clip.first, clip.count), strict=False)
    done = 0
    for original, frame in pieces:
        done += 1
        yield as_large_as(frame.image, original.image)
    if done < clip.count:
        raise Refusal(
            f"{found[0]} has only {done} of the {clip.count} frames that are compared; "
            "give a video of the same length."
        )


def _piece(path: Path, first: int, count: int) -> Iterator[Frame]:
    frames = islice(read_frames(path), first, first + count)
    for index, frame in enumerate(frames):
        yield Frame(frame.image, index, frame.time_s)


def _told(
    frames: Iterator[Frame], name: str, count: int, progress: Progress
) -> Iterator[Frame]:
    for done, frame in enumerate(frames, start=1):
        yield frame
        progress(f"finding people in {name}", done, count)
