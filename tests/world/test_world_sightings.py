"""Tracks that begin and end at a sight."""

from __future__ import annotations

import numpy as np

from nonesuch.formats.labels import FrameLabels, PersonLabel, mask_of
from nonesuch.world.sightings import between_sightings


def frames_of_pattern(*patterns: str) -> tuple[FrameLabels, ...]:
    """One pattern a track: ``#`` seen, ``o`` hidden, a blank not there."""
    mask = mask_of(np.ones((2, 2), np.bool_))
    return tuple(
        FrameLabels(
            index,
            tuple(
                PersonLabel(
                    track,
                    np.array([0.0, 0, 2, 2]),
                    visible_mask=mask if pattern[index] == "#" else None,
                )
                for track, pattern in enumerate(patterns, start=1)
                if pattern[index] != " "
            ),
        )
        for index in range(len(patterns[0]))
    )


def pattern_of(frames: tuple[FrameLabels, ...], track: int) -> str:
    letters = []
    for frame in frames:
        found = [person for person in frame.people if person.track_id == track]
        seen = bool(found) and found[0].visible_mask is not None
        letters.append("#" if seen else "o" if found else " ")
    return "".join(letters)


def test_no_frames_stay_none() -> None:
    assert between_sightings(()) == ()


def test_hidden_ends_are_cut_and_the_middle_stays() -> None:
    frames = between_sightings(frames_of_pattern("oo#oo##o ", "#########"))
    assert pattern_of(frames, 1) == "  #oo##  "
    assert pattern_of(frames, 2) == "#########"


def test_who_is_never_seen_goes() -> None:
    frames = between_sightings(frames_of_pattern("oooo", "o  #"))
    assert pattern_of(frames, 1) == "    "
    assert pattern_of(frames, 2) == "   #"
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
