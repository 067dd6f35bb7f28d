"""The people file, ``.people.jsonl``: who is where, one line a frame, for the hand.

The first line describes the clip; then comes one line for every frame, also for those
without people, in order.  Of a person only ``box`` is needed, so a file may be written
by hand or by another program: without ``track`` a person is linked later, without
``landmarks`` the box decides, without ``source`` the person counts as given.  Unknown
keys of a frame or a person are refused, because a misspelt key would silently lose what
its writer meant; unknown keys of the first line are notes and are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import LANDMARK_COUNT, Floats, People, Source

VERSION = 1
SUFFIX = ".people.jsonl"
_SOURCES = {source.name.lower(): source for source in Source}
_FRAME_KEYS = {"frame", "time_s", "people"}
_PERSON_KEYS = {"box", "score", "track", "source", "landmarks", "presence"}
_FARTHEST_PX = 1e6


@dataclass(frozen=True)
class Clip:
    """What the first line says: the video or picture that the people are in."""

    source: str
    frames: int
    width: int
    height: int


@dataclass(frozen=True)
class PeopleOfFrame:
    """One line: the people of frame ``index``, which is shown at ``time_s``."""

    index: int
    time_s: float
    people: People


def write_people(path: Path, clip: Clip, lines: Iterable[PeopleOfFrame]) -> None:
    """Writes the file, whole or not at all; missing folders are made.

    Raises :class:`Refusal` where it cannot be written.  Pixels, scores and presence
    are rounded to 2 decimals, seconds to 6.  ``ValueError`` if ``lines`` are not the
    frames 0 to ``clip.frames - 1`` in order.
    """
    with (
        writing_whole(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="\n") as file,
    ):
        file.write(_text(_header(clip)))
        for line in _in_order(lines, clip.frames):
            file.write(_text(_frame_record(line)))


def as_written(line: PeopleOfFrame) -> PeopleOfFrame:
    """The frame as it comes back from a file: rounded."""
    people = line.people
    landmarks = people.landmarks.copy()
    landmarks[~people.has_landmarks] = np.nan
    rounded = replace(
        people,
        boxes_xyxy=_to_hundredths(people.boxes_xyxy),
        scores=_to_hundredths(people.scores),
        landmarks=_to_hundredths(landmarks),
        presence=_to_hundredths(people.presence),
    )
    return PeopleOfFrame(line.index, round(line.time_s, 6), rounded)


def read_clip(path: Path) -> Clip:
    """The first line; :class:`Refusal` if it is not that of a people file."""
    with _opened(path) as file:
        return _clip_of(_Line(path, 1, next(file, b"")))


def read_people(path: Path) -> Iterator[PeopleOfFrame]:
    """The frames one after the other, none kept in memory.

    :class:`Refusal` names file and line of the first mistake; a file that ends too
    early is refused at its end, so use what it gives only when it was read whole.
    """
    with _opened(path) as file:
        clip = _clip_of(_Line(path, 1, next(file, b"")))
        expected = 0
        number = 1
        for number, raw in enumerate(file, start=2):
            if not raw.strip():
                continue
            line = _Line(path, number, raw)
            if expected == clip.frames:
                line.refuse(f"there are more than the {clip.frames} frames announced")
            yield _frame_of(line, clip, expected)
            expected += 1
        if expected != clip.frames:
            _Line(path, number, b"").refuse(
                f"the file ends after {expected} of {clip.frames} frames; "
                "it needs a line for every frame, also for those without people"
            )


@dataclass(frozen=True)
class _Line:
    path: Path
    number: int
    raw: bytes

    def refuse(self, problem: str) -> NoReturn:
        raise Refusal(f"{self.path}, line {self.number}: {problem}.")

    def record(self) -> dict[str, Any]:
        try:
            value = json.loads(self.raw.decode("utf-8"), parse_constant=self._constant)
        except UnicodeDecodeError:
            self.refuse("this is not UTF-8 text; save the file as UTF-8")
        except (ValueError, RecursionError) as error:
            self.refuse(f"this is not valid JSON ({error})")
        if not isinstance(value, dict):
            self.refuse(f"expected a JSON object in braces, found {_kind(value)}")
        return value

    def number_of(self, name: str, value: Any, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(f"{name} must be a number, found {_kind(value)}")
        if not low <= value <= high:
            self.refuse(f"{name} must lie between {low:g} and {high:g}, found {value}")
        return float(value)

    def whole_number_of(self, name: str, value: Any, low: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(f"{name} must be a whole number, found {_kind(value)}")
        if not low <= value < 2**53:
            self.refuse(f"{name} must be {low} or more, found {value}")
        return int(value)

    def only(self, record: dict[str, Any], known: set[str], what: str) -> None:
        unknown = sorted(set(record) - known)
        if unknown:
            self.refuse(
                f"{what} has the unknown key {unknown[0]!r}; known are "
                + ", ".join(sorted(known))
            )

    def _constant(self, name: str) -> NoReturn:
        self.refuse(f"{name} is not a number that this file can hold; use null")


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error


def _clip_of(line: _Line) -> Clip:
    if not line.raw.strip():
        line.refuse("expected the first line of a people file, found an empty one")
    record = line.record()
    if "nonesuch_people" not in record:
        line.refuse(
            'this is no people file: its first line must hold "nonesuch_people": '
            f"{VERSION}"
        )
    if record["nonesuch_people"] != VERSION:
        line.refuse(
            f"the people file has version {record['nonesuch_people']!r}, "
            f"this program reads version {VERSION}"
        )
    if record.get("landmarks", LANDMARK_COUNT) != LANDMARK_COUNT:
        line.refuse(
            f"faces have {record['landmarks']!r} landmarks here, this program "
            f"reads {LANDMARK_COUNT}"
        )
    return Clip(
        source=str(record.get("source", "")),
        frames=line.whole_number_of("frames", record.get("frames"), 0),
        width=line.whole_number_of("width", record.get("width"), 1),
        height=line.whole_number_of("height", record.get("height"), 1),
    )


def _frame_of(line: _Line, clip: Clip, expected: int) -> PeopleOfFrame:
    record = line.record()
    line.only(record, _FRAME_KEYS, "the frame")
    index = line.whole_number_of("frame", record.get("frame"), 0)
    if index != expected:
        line.refuse(f"frame {expected} must follow here, found frame {index}")
    time_s = line.number_of("time_s", record.get("time_s", 0.0), -1e9, 1e9)
    people = record.get("people")
    if not isinstance(people, list):
        line.refuse(f"people must be a list, found {_kind(people)}")
    return PeopleOfFrame(index, time_s, _people_of(line, clip, people))


def _people_of(line: _Line, clip: Clip, records: list[Any]) -> People:
    people = People.concatenate(
        [_person_of(line, clip, place, record) for place, record in enumerate(records)]
    )
    linked = people.track_ids[people.track_ids >= 0]
    ids, counts = np.unique(linked, return_counts=True)
    if (counts > 1).any():
        line.refuse(f"track {ids[counts > 1][0]} appears twice in this frame")
    return people


def _person_of(line: _Line, clip: Clip, place: int, record: Any) -> People:
    who = f"person {place + 1}"
    if not isinstance(record, dict):
        line.refuse(f"{who} must be a JSON object in braces, found {_kind(record)}")
    line.only(record, _PERSON_KEYS, who)
    source = record.get("source", "given")
    if not isinstance(source, str) or source not in _SOURCES:
        line.refuse(f"{who} has the source {source!r}; known are {', '.join(_SOURCES)}")
    score = line.number_of(f"{who}'s score", record.get("score", 1.0), 0, 1)
    landmarks = _landmarks_of(line, who, record.get("landmarks"))
    known = 0.0 if landmarks is None else 1.0
    presence = line.number_of(f"{who}'s presence", record.get("presence", known), 0, 1)
    return People(
        boxes_xyxy=_box_of(line, clip, who, record.get("box"))[None],
        scores=np.array([score], np.float32),
        track_ids=np.array(
            [line.whole_number_of(f"{who}'s track", record.get("track", -1), -1)],
            np.int64,
        ),
        landmarks=_no_landmarks() if landmarks is None else landmarks[None],
        presence=np.array([presence], np.float32),
        sources=np.array([int(_SOURCES[source])], np.int64),
    )


def _box_of(line: _Line, clip: Clip, who: str, value: Any) -> Floats:
    if not isinstance(value, list) or len(value) != 4:
        line.refuse(f"{who} needs a box of four numbers, [x0, y0, x1, y1]")
    x0, y0, x1, y1 = (
        line.number_of(f"{who}'s box", item, -_FARTHEST_PX, _FARTHEST_PX)
        for item in value
    )
    if x1 <= x0 or y1 <= y0:
        line.refuse(
            f"{who}'s box {value} is empty; it must be [x0, y0, x1, y1] in pixels "
            "with x1 > x0 and y1 > y0"
        )
    if x1 <= 0 or y1 <= 0 or x0 >= clip.width or y0 >= clip.height:
        line.refuse(
            f"{who}'s box {value} lies outside the frame of "
            f"{clip.width}x{clip.height} pixels"
        )
    return np.array([x0, y0, x1, y1], np.float32)


def _landmarks_of(line: _Line, who: str, value: Any) -> Floats | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != LANDMARK_COUNT:
        line.refuse(f"{who}'s landmarks must be {LANDMARK_COUNT} pairs [x, y] or null")
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            line.refuse(f"{who}'s landmarks must be pairs [x, y], found {pair!r}")
        for item in pair:
            line.number_of(f"{who}'s landmark", item, -_FARTHEST_PX, _FARTHEST_PX)
    return np.array(value, np.float32)


def _no_landmarks() -> Floats:
    return np.full((1, LANDMARK_COUNT, 2), np.nan, np.float32)


def _in_order(lines: Iterable[PeopleOfFrame], count: int) -> Iterator[PeopleOfFrame]:
    expected = 0
    for line in lines:
        if line.index != expected:
            raise ValueError(f"frame {line.index} came where {expected} was expected")
        expected += 1
        yield line
    if expected != count:
        raise ValueError(f"{expected} frames came where {count} were announced")


def _header(clip: Clip) -> dict[str, Any]:
    return {
        "nonesuch_people": VERSION,
        "source": clip.source,
        "frames": clip.frames,
        "width": clip.width,
        "height": clip.height,
        "landmarks": LANDMARK_COUNT,
    }


def _frame_record(line: PeopleOfFrame) -> dict[str, Any]:
    people = line.people
    has_landmarks = people.has_landmarks
    records = [
        {
            "box": _rounded(people.boxes_xyxy[place]),
            "score": _rounded(people.scores[place]),
            "track": int(people.track_ids[place]),
            "source": Source(int(people.sources[place])).name.lower(),
            "landmarks": (
                _rounded(people.landmarks[place]) if has_landmarks[place] else None
            ),
            "presence": _rounded(people.presence[place]),
        }
        for place in range(len(people))
    ]
    return {"frame": line.index, "time_s": round(line.time_s, 6), "people": records}


def _rounded(values: Floats) -> Any:
    return np.round(np.asarray(values, np.float64), 2).tolist()


def _to_hundredths(values: Floats) -> Floats:
    return np.round(np.asarray(values, np.float64), 2).astype(np.float32)


def _text(record: dict[str, Any]) -> str:
    return json.dumps(record, allow_nan=False, separators=(",", ":")) + "\n"


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}
    return names.get(type(value), repr(value))
