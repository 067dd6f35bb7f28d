"""Losses of the rivals' papers against values computed by hand."""

from __future__ import annotations

import math

import pytest
import torch

from nonesuch.learn.rivals.losses import (
    contrastive,
    least_squares,
    log_loss,
    proxy_nca,
)


def test_least_squares_is_the_mean_squared_distance_from_what_is_wanted() -> None:
    scores = torch.tensor([0.0, 3.0])
    assert float(least_squares(scores, 1.0)) == pytest.approx((1 + 4) / 2)
    assert float(least_squares(scores, 0.0)) == pytest.approx(9 / 2)


def test_log_loss_of_an_undecided_critic_is_log_2() -> None:
    undecided = torch.zeros(3)
    assert float(log_loss(undecided, True)) == pytest.approx(math.log(2))
    assert float(log_loss(undecided, False)) == pytest.approx(math.log(2))
    sure = torch.full((2,), 2.0)
    assert float(log_loss(sure, True)) == pytest.approx(math.log(1 + math.exp(-2)))


@pytest.mark.parametrize(
    ("apart", "same", "expected"),
    [(5.0, 1, 12.5), (1.0, 0, 2.0), (5.0, 0, 0.0), (3.0, 0, 0.0)],
)
def test_contrastive_loss_draws_the_same_together_and_others_3_apart(
    apart: float, same: int, expected: float
) -> None:
    one, other = torch.zeros(1, 2), torch.tensor([[0.0, apart]])
    loss = contrastive(one, other, torch.tensor([same]))
    assert float(loss) == pytest.approx(expected, abs=1e-5)


def test_contrastive_loss_of_equal_codes_has_a_finite_slope() -> None:
    code = torch.zeros(1, 4, requires_grad=True)
    contrastive(code, torch.zeros(1, 4), torch.tensor([0])).backward()
    assert code.grad is not None and torch.isfinite(code.grad).all()


def test_proxy_nca_sets_the_own_proxy_against_all_others() -> None:
    proxies = 3 * torch.eye(3)
    codes = torch.tensor([[3.0, 0.0, 0.0]])
    # its own proxy is 0 away, the two others sqrt(18): 0 + log(2 exp(-18))
    right = proxy_nca(codes, proxies, torch.tensor([0]))
    assert float(right) == pytest.approx(math.log(2) - 18, rel=1e-4)
    # its own is sqrt(18) away, the others 0 and sqrt(18): 18 + log(1 + exp(-18))
    wrong = proxy_nca(codes, proxies, torch.tensor([1]))
    assert float(wrong) == pytest.approx(18, rel=1e-4)
