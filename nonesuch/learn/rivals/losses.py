"""Losses of the rivals' papers."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

MARGIN = 3.0


def least_squares(scores: Tensor, wanted: float) -> Tensor:
    """LSGAN (Mao et al. 2017): mean squared distance of scores from 0 or 1."""
    return (scores.float() - wanted).square().mean()


def log_loss(logits: Tensor, real: bool) -> Tensor:
    """The loss of the first GAN (Goodfellow et al. 2014), of logits."""
    return F.softplus(-logits.float() if real else logits.float()).mean()


def contrastive(one: Tensor, other: Tensor, same: Tensor) -> Tensor:
    """Hadsell et al. (2006) of codes ``(n, d)``; ``same (n,)`` is 1 for one person.

    Half the squared distance of the same, of others half the square of what is missing
    to the margin of 3.
    """
    apart = (one - other).square().sum(1)
    missing = F.relu(MARGIN - (apart + 1e-9).sqrt()).square()
    return torch.where(same > 0, apart, missing).mean() / 2


def proxy_nca(codes: Tensor, proxies: Tensor, people: Tensor) -> Tensor:
    """Movshovitz-Attias et al. (2017): near the own person's proxy, far from others'.

    ``codes (n, d)`` and ``proxies (p, d)`` of one length; ``people (n,)`` are rows of
    the proxies.
    """
    apart = torch.cdist(codes, proxies).square()
    own = F.one_hot(people, len(proxies)).bool()
    others = apart.masked_fill(own, float("inf"))
    return (apart[own] + torch.logsumexp(-others, 1)).mean()
