"""The body on which patterns of clothes are drawn; they fit any other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.body.anatomy import Anatomy
from nonesuch.world.body.pieces import SKIN_VERTICES
from nonesuch.world.nouns import Floats

NEVER_M = 9.0
"""A border that is nowhere."""


@dataclass(frozen=True, eq=False)
class Form:
    """The body on which patterns are drawn; fields are meters, by base vertex."""

    anatomy: Anatomy
    body_m: Floats  # (v, 3), on the ground
    along_arm: Floats  # (v,), 0 at the elbow, positive towards the hand
    arm_share: Floats  # (v,), how much of a vertex follows an arm


def form_of(anatomy: Anatomy) -> Form:
    """The form; statures other than the reference's follow by fitting."""
    body = anatomy.reference_m("female")
    body = body - [0.0, 0.0, body[SKIN_VERTICES, 2].min()]
    names = anatomy.rig.names
    joints = dict(zip(names, anatomy.rig.at(body).joints_rest, strict=True))
    arms = [
        k
        for k, name in enumerate(names)
        if name.startswith(("upperarm", "lowerarm", "hand", "thumb", "index"))
        or name.startswith(("middle", "ring", "pinky"))
    ]
    share = anatomy.rig.weights[:, arms].sum(1).astype(np.float64)
    mirrored = np.abs(body[:, :1]) * [1, 0, 0] + body * [0, 1, 1]
    along = _along(
        mirrored, joints["upperarm_l"], joints["lowerarm_l"], joints["hand_l"]
    )
    return Form(anatomy, body, np.where(share > 0.5, along, -NEVER_M), share)


def _along(points: Floats, shoulder: Floats, elbow: Floats, wrist: Floats) -> Floats:
    upper, lower = elbow - shoulder, wrist - elbow
    before = (points - elbow) @ (upper / np.linalg.norm(upper))
    after = (points - elbow) @ (lower / np.linalg.norm(lower))
    return np.where(before < 0, before, np.maximum(after, 0) + 1e-9)


def spans_of(form: Form) -> Floats:
    """Along x, y, z two vertices of hip or leg, and how far apart they are, (3, 3)."""
    skin = form.body_m[SKIN_VERTICES]
    hip = np.flatnonzero(
        (np.abs(skin[:, 2] - 0.84) < 0.02) & (form.arm_share[SKIN_VERTICES] < 0.01)
    )
    leg = np.flatnonzero((skin[:, 0] > 0) & (form.arm_share[SKIN_VERTICES] < 0.01))
    pairs = [
        (hip[skin[hip, 0].argmin()], hip[skin[hip, 0].argmax()]),
        (hip[skin[hip, 1].argmin()], hip[skin[hip, 1].argmax()]),
        tuple(leg[np.abs(skin[leg, 2] - z).argmin()] for z in (0.08, 0.84)),
    ]
    return np.array(
        [[a, b, abs(skin[a, k] - skin[b, k])] for k, (a, b) in enumerate(pairs)]
    )
