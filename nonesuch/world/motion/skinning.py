"""A mesh that follows its bones, computed without a graphics card."""

from __future__ import annotations

import numpy as np

from nonesuch.world.nouns import Floats, SkinnedMesh


def skinned_vertices(skinned: SkinnedMesh, world_from_rest: Floats) -> Floats:
    """Vertices ``(v, 3)`` in the world: ``x = sum_k w_k (A_k [x; 1])``.

    ``A_k`` is ``world_from_rest[bones[:, k]]``: linear blend skinning, the formula of
    the renderer's vertex shader.
    """
    weights = np.asarray(skinned.weights, np.float64)
    blended = np.einsum("vk,vkij->vij", weights, world_from_rest[skinned.bones])
    rest = np.asarray(skinned.mesh.positions, np.float64)
    moved: Floats = np.einsum("vij,vj->vi", blended[..., :3], rest) + blended[..., 3]
    return moved
