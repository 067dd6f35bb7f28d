"""Colors that tell things apart."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
from numpy.typing import NDArray

from nonesuch.formats.labels import Occlusion

Bytes = NDArray[np.uint8]
Color = tuple[int, int, int]

INK: Color = (24, 26, 30)
PAPER: Color = (250, 250, 248)

OF_OCCLUSION: dict[int, Color] = {
    Occlusion.NONE: (64, 224, 96),
    Occlusion.SELF: (255, 214, 48),
    Occlusion.OTHER_PERSON: (255, 128, 32),
    Occlusion.SCENE: (240, 56, 72),
    Occlusion.OUT_OF_FRAME: (150, 150, 160),
}
"""A keypoint's color says why it is not seen; green is seen."""

_GOLDEN = 0.618034
_UNKNOWN_DEPTH: Color = (20, 20, 26)
_CLASS_COLORS = {
    **{0: (120, 172, 220), 1: (96, 92, 100), 2: (196, 164, 188), 3: (236, 236, 224)},
    **{4: (138, 120, 84), 5: (116, 104, 96), 6: (92, 140, 164), 7: (84, 140, 60)},
    **{8: (160, 160, 150), 9: (250, 190, 30), 10: (150, 96, 60), 11: (52, 84, 172)},
    **{12: (140, 44, 60), 20: (236, 180, 150), 21: (88, 52, 36), 22: (220, 60, 70)},
    **{23: (70, 60, 150), 24: (40, 36, 40), 25: (240, 130, 190)},
}


def of_track(track_id: int) -> Color:
    """A bright color; neighbouring ids differ much."""
    hue = (0.05 + track_id * _GOLDEN) % 1
    light = (0.62, 0.52, 0.72)[track_id % 3]
    red, green, blue = colorsys.hls_to_rgb(hue, light, 0.85)
    return round(red * 255), round(green * 255), round(blue * 255)


def of_classes(classes: Bytes) -> Bytes:
    """The layer of classes ``(h, w)`` as RGB."""
    table = np.array([_class_color(number) for number in range(256)], np.uint8)
    result: Bytes = table[classes]
    return result


def of_instances(instance_ids: NDArray[np.uint16]) -> Bytes:
    """The layer of ids ``(h, w)`` as RGB, black where nobody is."""
    known, places = np.unique(instance_ids, return_inverse=True)
    table = np.array([of_track(int(i)) if i else (0, 0, 0) for i in known], np.uint8)
    result: Bytes = table[places.reshape(instance_ids.shape)]
    return result


def of_depth(depth_m: NDArray[np.float32]) -> Bytes:
    """Near is warm, far is cold, evenly in 1 / meters; the sky is dark."""
    is_known = np.isfinite(depth_m) & (depth_m > 0)
    image = np.empty((*depth_m.shape, 3), np.uint8)
    if is_known.any():
        nearness = 1 / np.where(is_known, depth_m, 1)
        low, high = np.percentile(nearness[is_known], (1, 99))
        even = np.clip((nearness - low) / max(high - low, 1e-9), 0, 1) ** 0.6
        steps = (even * 255).astype(np.uint8)
        image[:] = cv2.applyColorMap(steps, cv2.COLORMAP_TURBO)[..., ::-1]
    image[~is_known] = _UNKNOWN_DEPTH
    return image


def of_normals(normals: NDArray[np.float32]) -> Bytes:
    """Unit vectors as usual: right is red, up is green, towards the eye is blue."""
    turned = normals * np.array([1, -1, -1], np.float32)
    image: Bytes = np.rint((turned + 1) * 127.5).astype(np.uint8)
    image[(normals == 0).all(2)] = _UNKNOWN_DEPTH
    return image


def of_flow(flow_pixels: NDArray[np.float32]) -> Bytes:
    """The direction is the hue, the speed the strength; still or unknown is white."""
    flow = np.nan_to_num(flow_pixels)
    speed = np.hypot(flow[..., 0], flow[..., 1])
    most = max(float(np.percentile(speed, 99.5)), 1.0)
    hue = (np.arctan2(flow[..., 1], flow[..., 0]) / (2 * np.pi)) % 1
    strength = np.clip(speed / most, 0, 1) ** 0.7
    hsv = np.stack([hue * 180, strength * 255, np.full_like(hue, 255)], 2)
    image: Bytes = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2RGB)
    return image


def _class_color(number: int) -> Color:
    return _CLASS_COLORS.get(number) or of_track(number + 7)
