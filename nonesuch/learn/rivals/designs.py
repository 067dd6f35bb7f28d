"""The rivals' designs: which networks they are, and how they learn from a batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.errors import Refusal
from nonesuch.learn.losses import weighted_l1
from nonesuch.learn.rivals import ciagan, cyclegan, pix2pix
from nonesuch.learn.rivals.batches import Shown, Wanted
from nonesuch.learn.rivals.losses import (
    contrastive,
    least_squares,
    log_loss,
    proxy_nca,
)
from nonesuch.replace.pose_points import PARTS
from nonesuch.replace.sketch import SPARSE

Update = Callable[[str, Tensor], None]
"""Changes the networks of a group so that a loss falls."""


@dataclass(frozen=True)
class Config:
    """All settings of a run, losses weighted as in the papers."""

    design: str
    size: int = 128
    people: int = 0  # identities; CIAGAN only
    seed: int = 0
    batch: int = 8
    learning_rate: float = 2e-4
    betas: tuple[float, float] = (0.5, 0.999)
    pictures: int = 100_000  # at full rate for half of them, then falling to 0
    average_half_life: int = 2000  # pictures
    l1: float = 100.0  # Pix2Pix
    cycle: float = 10.0  # CycleGAN
    same: float = 5.0  # CycleGAN: a picture of the wanted kind stays as it is
    guidance: float = 1.0  # CIAGAN
    rebuilt: float = 10.0  # CIAGAN, not in the paper: L1 if the own identity is asked
    own_share: float = 0.5  # CIAGAN, not in the paper: how often it is
    guide_first: int = 8000  # pictures from which CIAGAN's guide learns beforehand
    judges_every: int = 3  # steps; CIAGAN's painter learns in all of them


class Rival(nn.Module, ABC):
    """Networks with a ``painter``, which is what is averaged, judged and exported.

    ``groups`` names the networks that one optimizer changes.  Where ``any_size``, a run
    may go on with larger pictures than it began with.  The painter learns after
    ``painter_joins`` pictures.
    """

    painter: nn.Module
    groups: dict[str, tuple[str, ...]]
    others = 0
    others_may_be_own = False
    parts = PARTS
    any_size = False
    painter_joins = 0

    def __init__(
        self, config: Config, mixed: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__()
        self.config, self.mixed = config, mixed

    @property
    def wanted(self) -> Wanted:
        """What its batches are like."""
        config = self.config
        own = round(config.own_share * config.batch) if self.others_may_be_own else 0
        return Wanted(config.size, config.batch, self.others, own, self.parts)

    @abstractmethod
    def learn(
        self, shown: Shown, step: int, rng: np.random.Generator, update: Update
    ) -> dict[str, Tensor]:
        """Learns from the batch of a step; what the losses were."""


class Pix2Pix(Rival):
    """The picture is the target, a critic of patches sees it beside the drawing."""

    def __init__(
        self, config: Config, mixed: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__(config, mixed)
        self.painter = pix2pix.Painter(config.size)
        self.critic = pix2pix.PatchCritic(6)
        self.groups = {"painter": ("painter",), "critic": ("critic",)}

    def learn(
        self, shown: Shown, step: int, rng: np.random.Generator, update: Update
    ) -> dict[str, Tensor]:
        drawn = pix2pix.drawing(shown.picture, shown.hole, shown.sketch)
        self.critic.requires_grad_(False)
        with self.mixed():
            made = self.painter(shown.picture, shown.hole, shown.sketch)
            score = self.critic(torch.cat([drawn, made], 1))
        convinced = log_loss(score, True)
        l1 = F.l1_loss(made.float(), shown.picture)
        update("painter", convinced + self.config.l1 * l1)
        self.critic.requires_grad_(True)
        with self.mixed():
            real = self.critic(torch.cat([drawn, shown.picture], 1))
            fake = self.critic(torch.cat([drawn, made.detach()], 1))
        judged = (log_loss(real, True) + log_loss(fake, False)) / 2
        update("critic", judged)
        return {"l1": l1, "convinced": convinced, "judged": judged}


class CycleGan(Rival):
    """Drawings and photographs, unpaired, translated there and back."""

    others = 1

    def __init__(
        self, config: Config, mixed: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__(config, mixed)
        self.painter = cyclegan.Painter(config.size)
        self.drawer = cyclegan.Translator(config.size)
        self.photo_critic = pix2pix.PatchCritic(3)
        self.drawing_critic = pix2pix.PatchCritic(3)
        self.photos = cyclegan.Pool(config.size)
        self.drawings = cyclegan.Pool(config.size)
        self.groups = {
            "painters": ("painter", "drawer"),
            "critics": ("photo_critic", "drawing_critic"),
        }

    def learn(
        self, shown: Shown, step: int, rng: np.random.Generator, update: Update
    ) -> dict[str, Tensor]:
        drawn = pix2pix.drawing(shown.picture, shown.hole, shown.sketch)
        (photo,) = shown.others
        critics = (self.photo_critic, self.drawing_critic)
        for critic in critics:
            critic.requires_grad_(False)
        photo_made, drawing_made, report = self._translated(drawn, photo)
        config = self.config
        update(
            "painters",
            report["convinced"]
            + config.cycle * report["cycle"]
            + config.same * report["same"],
        )
        old_photo = self.photos.swapped(rng, photo_made)
        old_drawing = self.drawings.swapped(rng, drawing_made)
        for critic in critics:
            critic.requires_grad_(True)
        with self.mixed():
            real = self.photo_critic(photo), self.drawing_critic(drawn)
            fake = self.photo_critic(old_photo), self.drawing_critic(old_drawing)
        report["judged"] = (
            sum(least_squares(score, 1.0) for score in real)
            + sum(least_squares(score, 0.0) for score in fake)
        ) / 2
        update("critics", report["judged"])
        return report

    def _translated(
        self, drawn: Tensor, photo: Tensor
    ) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        draw, paint = self.drawer, self.painter.translator
        with self.mixed():
            photo_made, drawing_made = paint(drawn), draw(photo)
            scores = self.photo_critic(photo_made), self.drawing_critic(drawing_made)
            back = draw(photo_made), paint(drawing_made)
            kept = draw(drawn), paint(photo)
        ends = drawn, photo
        report = {
            "convinced": sum(least_squares(score, 1.0) for score in scores),
            "cycle": sum(map(_apart, back, ends)),
            "same": sum(map(_apart, kept, ends)),
        }
        return photo_made.float(), drawing_made.float(), report


class Ciagan(Rival):
    """A face of the wanted identity: the critic asks whether real, the guide whose.

    Where the wanted identity is the picture's own, the picture is a target besides:
    without that, little training ends in one flat color.
    """

    others = 2
    others_may_be_own = True
    parts = SPARSE
    any_size = True

    def __init__(
        self, config: Config, mixed: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        super().__init__(config, mixed)
        self.painter_joins = config.guide_first
        self.painter = ciagan.Painter(config.people)
        self.critic = ciagan.Critic()
        self.guide = ciagan.Guide()
        self.proxies = ciagan.Proxies(config.people)
        self.groups = {
            "painter": ("painter",),
            "critic": ("critic",),
            "guide": ("guide", "proxies"),
        }

    def learn(
        self, shown: Shown, step: int, rng: np.random.Generator, update: Update
    ) -> dict[str, Tensor]:
        if step * self.config.batch < self.config.guide_first:
            return self._learn_who_is_who(shown, update)
        made, report = self._learn_to_paint(shown, update)
        if step % self.config.judges_every:
            return report
        report |= self._learn_to_judge(shown, made, update)
        return report | self._learn_to_guide(shown, update)

    def _learn_who_is_who(self, shown: Shown, update: Update) -> dict[str, Tensor]:
        with self.mixed():
            codes = self.guide(torch.cat(shown.others))
        whose = shown.whose.repeat(len(shown.others))
        proxies = self.proxies()
        loss = proxy_nca(codes, proxies, whose)
        update("guide", loss)
        told = torch.cdist(codes.detach(), proxies.detach()).argmin(1)
        return {"proxy": loss, "told": (told == whose).float().mean()}

    def _learn_to_paint(
        self, shown: Shown, update: Update
    ) -> tuple[Tensor, dict[str, Tensor]]:
        self.critic.requires_grad_(False)
        self.guide.requires_grad_(False)
        wanted = F.one_hot(shown.whose, self.config.people).float()
        with self.mixed():
            made = self.painter(shown.picture, shown.hole, shown.sketch, wanted)
            score, code = self.critic(made), self.guide(made)
            real = self.guide(shown.others[0])
        convinced = least_squares(score, 1.0)
        guided = contrastive(code, real, torch.ones_like(shown.whose))
        own = (shown.whose == shown.person)[:, None, None, None]
        rebuilt = weighted_l1(made.float(), shown.picture, shown.hole * own)
        config = self.config
        update(
            "painter",
            convinced + config.guidance * guided + config.rebuilt * rebuilt,
        )
        report = {"convinced": convinced, "guided": guided, "rebuilt": rebuilt}
        return made.detach().float(), report

    def _learn_to_judge(
        self, shown: Shown, made: Tensor, update: Update
    ) -> dict[str, Tensor]:
        self.critic.requires_grad_(True)
        with self.mixed():
            real, fake = self.critic(shown.picture), self.critic(made)
        judged = (least_squares(real, 1.0) + least_squares(fake, 0.0)) / 2
        update("critic", judged)
        return {"judged": judged}

    def _learn_to_guide(self, shown: Shown, update: Update) -> dict[str, Tensor]:
        """From photographs alone: a face not yet painted would teach it nothing."""
        self.guide.requires_grad_(True)
        with self.mixed():
            codes = self.guide(torch.cat([*shown.others, shown.picture]))
        one, again, other = codes.chunk(3)
        alike = contrastive(one, again, torch.ones_like(shown.whose))
        apart = contrastive(one, other, (shown.whose == shown.person).long())
        update("guide", (alike + apart) / 2)
        return {"alike": alike, "apart": apart}


DESIGNS: dict[str, type[Rival]] = {
    "ciagan": Ciagan,
    "pix2pix": Pix2Pix,
    "cyclegan": CycleGan,
}


def design_named(name: str) -> type[Rival]:
    """The design of that name; Refusal if there is none."""
    if name not in DESIGNS:
        known = ", ".join(DESIGNS)
        raise Refusal(f"There is no design {name!r} to train; the designs are {known}.")
    return DESIGNS[name]


def _apart(made: Tensor, wanted: Tensor) -> Tensor:
    return F.l1_loss(made.float(), wanted)
