"""dlib's detector by histograms of gradients, the one the CIAGAN paper reports.

It is there if dlib is installed; the package dlib-bin has it compiled.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import numpy as np

from nonesuch.nouns import Floats, Image

NAME = "dlib HOG"
_DOUBLED_BELOW_PX = 320
"""Faces of 80 px and more are seen; smaller pictures may hold smaller ones."""


def is_here() -> bool:
    """Whether dlib can be imported."""
    return find_spec("dlib") is not None


def version() -> str:
    """Of the installed dlib, "none" without."""
    if not is_here():
        return "none"
    return f"{import_module('dlib').__version__}, doubled below {_DOUBLED_BELOW_PX}"


class DlibHog:
    """``detector(image) -> boxes and scores (n, 5)``; small pictures are doubled first.

    Whatever it finds it believes: the scores are 1.  ``ModuleNotFoundError`` without
    dlib.
    """

    def __init__(self) -> None:
        self._detector = import_module("dlib").get_frontal_face_detector()

    def __call__(self, image: Image) -> Floats:
        doubled = int(max(image.shape[:2]) < _DOUBLED_BELOW_PX)
        rows = [
            (box.left(), box.top(), box.right() + 1, box.bottom() + 1, 1.0)
            for box in self._detector(np.ascontiguousarray(image), doubled)
        ]
        return np.array(rows, np.float32).reshape(-1, 5)
