"""The values that pass between the rooms: frozen arrays, first axis ``n`` people.

Images are uint8 RGB ``(h, w, 3)``.  Boxes are float32 ``(x0, y0, x1, y1)`` in pixels.
Pixel (0, 0) is the corner of the first pixel, so its centre is (0.5, 0.5).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch import face_points

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LANDMARK_COUNT = face_points.COUNT
"""Points kept of a face, see :mod:`nonesuch.face_points`."""


class Source(enum.IntEnum):
    """How a person in a frame is known."""

    DETECTED = 0
    LOW_SCORE = 1  # under the detection threshold, kept because a track runs through it
    FILLED = 2  # no detection: interpolated between neighbours of the track
    MARGIN = 3  # before the first or after the last detection of the track
    GIVEN = 4  # brought along by the user
    LEAK = 5  # found by the second detector in the finished picture


@dataclass(frozen=True)
class Frame:
    """One picture, or one picture of a video."""

    image: Image
    index: int
    time_s: float


@dataclass(frozen=True)
class People:
    """The ``n`` people of one frame.

    ``landmarks`` is float32 ``(n, 92, 2)`` in pixels of the frame, NaN for a person
    without; ``presence`` the probability, 0 to 1, that they lie on a face.
    ``track_ids`` is -1 for people who are not linked yet.
    """

    boxes_xyxy: Floats
    scores: Floats
    track_ids: Ints
    landmarks: Floats
    presence: Floats
    sources: Ints
    kind: str = "face"

    def __post_init__(self) -> None:
        n = len(self.boxes_xyxy)
        shapes = {
            "boxes_xyxy": (n, 4),
            "scores": (n,),
            "track_ids": (n,),
            "landmarks": (n, LANDMARK_COUNT, 2),
            "presence": (n,),
            "sources": (n,),
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(
                    f"{name} has shape {getattr(self, name).shape}, expected {shape}"
                )

    def __len__(self) -> int:
        return len(self.boxes_xyxy)

    def __getitem__(self, index: Any) -> People:
        """The people that a mask, slice or index array selects (always an array)."""
        arrays = {
            field.name: getattr(self, field.name)[index]
            for field in fields(self)
            if field.name != "kind"
        }
        return People(**arrays, kind=self.kind)

    @property
    def has_landmarks(self) -> Bools:
        """Whether each person's landmarks are all finite, ``(n,)``."""
        return np.asarray(np.isfinite(self.landmarks).all(axis=(1, 2)), bool)

    @classmethod
    def of_boxes(
        cls, boxes_xyxy: Floats, scores: Floats, source: Source = Source.DETECTED
    ) -> People:
        """People known by their boxes only: no track, no landmarks."""
        n = len(boxes_xyxy)
        return cls(
            boxes_xyxy=np.asarray(boxes_xyxy, np.float32).reshape(n, 4),
            scores=np.asarray(scores, np.float32).reshape(n),
            track_ids=np.full(n, -1, np.int64),
            landmarks=np.full((n, LANDMARK_COUNT, 2), np.nan, np.float32),
            presence=np.zeros(n, np.float32),
            sources=np.full(n, int(source), np.int64),
        )

    @classmethod
    def nobody(cls) -> People:
        """An empty frame."""
        return cls.of_boxes(np.zeros((0, 4), np.float32), np.zeros(0, np.float32))

    @classmethod
    def concatenate(cls, parts: list[People]) -> People:
        """All people of several lists, in their order."""
        if not parts:
            return cls.nobody()
        arrays = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(cls)
            if field.name != "kind"
        }
        return cls(**arrays, kind=parts[0].kind)


@dataclass(frozen=True)
class Identity:
    """A person who does not exist: a row of a table and its unit code.

    ``table`` is the path of the table's file, empty for the shipped one.
    ``lightness_range`` are the least and the largest CIE L* that the skin shall have in
    a picture, None where the place decides.
    """

    index: int
    code: Floats
    table: str = ""
    lightness_range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Verdict:
    """What a recognizer that had no part in the choice says of one replaced face.

    ``similarity`` is that of the replaced to the original face; higher is more alike;
    None where a face could not be embedded.  From ``close`` on, where it is known, the
    two are more alike than most strangers.
    """

    recognizer: str
    similarity: float | None
    threshold: float
    close: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the original person can no longer be recognized."""
        return self.similarity is not None and self.similarity < self.threshold

    @property
    def is_close(self) -> bool:
        """Whether the two are among the strangers who look most alike."""
        if self.similarity is None or self.close is None:
            return False
        return self.similarity >= self.close
