"""Who stands in for a track: a keyed hash, never anything of the face itself.

``HMAC-SHA256(key, source, camera, track)`` orders the table of people who do not
exist; attempts walk down that order.  Without the key nobody can link a stand-in to
a track or undo the choice; with a new key per release, releases are unlinkable.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.nouns import Floats, Identity, Ints

KEY_BYTES = 32
_LIGHTNESS_STEP, _AGE_STEP_YEARS, _SEX_STEP, _BEARD_STEP = 12.0, 10.0, 0.25, 0.1
SKIN, AGE, SEX = KEEPABLE = ("skin", "age", "sex")
"""What may be kept of a removed face, by name."""
SKIN_EDGES = (35.0, 45.0, 55.0, 65.0)
AGE_EDGES_YEARS = (20.0, 30.0, 40.0, 55.0)
"""Groups of CIE L* and of apparent age: they end at these values."""
_DARKEST, _LIGHTEST = 15.0, 85.0
_OTHER_SEX = 100


@dataclass(frozen=True)
class IdentityTable:
    """People who do not exist: unit codes ``(n, 128)``, skin lightness L* ``(n,)``.

    Apparent age, how male they look and how much of a beard they have, 0 to 1, all
    ``(n,)``, where they are known; ``path`` is the table's file, empty for the shipped
    one.
    """

    codes: Floats
    lightness: Floats
    ages_years: Floats | None = None
    maleness: Floats | None = None
    path: str = ""
    beards: Floats | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int) -> Identity:
        return Identity(int(index), self.codes[index], self.path)


@dataclass(frozen=True)
class Appearance:
    """How somebody looks to strangers; None where nothing is known or asked for.

    CIE L* of the skin, apparent age, and how male, 0 to 1.
    """

    lightness: float | None = None
    age_years: float | None = None
    maleness: float | None = None


def new_key() -> bytes:
    """A fresh random key, for users who want no link between two runs."""
    return secrets.token_bytes(KEY_BYTES)


def read_key(path: Path) -> bytes:
    """The secret key in a file: its bytes, at least 16 of them."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise Refusal(
            f"The key file {path} cannot be read ({error.strerror}); give a file of at "
            "least 16 secret bytes, for example from: openssl rand -hex 32."
        ) from error
    if len(key) < 16:
        raise Refusal(
            f"The key file {path} holds {len(key)} bytes, at least 16 are needed; make "
            "one with: openssl rand -hex 32."
        )
    return key


def keyed_seed(key: bytes, *parts: str | int) -> int:
    """64 bits that depend on the key and all the parts, in their order."""
    message = b"".join(_framed(str(part).encode()) for part in parts)
    return int.from_bytes(hmac.digest(key, message, "sha256")[:8], "big")


def stand_ins(
    table: IdentityTable,
    key: bytes,
    source: str,
    camera: str,
    track: int,
    suggested: Appearance | None = None,
    wanted: Appearance | None = None,
) -> Iterator[Identity]:
    """All people of the table in the order in which a track tries them.

    First come those whom the surroundings suggest (:func:`misfit_of_context`); these
    are the neck, ears, hair and clothes, never the face that is removed.  Only what is
    ``wanted``, where a user chose to keep it, comes from the face: before all else come
    those of its groups (:func:`misfit_of_groups`).
    """
    rng = np.random.default_rng(keyed_seed(key, source, camera, track))
    order = rng.permutation(len(table))
    if suggested is not None:
        misfit = misfit_of_context(table, suggested)[order]
        order = order[np.argsort(misfit, kind="stable")]
    if wanted is not None:
        misfit = misfit_of_groups(table, wanted)[order]
        order = order[np.argsort(misfit, kind="stable")]
    kept = None if wanted is None else lightness_range(wanted)
    for index in order:
        yield replace(table[int(index)], lightness_range=kept)


def misfit_of_groups(table: IdentityTable, wanted: Appearance) -> Ints:
    """How many groups of skin and age everybody is away, ``(n,)``.

    The other sex counts as more than all groups.  A face says of itself no more than
    its groups: all people in these are equally likely.
    """
    misfit = np.zeros(len(table), np.int64)
    if wanted.lightness is not None:
        misfit += _steps(table.lightness, wanted.lightness, SKIN_EDGES)
    if wanted.age_years is not None and table.ages_years is not None:
        misfit += _steps(table.ages_years, wanted.age_years, AGE_EDGES_YEARS)
    if wanted.maleness is not None and table.maleness is not None:
        differs = (table.maleness >= 0.5) != (wanted.maleness >= 0.5)
        misfit += differs * _OTHER_SEX
    return misfit


def lightness_range(wanted: Appearance) -> tuple[float, float] | None:
    """The group of CIE L* that a skin is to be kept in, None if it is not."""
    if wanted.lightness is None:
        return None
    edges = (_DARKEST, *SKIN_EDGES, _LIGHTEST)
    group = int(np.digitize(wanted.lightness, SKIN_EDGES))
    return edges[group], edges[group + 1]


def _steps(values: Floats, value: float, edges: tuple[float, ...]) -> Ints:
    own = np.digitize(values, edges)
    return np.asarray(np.abs(own - np.digitize(value, edges)), np.int64)


def misfit_of_context(table: IdentityTable, suggested: Appearance) -> Ints:
    """How badly everybody suits a place, in whole steps, ``(n,)``.

    Coarse on purpose: hundreds of people suit a place equally well, and among them the
    key decides.  A guess of the sex counts as much as it is sure, and the less sure it
    is that somebody is a man, the less a beard suits.
    """
    misfit = np.zeros(len(table), np.int64)
    if suggested.lightness is not None:
        misfit += _floor(table.lightness - suggested.lightness, _LIGHTNESS_STEP)
    if suggested.age_years is not None and table.ages_years is not None:
        misfit += _floor(table.ages_years - suggested.age_years, _AGE_STEP_YEARS)
    if suggested.maleness is not None and table.maleness is not None:
        misfit += _floor(table.maleness - suggested.maleness, _SEX_STEP)
    if suggested.maleness is not None and table.beards is not None:
        misfit += _floor(table.beards * (1 - suggested.maleness), _BEARD_STEP)
    return misfit


def _floor(gaps: Floats, step: float) -> Ints:
    return np.asarray(np.floor(np.abs(gaps) / step), np.int64)


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
