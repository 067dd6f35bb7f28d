"""The evidence of a run as JSON; the schema is documented in ``docs/report.md``.

It holds numbers about people and nothing of them: no picture, embedding, metadata.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nonesuch import __version__
from nonesuch.errors import Refusal
from nonesuch.media.whole import writing_whole

SCHEMA = "nonesuch-report-1"
OUTCOMES = ("replaced", "covered", "identifiable")
SECRET_SETTINGS = frozenset({"key", "key_file", "secret"})


@dataclass(frozen=True)
class ModelUsed:
    """A network that had a part in the run."""

    name: str
    sha256: str
    licence: str


@dataclass(frozen=True)
class PersonReport:
    """One person: a track of a video, or a face of a picture.

    ``frames`` counts the pictures the person is in; of them ``filled_frames`` are those
    where no detector saw the person, ``covered_frames`` are only covered,
    ``unverified_frames`` no verdict, ``identifiable_frames`` a failed one, and in
    ``unchanged_frames`` the face's pixels are those of the original.

    ``similarity`` holds, by recognizer, that of the finished to the original face in
    the worst frame, ``threshold`` the line that belongs to it; no entry where no face
    could be embedded.  ``face_px`` is the median side of the face.
    """

    track: int
    kind: str
    first_frame: int
    last_frame: int
    frames: int
    filled_frames: int
    method: str
    attempts: int
    outcome: str
    face_px: float | None = None
    source: str | None = None
    similarity: Mapping[str, float] = field(default_factory=dict)
    threshold: Mapping[str, float] = field(default_factory=dict)
    covered_frames: int = 0
    unverified_frames: int = 0
    identifiable_frames: int = 0
    unchanged_frames: int = 0

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(
                f"outcome is {self.outcome!r}, expected one of {', '.join(OUTCOMES)}"
            )


@dataclass(frozen=True)
class Report:
    """What a run or an audit found.  ``source`` and ``output`` are base names.

    ``chance`` is, by recognizer, the similarities of finished faces to originals of
    other people in the same material: what is left when nothing is left.
    """

    source: str
    output: str
    settings: Mapping[str, Any]
    models: Sequence[ModelUsed]
    frames: int
    people: Sequence[PersonReport]
    warnings: Sequence[str] = ()
    leaks: int = 0
    chance: Mapping[str, Sequence[float]] = field(default_factory=dict)
    kind: str = "anonymize"
    nonesuch: str = __version__

    @property
    def totals(self) -> dict[str, int]:
        """People by outcome, and what else one wants to know at a glance."""
        by_outcome = Counter(person.outcome for person in self.people)
        return {
            "people": len(self.people),
            **{outcome: by_outcome[outcome] for outcome in OUTCOMES},
            "faces": sum(person.frames for person in self.people),
            "covered_faces": sum(person.covered_frames for person in self.people),
            "filled_faces": sum(person.filled_frames for person in self.people),
            "unverified_faces": sum(person.unverified_frames for person in self.people),
            "unchanged_faces": sum(person.unchanged_frames for person in self.people),
            "leaks": self.leaks,
        }

    @property
    def passed(self) -> bool:
        """Whether nobody can be identified any more, as far as was looked."""
        identifiable = any(person.outcome == "identifiable" for person in self.people)
        return not identifiable and (self.kind != "check" or self.leaks == 0)


def base_name(path: str | Path) -> str:
    """The last part of a path: the report tells nothing about the user's machine.

    >>> base_name("/home/ada/street.mp4")
    'street.mp4'
    """
    return Path(path).name or "."


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain lists and dictionaries, in the order of the schema."""
    values = asdict(report)
    people = [dict(_finite(person)) for person in values["people"]]
    return {
        "schema": SCHEMA,
        "nonesuch": report.nonesuch,
        "kind": report.kind,
        "source": base_name(report.source),
        "output": base_name(report.output),
        "settings": public_settings(report.settings),
        "models": list(values["models"]),
        "frames": report.frames,
        "people": people,
        "totals": report.totals,
        "passed": report.passed,
        "chance": _finite(values["chance"]),
        "warnings": list(report.warnings),
    }


def public_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings without secrets, paths by their last part only."""
    return {
        name: _public(value)
        for name, value in settings.items()
        if name.lower() not in SECRET_SETTINGS
    }


def write_report(report: Report, path: Path) -> None:
    """Writes the JSON beside its name and renames it when it is whole."""
    text = json.dumps(as_json(report), indent=2, ensure_ascii=False, allow_nan=False)
    with writing_whole(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def read_report(path: Path) -> Report:
    """The report in a file; :class:`Refusal` if it is none of this schema."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return _of_json(values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(
            f"{path} is no report of nonesuch ({error}); give a file that "
            "`nonesuch anonymize --report` or `nonesuch check -o` wrote."
        ) from error


def _of_json(values: dict[str, Any]) -> Report:
    if values["schema"] != SCHEMA:
        raise ValueError(f"its schema is {values['schema']!r}, expected {SCHEMA!r}")
    return Report(
        source=values["source"],
        output=values["output"],
        settings=values["settings"],
        models=[ModelUsed(**model) for model in values["models"]],
        frames=values["frames"],
        people=[PersonReport(**person) for person in values["people"]],
        warnings=values["warnings"],
        leaks=values["totals"]["leaks"],
        chance=values["chance"],
        kind=values["kind"],
        nonesuch=values["nonesuch"],
    )


def _public(value: Any) -> Any:
    if isinstance(value, Mapping):
        return public_settings(value)
    if isinstance(value, Path):
        return base_name(value)
    if isinstance(value, (list, tuple)):
        return [_public(item) for item in value]
    if isinstance(value, str) and ("/" in value or "\\" in value):
        return base_name(value.replace("\\", "/"))
    return _finite(value)


def _finite(value: Any) -> Any:
    """JSON has no NaN: None instead; decimals beyond the fourth mean nothing."""
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value
