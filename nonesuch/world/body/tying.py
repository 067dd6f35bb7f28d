"""Tying solids to a body: to the skin nearest to each point, or to one bone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from nonesuch.world.body.form import Form, spans_of
from nonesuch.world.body.pieces import SKIN_VERTICES, UNKNOWN, Piece, bound
from nonesuch.world.solids import Solid


def tied(form: Form, solid: Solid, bones: tuple[str, ...]) -> Piece:
    """A solid that follows the skin of some bones nearest to each of its points."""
    names = form.anatomy.rig.names
    share = form.anatomy.rig.weights[SKIN_VERTICES][:, [names.index(b) for b in bones]]
    allowed = np.flatnonzero(share.sum(1) > 0.5)
    skin = form.body_m[allowed]
    references = allowed[cKDTree(skin).query(solid.points, k=3)[1]]
    shares = np.full((len(solid.points), 3), 1 / 3)
    base = form.body_m[references].mean(1)
    weights = bound(references, shares, form.anatomy.rig.weights)
    return Piece(
        references=references,
        shares=shares,
        offsets_m=solid.points - base,
        spans=spans_of(form),
        point_of_wedge=np.arange(len(solid.points)),
        uvs=np.zeros((len(solid.points), 2), np.float32),
        levels=(solid.triangles,),
        zones=(solid.zones,),
        bones=weights[0],
        weights=weights[1],
        nearest=UNKNOWN,
        hides=np.zeros(SKIN_VERTICES.stop, np.bool_),
    )


def rigid(form: Form, solid: Solid, bone: str) -> Piece:
    """A solid that hangs on one bone and keeps its shape."""
    names = form.anatomy.rig.names
    index = names.index(bone)
    piece = tied(form, solid, (bone,))
    joint = int(form.anatomy.rig.joint_vertices[index][0])
    count = len(solid.points)
    weights = np.zeros((count, 4), np.float32)
    weights[:, 0] = 1
    return replace(
        piece,
        references=np.full((count, 3), joint),
        offsets_m=solid.points - form.body_m[joint],
        bones=np.full((count, 4), index, np.uint8),
        weights=weights,
    )
