"""Invented words and random colors for painted textures."""

from __future__ import annotations

import numpy as np

Color = tuple[int, int, int]

_STARTS = (
    *("Ba", "Be", "Bo", "Ca", "Ce", "Da", "De", "Do", "Fe", "Fi", "Ga", "Ge", "Go"),
    *("Ha", "He", "Ka", "Ke", "La", "Le", "Lo", "Ma", "Me", "Mo", "Na", "Ne", "No"),
    *("Pa", "Pe", "Po", "Ra", "Re", "Ro", "Sa", "Se", "So", "Ta", "Te", "To", "Va"),
)
_MIDDLES = ("l", "ll", "m", "n", "nd", "nt", "r", "rr", "rt", "s", "ss", "st", "t", "v")
_ENDS = ("a", "o", "e", "i", "ia", "io", "en", "er", "ano", "etta", "us", "el", "or")


def invented_word(rng: np.random.Generator) -> str:
    """A name that sounds like a shop's and means nothing."""
    word = str(rng.choice(_STARTS)) + str(rng.choice(_MIDDLES))
    return word + str(rng.choice(_ENDS))


_VIVID: tuple[Color, ...] = (
    *((158, 40, 36), (34, 74, 128), (196, 148, 50), (46, 104, 70), (206, 200, 188)),
    *((40, 40, 44), (126, 62, 98), (204, 104, 52), (92, 132, 150), (228, 222, 206)),
)


def vivid(rng: np.random.Generator) -> Color:
    r, g, b = np.array(_VIVID[rng.integers(len(_VIVID))]) * rng.uniform(0.75, 1.1)
    return int(min(r, 255)), int(min(g, 255)), int(min(b, 255))


def shaded(rng: np.random.Generator, level: float) -> Color:
    r, g, b = level * rng.uniform(0.75, 1.1, 3)
    return int(r), int(g), int(b)


def pale(rng: np.random.Generator) -> Color:
    r, g, b = rng.uniform(170, 228) * rng.uniform((0.96, 0.92, 0.82), (1.0, 0.98, 0.96))
    return int(r), int(g), int(b)
