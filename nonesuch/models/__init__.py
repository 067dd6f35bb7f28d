"""The ready-made networks: getting them, running them; one small file per network."""

from __future__ import annotations

import os
from pathlib import Path

_PROVISIONAL = {
    "yunet": "yunet.onnx",
    "centerface": "centerface.onnx",
    "facemesh": "face_landmarks_detector_478.tflite",
    "sface": "face_recognition_sface_2021dec.onnx",
    "dlib_resnet": "dlib_resnet.dat",
    "w600k_mbf": "w600k_mbf.onnx",
    "scrfd": "scrfd.onnx",
}


def path_of(name: str) -> Path:
    """The file of a model, obtained first if it is not here yet."""
    folder = Path(os.environ.get("NONESUCH_MODELS", "/tmp/scratch/models"))
    return folder / _PROVISIONAL[name]
