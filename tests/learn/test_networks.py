from __future__ import annotations

import numpy as np
import pytest
import torch

from nonesuch.learn.export import example_inputs
from nonesuch.learn.networks import (
    Critic,
    FineCritic,
    Generator,
    double,
    fill,
    pose_map,
)
from nonesuch.replace.pose_points import PARTS, POSE_POINTS, pose_points, segments

from .faces import landmarks


def untrained(size: int) -> Generator:
    torch.manual_seed(3)
    generator = Generator(size).eval().requires_grad_(False)
    for block in generator.modules():  # or the blocks would add nothing
        if isinstance(block, torch.nn.Conv2d):
            torch.nn.init.normal_(block.weight, std=0.05)
    return generator


@pytest.mark.parametrize("size", [64, 128])
def test_output_has_the_shape_of_the_crop(size: int) -> None:
    made = untrained(size)(*example_inputs(size, 3, 0))
    assert made.shape == (3, 3, size, size)


@pytest.mark.parametrize("size", [64, 128])
def test_pixels_under_the_mask_cannot_matter(size: int) -> None:
    generator = untrained(size)
    crop, mask, points, code = example_inputs(size, 2, 0)
    noise = torch.rand(crop.shape, generator=torch.Generator().manual_seed(1))
    other = crop * (1 - mask) + noise * mask
    assert torch.equal(
        generator(crop, mask, points, code) * mask,
        generator(other, mask, points, code) * mask,
    )


@pytest.mark.parametrize("size", [64, 128])
def test_surroundings_stay_as_they_are_and_change_the_face(size: int) -> None:
    generator = untrained(size)
    crop, mask, points, code = example_inputs(size, 2, 0)
    made = generator(crop, mask, points, code)
    assert torch.equal(made * (1 - mask), crop * (1 - mask))
    darker = generator(crop * 0.5, mask, points, code)
    assert (made - darker).abs().mul(mask).max() > 1e-3


@pytest.mark.parametrize("changed", [2, 3])
def test_pose_and_code_change_the_face(changed: int) -> None:
    generator = untrained(64)
    inputs = list(example_inputs(64, 2, 0))
    made = generator(*inputs)
    inputs[changed] = inputs[changed].flip(0)
    assert (generator(*inputs) - made).abs().max() > 1e-3


def test_refinement_starts_as_the_enlarged_core() -> None:
    torch.manual_seed(0)
    generator = Generator(128).eval().requires_grad_(False)
    crop, mask, points, code = example_inputs(128, 1, 0)
    made, coarse = generator.both(crop, mask, points, code)
    enlarged = torch.tanh(double(torch.atanh(coarse)))
    assert torch.allclose(made * mask, enlarged * mask, atol=1e-5)


def test_pose_map_is_brightest_on_its_points() -> None:
    shown = torch.from_numpy(pose_points(landmarks()[None]))
    drawn = pose_map(shown, 64)[0]
    for part in PARTS:
        for x, y in shown[0, part.places]:
            assert drawn[part.channel, int(y * 64), int(x * 64)] > 0.5
    assert drawn[:, :8].max() < 1e-3


def test_pose_points_are_a_subset_in_drawing_order() -> None:
    assert len(POSE_POINTS) == len(set(POSE_POINTS)) == 41
    assert [place for part in PARTS for place in part.places] == list(range(41))
    first, last = segments(1)
    assert len(first) == len(last) == 4 + 4 + 1 + 1
    numbered = np.arange(92, dtype=np.float32)[:, None].repeat(2, 1)
    assert pose_points(numbered)[:, 0].tolist() == POSE_POINTS


def test_hole_is_filled_with_the_color_around_it() -> None:
    _, mask, _, _ = example_inputs(64, 1, 0)
    plain = torch.tensor([0.2, -0.4, 0.9])[None, :, None, None].expand(1, 3, 64, 64)
    filled = fill(plain * (1 - mask), mask)
    assert torch.allclose(filled, plain, atol=1e-4)


def test_critics_judge_patches() -> None:
    crop, mask, points, code = example_inputs(64, 2, 0)
    assert Critic()(crop, mask, pose_map(points, 64), code).shape == (2, 1, 8, 8)
    crop, mask, _, _ = example_inputs(128, 2, 0)
    assert FineCritic()(crop, mask).shape == (2, 1, 16, 16)
