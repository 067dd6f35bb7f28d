"""Regions of heads: they hold the whole face, and nobody else's."""

from __future__ import annotations

import numpy as np
import pytest
from made_faces import any_face, box_of, face

from nonesuch.face_points import mean_face, mean_faces
from nonesuch.nouns import Floats
from nonesuch.replace.head_region import (
    VIEW_PX,
    belief_in,
    outline_of_head,
    regions_of_heads,
    removed,
    shape_in,
)
from nonesuch.replace.region import Region, region_of_face

SHAPE = (400, 500)


def on_canvas(region: Region, shape_hw: tuple[int, int] = SHAPE) -> Floats:
    whole = np.zeros(shape_hw, np.float32)
    region.window_of(whole)[:] = region.alpha  # type: ignore[arg-type]
    return whole


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("side_px", [8.0, 30.0, 90.0, 200.0])
def test_a_head_holds_all_of_its_face(side_px: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = any_face(rng, (250.0, 220.0), side_px)
    own = on_canvas(region_of_face(box_of(points), points, SHAPE))
    (head,) = regions_of_heads(box_of(points)[None], [points], SHAPE)
    assert (on_canvas(head)[own == 1] == 1).all()


@pytest.mark.parametrize("box", [(100, 100, 112, 116), (0, 0, 20, 24)])
def test_a_head_known_by_its_box_holds_its_face(box: tuple[int, ...]) -> None:
    boxes = np.array([box], np.float32)
    (head,) = regions_of_heads(boxes, [None], SHAPE)
    own = on_canvas(region_of_face(boxes[0], None, SHAPE))
    assert (on_canvas(head)[own == 1] == 1).all()
    assert head.landmarks is None


def test_no_head_reaches_over_the_face_of_another() -> None:
    near, far = face((200.0, 220.0), 120.0), face((280.0, 200.0), 60.0)
    boxes = np.stack([box_of(near), box_of(far)])
    heads = regions_of_heads(boxes, [near, far], SHAPE)
    (alone,) = regions_of_heads(boxes[:1], [near], SHAPE)
    theirs = on_canvas(region_of_face(boxes[1], far, SHAPE)) == 1
    own = on_canvas(region_of_face(boxes[0], near, SHAPE))
    assert (on_canvas(alone)[theirs] > 0).any()
    assert (on_canvas(heads[0])[theirs & (own == 0)] == 0).all()
    assert (on_canvas(heads[0])[own == 1] == 1).all()


def test_nobody_has_no_region() -> None:
    assert regions_of_heads(np.zeros((0, 4), np.float32), [], SHAPE) == []


def test_an_outline_that_misses_the_face_is_not_believed() -> None:
    shape = mean_face()
    nobody = np.zeros((VIEW_PX, VIEW_PX), np.float32)
    by_shape, no_belief = removed(None, shape)
    by_outline, belief = removed(nobody, shape)
    assert no_belief == belief == belief_in(nobody, shape) == 0
    assert np.array_equal(by_shape, by_outline)


@pytest.mark.parametrize("view", range(5))
def test_a_core_is_removed_whatever_the_outline_says(view: int) -> None:
    shape = mean_faces()[view]
    points = face((250.0, 200.0), 150.0, shape=shape)
    region = region_of_face(box_of(points), points, SHAPE)
    slim = (removed(None, shape)[0] > 2).astype(np.float32)
    face_only = removed(slim, shape)[0]
    everybody = removed(np.ones((VIEW_PX, VIEW_PX), np.float32), shape)[0]
    assert (everybody >= face_only - 1e-6).all()
    assert np.array_equal(shape_in(region).shape, (92, 2))
    assert face_only.max() == 1


def test_what_is_believed_follows_the_hair() -> None:
    shape = mean_face()
    slim = np.zeros((VIEW_PX, VIEW_PX), np.float32)
    slim[100:, 80:176] = 1
    wide = slim.copy()
    wide[40:160, 50:206] = 1
    less, believed = removed(slim, shape)
    more, _ = removed(wide, shape)
    assert believed == 1
    assert more.sum() > 1.2 * less.sum()


def test_heads_reach_back_where_the_nose_does_not_point() -> None:
    left, right = mean_faces()[0], mean_faces()[4]
    reach = (0.42, 0.48)
    turned_left, turned_right = (outline_of_head(s, reach) for s in (left, right))
    assert turned_left[:, 0].max() > turned_right[:, 0].max()
    assert turned_left[:, 0].min() > turned_right[:, 0].min()
