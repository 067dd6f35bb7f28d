"""From what happened to each face in each frame to one line of evidence a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from nonesuch.nouns import Verdict
from nonesuch.prove.report import PersonReport


@dataclass(frozen=True)
class Sighting:
    """One person in one frame, as it left the program.

    ``verdict`` is the one on the finished face, None where none was asked for;
    ``attempts`` counts the identities tried (0 where the face was only covered).
    """

    track: int
    frame: int
    face_px: float
    verdict: Verdict | None = None
    attempts: int = 1
    covered: bool = False
    filled: bool = False
    unchanged: bool = False

    @property
    def is_verified(self) -> bool:
        """Whether a recognizer could look at the face."""
        return self.verdict is not None and self.verdict.similarity is not None

    @property
    def is_identifiable(self) -> bool:
        """Whether the original person is known again, or simply still there."""
        failed = (
            self.verdict is not None and self.is_verified and not self.verdict.passed
        )
        return self.unchanged or failed


class Tally:
    """Takes sightings in any order and keeps a few numbers of each person."""

    def __init__(self) -> None:
        self._people: dict[int, _Running] = {}

    def add(self, sighting: Sighting) -> None:
        """Counts one person in one frame."""
        running = self._people.setdefault(sighting.track, _Running())
        running.add(sighting)

    def people(
        self, method: str, kind: str = "face", source: str | None = None
    ) -> list[PersonReport]:
        """One report a person, by track; ``source`` names the picture of a folder."""
        return [
            running.report(track, method, kind, source)
            for track, running in sorted(self._people.items())
        ]


@dataclass
class _Running:
    first: int | None = None
    last: int = 0
    attempts: int = 0
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(_COUNTED, 0) | {"frames": 0}
    )
    sizes_px: list[float] = field(default_factory=list)
    worst: dict[str, Verdict] = field(default_factory=dict)

    def add(self, sighting: Sighting) -> None:
        first = sighting.frame if self.first is None else self.first
        self.first = min(first, sighting.frame)
        self.last = max(self.last, sighting.frame)
        self.attempts = max(self.attempts, sighting.attempts)
        self.sizes_px.append(sighting.face_px)
        self.counts["frames"] += 1
        for name, is_so in _COUNTED.items():
            self.counts[name] += is_so(sighting)
        if sighting.verdict is not None:
            self._keep_if_worse(sighting.verdict)

    def _keep_if_worse(self, verdict: Verdict) -> None:
        if verdict.similarity is None:
            return
        known = self.worst.get(verdict.recognizer)
        if known is None or _excess(verdict) > _excess(known):
            self.worst[verdict.recognizer] = verdict

    def report(
        self, track: int, method: str, kind: str, source: str | None
    ) -> PersonReport:
        return PersonReport(
            track=track,
            kind=kind,
            first_frame=self.first or 0,
            last_frame=self.last,
            method=method,
            attempts=self.attempts,
            outcome=_outcome(self.counts),
            face_px=median(self.sizes_px),
            source=source,
            similarity={name: _similarity(v) for name, v in self.worst.items()},
            threshold={name: v.threshold for name, v in self.worst.items()},
            **self.counts,
        )


_COUNTED: dict[str, Callable[[Sighting], bool]] = {
    "filled_frames": lambda sighting: sighting.filled,
    "covered_frames": lambda sighting: sighting.covered,
    "unverified_frames": lambda sighting: not sighting.is_verified,
    "identifiable_frames": lambda sighting: sighting.is_identifiable,
    "unchanged_frames": lambda sighting: sighting.unchanged,
}


def _outcome(counts: dict[str, int]) -> str:
    if counts["identifiable_frames"]:
        return "identifiable"
    return "covered" if counts["covered_frames"] else "replaced"


def _excess(verdict: Verdict) -> float:
    return _similarity(verdict) - verdict.threshold


def _similarity(verdict: Verdict) -> float:
    return -1.0 if verdict.similarity is None else verdict.similarity
