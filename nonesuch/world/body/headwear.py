"""Hats, glasses, eyebrows and simple hair."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from scipy.spatial import cKDTree

from nonesuch.world.body.base_mesh import Booleans, Indices, split_quads
from nonesuch.world.body.cutting import Cloth, at_points, cloth_of, trimmed
from nonesuch.world.body.form import NEVER_M, Form, spans_of
from nonesuch.world.body.pieces import SKIN_VERTICES, Piece, vertex_normals
from nonesuch.world.body.tailoring import finished, sewn, with_brim, with_lips
from nonesuch.world.body.tying import tied
from nonesuch.world.nouns import Floats
from nonesuch.world.solids import Solid, band, in_zone, plate, ring, together, tube

_MIRROR = np.array([1.0, 1.0, -1.0])
_TEMPLE_M = np.array(  # of the left, from its lens: around the corner of the face
    [
        *([0.023, 0.0, 0.006], [0.030, 0.001, 0.006]),
        *([0.035, 0.007, 0.006], [0.036, 0.02, 0.006]),
    ]
)
_HAT_LINING_M = 0.008  # longer, it would come out of the round top
_NO_QUADS = np.zeros((0, 4), np.int64)


def _head_cloth(form: Form, field: Floats, more: Indices = _NO_QUADS) -> Cloth:
    quads = form.anatomy.base.groups["body"].vertices
    head = form.anatomy.rig.names.index("head")
    is_head = form.anatomy.rig.weights[:, head] > 0.6
    quads = np.concatenate([quads[is_head[quads].all(1)], more])
    cloth = cloth_of(split_quads(quads))
    return trimmed(cloth, at_points(cloth, field))


def _above_brow(form: Form, front_m: float, back_m: float) -> Floats:
    """Meters above a plane that rises from back to front, by base vertex."""
    eyes = _eyes(form).mean(0)
    back = form.body_m[SKIN_VERTICES][:, 1][
        form.body_m[SKIN_VERTICES][:, 2] > eyes[2]
    ].max()
    share = (form.body_m[:, 1] - eyes[1]) / (back - eyes[1])
    plane = eyes[2] + front_m + share * (back_m - front_m)
    head = form.anatomy.rig.names.index("head")
    is_head = form.anatomy.rig.weights[:, head] > 0.6
    return np.where(is_head, form.body_m[:, 2] - plane, -NEVER_M)


def _eyes(form: Form) -> Floats:
    cubes = form.anatomy.rig.cubes
    return np.array([form.body_m[cubes[f"joint-{s}-eye"]].mean(0) for s in "lr"])


def _beanie(form: Form) -> Piece:
    field = _above_brow(form, 0.036, -0.035)
    cloth = _head_cloth(form, field)
    garment = sewn(cloth, np.full(len(cloth.references), 0.018), form.body_m)
    garment = with_lips(garment, _HAT_LINING_M)
    return finished(garment, form.anatomy, spans_of(form), 18, _hidden(field))


def _cap(form: Form) -> Piece:
    field = _above_brow(form, 0.048, 0.0)
    cloth = _head_cloth(form, field)
    garment = sewn(cloth, np.full(len(cloth.references), 0.019), form.body_m)
    garment = with_brim(garment, 0.075)
    garment = with_lips(garment, _HAT_LINING_M)
    return finished(garment, form.anatomy, spans_of(form), 18, _hidden(field))


def _hidden(field: Floats) -> Booleans:
    hidden: Booleans = field[SKIN_VERTICES] > 0.002
    return hidden


def _glasses(form: Form) -> Piece:
    return tied(form, _spectacles(form), ("head",))


def _sunglasses(form: Form) -> Piece:
    lenses = [
        in_zone(plate(center, (0.022, 0, 0), (0, 0, 0.017)), 1)
        for center in _lens_centers(form)
    ]
    return tied(form, together(_spectacles(form), *lenses), ("head",))


def _lens_centers(form: Form) -> Floats:
    centers: Floats = _eyes(form) + np.array([0.0, -0.027, -0.003])
    return centers


def _spectacles(form: Form) -> Solid:
    left, right = _lens_centers(form)
    rims = [ring(c, (0.023, 0, 0), (0, 0, 0.018), 0.0018) for c in (left, right)]
    high = np.array([0.0, -0.003, 0.006])
    inner = np.array([0.022, 0.0, 0.004])
    bridge = tube(
        [right + inner, (left + right) / 2 + high, left - inner * _MIRROR], 0.0016, 5
    )
    head = form.body_m[SKIN_VERTICES]
    ear = head[np.where(head[:, 2] > left[2] - 0.09, head[:, 0], -1).argmax()]
    temples = []
    for center, side in ((left, 1.0), (right, -1.0)):
        corner = center + _TEMPLE_M * [side, 1.0, 1.0]
        end = np.array([side * (ear[0] - 0.010), ear[1] + 0.01, center[2] + 0.004])
        temples.append(tube([*corner, end], 0.0017, 5))
    return together(*rims, bridge, *temples)


def _hair_short(form: Form) -> Piece:
    x = np.abs(form.body_m[:, 0])
    ears = x[SKIN_VERTICES][form.body_m[SKIN_VERTICES, 2] > 1.45].max()
    hairline = np.minimum(_above_brow(form, 0.068, -0.105), ears - 0.012 - x)
    cloth = _head_cloth(form, hairline)
    lifts = np.clip(0.4 * at_points(cloth, hairline), 0.002, 0.016)
    garment = with_lips(sewn(cloth, lifts, form.body_m), _HAT_LINING_M)
    nothing = np.zeros(SKIN_VERTICES.stop, np.bool_)
    return finished(garment, form.anatomy, spans_of(form), 6, nothing)


def _scalp(form: Form) -> Piece:
    """What shows of a head of hair between its locks."""
    hairline = _above_brow(form, 0.082, -0.075)
    cloth = _head_cloth(form, hairline)
    lifts = np.full(len(cloth.references), 0.0025)
    garment = sewn(cloth, lifts, form.body_m)
    nothing = np.zeros(SKIN_VERTICES.stop, np.bool_)
    return finished(garment, form.anatomy, spans_of(form), 2, nothing)


def _hair_long(form: Form) -> Piece:
    """MakeHuman's strands down to the shoulders, parted before the face."""
    eyes = _eyes(form).mean(0)
    x, y, z = form.body_m.T
    beside = np.maximum(y - eyes[1] - 0.015, np.abs(x) - 0.066)
    strands = np.minimum(beside, z - eyes[2] + 0.27)
    quads = form.anatomy.base.groups["helper-hair"].vertices
    is_strand = np.zeros(len(x), np.bool_)
    is_strand[quads] = True
    field = np.where(is_strand, strands, _above_brow(form, 0.066, -0.105))
    cloth = _head_cloth(form, field, quads)
    lifts = np.full(len(cloth.references), 0.004)
    nothing = np.zeros(SKIN_VERTICES.stop, np.bool_)
    garment = sewn(cloth, lifts, form.body_m)
    return finished(garment, form.anatomy, spans_of(form), 1, nothing)


