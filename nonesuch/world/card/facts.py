"""What is counted over a data set for its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.labels import FrameLabels, PersonLabel, SequenceInfo

Floats = NDArray[np.float64]
Sequences = Iterable[tuple[SequenceInfo, Sequence[FrameLabels]]]

COUNTED_ATTRIBUTES = ("sex", "age_group", "build", "upper_color", "lower_color")
_DECIMALS = 4


@dataclass
class Facts:
    """Numbers of all sequences; of people one a picture they are in."""

    infos: list[SequenceInfo] = field(default_factory=list)
    heights_px: list[float] = field(default_factory=list)
    height_shares: list[float] = field(default_factory=list)  # of the picture's
    visibilities: list[float] = field(default_factory=list)
    truncations: list[float] = field(default_factory=list)
    distances_m: list[float] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    people_a_frame: list[int] = field(default_factory=list)
    camera_heights_m: list[float] = field(default_factory=list)  # one a picture
    camera_tilts_deg: list[float] = field(default_factory=list)  # down is positive
    track_count: int = 0
    attributes: dict[int, dict[str, str]] = field(default_factory=dict)  # by person_id

    def attribute(self, name: str) -> Counter[str]:
        """How many different people have each value of an attribute."""
        found = (person.get(name) for person in self.attributes.values())
        return Counter(value for value in found if value is not None)


def facts_of(sequences: Sequences) -> Facts:
    """The facts of the sequences, which are taken one after the other."""
    facts = Facts()
    for info, frames in sequences:
        facts.infos.append(info)
        tracks: set[int] = set()
        for frame in frames:
            _note_frame(facts, info, frame)
            tracks |= {person.track_id for person in frame.people}
        facts.track_count += len(tracks)
    return facts


def quantiles(values: Sequence[float]) -> list[float]:
    """The 5, 25, 50, 75 and 95 % quantiles; NaN if there are no values."""
    if not values:
        return [float("nan")] * 5
    found: list[float] = np.percentile(values, (5, 25, 50, 75, 95)).tolist()
    return found


def _note_frame(facts: Facts, info: SequenceInfo, frame: FrameLabels) -> None:
    facts.people_a_frame.append(len(frame.people))
    eye = None
    if frame.camera is not None:
        eye = frame.camera.eye_world
        down = -float(frame.camera.forward_world[2])
        facts.camera_heights_m.append(round(float(eye[2]), _DECIMALS))
        tilt = np.degrees(np.arcsin(np.clip(down, -1, 1)))
        facts.camera_tilts_deg.append(round(float(tilt), _DECIMALS))
    for person in frame.people:
        _note_person(facts, info, person, eye)


def _note_person(
    facts: Facts, info: SequenceInfo, person: PersonLabel, eye: Floats | None
) -> None:
    height = float(person.amodal_box_xyxy[3] - person.amodal_box_xyxy[1])
    facts.heights_px.append(height)
    facts.height_shares.append(height / info.size_wh[1])
    if person.visibility is not None:
        facts.visibilities.append(person.visibility)
    if person.truncation is not None:
        facts.truncations.append(person.truncation)
    if eye is not None and person.position_world is not None:
        distance = float(np.linalg.norm(person.position_world - eye))
        facts.distances_m.append(distance)
    if person.action is not None:
        facts.actions[person.action] += 1
    if person.person_id is not None:
        facts.attributes[person.person_id] = person.attributes
