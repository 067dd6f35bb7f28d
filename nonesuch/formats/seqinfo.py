"""``seqinfo.ini`` of MOTChallenge with MOTSynth's additions, and ``seqmaps``."""

from __future__ import annotations

from collections.abc import Iterable
from configparser import ConfigParser, Error, SectionProxy
from math import atan, degrees
from pathlib import Path

from nonesuch.camera import Camera
from nonesuch.errors import Refusal
from nonesuch.formats.decimals import text_of
from nonesuch.formats.labels import SequenceInfo
from nonesuch.formats.rows import text_of_file, write_lines

_SECTION, _FACTS = "Sequence", "Facts"


def write_seqinfo(path: Path, info: SequenceInfo, camera: Camera | None = None) -> None:
    """Writes the file; with a camera also FOV, fx, fy, cx, cy as MOTSynth has them.

    ``time`` is hours, minutes and seconds, so the time of day is kept to the second.
    FOV is the horizontal field of view in degrees.
    """
    width, height = info.size_wh
    values = {
        "name": info.name,
        "imDir": info.image_folder,
        "frameRate": text_of(info.fps),
        "seqLength": str(info.frame_count),
        "imWidth": str(width),
        "imHeight": str(height),
        "imExt": info.image_extension,
        "weather": info.weather,
        "time": clock_of(info.time_of_day_h),
        "isNight": str(int(info.is_night)),
        "isMoving": str(int(info.is_moving)),
        **({} if camera is None else _lens(camera)),
    }
    lines = [f"[{_SECTION}]", *(f"{name}={value}" for name, value in values.items())]
    if info.facts:
        lines += ["", f"[{_FACTS}]"]
        lines += [f"{name}={value}" for name, value in info.facts.items()]
    write_lines(path, lines)


def read_seqinfo(path: Path) -> SequenceInfo:
    """What the file says; MOTSynth's additions may be missing.  Raises Refusal."""
    parser = ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keeps case
    try:
        parser.read_string(text_of_file(path))
    except Error as error:
        reason = " ".join(str(error).split())
        raise Refusal(f"{path} is no sequence information: {reason}.") from error
    if _SECTION not in parser:
        raise Refusal(f"{path} has no section [{_SECTION}]; is this a seqinfo.ini?")
    section = parser[_SECTION]
    return SequenceInfo(
        name=section.get("name", path.parent.name),
        fps=_number(path, section, "frameRate"),
        frame_count=int(_number(path, section, "seqLength")),
        size_wh=(
            int(_number(path, section, "imWidth")),
            int(_number(path, section, "imHeight")),
        ),
        image_folder=section.get("imDir", "img1"),
        image_extension=section.get("imExt", ".jpg"),
        weather=section.get("weather", "CLEAR"),
        time_of_day_h=_hours(path, section.get("time", "12:00:00")),
        is_night=section.get("isNight", "0") == "1",
        is_moving=section.get("isMoving", "0") == "1",
        facts=dict(parser[_FACTS]) if _FACTS in parser else {},
    )


def write_seqmap(path: Path, names: Iterable[str]) -> None:
    """Writes the list of sequences that the official tools want."""
    write_lines(path, ["name", *names])


def read_seqmap(path: Path) -> tuple[str, ...]:
    """The names of the sequences.  Raises :class:`Refusal`."""
    lines = [line.strip() for line in text_of_file(path).splitlines()]
    if lines[:1] != ["name"]:
        raise Refusal(f"{path}, line 1: a list of sequences begins with 'name'.")
    return tuple(line for line in lines[1:] if line)


def clock_of(time_of_day_h: float) -> str:
    """Hours, minutes and seconds as text."""
    seconds = round(time_of_day_h * 3600) % 86400
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def hours_of(clock: str) -> float:
    """The inverse of :func:`clock_of`; ``ValueError`` for other texts."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 60):
        raise ValueError(f"{clock} is no time of day")
    return (hours * 3600 + minutes * 60 + seconds) / 3600


def _lens(camera: Camera) -> dict[str, str]:
    matrix = camera.intrinsics
    half_width = camera.size_wh[0] / 2 / matrix[0, 0]
    return {
        "FOV": text_of(round(degrees(2 * atan(half_width)), 4)),
        "fx": text_of(matrix[0, 0]),
        "fy": text_of(matrix[1, 1]),
        "cx": text_of(matrix[0, 2]),
        "cy": text_of(matrix[1, 2]),
    }


def _number(path: Path, section: SectionProxy, name: str) -> float:
    text = section.get(name, "")
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise Refusal(
            f"{path}: {name} must be a number above 0, found {text or 'nothing'}."
        )
    return value


def _hours(path: Path, clock: str) -> float:
    try:
        return hours_of(clock)
    except ValueError as error:
        raise Refusal(
            f"{path}: time must be written as 14:30:00, found {clock!r}."
        ) from error