def _eyebrows(form: Form) -> Piece:
    """Narrow bands on the skin above the eyes."""
    skin = form.body_m[SKIN_VERTICES]
    normals = vertex_normals(
        skin, split_quads(form.anatomy.base.groups["body"].vertices)
    )
    along = np.linspace(-1.0, 1.0, 9)[:, None]
    brows = []
    for eye, side in zip(_eyes(form), (1.0, -1.0), strict=True):
        arc = eye + along * [side * 0.024, 0, 0] + [side * 0.003, -0.03, 0.021]
        arc[:, 2] += 0.004 * (1 - (along[:, 0] - 0.3) ** 2)
        distance, near = cKDTree(skin).query(arc, k=4)
        share = (1 / (distance + 1e-4))[..., None]
        path = (share * (skin + 0.0012 * normals)[near]).sum(1) / share.sum(1)
        path[:, [0, 2]] = arc[:, [0, 2]]
        brows.append(band(path, np.array([0.0, 0.0015, 0.0032])))
    return tied(form, together(*brows), ("head",))


HEADWEAR: Mapping[str, Callable[[Form], Piece]] = {
    "beanie": _beanie,
    "cap": _cap,
    "glasses": _glasses,
    "sunglasses": _sunglasses,
    "eyebrows": _eyebrows,
    "scalp": _scalp,
    "hair_short": _hair_short,
    "hair_long": _hair_long,
}
