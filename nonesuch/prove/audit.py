"""The audit of any tool's output: who in the original is still known in the copy?"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.media.pictures import read_picture
from nonesuch.media.video_reading import read_frames
from nonesuch.models.manifest import MANIFEST
from nonesuch.nouns import Frame, Image, People, Source
from nonesuch.perceive.cuts import Signature, cuts_of, signature_of
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.perceive.link import link
from nonesuch.prove.chance import ChanceFloor
from nonesuch.prove.comparison import compare, of_same_size
from nonesuch.prove.leak_scan import LeakScan
from nonesuch.prove.pairs import Pair, pairs_of
from nonesuch.prove.recognizer import Recognizer
from nonesuch.prove.report import ModelUsed, PersonReport, Report, base_name
from nonesuch.prove.tally import Sighting, Tally

METHOD = "unknown"
_NETWORKS = ("yunet", "centerface", "facemesh", Recognizer.name)
_SAME_DURATION_S = 0.1


def check(original: Path, anonymized: Path) -> Report:
    """The evidence on a picture, a video or a folder and its anonymized copy.

    Folders are paired by relative name.  ``report.passed`` is False if anybody of
    the original is identifiable in the copy, if the pixels of a face are still the
    original's, or if a second detector finds a face that is.  Raises
    :class:`Refusal` if the two are not of one kind or cannot be read.
    """
    original, anonymized = Path(original), Path(anonymized)
    pairs, warnings = pairs_of(original, anonymized)
    audit = _Audit(warnings)
    for pair in pairs:
        audit.look_at(pair)
    return Report(
        kind="check",
        source=base_name(original),
        output=base_name(anonymized),
        settings={"recognizer": Recognizer.name},
        models=[_model(name) for name in _NETWORKS],
        frames=audit.frames,
        people=audit.people,
        warnings=audit.warnings,
        leaks=audit.leaks,
        chance={Recognizer.name: audit.chance.similarities(audit.names)},
    )


@dataclass
class _Clip:
    """What is kept of a video's frames until its people are linked."""

    people: list[People] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    seen: list[list[Sighting]] = field(default_factory=list)

    def linked(self) -> list[People]:
        return link(self.people, self.times_s, cuts_of(self.signatures))


class _Audit:
    """Goes through the pairs and gathers what a report needs."""

    def __init__(self, warnings: list[str]) -> None:
        self.warnings = list(warnings)
        self.people: list[PersonReport] = []
        self.frames = 0
        self.leaks = 0
        self.chance = ChanceFloor(np.random.default_rng(0))
        self.names: dict[Hashable, Hashable] = {}
        self._recognizer = Recognizer()
        self._scan = LeakScan()
        self._landmarks = LandmarkFinder("f32")
        self._finders: dict[bool, FaceFinder] = {}

    def look_at(self, pair: Pair) -> None:
        try:
            if pair.is_video:
                self._video(pair)
            else:
                self._picture(pair)
        except Refusal as refusal:
            if pair.name is None:
                raise
            self.warnings.append(f"{pair.name} was not audited whole: {refusal}")

    def _picture(self, pair: Pair) -> None:
        original = read_picture(pair.original).image
        result = read_picture(pair.anonymized).image
        people = self._find(original, 0, pair.is_video)
        people = people[people.sources != Source.LOW_SCORE]
        tally = Tally()
        for sighting in self._compare(pair, original, result, people, 0):
            tally.add(sighting)
        self.people += tally.people(METHOD, source=pair.name)

    def _video(self, pair: Pair) -> None:
        clip = _Clip()
        for first, second in self._frame_pairs(pair):
            people = self._find(first.image, first.index, pair.is_video)
            clip.people.append(people)
            clip.times_s.append(first.time_s)
            clip.signatures.append(signature_of(first.image))
            clip.seen.append(
                self._compare(pair, first.image, second.image, people, first.index)
            )
        tally = Tally()
        for index, people in enumerate(clip.linked()):
            tracks = dict(zip(_boxes(people), people.track_ids.tolist(), strict=True))
            found = zip(_boxes(clip.people[index]), clip.seen[index], strict=True)
            for box, sighting in found:
                if box in tracks:
                    who = (pair.name, sighting.frame, sighting.track)
                    self.names[who] = (pair.name, tracks[box])
                    tally.add(replace(sighting, track=tracks[box]))
        self.people += tally.people(METHOD, source=pair.name)

    def _frame_pairs(self, pair: Pair) -> Iterator[tuple[Frame, Frame]]:
        counts, ends_s = [0, 0], [0.0, 0.0]
        videos = read_frames(pair.original), read_frames(pair.anonymized)
        for both in zip_longest(*videos):
            for side, frame in enumerate(both):
                if frame is not None:
                    counts[side], ends_s[side] = counts[side] + 1, frame.time_s
            if both[0] is not None and both[1] is not None:
                yield both
        if counts[0] != counts[1]:
            self._warn(
                pair,
                f"the original has {counts[0]} frames, the copy {counts[1]}; frames "
                "were compared in their order, and only as far as both go",
            )
        if abs(ends_s[0] - ends_s[1]) > _SAME_DURATION_S:
            self._warn(
                pair,
                f"the last frame of the original is shown at {ends_s[0]:.2f} s, that "
                f"of the copy at {ends_s[1]:.2f} s",
            )

    def _find(self, image: Image, index: int, is_video: bool) -> People:
        if is_video not in self._finders:
            self._finders[is_video] = (
                FaceFinder.for_video() if is_video else FaceFinder.for_pictures()
            )
        found = self._finders[is_video].find(image, index)
        return self._landmarks.place(image, found.people, found.points5)

    def _compare(
        self, pair: Pair, original: Image, result: Image, people: People, frame: int
    ) -> list[Sighting]:
        if result.shape != original.shape and frame == 0:
            sizes = [
                f"{image.shape[1]}x{image.shape[0]}" for image in (original, result)
            ]
            self._warn(pair, f"the original is {sizes[0]}, the copy {sizes[1]} pixels")
        compared = compare(
            self._recognizer,
            self._scan,
            original,
            of_same_size(result, original),
            people,
            frame,
        )
        self.frames += 1
        self.leaks += len(compared.leaks_xyxy)
        if len(compared.leaks_xyxy):
            where = ", ".join(
                f"({box[0]:.0f}, {box[1]:.0f})" for box in compared.leaks_xyxy
            )
            self._warn(pair, f"frame {frame} still shows unprocessed faces at {where}")
        for sighting, before, after in zip(
            compared.sightings,
            compared.original.vectors,
            compared.result.vectors,
            strict=True,
        ):
            self.chance.add((pair.name, frame, sighting.track), before, after)
        return compared.sightings

    def _warn(self, pair: Pair, clause: str) -> None:
        self.warnings.append(f"{pair.name or base_name(pair.anonymized)}: {clause}.")


def _boxes(people: People) -> list[bytes]:
    return [box.tobytes() for box in people.boxes_xyxy]


def _model(name: str) -> ModelUsed:
    entry = MANIFEST[name]
    return ModelUsed(entry.name, entry.sha256, entry.licence)
