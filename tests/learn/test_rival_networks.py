"""The rivals' networks: sizes as published, nothing seen in the hole, identities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nonesuch.learn.rivals import ciagan, cyclegan, pix2pix

SIZE = 64


def inputs(seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    source = torch.Generator().manual_seed(seed)
    crop = torch.rand(2, 3, SIZE, SIZE, generator=source) * 2 - 1
    hole = torch.zeros(2, 1, SIZE, SIZE)
    hole[:, :, 16:48, 20:44] = 1
    return crop, hole, torch.zeros(2, 3, SIZE, SIZE)


def made_by(design: str) -> tuple[nn.Module, list[Tensor]]:
    torch.manual_seed(0)
    if design == "ciagan":
        return ciagan.Painter(5).eval(), [torch.eye(5)[:2]]
    if design == "pix2pix":
        return pix2pix.Painter(SIZE).eval(), []
    return cyclegan.Painter(SIZE).eval(), []


def millions(network: nn.Module) -> float:
    return sum(weight.numel() for weight in network.parameters()) / 1e6


@pytest.mark.parametrize("design", ["ciagan", "pix2pix", "cyclegan"])
def test_pixels_of_the_hole_do_not_matter(design: str) -> None:
    painter, identity = made_by(design)
    crop, hole, sketch = inputs()
    scrambled = torch.where(hole > 0, inputs(1)[0], crop)
    with torch.no_grad():
        one = painter(crop, hole, sketch, *identity)
        other = painter(scrambled, hole, sketch, *identity)
    assert one.shape == crop.shape
    assert one.abs().max() <= 1
    assert torch.equal(one, other)


@pytest.mark.parametrize("design", ["ciagan", "pix2pix", "cyclegan"])
def test_landmarks_matter(design: str) -> None:
    painter, identity = made_by(design)
    crop, hole, sketch = inputs()
    drawn = sketch.clone()
    drawn[:, 0, 30:34, 25:40] = 1
    with torch.no_grad():
        one = painter(crop, hole, sketch, *identity)
        other = painter(crop, hole, drawn, *identity)
    assert not torch.equal(one, other)


def test_one_hot_identities_change_the_face_and_nothing_else() -> None:
    painter, _ = made_by("ciagan")
    crop, hole, sketch = inputs()
    with torch.no_grad():
        one = painter(crop, hole, sketch, torch.eye(5)[[0, 0]])
        other = painter(crop, hole, sketch, torch.eye(5)[[1, 1]])
    assert torch.equal(one * (1 - hole), crop * (1 - hole))
    assert torch.equal(one * (1 - hole), other * (1 - hole))
    inside = (one - other).abs()[hole.expand_as(one) > 0]
    assert (inside > 0).float().mean() > 0.9


def test_ciagan_works_at_all_sizes_with_the_same_weights() -> None:
    painter, _ = made_by("ciagan")
    for size in (32, 64, 128):
        crop, hole = torch.zeros(1, 3, size, size), torch.ones(1, 1, size, size)
        with torch.no_grad():
            made = painter(crop, hole, crop, torch.eye(5)[:1])
        assert made.shape == (1, 3, size, size)


def test_sizes_are_those_of_the_papers() -> None:
    # 11.8 M with the 1,200 identities of CelebA, see the authors' code
    assert millions(ciagan.Painter(1200)) == pytest.approx(11.8, rel=0.02)
    # 11.378 M with 9 blocks, and 54.4 M at 256 px
    assert millions(cyclegan.Translator(256)) == pytest.approx(11.38, rel=0.01)
    assert millions(pix2pix.Painter(256)) == pytest.approx(54.4, rel=0.01)
    assert len(cyclegan.Translator(128).blocks) == 6


def test_patches_of_the_critic_are_of_70_px() -> None:
    reach = 1
    for conv in reversed(pix2pix.PatchCritic(6).convs):
        reach = (reach - 1) * conv.stride[0] + conv.kernel_size[0]
    assert reach == 70


def test_codes_of_the_guide_have_length_3() -> None:
    codes = ciagan.Guide()(torch.rand(2, 3, SIZE, SIZE))
    assert codes.shape == (2, ciagan.CODE_LENGTH)
    assert torch.allclose(codes.norm(dim=1), torch.tensor(3.0))


def test_critic_of_ciagan_scores_each_picture_by_itself() -> None:
    critic = ciagan.Critic().eval()
    pictures = torch.rand(3, 3, SIZE, SIZE)
    with torch.no_grad():
        together, alone = critic(pictures), critic(pictures[1:2])
    assert together.shape == (3, 1)
    assert torch.allclose(together[1], alone[0], atol=1e-6)


def test_pool_gives_new_pictures_until_full_then_old_ones_half_the_time() -> None:
    pool, rng = cyclegan.Pool(1), np.random.default_rng(0)
    numbers = torch.arange(450.0).reshape(-1, 1, 1, 1).expand(-1, 3, 1, 1)
    shown = [pool.swapped(rng, picture[None]) for picture in numbers]
    for picture, given in pairwise((numbers[:50], torch.cat(shown[:50]))):
        assert torch.equal(picture, given)
    late = torch.cat(shown[50:])[:, 0, 0, 0]
    old = (late != numbers[50:, 0, 0, 0]).float().mean()
    assert 0.4 < float(old) < 0.6
    assert len(set(late.tolist())) == len(late)
