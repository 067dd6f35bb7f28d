"""A rival's training: networks, their average, optimizers; exact to go on with."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.errors import Refusal
from nonesuch.learn.journal import has_fast_bfloat16
from nonesuch.learn.losses import PerceptualDistance, weighted_l1
from nonesuch.learn.rivals.batches import Batch, Shown
from nonesuch.learn.rivals.designs import Ciagan, Config, design_named
from nonesuch.models import path_of
from nonesuch.nouns import Ints

_RATE_FALLS_FROM = 0.5
_JUDGED_AT_ONCE = 8
_FIXED = ("design", "people", "size")


class Training:
    """A run's networks and optimizers; ``step`` learns from one batch."""

    def __init__(self, config: Config, device: torch.device) -> None:
        self.config, self.device = config, device
        mixed = has_fast_bfloat16(device)
        context: Callable[[], AbstractContextManager[Any]] = partial(
            torch.autocast, device.type, torch.bfloat16, enabled=mixed
        )
        torch.manual_seed(config.seed)
        rival = design_named(config.design)(config, context)
        self.rival = rival.to(device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.rival.painter).requires_grad_(False).eval()
        self.optimizers = {
            name: torch.optim.Adam(
                chain(*(getattr(rival, part).parameters() for part in parts)),
                config.learning_rate,
                config.betas,
                fused=True,
            )
            for name, parts in rival.groups.items()
        }
        self.steps = 0
        self.seen = 0

    def state(self) -> dict[str, Any]:
        """All that a run needs to go on as if it had not stopped."""
        return {
            "design": self.config.design,
            "size": self.config.size,
            "people": self.config.people,
            "steps": self.steps,
            "seen": self.seen,
            "rival": self.rival.state_dict(),
            "average": self.average.state_dict(),
            "optimizers": {k: v.state_dict() for k, v in self.optimizers.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from ``state()``; Refusal if that is of another design or size."""
        fixed = ("design", "people") if self.rival.any_size else _FIXED
        for name in fixed:
            if state.get(name) != getattr(self.config, name):
                raise Refusal(
                    f"The checkpoint has {name} {state.get(name)}, this run "
                    f"{getattr(self.config, name)}; give another folder with -o."
                )
        self.steps, self.seen = state["steps"], state["seen"]
        self.rival.load_state_dict(state["rival"])
        self.average.load_state_dict(state["average"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])

    def step(self, batch: Batch) -> dict[str, float]:
        """Learns from one batch; what the losses were."""
        self._set_rate()
        shown = Shown.of(batch, self.device)
        torch.manual_seed(_seed_of(self.config.seed, self.steps))  # for dropout
        rng = np.random.default_rng([self.config.seed, self.steps, 1])
        report = self.rival.learn(shown, self.steps, rng, self._update)
        self.steps += 1
        self.seen += len(batch.pictures)
        self._follow(len(batch.pictures))
        return {name: float(value.detach()) for name, value in report.items()}

    def _set_rate(self) -> None:
        share = self.seen / self.config.pictures
        fall = max(0.0, 1 - share) / (1 - _RATE_FALLS_FROM)
        for optimizer in self.optimizers.values():
            for group in optimizer.param_groups:
                group["lr"] = self.config.learning_rate * min(1.0, fall)

    def _update(self, group: str, loss: Tensor) -> None:
        optimizer = self.optimizers[group]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    def _follow(self, count: int) -> None:
        learned_from = max(0, self.seen - self.rival.painter_joins)
        half_life = min(self.config.average_half_life, 0.1 * learned_from + 1)
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self.average.parameters()),
                list(self.rival.painter.parameters()),
                1 - 0.5 ** (count / half_life),
            )
            pairs = zip(
                self.average.buffers(), self.rival.painter.buffers(), strict=True
            )
            for kept, current in pairs:
                kept.copy_(current)


def painted(training: Training, batch: Batch, people: Ints | None = None) -> Tensor:
    """What the averaged painter makes of a batch, ``(n, 3, s, s)``, -1 to 1.

    The surroundings are the picture's own.  ``people (n,)`` are the identities that
    CIAGAN paints; the pictures' own if None.
    """
    parts = []
    for start in range(0, len(batch.pictures), _JUDGED_AT_ONCE):
        rows = slice(start, start + _JUDGED_AT_ONCE)
        shown = Shown.of(_rows(batch, rows), training.device)
        inputs = [shown.picture, shown.hole, shown.sketch]
        if isinstance(training.rival, Ciagan):
            whose = shown.person if people is None else torch.from_numpy(people[rows])
            who = F.one_hot(whose.to(training.device), training.config.people)
            inputs.append(who.float())
        with torch.no_grad():
            made = training.average(*inputs)
        parts.append(shown.picture * (1 - shown.hole) + made * shown.hole)
    return torch.cat(parts)


def compared(
    training: Training, perceptual: nn.Module, batch: Batch
) -> dict[str, float]:
    """L1 (pictures of 0 to 1) in the hole and LPIPS of made and original pictures."""
    made = painted(training, batch)
    shown = Shown.of(batch, training.device)
    far = weighted_l1(made, shown.picture, shown.hole) / 2
    with torch.no_grad():
        apart = perceptual(made, shown.picture).mean()
    return {"l1": float(far), "lpips": float(apart)}


def judge(device: torch.device) -> nn.Module:
    """LPIPS on a device."""
    return PerceptualDistance(path_of("lpips_alexnet")).to(device)


def _rows(batch: Batch, rows: slice) -> Batch:
    return Batch(*(getattr(batch, name)[rows] for name in batch.__dataclass_fields__))


def _seed_of(seed: int, step: int) -> int:
    return int(np.random.SeedSequence([seed, step]).generate_state(1)[0])
