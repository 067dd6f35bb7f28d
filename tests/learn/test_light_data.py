"""The pictures that the light painter learns from: what changes, what never does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from nonesuch.learn.light_data import (
    SIZE,
    at_borders,
    in_other_surroundings,
    relit_at_random,
    with_other_skin,
)

COUNT = 12


def drawn(seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Linear pictures, skin (the hole and a neck), holes."""
    generator = torch.Generator().manual_seed(seed)
    pictures = torch.rand(COUNT, 3, SIZE, SIZE, generator=generator)
    holes = torch.zeros(COUNT, 1, SIZE, SIZE)
    holes[:, :, 8:26, 9:23] = 1
    skins = holes.clone()
    skins[:, :, 26:30, 12:20] = 1
    return pictures, skins, holes


def test_face_itself_stays_in_other_surroundings() -> None:
    pictures, skins, holes = drawn(0)
    others, _, _ = drawn(1)
    made = in_other_surroundings(
        np.random.default_rng(0), pictures, skins, holes, others
    )
    inside = (holes > 0).expand_as(pictures)
    assert torch.equal(made[inside], pictures[inside])
    assert (made[~inside] != pictures[~inside]).float().mean() > 0.5
    assert made.min() >= 0 and torch.isfinite(made).all()


def test_skin_changes_as_a_whole_and_the_rest_does_not() -> None:
    pictures, skins, _ = drawn(2)
    made = with_other_skin(np.random.default_rng(1), pictures, skins)
    is_skin = (skins > 0).expand_as(pictures)
    assert torch.equal(made[~is_skin], pictures[~is_skin])
    ratio = torch.where(is_skin, made / pictures, torch.nan)
    for row in ratio:
        for channel in row:
            seen = channel[channel.isfinite()]
            assert float(seen.max() - seen.min()) == pytest.approx(0, abs=1e-4)


def test_lights_are_repeatable_and_shown_values_are_in_range() -> None:
    pictures, _, _ = drawn(3)
    one, same, other = (
        relit_at_random(np.random.default_rng(seed), pictures) for seed in (5, 5, 6)
    )
    assert torch.equal(one, same) and not torch.equal(one, other)
    assert one.min() >= 0 and one.max() <= 1


def test_some_rooms_are_dim_and_some_pictures_hazy() -> None:
    pictures = torch.full((400, 3, SIZE, SIZE), 0.3)
    pictures[:, :, ::2] = 0.0
    shown = relit_at_random(np.random.default_rng(7), pictures) ** 2.2
    bright, black = (shown[:, :, rows::2].mean((1, 2, 3)) for rows in (1, 0))
    usual = float(bright.median())
    assert 0.1 < float((bright < usual / 2).float().mean()) < 0.5
    assert float((bright < usual / 8).float().mean()) > 0.01
    assert 0.1 < float((black > 0.02).float().mean()) < 0.35


def test_mirrored_face_at_a_border_is_hole_as_well() -> None:
    _, _, holes = drawn(4)
    marked = holes.expand(-1, 3, -1, -1).clone()
    shown, seen = at_borders(np.random.default_rng(2), marked, holes)
    assert torch.equal(shown[:, :1], seen)
    assert not torch.equal(seen, holes)
