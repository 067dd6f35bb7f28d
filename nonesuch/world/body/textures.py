"""Pictures on people: cloth without its dye, hair without its color, skin, eyes.

Cloth and hair become gray detail of mean 0.5 in linear light, so that a material's
color alone says how bright and of which hue they are.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from nonesuch.world.body.base_mesh import Booleans
from nonesuch.world.body.pieces import Piece
from nonesuch.world.nouns import Bytes, Floats

SIZE = 512
_LUMA = np.array([0.2126, 0.7152, 0.0722])
_MIDDLE = 0.5
_SPREAD = 10  # pixels by which islands grow, so that mipmaps take nothing else in
_PAINT = {  # tints of parts of the skin
    "lips": (0.86, 0.50, 0.50),
    "face": (1.04, 0.97, 0.96),
    "ears": (1.04, 0.90, 0.88),
    "eyelids": (0.92, 0.84, 0.84),
    "fingernails": (1.1, 1.0, 0.98),
}
_HAIR_FLOOR = 0.004  # dark hair hides its strands in near black
_HAIR_SPREAD = 14.0  # pixels; strands are finer than that, dyed tips are not
_SKIN_GRAY = 0.18  # photographed skins are too saturated under a renderer's own sun


def read_texture(path: Path) -> Bytes:
    """A picture file as ``(512, 512, 4)`` sRGB."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA").resize((SIZE, SIZE)))


def cloth_detail(
    diffuse: Path | None, occlusion: Path, relief: Path, piece: Piece
) -> Bytes:
    """Weave, seams and folds of a piece, gray, ``(512, 512, 3)``.

    Occlusion and relief are maps that need not exist; a relief is lit from above.
    """
    light = np.ones((SIZE, SIZE))
    if diffuse is not None:
        light = _linear(read_texture(diffuse)[..., :3]) @ _LUMA
    if occlusion.is_file():
        light *= 0.35 + 0.65 * read_texture(occlusion)[..., 0] / 255.0
    if relief.is_file():
        light *= 1.0 + 0.9 * (read_texture(relief)[..., 1] / 127.5 - 1.0)
    return _gray(light, _islands(piece), 0.85)[..., :3]


def hair_detail(diffuse: Path) -> Bytes:
    """Strands, gray, with their alpha, ``(512, 512, 4)``."""
    texture = read_texture(diffuse)
    alpha = texture[..., 3]
    light = _linear(texture[..., :3]) @ _LUMA + _HAIR_FLOOR
    shown = alpha > 100
    around = gaussian_filter(light * shown, _HAIR_SPREAD)
    around /= np.maximum(gaussian_filter(shown.astype(np.float64), _HAIR_SPREAD), 1e-3)
    detail = _gray(light / np.maximum(around, _HAIR_FLOOR), shown, 0.55)
    detail[..., 3] = alpha
    return detail


def fold_detail() -> Bytes:
    """Folds of cloth as a made garment's uvs expect them, gray, ``(512, 512, 3)``."""
    rng = np.random.default_rng(0)
    light = np.ones((SIZE, SIZE))
    for wide, high, strength in ((9, 4, 0.04), (5, 12, 0.03), (22, 16, 0.05)):
        noise = rng.standard_normal((SIZE, SIZE))
        height = gaussian_filter(noise, (high, wide), mode="wrap")
        slope = np.gradient(height, axis=0) + 0.6 * np.gradient(height, axis=1)
        light += strength * slope / slope.std()
    return _gray(light.clip(0.3, 2.0), np.ones((SIZE, SIZE), np.bool_), 0.85)[..., :3]


def painted_skin(masks: Path) -> Bytes:
    """A skin without photographs, ``(512, 512, 3)``, from MakeHuman's masks.

    Its mean is a middle gray, so that a person's own color makes it a skin.
    """
    rng = np.random.default_rng(1)
    blotches = gaussian_filter(rng.standard_normal((SIZE, SIZE)), 6, mode="wrap")
    light = _MIDDLE * (1 + 0.05 * blotches / blotches.std())
    linear = np.repeat(light[..., None], 3, -1)
    for name, tint in _PAINT.items():
        mask = read_texture(masks / f"mpfb_{name}.jpg")[..., :1] / 255.0
        linear *= 1 + mask * (np.array(tint) - 1)
    return _srgb(linear.clip(0, 1))


def skin_texture(diffuse: Path) -> Bytes:
    """A skin, a little grayer than the file, ``(512, 512, 3)``."""
    linear = _linear(read_texture(diffuse)[..., :3])
    gray = (linear @ _LUMA)[..., None]
    return _srgb(linear + _SKIN_GRAY * (gray - linear))


def eye_texture(iris_srgb: tuple[int, int, int]) -> Bytes:
    """An eyeball seen from the front, ``(512, 512, 3)``: white, iris, pupil."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] / (SIZE - 1) * 2 - 1
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    image = np.empty((SIZE, SIZE, 3))
    image[:] = 196, 186, 180
    fibers = 0.85 + 0.15 * np.cos(angle * 23 + 3 * np.cos(angle * 5))
    shade = (fibers * (1.15 - 0.5 * radius))[..., None]
    iris = radius < 0.47
    image[iris] = (np.array(iris_srgb) * shade)[iris]
    image[(radius > 0.43) & iris] *= 0.45
    image[radius < 0.2] = 8
    return image.clip(0, 255).astype(np.uint8)


def mean_linear(texture: Bytes, piece: Piece) -> Floats:
    """The mean color ``(3,)`` in linear light where the vertices of a piece lie."""
    columns, rows = np.clip(piece.uvs * [SIZE, -SIZE] + [0, SIZE], 0, SIZE - 1).T
    seen = texture[rows.astype(np.int64), columns.astype(np.int64), :3]
    mean: Floats = _linear(seen).mean(0)
    return mean


def _gray(light: Floats, shown: Booleans, contrast: float) -> Bytes:
    mean = max(float(light[shown].mean()), 1e-6)
    ratio = np.where(shown, (light + 1e-6) / mean, 1.0) ** contrast
    ratio /= ratio[shown].mean()
    gray = _srgb(np.clip(_MIDDLE * ratio, 0, 1))
    return np.repeat(gray[..., None], 4, -1)


def _islands(piece: Piece) -> Booleans:
    """Where the triangles of a piece lie in its texture, ``(512, 512)`` bool."""
    corners = piece.uvs[piece.levels[0]].astype(np.float64) * [SIZE, -SIZE] + [0, SIZE]
    drawn = np.zeros((SIZE, SIZE), np.uint8)
    for triangle in np.round(corners).astype(np.int32):
        cv2.fillConvexPoly(drawn, triangle, 1)
    grown: Booleans = cv2.dilate(drawn, np.ones((_SPREAD, _SPREAD), np.uint8)) > 0
    return grown


def _linear(srgb: Bytes) -> Floats:
    share = srgb / 255.0
    linear: Floats = np.where(
        share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4
    )
    return linear


def _srgb(linear: Floats) -> Bytes:
    share = np.where(
        linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055
    )
    return np.round(share.clip(0, 1) * 255).astype(np.uint8)
