"""The parts that stand-ins play: one a track, and what of it is in each frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nonesuch.nouns import Bools, Floats, Identity, Image, People, Source, Verdict
from nonesuch.prove.gate import Decision, decide
from nonesuch.replace.region import Region


@dataclass(frozen=True)
class Secret:
    """What the choice of stand-ins hangs on: the key, and what is being replaced."""

    key: bytes
    source: str
    camera: str = ""


Role = tuple[int, int, bool]


@dataclass
class Part:
    """One track's stand-in so far, and what the gate said of it."""

    track: int
    candidates: Iterator[Identity]
    identity: Identity
    given_up: list[tuple[Verdict, Identity]] = field(default_factory=list)
    is_chosen: bool = False
    attempts: int = 1
    is_covered: bool = False
    worst: Verdict | None = None
    first_frame: int = -1
    last_frame: int = -1
    frames: int = 0
    filled_frames: int = 0
    covered_frames: int = 0
    verified_frames: int = 0
    checked_at: int = -1
    sizes_px: list[float] = field(default_factory=list)

    @property
    def role(self) -> Role:
        """What is drawn in the person's place: two that are equal look the same."""
        return self.identity.index, self.attempts, self.is_covered

    def count(self, person: People, is_covered: bool, index: int) -> None:
        """Notes that the person is in frame ``index`` of the output."""
        if self.first_frame < 0:
            self.first_frame = index
        self.last_frame = index
        self.frames += 1
        self.covered_frames += int(is_covered)
        filled = int(person.sources[0]) in (Source.FILLED, Source.MARGIN)
        self.filled_frames += int(filled)
        box = person.boxes_xyxy[0]
        self.sizes_px.append(float(max(box[2] - box[0], box[3] - box[1])))

    def keeps(self, verdict: Verdict, can_retry: bool) -> bool:
        """Whether the stand-in stays as it is; if not, there is another or a cover.

        Until the first check is over, one who looks like the person is passed over; if
        all do who are tried, the least alike of them stays.
        """
        if verdict.similarity is None and self.verified_frames:
            return True  # hardly in the picture here, and verified where it was
        is_choosing = not self.is_chosen
        verdicts = [earlier for earlier, _ in self.given_up]
        decision = decide([*verdicts, verdict], can_retry, is_choosing)
        wants_other = decision is Decision.RETRY
        other = next(self.candidates, None) if wants_other else None
        if verdict.passed and other is None:
            self.is_chosen = True
            least = self._least_alike(verdict)
            if is_choosing and least is not self.identity:
                self.identity = least
                return False
            self.worst = _worse(self.worst, verdict)
            return True
        self.given_up.append((verdict, self.identity))
        self.worst = None
        if other is not None:
            self.identity = other
            self.attempts += 1
        else:
            self.is_covered = True
        return False

    def _least_alike(self, verdict: Verdict) -> Identity:
        """Of those who passed, this one included, who looks least like the person."""
        tried = [(verdict, self.identity), *self.given_up]
        passed = [(said.similarity, one) for said, one in tried if said.passed]
        return min(passed, key=lambda pair: pair[0] or 0.0)[1]


@dataclass(frozen=True)
class Staged:
    """A finished picture, and of each person the window and whether it is only covered.

    ``windows_xyxy`` is ``(n, 4)``, ``covered`` ``(n,)``.
    """

    image: Image
    windows_xyxy: Floats
    covered: Bools


@dataclass(frozen=True)
class Drawn:
    """A frame with everybody replaced, before the gate; ``roles`` is who was drawn."""

    image: Image
    people: People
    index: int
    regions: Sequence[Region]
    patches: Sequence[Image]
    roles: Sequence[Role]
    result: Image


def _worse(one: Verdict | None, other: Verdict) -> Verdict:
    """The verdict that comes nearer to its threshold."""
    if one is None or one.similarity is None or other.similarity is None:
        return other
    margins = one.threshold - one.similarity, other.threshold - other.similarity
    return one if margins[0] <= margins[1] else other
