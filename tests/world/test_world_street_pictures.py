"""Painted textures: the same for the same seed, and each cell where its uv says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from nonesuch.world.street.atlas import TEXTURE_PX, Atlas, atlas_of
from nonesuch.world.street.decals import DECALS, decals
from nonesuch.world.street.interior_pictures import shop_interiors
from nonesuch.world.street.leaf_pictures import leaf_cluster
from nonesuch.world.street.sign_pictures import shop_signs
from nonesuch.world.street.window_pictures import windows

PAINTERS = (shop_signs, shop_interiors, windows, decals)


def color_at(atlas: Atlas, uv: np.ndarray) -> tuple[int, ...]:
    """What a renderer shows at a uv; (0, 0) is the lower left."""
    column, row = int(uv[0] * TEXTURE_PX), int((1 - uv[1]) * TEXTURE_PX)
    return tuple(int(value) for value in atlas.texture[row, column])


def test_uv_of_each_cell_shows_its_picture() -> None:
    colors = [(20 * k, 255 - 20 * k, 7) for k in range(8)]
    atlas = atlas_of([Image.new("RGB", (10, 10), c) for c in colors], 4, 2)
    for cell, color in enumerate(colors):
        for corner in atlas.uvs(cell):
            assert color_at(atlas, corner) == color


def test_uvs_run_counter_clockwise_from_the_lower_left() -> None:
    uvs = atlas_of([Image.new("RGB", (4, 4))], 1, 1).uvs(0, margin=0.0)
    assert uvs.tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]


@pytest.mark.parametrize("paint", PAINTERS)
def test_same_seed_paints_the_same_and_another_does_not(
    paint: Callable[[int], Atlas],
) -> None:
    first = paint(0).texture.copy()
    other = paint(1).texture
    assert first.shape[:2] == (TEXTURE_PX, TEXTURE_PX)
    assert np.array_equal(paint(0).texture, first)
    assert not np.array_equal(other, first)


def test_every_decal_has_a_cell_and_round_signs_have_open_corners() -> None:
    atlas = decals(0)
    assert atlas.count == len(DECALS)
    corner = atlas.uvs(DECALS.index("no_entry"))[0]
    middle = atlas.uvs(DECALS.index("no_entry")).mean(0)
    assert color_at(atlas, corner)[3] == 0
    assert color_at(atlas, middle)[3] == 255


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_twig_has_leaves_with_gaps_and_does_not_touch_the_edge(kind: int) -> None:
    alpha = leaf_cluster(kind)[..., 3]
    assert 0.15 < (alpha > 127).mean() < 0.8
    border = (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1])
    assert max(int(edge.max()) for edge in border) == 0
