"""One step of the harmonizer's learning: what it and its critic are asked for."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.learn.harmonizer_data import Batch
from nonesuch.learn.harmonizer_network import Harmonizer, Recipe, composed
from nonesuch.learn.journal import has_fast_bfloat16
from nonesuch.learn.losses import (
    PerceptualDistance,
    gradient_penalty,
    preferred,
    tone_difference,
    weighted_l1,
)
from nonesuch.learn.networks import FineCritic
from nonesuch.models import path_of


@dataclass(frozen=True)
class Config:
    """All settings of a run; written beside its checkpoint."""

    seed: int = 0
    batch: int = 8
    learning_rate: float = 5e-4
    last_learning_rate: float = 5e-5
    pictures: int = 60_000  # over which the rate falls
    l1: float = 4.0
    perceptual: float = 2.0
    tone: float = 1.5
    surround: float = 2.0  # rim and forehead of mismatched examples
    inner: float = 1.0  # against painting over eyes, nose and mouth
    adversarial: float = 0.3
    critic_ramp: int = 6000  # pictures until its full weight
    penalty: float = 1.0
    penalty_every: int = 8  # steps
    average_half_life: int = 4000  # pictures


@dataclass(frozen=True)
class Shown:
    """A batch as tensors: pictures ``(n, 3, s, s)`` and masks ``(n, 1, s, s)``."""

    target: Tensor
    detail: Tensor
    hole: Tensor
    known: Tensor
    wanted: Tensor
    inner: Tensor
    matched: Tensor

    @classmethod
    def of(cls, batch: Batch, device: torch.device) -> Shown:
        """The batch on a device."""

        def picture(values: Any) -> Tensor:
            tensor = torch.from_numpy(values).to(device).permute(0, 3, 1, 2)
            return tensor.contiguous(memory_format=torch.channels_last)

        def mask(values: Any) -> Tensor:
            return torch.from_numpy(values).to(device)[:, None]

        return cls(
            picture(batch.target),
            picture(batch.detail),
            mask(batch.hole),
            mask(batch.known),
            mask(batch.wanted),
            mask(batch.inner),
            torch.from_numpy(batch.matched).to(device),
        )

    @property
    def crop(self) -> Tensor:
        """The target with nothing in its hole: all that the network sees of it."""
        return self.target * (1 - self.hole)


class Training:
    """A run's networks and optimizers; ``step`` learns from one batch."""

    def __init__(self, config: Config, device: torch.device) -> None:
        self.config, self.device = config, device
        self._has_bfloat16 = has_fast_bfloat16(device)
        torch.manual_seed(config.seed)
        layout = torch.channels_last
        self.network = Harmonizer().to(device, memory_format=layout)
        self.critic = FineCritic().to(device, memory_format=layout)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        self.perceptual = PerceptualDistance(path_of("lpips_alexnet")).to(device)
        self.optimizers = {"network": _adam(self.network), "critic": _adam(self.critic)}
        self.steps = 0
        self.seen = 0

    def state(self) -> dict[str, Any]:
        """All that a run needs to go on as if it had not stopped."""
        return {
            "steps": self.steps,
            "seen": self.seen,
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "critic": self.critic.state_dict(),
            "optimizers": {k: v.state_dict() for k, v in self.optimizers.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from ``state()``."""
        self.steps, self.seen = state["steps"], state["seen"]
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.critic.load_state_dict(state["critic"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])

    def step(self, batch: Batch) -> dict[str, float]:
        """Learns from one batch; what the losses were."""
        self._set_rate()
        shown = Shown.of(batch, self.device)
        made, report = self._learn_to_harmonize(shown)
        report |= self._learn_to_judge(shown, made.detach())
        self.steps += 1
        self.seen += len(made)
        self._follow(len(made))
        return {name: float(value) for name, value in report.items()}

    def _set_rate(self) -> None:
        config, share = self.config, min(self.seen / self.config.pictures, 1.0)
        ratio = config.last_learning_rate / config.learning_rate
        warm = min(1.0, (self.steps + 1) / 100)
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = config.learning_rate * warm * ratio**share

    def _learn_to_harmonize(self, shown: Shown) -> tuple[Tensor, dict[str, Tensor]]:
        self.critic.requires_grad_(False)
        with self._mixed():
            recipe = self.network.recipe(
                shown.crop, shown.hole, shown.detail, shown.known
            )
        made = composed(recipe, shown.crop, shown.hole, shown.detail)
        report = self._losses(shown, recipe, made)
        config = self.config
        loss = (
            config.l1 * report["l1"]
            + config.surround * report["surround"]
            + config.perceptual * report["perceptual"]
            + config.tone * report["tone"]
            + config.inner * report["inner"]
        )
        with torch.no_grad():
            real = self._score(shown, shown.target)
        report["critic"] = preferred(self._score(shown, made), real)
        ramp = min(1.0, self.seen / max(config.critic_ramp, 1))
        loss = loss + config.adversarial * ramp * report["critic"]
        self._update("network", loss, self.network)
        return made, {name: value.detach() for name, value in report.items()}

    def _losses(self, shown: Shown, recipe: Recipe, made: Tensor) -> dict[str, Tensor]:
        own = shown.matched[:, None, None, None]
        target = shown.target
        with self._mixed():
            apart = self.perceptual(made * 2 - 1, target * 2 - 1).float()
        wide = F.interpolate(recipe.share, shown.inner.shape[-2:], mode="bilinear")
        inner = (wide * shown.inner).sum() / shown.inner.sum().clamp_min(1.0)
        return {
            "l1": weighted_l1(made, target, shown.wanted * own),
            "surround": weighted_l1(made, target, shown.wanted * (1 - own)),
            "tone": tone_difference(made, target, shown.hole),
            "perceptual": (apart * shown.matched).sum()
            / shown.matched.sum().clamp_min(1.0),
            "inner": inner,
        }

    def _learn_to_judge(self, shown: Shown, made: Tensor) -> dict[str, Tensor]:
        config = self.config
        self.critic.requires_grad_(True)
        real = self._score(shown, shown.target)
        loss = preferred(real, self._score(shown, made))
        report = {"judged": loss.detach()}
        if self.steps % config.penalty_every == 0:
            on_real = self.steps // config.penalty_every % 2 == 0
            picture = (shown.target if on_real else made).clone().requires_grad_(True)
            slope = gradient_penalty(self._score(shown, picture, mixed=False), picture)
            loss = loss + config.penalty * 0.5 * config.penalty_every * slope
            report["slope"] = slope.detach()
        self._update("critic", loss, self.critic)
        return report

    def _score(self, shown: Shown, picture: Tensor, mixed: bool = True) -> Tensor:
        with self._mixed(mixed):
            logits: Tensor = self.critic(picture * 2 - 1, shown.hole)
        return logits

    def _update(self, name: str, loss: Tensor, network: nn.Module) -> None:
        self.optimizers[name].zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        self.optimizers[name].step()

    def _mixed(self, enabled: bool = True) -> Any:
        return torch.autocast(
            self.device.type, torch.bfloat16, enabled=enabled and self._has_bfloat16
        )

    def _follow(self, count: int) -> None:
        half_life = min(self.config.average_half_life, 0.1 * self.seen + 1)
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.average.parameters()),
                list(self.network.parameters()),
                1 - 0.5 ** (count / half_life),
            )


def _adam(network: nn.Module) -> Any:
    return torch.optim.Adam(network.parameters(), betas=(0.0, 0.99))


def compared(training: Training, batch: Batch) -> dict[str, float]:
    """L1 and LPIPS in the hole of matched held-out examples: made, and as given."""
    shown = Shown.of(batch, training.device)
    network = training.average
    with torch.no_grad():
        recipe = network.recipe(shown.crop, shown.hole, shown.detail, shown.known)
        made = composed(recipe, shown.crop, shown.hole, shown.detail)
        given = shown.crop + shown.detail * shown.hole
        values: dict[str, float] = {}
        for name, picture in (("made", made), ("given", given)):
            apart = training.perceptual(picture * 2 - 1, shown.target * 2 - 1)
            far = weighted_l1(picture, shown.target, shown.hole)
            values |= {f"l1_{name}": float(far), f"lpips_{name}": float(apart.mean())}
    return values
