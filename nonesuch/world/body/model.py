"""All that can be worn, by name: a piece, and the picture on it."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.world.assets import Assets
from nonesuch.world.body.allowed import Item, allow_list, read_item, skin_file
from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.made import MADE, made_piece
from nonesuch.world.body.pieces import Piece, with_levels
from nonesuch.world.body.proxies import read_proxy, split_suit
from nonesuch.world.body.textures import (
    cloth_detail,
    eye_texture,
    fold_detail,
    hair_detail,
    mean_linear,
    painted_skin,
    skin_texture,
)
from nonesuch.world.nouns import Bytes, Floats

_GOALS = {
    "upper": (5000, 1600, 480),
    "lower": (1800, 700, 240),
    "shoes": (2400, 700, 200),
    "hair": (4500, 1800, 600),
    "eyebrows": (192, 64, 24),
    "clothes": (1244, 400, 140),
}


@dataclass(frozen=True, eq=False)
class Outfitted:
    """A piece with its picture; without one the material's pattern is all."""

    piece: Piece
    texture: Bytes | None = None
    alpha_cut: float = 0.0


class BodyModel:
    """Hands out pieces, each made at most once; textures are shared by identity."""

    def __init__(self, assets: Assets) -> None:
        self.anatomy = Anatomy(assets)
        self._folds = fold_detail()
        self._outfitted: dict[str, Outfitted] = {}
        self._skins: dict[str, tuple[Bytes, Floats]] = {}
        self._eyes: dict[tuple[int, int, int], Bytes] = {}

    def first_of(self, names: tuple[str, ...]) -> Outfitted | None:
        """The first of the names that is here; None if none is."""
        for name in names:
            if self._is_here(name):
                return self._get(name)
        return None

    def skin(self, name: str) -> tuple[Bytes, Floats]:
        """The texture of a skin, and its mean color in linear light."""
        makehuman = self.anatomy.assets.makehuman
        if makehuman is None:
            name = "painted"
        if name not in self._skins:
            texture = (
                painted_skin(self.anatomy.assets.mpfb2 / "textures")
                if makehuman is None
                else skin_texture(skin_file(makehuman, name))
            )
            self._skins[name] = texture, mean_linear(texture, self.anatomy.skin())
        return self._skins[name]

    def eye(self, iris_srgb: tuple[int, int, int]) -> Bytes:
        """The texture of eyes."""
        if iris_srgb not in self._eyes:
            self._eyes[iris_srgb] = eye_texture(iris_srgb)
        return self._eyes[iris_srgb]

    def _is_here(self, name: str) -> bool:
        if name in MADE:
            return True
        return self.anatomy.assets.makehuman is not None

    def _get(self, name: str) -> Outfitted:
        if name not in self._outfitted:
            self._outfitted[name] = self._made(name)
        return self._outfitted[name]

    def _made(self, name: str) -> Outfitted:
        if name in MADE:
            piece = self.anatomy.prepared(name, lambda: made_piece(self.anatomy, name))
            return Outfitted(piece, self._folds if piece.drape else None)
        assert self.anatomy.assets.makehuman is not None
        item_name, _, half = name.partition("/")
        kind = allow_list()[item_name]["kind"]
        item = read_item(self.anatomy.assets.makehuman, item_name)
        piece = self.anatomy.prepared(name, lambda: self._proxy(item, item_name, half))
        if kind in ("hair", "eyebrows"):
            return Outfitted(piece, hair_detail(item.diffuse), 0.35)
        detail = cloth_detail(
            item.diffuse, item.map_file("ao"), item.map_file("normal"), piece
        )
        return Outfitted(piece, detail)

    def _proxy(self, item: Item, name: str, half: str) -> Piece:
        sex = "male" if name.startswith("male") else "female"
        rest = self.anatomy.reference_m(sex)
        piece = read_proxy(item.data, item.offset_scale, self.anatomy.rig.weights)
        if half:
            piece = split_suit(piece, rest)[half == "lower"]
        kind = half or (
            "shoes" if name.startswith("shoes") else allow_list()[name]["kind"]
        )
        return with_levels(piece, _GOALS[kind], rest)
