"""Tracks begin and end where somebody could begin and end them: at a sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nonesuch.formats.labels import FrameLabels


def between_sightings(frames: Sequence[FrameLabels]) -> tuple[FrameLabels, ...]:
    """The same frames, people in them from the first to the last picture showing them.

    Who is hidden in between stays; who is never seen, behind a house say, goes: no
    annotator and no tracker could know of them.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for frame in frames:
        for person in frame.people:
            if person.visible_mask is not None:
                first.setdefault(person.track_id, frame.index)
                last[person.track_id] = frame.index
    return tuple(
        replace(
            frame,
            people=tuple(
                person
                for person in frame.people
                if person.track_id in first
                and first[person.track_id] <= frame.index <= last[person.track_id]
            ),
        )
        for frame in frames
    )
