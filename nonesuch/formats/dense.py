"""Layers of one number or more a pixel: depth, flow, normals, classes, instances."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nonesuch.errors import Refusal
from nonesuch.formats.pngs import read_png, write_png
from nonesuch.media.whole import writing_whole

Singles = NDArray[np.float32]

DEPTH_STEP_M = 0.001
FARTHEST_M = 65.534
"""What a PNG of depth holds; the float16 of an NPZ reaches 65 km, within 0.05 %."""
FLOW_STEP_PX = 1 / 64
FARTHEST_FLOW_PX = 511.0

_SKY, _FARTHER = 0, 65535
_FLOW_ZERO, _FLOW_STEP = np.float32(2**15), np.float32(FLOW_STEP_PX)
_NORMAL_ZERO, _NORMAL_STEPS = 128, 127


def write_depth_png(path: Path, depth_m: Singles) -> None:
    """Writes millimeters, 16 bits; 0 is the sky (infinite), 65535 beyond the reach."""
    with np.errstate(invalid="ignore"):
        steps = np.rint(np.clip(depth_m, 0, FARTHEST_M) / DEPTH_STEP_M)
    steps[depth_m > FARTHEST_M] = _FARTHER
    steps[~np.isfinite(depth_m)] = _SKY
    write_png(path, steps.astype(np.uint16))


def read_depth_png(path: Path) -> Singles:
    """Meters ``(h, w)``; infinite in the sky, NaN beyond the reach."""
    steps = read_png(path, np.uint16, 1)
    depth_m: Singles = (steps * DEPTH_STEP_M).astype(np.float32)
    depth_m[steps == _SKY] = np.inf
    depth_m[steps == _FARTHER] = np.nan
    return depth_m


def write_flow_png(path: Path, flow_pixels: Singles) -> None:
    """Writes KITTI's flow: 64 times u and v plus 32768, and whether they are known."""
    within = (abs(flow_pixels) <= FARTHEST_FLOW_PX).all(2)  # NaN is not
    samples = np.empty((*within.shape, 3), np.uint16)
    with np.errstate(invalid="ignore"):
        samples[..., :2] = np.rint(flow_pixels / _FLOW_STEP + _FLOW_ZERO)
    samples[..., 2] = within
    samples[~within] = 0
    write_png(path, samples)


def read_flow_png(path: Path) -> Singles:
    """Pixels to the next frame ``(h, w, 2)``, within 1/128; NaN where unknown."""
    samples = read_png(path, np.uint16, 3)
    steps = samples[..., :2].astype(np.float32) - _FLOW_ZERO
    flow: Singles = steps * _FLOW_STEP
    flow[samples[..., 2] == 0] = np.nan
    return flow


def write_normals_png(path: Path, normals: Singles) -> None:
    """Writes unit vectors as 128 plus 127 times each, 8 bits; no surface is 128."""
    samples = np.rint(normals * _NORMAL_STEPS) + _NORMAL_ZERO
    write_png(path, samples.astype(np.uint8))


def read_normals_png(path: Path) -> Singles:
    """Normals ``(h, w, 3)`` in camera coordinates, within 0.004 each."""
    samples = read_png(path, np.uint8, 3).astype(np.float32)
    normals: Singles = (samples - _NORMAL_ZERO) / _NORMAL_STEPS
    return normals


def write_classes(path: Path, classes: NDArray[np.uint8]) -> None:
    """Writes the class of every pixel, 8 bits."""
    write_png(path, classes)


def read_classes(path: Path) -> NDArray[np.uint8]:
    """The class of every pixel ``(h, w)``."""
    classes: NDArray[np.uint8] = read_png(path, np.uint8, 1)
    return classes


def write_instances(path: Path, instance_ids: NDArray[np.uint16]) -> None:
    """Writes the track id of every pixel, 16 bits; 0 is nobody."""
    write_png(path, instance_ids)


def read_instances(path: Path) -> NDArray[np.uint16]:
    """The track id of every pixel ``(h, w)``."""
    instance_ids: NDArray[np.uint16] = read_png(path, np.uint16, 1)
    return instance_ids


def write_half(path: Path, layer: Singles) -> None:
    """Writes any layer of floats as float16, ``layer`` of a compressed NPZ."""
    with writing_whole(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(file, layer=layer.astype(np.float16))


def read_half(path: Path) -> Singles:
    """The layer of an NPZ; infinities and NaN come back, numbers within 0.05 %."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            layer = archive["layer"]
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    except (BadZipFile, KeyError, ValueError, EOFError) as error:
        raise Refusal(f"{path} is no NPZ with a layer, or it is damaged.") from error
    return np.asarray(layer, np.float32)
