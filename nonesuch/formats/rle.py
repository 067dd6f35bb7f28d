"""Run lengths of masks as COCO and MOTS write them, character for character.

A mask is read column by column; the runs of zeros and ones alternate, zeros first.
From the fourth on a run is stored as the difference from the last but one, every number
in groups of five bits, the lowest first, as one printable character each.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_GROUP_BITS = 5
_MOST_GROUPS = 7  # enough for the runs of any picture below 2^34 pixels
_LOW, _SIGN, _MORE, _FIRST_CHARACTER = 0x1F, 0x10, 0x20, 48


def counts_of_part(
    pixels: Booleans, left: int, top: int, size_wh: tuple[int, int]
) -> Counts:
    """Run lengths of the picture's mask of which ``pixels`` ``(h, w)`` is a part.

    The part begins at (left, top) and lies inside the picture; around it all is 0.
    """
    width, height = size_wh
    rows, columns = pixels.shape
    padded = np.zeros((columns, rows + 2), np.bool_)
    padded[:, 1:-1] = pixels.T
    column, row = np.nonzero(padded[:, 1:] != padded[:, :-1])
    changes = (left + column) * height + top + row
    # What goes on from a column's foot to the next one's head is one run.
    joined = np.flatnonzero(changes[1:-1:2] == changes[2::2]) * 2 + 1
    changes = np.delete(changes, [*joined, *(joined + 1)])
    edges = np.concatenate([[0], changes, [width * height]])
    counts = np.diff(edges)
    return counts[:-1] if len(counts) > 1 and counts[-1] == 0 else counts


def rle_of(counts: Counts) -> bytes:
    """The characters of run lengths ``(n,)``."""
    rest = counts.astype(np.int64)
    rest[3:] -= counts[1:-2]
    groups = np.zeros((len(rest), _MOST_GROUPS), np.uint8)
    is_used = np.zeros(groups.shape, np.bool_)
    goes_on = np.ones(len(rest), np.bool_)
    for place in range(_MOST_GROUPS):
        low = rest & _LOW
        rest = rest >> _GROUP_BITS
        is_used[:, place] = goes_on
        goes_on = goes_on & (rest != np.where(low & _SIGN, -1, 0))
        groups[:, place] = low | (goes_on * _MORE)
    return bytes(groups[is_used] + np.uint8(_FIRST_CHARACTER))


def counts_of(rle: bytes) -> Counts:
    """Run lengths ``(n,)`` of the characters; ``ValueError`` if they are none."""
    groups = np.frombuffer(rle, np.uint8).astype(np.int64) - _FIRST_CHARACTER
    if not len(groups) or groups.min() < 0 or groups.max() > 63 or groups[-1] & _MORE:
        raise ValueError("these characters are no run lengths")
    ends = np.flatnonzero(groups & _MORE == 0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if lengths.max() > _MOST_GROUPS:
        raise ValueError("a run is longer than any picture")
    places = np.arange(len(groups)) - np.repeat(starts, lengths)
    parts = (groups & _LOW) << (_GROUP_BITS * places)
    numbers: Counts = np.add.reduceat(parts, starts)
    is_negative = groups[ends] & _SIGN != 0
    numbers = numbers - (is_negative.astype(np.int64) << (_GROUP_BITS * lengths))
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    if numbers.min() < 0:
        raise ValueError("a run is shorter than nothing")
    return numbers


def mask_of_counts(counts: Counts, size_wh: tuple[int, int]) -> Booleans:
    """The mask ``(h, w)`` of a picture from its run lengths."""
    width, height = size_wh
    is_set = np.arange(len(counts)) % 2 == 1
    return np.repeat(is_set, counts).reshape(width, height).T


def part_of_counts(
    counts: Counts, size_wh: tuple[int, int]
) -> tuple[int, int, Booleans] | None:
    """Left, top and pixels ``(h, w)`` of the part with ones; None if there are none."""
    height = size_wh[1]
    extent = extent_of_counts(counts, height)
    if extent is None:
        return None
    left, top, right, bottom = extent
    # Whole columns from the first with a one to the last are a mask by themselves.
    within = counts.copy()
    within[0] -= left * height
    if len(within) % 2:
        within[-1] = (right - left) * height - within[:-1].sum()
    columns = mask_of_counts(within, (right - left, height))
    return left, top, columns[top:bottom]


def runs_of_counts(counts: Counts) -> tuple[Counts, Counts]:
    """Where the runs of ones begin and end (exclusive), counted down the columns."""
    edges = np.cumsum(counts)
    starts, ends = edges[:-1:2], edges[1::2]
    return starts[ends > starts], ends[ends > starts]


def extent_of_counts(counts: Counts, height: int) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom (exclusive) of the ones; None if there are none."""
    starts, ends = runs_of_counts(counts)
    if not len(starts):
        return None
    lasts = ends - 1
    first_column, last_column = starts // height, lasts // height
    if (first_column != last_column).any():
        top, bottom = 0, height
    else:
        top, bottom = int((starts % height).min()), int((lasts % height).max()) + 1
    return int(first_column[0]), top, int(last_column[-1]) + 1, bottom
