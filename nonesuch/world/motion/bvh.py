"""BVH files of motion capture: the tree of joints and how it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.world.motion.rotations import about_x, about_y, about_z
from nonesuch.world.nouns import Floats

TURNS = {"Xrotation": about_x, "Yrotation": about_y, "Zrotation": about_z}
SHIFTS = {"Xposition": 0, "Yposition": 1, "Zposition": 2}


@dataclass(frozen=True, eq=False)
class Motion:
    """A recorded motion, in the file's own units and axes (y is usually up)."""

    names: tuple[str, ...]  # parents come first
    parents: tuple[int, ...]  # -1 for the root
    offsets: Floats  # (j, 3), from the parent
    turns: Floats  # (f, j, 3, 3), against the parent
    shifts: Floats  # (f, j, 3), added to the offsets
    frame_time_s: float

    def places(self) -> Floats:
        """Where the joints are, ``(f, j, 3)``."""
        turns, places = np.empty_like(self.turns), np.empty_like(self.shifts)
        for joint, parent in enumerate(self.parents):
            step = self.offsets[joint] + self.shifts[:, joint]
            if parent < 0:
                turns[:, joint], places[:, joint] = self.turns[:, joint], step
                continue
            turns[:, joint] = turns[:, parent] @ self.turns[:, joint]
            moved = (turns[:, parent] @ step[..., None])[..., 0]
            places[:, joint] = places[:, parent] + moved
        return places


@dataclass(frozen=True, eq=False)
class _Tree:
    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: Floats
    channels: tuple[tuple[str, ...], ...]


def read_bvh(path: Path) -> Motion:
    """The motion in a BVH file; ``Refusal`` if the file is not whole and sound."""
    try:
        words = iter(path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} could not be read as a BVH file: {error}.") from error
    try:
        tree = _read_tree(words)
        count, frame_time_s = _read_head(words)
        numbers = np.array(list(words), np.float64)
    except (ValueError, IndexError) as error:
        raise Refusal(
            f"{path} is not a sound BVH file: {error}. "
            "Export the clip again, or take the file out of the folder."
        ) from error
    width = sum(map(len, tree.channels))
    if len(numbers) != count * width or not np.isfinite(numbers).all():
        raise Refusal(
            f"{path} announces {count} frames of {width} numbers, but holds "
            f"{len(numbers)} numbers. Export the clip again."
        )
    return _motion(tree, numbers.reshape(count, width), frame_time_s)


def _read_tree(words: Iterator[str]) -> _Tree:
    _expect(words, "HIERARCHY")
    names: list[str] = []
    parents: list[int] = []
    offsets: list[list[float]] = []
    channels: list[tuple[str, ...]] = []
    open_joints: list[int] = []
    for word in words:
        if word in ("ROOT", "JOINT"):
            names += _taken(words, 1)
            parents.append(open_joints[-1] if open_joints else -1)
            channels.append(())
            _expect(words, "{")
            open_joints.append(len(names) - 1)
        elif word == "End":
            _skip_end_site(words)
        elif word == "OFFSET":
            offsets.append([float(number) for number in _taken(words, 3)])
        elif word == "CHANNELS":
            listed = tuple(_taken(words, int(*_taken(words, 1))))
            channels[open_joints[-1]] = _known(listed)
        elif word == "}":
            open_joints.pop()
        elif word == "MOTION":
            break
        else:
            raise ValueError(f"unexpected word {word!r} in its hierarchy")
    if not names or open_joints or len(offsets) != len(names):
        raise ValueError("its hierarchy is not complete")
    return _Tree(tuple(names), tuple(parents), np.array(offsets), tuple(channels))


def _taken(words: Iterator[str], count: int) -> list[str]:
    taken = list(islice(words, count))
    if len(taken) < count:
        raise ValueError("it ends too early")
    return taken


def _expect(words: Iterator[str], wanted: str) -> None:
    word = next(words, "the end of the file")
    if word != wanted:
        raise ValueError(f"{wanted!r} was expected, but {word!r} was found")


def _skip_end_site(words: Iterator[str]) -> None:
    for wanted in ("Site", "{", "OFFSET"):
        _expect(words, wanted)
    _taken(words, 3)
    _expect(words, "}")


def _known(channels: tuple[str, ...]) -> tuple[str, ...]:
    for channel in channels:
        if channel not in TURNS and channel not in SHIFTS:
            raise ValueError(f"it has an unknown channel {channel!r}")
    return channels


def _read_head(words: Iterator[str]) -> tuple[int, float]:
    _expect(words, "Frames:")
    count = int(*_taken(words, 1))
    _expect(words, "Frame")
    _expect(words, "Time:")
    frame_time_s = float(*_taken(words, 1))
    if count < 1 or not frame_time_s > 0:
        raise ValueError("it has no frames, or no time between them")
    return count, frame_time_s


def _motion(tree: _Tree, numbers: Floats, frame_time_s: float) -> Motion:
    count, joints = len(numbers), len(tree.names)
    turns = np.tile(np.eye(3), (count, joints, 1, 1))
    shifts = np.zeros((count, joints, 3))
    column = 0
    for joint, channels in enumerate(tree.channels):
        for channel in channels:
            values = numbers[:, column]
            column += 1
            if channel in SHIFTS:
                shifts[:, joint, SHIFTS[channel]] += values
            else:
                turn = TURNS[channel](np.radians(values))
                turns[:, joint] = turns[:, joint] @ turn
    return Motion(tree.names, tree.parents, tree.offsets, turns, shifts, frame_time_s)
