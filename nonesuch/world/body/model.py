"""All that can be worn, by name: a piece, and the picture on it."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.world.assets import Assets
from nonesuch.world.body.allowed import (
    SKINS,
    Item,
    allow_list,
    read_item,
    skin_file,
)
from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.firm_feet import firm_shoes
from nonesuch.world.body.made import MADE, made_piece
from nonesuch.world.body.pieces import Piece, with_levels
from nonesuch.world.body.proxies import hiding_hair, read_proxy, split_suit
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
_PRINTED = (  # tops whose pictures show a maker's sign
    *("female_casualsuit01/upper", "female_casualsuit02/upper"),
    *("female_sportsuit01/upper", "male_casualsuit02/upper"),
    *("male_casualsuit04/upper", "male_casualsuit06/upper"),
)
_HALVES = ("upper", "lower")
_PAINTED = "painted"
_ALPHA_CUT = 0.35


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
        self._makehuman = assets.makehuman
        self._outfitted: dict[str, Outfitted] = {}
        self._skins: dict[str, tuple[Bytes, Floats]] = {}
        self._eyes: dict[tuple[int, int, int], Bytes] = {}
        self._folds = self.anatomy.prepared_texture("folds", fold_detail)

    def first_of(self, names: tuple[str, ...]) -> Outfitted | None:
        """The first of the names that is here; None if none is."""
        for name in names:
            if name in MADE or self._makehuman is not None:
                return self.outfitted(name)
        return None

    def outfitted(self, name: str) -> Outfitted:
        """A piece of ``MADE`` or, as ``item`` or ``suit/upper``, of the allow list."""
        if name not in self._outfitted:
            self._outfitted[name] = self._made(name)
        return self._outfitted[name]

    def names(self) -> tuple[str, ...]:
        """All that there is to wear here."""
        if self._makehuman is None:
            return MADE
        suits = {name for name in allow_list() if "suit" in name}
        halves = [f"{name}/{half}" for name in sorted(suits) for half in _HALVES]
        return (*MADE, *halves, *(name for name in allow_list() if name not in suits))

    def skins(self) -> tuple[str, ...]:
        """All skins that there are here."""
        return (_PAINTED,) if self._makehuman is None else SKINS

    def skin(self, name: str) -> tuple[Bytes, Floats]:
        """The texture of a skin, and its mean color in linear light.

        Without skins from elsewhere there is a painted one, whatever the name.
        """
        name = name if self._makehuman is not None else _PAINTED
        if name not in self._skins:
            texture = self.anatomy.prepared_texture(name, lambda: self._skin(name))
            self._skins[name] = texture, mean_linear(texture, self.anatomy.skin())
        return self._skins[name]

    def eye(self, iris_srgb: tuple[int, int, int]) -> Bytes:
        """The texture of eyes."""
        if iris_srgb not in self._eyes:
            self._eyes[iris_srgb] = eye_texture(iris_srgb)
        return self._eyes[iris_srgb]

    def _skin(self, name: str) -> Bytes:
        if self._makehuman is None:
            return painted_skin(self.anatomy.assets.mpfb2 / "textures")
        return skin_texture(skin_file(self._makehuman, name))

    def _made(self, name: str) -> Outfitted:
        if name in MADE:
            piece = self.anatomy.prepared(name, lambda: made_piece(self.anatomy, name))
            return Outfitted(piece, self._folds if piece.drape else None)
        item_name, _, half = name.partition("/")
        piece = self.anatomy.prepared(name, lambda: self._proxy(item_name, half))
        texture = self.anatomy.prepared_texture(name, lambda: self._detail(name, piece))
        is_cut_out = texture.shape[-1] == 4
        return Outfitted(piece, texture, _ALPHA_CUT if is_cut_out else 0.0)

    def _item(self, name: str) -> Item:
        assert self._makehuman is not None
        return read_item(self._makehuman, name)

    def _proxy(self, name: str, half: str) -> Piece:
        rest = self.anatomy.reference_m("male" if name.startswith("male") else "female")
        item = self._item(name)
        piece = read_proxy(item.data, item.offset_scale, self.anatomy.rig.weights)
        if name.startswith("shoes"):
            piece = firm_shoes(piece, self.anatomy.rig, rest)
        if name.startswith("fedora"):
            piece = hiding_hair(piece, rest)
        if half:
            piece = split_suit(piece, rest)[_HALVES.index(half)]
        kind = "shoes" if name.startswith("shoes") else allow_list()[name]["kind"]
        return with_levels(piece, _GOALS[half or kind], rest)

    def _detail(self, name: str, piece: Piece) -> Bytes:
        item_name = name.partition("/")[0]
        item = self._item(item_name)
        if allow_list()[item_name]["kind"] in ("hair", "eyebrows"):
            return hair_detail(item.diffuse)
        occlusion, relief = item.map_file("ao"), item.map_file("normal")
        diffuse = None if name in _PRINTED else item.diffuse
        return cloth_detail(diffuse, occlusion, relief, piece)
