"""How every track of a video is lit, seen a few times a second and averaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nonesuch.nouns import Identity, Image, Ints
from nonesuch.replace.ambience import Ambience, Course, in_video
from nonesuch.replace.grain import noise_in_time
from nonesuch.replace.methods import Steps
from nonesuch.replace.region import Region


class Lighting:
    """The ambiences of all tracks, for a method that works in two steps.

    ``pattern_of`` gives the seed of the grain that a track keeps.  Without notes, as
    for single pictures, every face is looked at when it is drawn.
    """

    def __init__(self, steps: Steps, pattern_of: Callable[[int], int]) -> None:
        self._steps = steps
        self._pattern_of = pattern_of
        self._courses: dict[int, Course] = {}

    def due(self, track_ids: Ints, time_s: float) -> list[int]:
        """Rows of those who were not looked at for a while."""
        return [
            row
            for row, track in enumerate(track_ids)
            if int(track) not in self._courses
            or self._courses[int(track)].is_due(time_s)
        ]

    def note(
        self,
        image: Image,
        before: Image,
        tracks: Sequence[int],
        regions: Sequence[Region],
        identities: Sequence[Identity],
        at: tuple[int, float],
    ) -> None:
        """Looks at faces of a frame and keeps what it sees.

        ``before`` is the frame before, ``at`` the frame's index and time in seconds.
        """
        seen = self._steps.look(image, regions, identities)
        for track, region, ambience in zip(tracks, regions, seen, strict=True):
            fresh = noise_in_time(before, image, region)
            steady = in_video(ambience, fresh, self._pattern_of(track))
            self._courses.setdefault(track, Course()).note(*at, steady)

    def render(
        self,
        image: Image,
        tracks: Sequence[int],
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
        index: int,
    ) -> list[Image]:
        """Patches for faces of frame ``index``, as the method's own ``render``."""
        found = {
            place: self._courses[track].at(index)
            for place, track in enumerate(tracks)
            if track in self._courses
        }
        found |= self._fresh(image, regions, identities, found)
        ambiences = [found[place] for place in range(len(tracks))]
        return self._steps.render(image, regions, identities, seeds, ambiences)

    def _fresh(
        self,
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        known: dict[int, Ambience],
    ) -> dict[int, Ambience]:
        """The ambiences of those nothing is known of, by place."""
        places = [place for place in range(len(regions)) if place not in known]
        seen = self._steps.look(
            image,
            [regions[place] for place in places],
            [identities[place] for place in places],
        )
        return dict(zip(places, seen, strict=True))
