"""What all bodies share: base mesh, targets, rig, and the pieces people wear.

Everything costly is prepared once and kept as arrays in the cache.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from nonesuch.world.assets import Assets
from nonesuch.world.body.base_mesh import (
    BaseMesh,
    figure_from_file,
    read_base_mesh,
    split_quads,
)
from nonesuch.world.body.bones import read_rig
from nonesuch.world.body.details import detail_names
from nonesuch.world.body.firm_feet import with_firm_feet
from nonesuch.world.body.pieces import (
    NO_SPANS,
    SKIN_VERTICES,
    UNKNOWN,
    Piece,
    bound,
    load_piece,
    save_piece,
    wedges_of,
    with_levels,
)
from nonesuch.world.body.shape import BodyShape, macro_names, shaped_dm
from nonesuch.world.body.targets import (
    TargetBank,
    load_targets,
    read_targets,
    save_targets,
)
from nonesuch.world.nouns import Bytes, Floats, Singles

_REFERENCE = {
    sex: BodyShape(sex=sex, muscle=0.55, weight=0.5, proportions=0.6)
    for sex in ("female", "male")
}
_SKIN_GOALS = (26756, 9000, 2600)
_EYE_GOALS = (140, 48, 20)


class Anatomy:
    """Reads on demand and keeps; the same object serves any number of people."""

    def __init__(self, assets: Assets) -> None:
        self.assets = assets
        self.base: BaseMesh = read_base_mesh(assets.mpfb2 / "3dobjs/base.obj")
        base_m = figure_from_file(self.base.vertices_dm)
        self.rig = with_firm_feet(read_rig(assets.mpfb2, len(base_m)), base_m)
        self.bank: TargetBank = self._targets()
        self._pieces: dict[str, Piece] = {}
        self._rest: dict[str, Floats] = {}

    def body_m(self, shape: BodyShape, stature_m: float) -> Floats:
        """Base vertices ``(v, 3)`` in meters, not yet on the ground."""
        neutral = self.base.vertices_dm
        return figure_from_file(
            shaped_dm(self.bank, neutral, SKIN_VERTICES, shape, stature_m)
        )

    def reference_m(self, sex: str) -> Floats:
        """The body on which shapes are judged and levels of detail are made."""
        if sex not in self._rest:
            stature = 1.63 if sex == "female" else 1.76
            self._rest[sex] = self.body_m(_REFERENCE[sex], stature)
        return self._rest[sex]

    def prepared(self, name: str, build: Callable[[], Piece]) -> Piece:
        """The piece of this name, from memory, from the cache, or built now."""
        if name not in self._pieces:
            path = self.assets.prepared / f"{name.replace('/', '-')}.npz"
            if path.is_file():
                self._pieces[name] = load_piece(path)
            else:
                self._pieces[name] = build()
                _keep(path, lambda place: save_piece(self._pieces[name], place))
        return self._pieces[name]

    def prepared_texture(self, name: str, build: Callable[[], Bytes]) -> Bytes:
        """The texture of this name, from the cache, or built now."""
        path = self.assets.prepared / f"{name.replace('/', '-')}.npy"
        if path.is_file():
            texture: Bytes = np.load(path)
            return texture
        texture = build()
        _keep(path, lambda place: np.save(place, texture))
        return texture

    def skin(self) -> Piece:
        """The whole skin; what clothes hide of it is left out person by person."""
        return self.prepared("skin", lambda: self._group("body", _SKIN_GOALS))

    def eyes(self) -> tuple[Piece, Piece]:
        """The left and the right eyeball, with uvs seen from the front."""
        return self._eye("l"), self._eye("r")

    def _group(self, group: str, goals: tuple[int, ...]) -> Piece:
        quads = self.base.groups[group]
        uvs = self.base.uvs[split_quads(quads.uvs)]
        piece = tied(split_quads(quads.vertices), uvs, self.rig.weights)
        return with_levels(piece, goals, self.reference_m("female"))

    def _eye(self, side: str) -> Piece:
        return self.prepared(f"eye_{side}", lambda: self._eyeball(side))

    def _eyeball(self, side: str) -> Piece:
        triangles = split_quads(self.base.groups[f"helper-{side}-eye"].vertices)
        corners = self.reference_m("female")[triangles][..., [0, 2]]
        low, high = corners.min((0, 1)), corners.max((0, 1))
        piece = tied(triangles, (corners - low) / (high - low), self.rig.weights)
        return with_levels(piece, _EYE_GOALS, self.reference_m("female"))

    def _targets(self) -> TargetBank:
        folder = self.assets.prepared / "targets"
        if folder.is_dir():
            return load_targets(folder)
        names = [*macro_names(), *detail_names()]
        bank = read_targets(self.assets.mpfb2 / "targets", names)
        _keep(folder, lambda place: _save_bank(bank, place))
        return bank


def tied(triangles: np.ndarray, corner_uvs: Floats, base_weights: Singles) -> Piece:
    """A piece of one level of base vertices themselves."""
    vertices, flat = np.unique(triangles, return_inverse=True)
    references = np.repeat(vertices[:, None], 3, 1)
    shares = np.tile([1.0, 0.0, 0.0], (len(vertices), 1))
    point_of_wedge, uvs, wedges = wedges_of(flat.reshape(-1, 3), corner_uvs)
    bones, weights = bound(references, shares, base_weights)
    return Piece(
        references=references,
        shares=shares,
        offsets_m=np.zeros((len(vertices), 3)),
        spans=NO_SPANS,
        point_of_wedge=point_of_wedge,
        uvs=uvs,
        levels=(wedges,),
        zones=(np.zeros(len(wedges), np.uint8),),
        bones=bones,
        weights=weights,
        nearest=UNKNOWN,
        hides=np.zeros(SKIN_VERTICES.stop, np.bool_),
    )


def _save_bank(bank: TargetBank, folder: Path) -> None:
    folder.mkdir()
    save_targets(bank, folder)


def _keep(path: Path, write: Callable[[Path], None]) -> None:
    """Puts something into the cache, whole or not at all.

    A cache that cannot be written costs time, nothing else.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".preparing-", dir=path.parent))
    except OSError:
        return
    try:
        write(work / path.name)
        if not path.exists():
            os.replace(work / path.name, path)
    except OSError:
        return
    finally:
        shutil.rmtree(work, ignore_errors=True)
