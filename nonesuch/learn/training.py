"""One step of learning: what the generator and its critic are asked for.

Half of every batch keeps its own code (the picture is then the target); the other half
gets the code of another person: only identity, tone, rim and critic judge it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from nonesuch.errors import Refusal
from nonesuch.learn.data import Batch
from nonesuch.learn.face_config import Config
from nonesuch.learn.frozen import read
from nonesuch.learn.losses import (
    PerceptualDistance,
    gradient_penalty,
    identity_code,
    preferred,
    tone_difference,
    weighted_l1,
)
from nonesuch.learn.networks import (
    CORE_SIZE,
    FINE_SIZE,
    Critic,
    FineCritic,
    Generator,
    pose_map,
)
from nonesuch.models import path_of

_FACE_BOX = (0.14, 0.16, 0.86, 0.94)
_LPIPS_SIZE = 128


@dataclass(frozen=True)
class Judges:
    """The frozen networks that training is judged by."""

    recognizer: Any
    perceptual: Any

    @classmethod
    def loaded(cls) -> Judges:
        """From the models' cache."""
        return cls(read(path_of("sface")), PerceptualDistance(path_of("lpips_alexnet")))


class Training:
    """A run's networks and optimizers; ``step`` learns from one batch."""

    def __init__(self, config: Config, judges: Judges) -> None:
        self.config, self.judges = config, judges
        torch.manual_seed(config.seed)
        layout = torch.channels_last
        self.generator = Generator(config.size).to(memory_format=layout)
        fine = config.size == FINE_SIZE
        critic = FineCritic() if fine else Critic(config.size)
        self.critic = critic.to(memory_format=layout)
        if fine:
            self.generator.core.requires_grad_(False)
        self.average = copy.deepcopy(self.generator).requires_grad_(False)
        self.learned = [p for p in self.generator.parameters() if p.requires_grad]
        self.optimizers = {
            "generator": self._adam(self.learned),
            "critic": self._adam(list(self.critic.parameters())),
        }
        self.steps = 0
        self.seen = 0

    def _adam(self, weights: list[Tensor]) -> Any:
        rate = self.config.learning_rate
        return torch.optim.Adam(weights, rate, betas=(0.0, 0.99), fused=True)

    def state(self) -> dict[str, Any]:
        """All that a run needs to go on as if it had not stopped."""
        return {
            "size": self.config.size,
            "steps": self.steps,
            "seen": self.seen,
            "generator": self.generator.state_dict(),
            "average": self.average.state_dict(),
            "critic": self.critic.state_dict(),
            "optimizers": {k: v.state_dict() for k, v in self.optimizers.items()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from ``state()``."""
        if state["size"] != self.config.size:
            raise Refusal(
                f"The checkpoint is of a run at {state['size']} px, this one is at "
                f"{self.config.size} px. Give another folder with --out."
            )
        self.steps, self.seen = state["steps"], state["seen"]
        self.generator.load_state_dict(state["generator"])
        self.average.load_state_dict(state["average"])
        self.critic.load_state_dict(state["critic"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])
            for group in optimizer.param_groups:
                group["lr"] = self.config.learning_rate

    def use_core(self, state: dict[str, Any]) -> None:
        """Takes the core's averaged weights of another run's ``state()``."""
        core = {
            name.removeprefix("core."): value
            for name, value in state["average"].items()
            if name.startswith("core.")
        }
        self.generator.core.load_state_dict(core)
        self.average.core.load_state_dict(core)

    def step(self, batch: Batch) -> dict[str, float]:
        """Learns from one batch; what the losses were."""
        shown = _Shown.of(batch)
        made, report = self._learn_to_paint(shown)
        if self._critic_weight() > 0:
            report |= self._learn_to_judge(shown, made.detach())
        self.steps += 1
        self.seen += len(shown.picture)
        self._follow(len(shown.picture))
        return {name: float(value) for name, value in report.items()}

    def _critic_weight(self) -> float:
        since = self.seen + 1 - self.config.critic_joins
        return min(1.0, max(0.0, since / max(self.config.critic_ramp, 1)))

    def _learn_to_paint(self, shown: _Shown) -> tuple[Tensor, dict[str, Tensor]]:
        config = self.config
        self.critic.requires_grad_(False)
        with _mixed():
            made, coarse = self.generator.both(
                shown.picture, shown.mask, shown.points, shown.code
            )
        made = made.float()
        report = self._paint_losses(shown, made)
        report["coarse"] = self._coarse_loss(shown, made, coarse.detach().float())
        loss = (
            config.l1 * (report["l1"] + report["rim"])
            + config.tone * report["tone"]
            + config.perceptual * report["perceptual"]
            + config.coarse * report["coarse"]
        )
        if self.steps % config.identity_every == 0:
            identity = self._identity_losses(shown, made)
            wrong = (1 - identity["own"] + 2 * (1 - identity["given"])) / 3
            loss = loss + config.identity_every * (
                config.identity * wrong + config.away * identity["away"]
            )
            report |= identity
        if self._critic_weight() > 0:
            with torch.no_grad():
                real = self._score(shown, shown.picture, shown.own)
            fake = self._score(shown, made, shown.code)
            report["critic"] = preferred(fake, real)
            loss = loss + config.adversarial * self._critic_weight() * report["critic"]
        self.optimizers["generator"].zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learned, 5.0)
        self.optimizers["generator"].step()
        return made, {name: value.detach() for name, value in report.items()}

    def _paint_losses(self, shown: _Shown, made: Tensor) -> dict[str, Tensor]:
        half = len(made) // 2
        target = shown.picture
        with _mixed():
            apart = self.judges.perceptual(_face(made[:half]), _face(target[:half]))
        return {
            "l1": weighted_l1(made[:half], target[:half], shown.weight[:half]),
            "rim": weighted_l1(made, target, shown.rim),
            "tone": tone_difference(made[half:], target[half:], shown.mask[half:]),
            "perceptual": apart.float().mean(),
        }

    def _identity_losses(self, shown: _Shown, made: Tensor) -> dict[str, Tensor]:
        chosen = _identity_places(len(made), self.config.identity_faces)
        with _mixed():
            codes = identity_code(
                self.judges.recognizer, made[chosen], shown.landmarks[chosen]
            )
        alike = (codes * shown.code[chosen]).sum(1)
        kept = (codes * shown.own[chosen]).sum(1)
        return {
            "own": alike[:1].mean(),
            "given": alike[1:].mean(),
            "away": F.relu(kept[1:] - self.config.away_from).mean(),
        }

    def _coarse_loss(self, shown: _Shown, made: Tensor, coarse: Tensor) -> Tensor:
        if self.generator.refinement is None:
            return made.new_zeros(())
        return weighted_l1(F.avg_pool2d(made, 2), coarse, F.max_pool2d(shown.mask, 2))

    def _learn_to_judge(self, shown: _Shown, made: Tensor) -> dict[str, Tensor]:
        config = self.config
        self.critic.requires_grad_(True)
        real = self._score(shown, shown.picture, shown.own)
        loss = preferred(real, self._score(shown, made, shown.code))
        report = {"judged": loss.detach()}
        fine = config.size == FINE_SIZE
        if not fine and self.steps % config.wrong_code_every == 0:
            wrong = self._score(shown, shown.picture, shown.own.roll(1, 0))
            loss = loss + 0.25 * config.wrong_code_every * preferred(real, wrong)
        if self.steps % config.penalty_every == 0:
            on_real = self.steps // config.penalty_every % 2 == 0
            picture = (shown.picture if on_real else made).clone().requires_grad_(True)
            code = shown.own if on_real else shown.code
            slope = gradient_penalty(
                self._score(shown, picture, code, mixed=False), picture
            )
            loss = loss + config.penalty * 0.5 * config.penalty_every * slope
            report["slope"] = slope.detach()
        self.optimizers["critic"].zero_grad(set_to_none=True)
        loss.backward()
        self.optimizers["critic"].step()
        return report

    def _score(
        self, shown: _Shown, picture: Tensor, code: Tensor, mixed: bool = True
    ) -> Tensor:
        with _mixed(mixed):
            if isinstance(self.critic, FineCritic):
                return self.critic(picture, shown.mask)
            return self.critic(picture, shown.mask, shown.pose, code)

    def _follow(self, count: int) -> None:
        half_life = min(self.config.average_half_life, 0.1 * self.seen + 1)
        with torch.no_grad():
            torch._foreach_lerp_(
                [p for p in self.average.parameters()],
                [p for p in self.generator.parameters()],
                1 - 0.5 ** (count / half_life),
            )


@dataclass(frozen=True)
class _Shown:
    picture: Tensor
    mask: Tensor
    weight: Tensor
    rim: Tensor
    landmarks: Tensor
    points: Tensor
    pose: Tensor
    own: Tensor
    code: Tensor

    @classmethod
    def of(cls, batch: Batch) -> _Shown:
        picture = torch.from_numpy(batch.pictures).permute(0, 3, 1, 2)
        points = torch.from_numpy(batch.points)
        return cls(
            picture.contiguous(memory_format=torch.channels_last),
            torch.from_numpy(batch.masks)[:, None],
            torch.from_numpy(batch.weights)[:, None],
            torch.from_numpy(batch.rims)[:, None],
            torch.from_numpy(batch.landmarks),
            points,
            pose_map(points, CORE_SIZE),
            torch.from_numpy(batch.own_codes),
            torch.from_numpy(batch.codes),
        )


def _mixed(enabled: bool = True) -> Any:
    return torch.autocast("cpu", torch.bfloat16, enabled=enabled)


def _face(picture: Tensor) -> Tensor:
    size = picture.shape[-1]
    left, top, right, bottom = (round(size * share) for share in _FACE_BOX)
    face = picture[:, :, top:bottom, left:right]
    return F.interpolate(face, (_LPIPS_SIZE, _LPIPS_SIZE), mode="bilinear")


def _identity_places(count: int, faces: int) -> list[int]:
    half = count // 2
    return [0, *range(half, min(count, half + faces - 1))]
