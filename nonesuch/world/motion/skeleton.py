"""From the turn of every bone against its parent to where the whole body is."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, Rig


def bone_transforms(
    rig: Rig, local: Floats, pelvis_shift: Floats, turn: Floats, origin: Floats
) -> Floats:
    """``world_from_rest`` ``(b, 3, 4)``.

    ``local`` ``(b, 3, 3)`` turns each bone against its parent, in the axes of the rest
    pose.  The pelvis is shifted by ``pelvis_shift`` in the figure's axes, then
    everything is turned about z by ``turn`` ``(3, 3)`` and moved to ``origin``.
    """
    rest, parents = rig.joints_rest, rig.parents
    turns = np.empty_like(local)
    joints = np.empty_like(rest)
    offsets = rest - rest[np.maximum(parents, 0)]
    for bone, parent in enumerate(parents):
        if parent < 0:
            turns[bone] = turn @ local[bone]
            joints[bone] = turn @ rest[bone] + origin
            continue
        turns[bone] = turns[parent] @ local[bone]
        joints[bone] = joints[parent] + turns[parent] @ offsets[bone]
        if rig.names[bone] == "pelvis":
            joints[bone] += turn @ pelvis_shift
    shifts = joints - (turns @ rest[..., None])[..., 0]
    return np.concatenate([turns, shifts[..., None]], 2)
