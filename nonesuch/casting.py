"""Who stands in for whom: one part a track, recast or covered as the gate decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nonesuch.apparent import Beholder
from nonesuch.errors import Refusal
from nonesuch.lighting import Lighting
from nonesuch.nouns import Bools, Floats, Image, People, Verdict
from nonesuch.parts import Drawn, Part, Secret, Staged
from nonesuch.prove.gate import verdicts
from nonesuch.prove.recognizer import Embeddings, Recognizer
from nonesuch.replace import classic
from nonesuch.replace.cover import COVERS
from nonesuch.replace.identity import Appearance, IdentityTable, keyed_seed, stand_ins
from nonesuch.replace.methods import Method
from nonesuch.replace.region import Region, pasted

DOUBTFUL_BLURS = (51.0, 102.0, 204.0)
"""What may be no person is blurred, and more so while the gate recognizes somebody."""
_EVERY_FRAME = -1
_PAINTED_WITHOUT_LANDMARKS_PX = 24.0
"""Larger faces without landmarks are covered: a frontal face would not fit them."""


class Casting:
    """The parts of one picture or video; keeps what it decided from frame to frame."""

    def __init__(
        self,
        method: Method,
        table: IdentityTable,
        secret: Secret,
        recognizer: Recognizer,
        doubtful: frozenset[int] = frozenset(),
        beholder: Beholder | None = None,
        cover: str = "cover",
    ) -> None:
        """``doubtful`` are tracks that may be no people: they get a strong blur.

        With a ``beholder`` stand-ins keep what it sees in the removed faces; without
        one nothing of a face has a part in the choice.  ``cover`` is one of
        :data:`nonesuch.replace.cover.COVERS`.
        """
        self._method = method
        self._table = table
        self._secret = secret
        self._recognizer = recognizer
        self._doubtful = doubtful
        self._beholder = beholder
        self.cover = cover
        self.parts: dict[int, Part] = {}
        self._lighting = (
            Lighting(method.steps, lambda track: self._grain_seed(track, _EVERY_FRAME))
            if method.steps
            else None
        )

    def stage(
        self, image: Image, people: People, index: int, verified: Bools, recast: bool
    ) -> Staged:
        """The picture with everybody replaced; those ``verified`` pass the gate first.

        With ``recast`` a face that fails gets the next stand-in, for all frames to
        come; otherwise, and when none is left, it is covered from here on.
        """
        return self.settle(self.draw(image, people, index), verified, recast)

    def draw(self, image: Image, people: People, index: int) -> Drawn:
        """The picture with everybody replaced as it stands, not verified.

        Frames whose tracks all have a part may be drawn side by side.
        """
        regions = self._regions(people, image)
        parts = self._parts_of(people, image, regions)
        # Noted before anything is drawn: a check of an earlier frame may change a part
        # meanwhile, and then :meth:`settle` must see that this drawing is out of date.
        roles = [part.role for part in parts]
        patches = self._patches(image, regions, parts, people, index, range(len(parts)))
        result = pasted(image, regions, patches)
        return Drawn(image, people, index, regions, patches, roles, result)

    @property
    def looks_around(self) -> bool:
        """Whether :meth:`look` has anything to note for this method."""
        return self._lighting is not None

    def look(
        self, image: Image, before: Image, people: People, index: int, time_s: float
    ) -> None:
        """Notes the surroundings of those not looked at for a while, for all frames.

        ``before`` is the frame before this one; no frame is drawn meanwhile.
        """
        if self._lighting is None:
            return
        chosen = people[np.array(self._lighting.due(people.track_ids, time_s), int)]
        regions = self._regions(chosen, image)
        parts = self._parts_of(chosen, image, regions)
        faces = zip(parts, regions, chosen.boxes_xyxy, strict=True)
        shown = [
            (part, region)
            for part, region, box in faces
            if not self._is_filled(part, region, box) and not self._is_blurred(part)
        ]
        if shown:
            self._lighting.note(
                image,
                before,
                [part.track for part, _ in shown],
                [region for _, region in shown],
                [part.identity for part, _ in shown],
                (index, time_s),
            )

    def settle(self, drawn: Drawn, verified: Bools, recast: bool) -> Staged:
        """What :meth:`stage` returns, from a drawing that may be out of date."""
        image, people, index = drawn.image, drawn.people, drawn.index
        parts = [self.parts[int(track)] for track in people.track_ids]
        if [part.role for part in parts] != drawn.roles:
            drawn = self.draw(image, people, index)
        regions, patches, result = drawn.regions, list(drawn.patches), drawn.result
        boxes = people.boxes_xyxy
        asked = [int(i) for i in np.flatnonzero(verified) if not parts[i].is_covered]
        # Another stand-in would change nothing about a cover.
        filled = {i for i in asked if self._is_filled(parts[i], regions[i], boxes[i])}
        free = set(asked) - filled if recast else set()
        original = self._recognizer.embed(image, people[asked]) if asked else None
        unsettled = asked
        while unsettled and original is not None:
            known = original[[asked.index(i) for i in unsettled]]
            unsettled = self._failing(
                known, result, people, parts, unsettled, index, free
            )
            if unsettled:
                again = self._patches(image, regions, parts, people, index, unsettled)
                for i, patch in zip(unsettled, again, strict=True):
                    patches[i] = patch
                result = pasted(image, regions, patches)
                unsettled = [i for i in unsettled if not parts[i].is_covered]
        windows = np.array([r.window_xyxy for r in regions], np.float32).reshape(-1, 4)
        covered = [
            self._is_filled(part, region, box)
            for part, region, box in zip(parts, regions, boxes, strict=True)
        ]
        return Staged(result, windows, np.array(covered, bool))

    def count(self, people: People, staged: Staged, index: int) -> None:
        """Notes who is in frame ``index`` of the output, for the report."""
        for row, track in enumerate(people.track_ids):
            part = self.parts[int(track)]
            part.count(people[row : row + 1], bool(staged.covered[row]), index)

    def method_of(self, track: int) -> str:
        """The name of what is done to a track that is not covered."""
        part = self.parts[track]
        return f"blur:{_blur(part):g}" if self._is_blurred(part) else self._method.name

    def checked_at(self, track: int) -> int:
        """The frame at which a track passed the gate last, -1 for none."""
        return self.parts[track].checked_at if track in self.parts else -1

    def _regions(self, people: People, image: Image) -> list[Region]:
        """Where everybody is; of who may be no person the landmarks are not trusted."""
        trusted = people.has_landmarks & ~np.isin(people.track_ids, [*self._doubtful])
        known = zip(people.landmarks, trusted, strict=True)
        landmarks = [points if is_known else None for points, is_known in known]
        shape_hw = image.shape[0], image.shape[1]
        return self._method.place(people.boxes_xyxy, landmarks, shape_hw)

    def _parts_of(
        self, people: People, image: Image, regions: Sequence[Region]
    ) -> list[Part]:
        tracks = zip(people.track_ids, regions, strict=True)
        return [self._part(int(track), image, region) for track, region in tracks]

    def _part(self, track: int, image: Image, region: Region) -> Part:
        if track not in self.parts:
            everybody = stand_ins(
                self._table,
                self._secret.key,
                self._secret.source,
                self._secret.camera,
                track,
                self._suggested(image, region),
                self._wanted(image, region),
            )
            candidates = filter(self._method.suits, everybody)
            first = next(candidates, None)
            if first is None:
                raise Refusal(
                    f"Nobody in the table of people suits the method "
                    f"{self._method.name}; use the people that come with the program."
                )
            self.parts[track] = Part(track, candidates, first)
        return self.parts[track]

    def _suggested(self, image: Image, region: Region) -> Appearance | None:
        suggests = self._method.suggests
        return None if suggests is None else suggests(image, region)

    def _wanted(self, image: Image, region: Region) -> Appearance | None:
        """What is to be kept of a face, None for nothing or a face not known well."""
        if self._beholder is None or region.landmarks is None:
            return None
        return self._beholder.wanted(image, region.landmarks)

    def _patches(
        self,
        image: Image,
        regions: Sequence[Region],
        parts: Sequence[Part],
        people: People,
        index: int,
        which: Sequence[int],
    ) -> list[Image]:
        """Patches for the faces ``which``, in that order."""
        cover = COVERS[self.cover]
        covered = {
            i: cover(image, regions, i)
            for i in which
            if self._is_filled(parts[i], regions[i], people.boxes_xyxy[i])
        }
        blurred = {
            i: classic.blur(image, regions[i], _blur(parts[i]))
            for i in which
            if i not in covered and self._is_blurred(parts[i])
        }
        drawn = [i for i in which if i not in covered and i not in blurred]
        rendered = self._rendered(
            image, [regions[i] for i in drawn], [parts[i] for i in drawn], index
        )
        patches = covered | blurred | dict(zip(drawn, rendered, strict=True))
        return [patches[i] for i in which]

    def _rendered(
        self, image: Image, regions: list[Region], parts: list[Part], index: int
    ) -> list[Image]:
        identities = [part.identity for part in parts]
        seeds = [self._grain_seed(part.track, index) for part in parts]
        if self._lighting is None:
            return self._method.render(image, regions, identities, seeds)
        tracks = [part.track for part in parts]
        return self._lighting.render(image, tracks, regions, identities, seeds, index)

    def _is_blurred(self, part: Part) -> bool:
        return self._method.has_identity and part.track in self._doubtful

    def _is_filled(self, part: Part, region: Region, box_xyxy: Floats) -> bool:
        """Whether the face is only covered: as decided, or too large to guess."""
        if part.is_covered or region.is_empty:
            return True
        size_px = float(max(box_xyxy[2:] - box_xyxy[:2]))
        guessed = region.landmarks is None and self._method.has_identity
        guessed = guessed and not self._is_blurred(part)
        return guessed and size_px > _PAINTED_WITHOUT_LANDMARKS_PX

    def _failing(
        self,
        original: Embeddings,
        result: Image,
        people: People,
        parts: Sequence[Part],
        which: Sequence[int],
        index: int,
        free: set[int],
    ) -> list[int]:
        """Those who must be drawn again: recast, if they are ``free``, or covered."""
        chosen = people[np.array(which)]
        failing = []
        found = verdicts(self._recognizer, original, result, chosen)
        for i, verdict in zip(which, found, strict=True):
            part = parts[i]
            if self._keeps(part, verdict, i in free):
                part.verified_frames += 1
                part.checked_at = index
            else:
                failing.append(i)
        return failing

    def _keeps(self, part: Part, verdict: Verdict, free: bool) -> bool:
        if not self._is_blurred(part):
            has_others = self._method.has_identity and part.attempts < len(self._table)
            return part.keeps(verdict, free and has_others)
        is_recognized = not verdict.passed and verdict.similarity is not None
        if is_recognized and part.attempts < len(DOUBTFUL_BLURS):
            part.attempts += 1
            return False
        return part.keeps(verdict, False)

    def _grain_seed(self, track: int, index: int) -> int:
        secret = self._secret
        return keyed_seed(secret.key, secret.source, secret.camera, track, index)


def _blur(part: Part) -> float:
    return DOUBTFUL_BLURS[min(part.attempts, len(DOUBTFUL_BLURS)) - 1]
