"""Training of the light painter: what light and skin tone a removed face would have.

    python -m nonesuch.learn.light --data SHARDS --out RUN --minutes 20

A small U-Net sees 32 px crops with the face removed and learns, by least absolute
error, the mean of what may stand there.  That is blurred, and it should be: only its
low frequencies are used (:mod:`nonesuch.replace.light`).  The light of every training
picture is changed at random, so that it must be read off the surroundings.  A run goes
on from the painter that lies in ``--out``, with a learning rate that falls anew.
``--beside painter.pt`` of an earlier run exports the mean of both painters' answers.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import time
import warnings
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.learn.data import Faces, load
from nonesuch.nouns import Floats, Ints
from nonesuch.replace.alignment import mask_of_face
from nonesuch.replace.complexion import is_skin

SIZE = 32
HELD_OUT = 128
CHECKPOINT = "painter.pt"
_LOG = logging.getLogger(__name__)
_GAMMA = 2.2
_CUT_SHARE = 0.4
_DEEPEST_CUT = 9
"""In pixels of 32: a tight portrait shows no more around a face."""
_TONE = (0.8, 1.0, 1.15)
"""Melanin takes less of the red light than of the blue."""


@dataclass(frozen=True)
class Config:
    """How to train; ``seed`` fixes weights and batches."""

    widths: tuple[int, ...] = (24, 48, 96)
    batch: int = 32
    learning_rate: float = 1e-3
    minutes: float = 20.0
    average_over: float = 500.0
    seed: int = 0


class LightPainter(nn.Module):
    """``(picture 0..1 with the hole at 0, mask) -> picture``, ``(n, 3, 32, 32)``."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        super().__init__()
        first, *_ = widths
        self.stem = _block(4, first)
        self.down = nn.ModuleList(
            _block(inputs, outputs) for inputs, outputs in pairwise(widths)
        )
        self.up = nn.ModuleList(
            _block(inputs + outputs, outputs)
            for inputs, outputs in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.middle = _block(widths[-1], widths[-1])
        self.out = nn.Conv2d(first, 3, 3, padding=1)

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """The picture with the light of the removed face in the hole."""
        x = self.stem(torch.cat([picture * (1 - mask), mask], 1) * 2 - 1)
        skips = []
        for block in self.down:
            skips.append(x)
            x = block(F.avg_pool2d(x, 2))
        x = self.middle(x)
        for block in self.up:
            wide = F.interpolate(x, scale_factor=2.0, mode="bilinear")
            x = block(torch.cat([wide, skips.pop()], 1))
        return picture * (1 - mask) + torch.sigmoid(self.out(x)) * mask


class Both(nn.Module):
    """The mean of what two painters say: where one is off, the other often is not."""

    def __init__(self, one: LightPainter, other: LightPainter) -> None:
        super().__init__()
        self.one, self.other = one, other

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        """As :meth:`LightPainter.forward`."""
        mean: Tensor = (self.one(picture, mask) + self.other(picture, mask)) / 2
        return mean


def _block(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(outputs, outputs, 3, padding=1),
        nn.LeakyReLU(0.2),
    )


def pictures_of(faces: Faces) -> Tensor:
    """All crops at 32 px in linear light, ``(n, 3, 32, 32)``."""
    crops = torch.from_numpy(faces.crops).permute(0, 3, 1, 2).float() / 255
    return F.interpolate(crops**_GAMMA, (SIZE, SIZE), mode="area")


def skins_of(faces: Faces) -> Tensor:
    """How much of each pixel is skin, in faces and beside them, ``(n, 1, 32, 32)``."""
    skins = [
        np.maximum(is_skin(crop), mask_of_face(landmarks, len(crop), 0.0) > 0)
        for crop, landmarks in zip(faces.crops, faces.landmarks, strict=True)
    ]
    whole = torch.from_numpy(np.stack(skins)).float()[:, None]
    return F.interpolate(whole, (SIZE, SIZE), mode="area")


def with_other_skin(
    rng: np.random.Generator, pictures: Tensor, skins: Tensor
) -> Tensor:
    """Linear pictures of people darker and lighter than most who are sampled are.

    All of a person's skin changes together: the face must be read off ears and neck.
    """
    stops = torch.from_numpy(rng.normal(-0.1, 0.7, (len(pictures), 1, 1, 1))).float()
    stops = torch.where(stops > 0, 0.3 * stops, stops)  # there is no skin like snow
    tone = torch.tensor(_TONE)[None, :, None, None]
    return pictures * torch.exp2(stops * tone * skins)


def masks_of(faces: Faces, rng: np.random.Generator) -> Tensor:
    """Removed regions with margins that vary, ``(n, 1, 32, 32)``."""
    margins = rng.uniform(0.02, 0.06, len(faces))
    masks: list[Floats] = [
        mask_of_face(landmarks, SIZE, margin)
        for landmarks, margin in zip(faces.landmarks, margins, strict=True)
    ]
    return torch.from_numpy(np.stack(masks))[:, None]


def relit_at_random(rng: np.random.Generator, pictures: Tensor) -> Tensor:
    """Linear pictures under other lights, in display values 0 to 1.

    Exposure, white balance, vividness, a gradient from any side and noise; blur comes
    from what the crops of small faces lack.
    """
    count = len(pictures)
    axis = torch.linspace(-1, 1, SIZE)
    angle = torch.from_numpy(rng.uniform(0, 2 * np.pi, count)).float()
    slope = torch.from_numpy(rng.normal(0, 0.7, count)).float()
    ramp = (
        angle.cos()[:, None, None] * axis[None, None]
        + angle.sin()[:, None, None] * axis[None, :, None]
    )
    gain = torch.exp2(slope[:, None, None] * ramp)[:, None]
    exposure = torch.from_numpy(rng.normal(-0.2, 0.7, (count, 1, 1, 1))).float()
    balance = torch.from_numpy(rng.normal(0, 0.25, (count, 3, 1, 1))).float()
    vividness = torch.from_numpy(rng.uniform(0.5, 1.5, (count, 1, 1, 1))).float()
    gray = pictures.mean(1, keepdim=True)
    colored = (gray + vividness * (pictures - gray)).clamp(min=0)
    lit = colored * gain * torch.exp2(exposure + balance)
    shown = lit.clamp(0, 1) ** (1 / _GAMMA)
    noise = torch.from_numpy(rng.normal(0, 1, tuple(shown.shape))).float()
    strength = torch.from_numpy(rng.uniform(0, 0.03, (count, 1, 1, 1))).float()
    return (shown + noise * strength).clamp(0, 1)


def at_borders(
    rng: np.random.Generator, pictures: Tensor, holes: Tensor
) -> tuple[Tensor, Tensor]:
    """Some of the crops as they are at a picture's border, with their holes.

    What lies beyond it is the mirrored inside, and a mirrored face is a hole, too.
    """
    count = len(pictures)
    cut = (rng.random((count, 4)) < 0.6) & (rng.random((count, 1)) < _CUT_SHARE)
    insets = np.where(cut, rng.integers(0, _DEEPEST_CUT + 1, (count, 4)), 0)
    across, down = (_mirrored(insets[:, 2 * k], insets[:, 2 * k + 1]) for k in (0, 1))
    row = torch.arange(count)[:, None, None]
    both = torch.cat([pictures, holes], 1).permute(0, 2, 3, 1)
    seen = both[row, down[:, :, None], across[:, None, :]].permute(0, 3, 1, 2)
    return seen[:, :3], seen[:, 3:]


def _mirrored(before: Ints, behind: Ints) -> Tensor:
    """Where each of 32 pixels is taken from, ``(n, 32)``."""
    place = np.arange(SIZE)[None]
    place = np.where(place < before[:, None], 2 * before[:, None] - 1 - place, place)
    last = SIZE - 1 - behind[:, None]
    return torch.from_numpy(np.where(place > last, 2 * last + 1 - place, place))


def train(faces: Faces, config: Config, out: Path) -> LightPainter:
    """The trained painter (an average over the last steps); logs go to ``out``."""
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    linear, masks, skins = pictures_of(faces), masks_of(faces, rng), skins_of(faces)
    painter = LightPainter(config.widths)
    if (out / CHECKPOINT).exists():
        painter.load_state_dict(torch.load(out / CHECKPOINT, weights_only=True))
    average = LightPainter(config.widths)
    average.requires_grad_(False)
    average.load_state_dict(painter.state_dict())
    optimizer = torch.optim.Adam(painter.parameters(), config.learning_rate)
    began = time.monotonic()
    step = 0
    while (share := (time.monotonic() - began) / (60 * config.minutes)) < 1:
        step += 1
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * (1 - share) ** 0.5
        chosen = rng.integers(HELD_OUT, len(faces), config.batch)
        pictures = with_other_skin(rng, linear[chosen], skins[chosen])
        holes = masks[rng.permutation(chosen)]
        holes = torch.maximum(holes, masks[chosen])
        if rng.random() < 0.5:
            pictures, holes = pictures.flip(3), holes.flip(3)
        pictures, holes = at_borders(rng, pictures, holes)
        shown = relit_at_random(rng, pictures)
        loss = ((painter(shown, holes) - shown).abs() * holes).sum() / holes.sum() / 3
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        _blend(average, painter, min(step / 10, config.average_over))
        if step % 500 == 0:
            _note(out, step, float(loss), held_out_error(average, linear, masks))
    return average


def held_out_error(painter: nn.Module, linear: Tensor, masks: Tensor) -> float:
    """Mean absolute error in the hole of faces never trained on, 0 to 1."""
    rng = np.random.default_rng(1)
    pictures, holes = at_borders(rng, linear[:HELD_OUT], masks[:HELD_OUT])
    shown = relit_at_random(rng, pictures)
    with torch.no_grad():
        made = painter(shown, holes)
    return float(((made - shown).abs() * holes).sum() / holes.sum() / 3)


def export(painter: nn.Module, path: Path) -> None:
    """The painter as ONNX for any number of crops: picture, mask -> light."""
    buffer = io.BytesIO()
    inputs = torch.zeros(2, 3, SIZE, SIZE), torch.zeros(2, 1, SIZE, SIZE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            painter,
            inputs,
            buffer,
            input_names=["picture", "mask"],
            output_names=["light"],
            dynamic_axes={name: {0: "n"} for name in ("picture", "mask", "light")},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load_from_string(buffer.getvalue())
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _blend(average: nn.Module, painter: nn.Module, steps: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), painter.parameters(), strict=True):
            slow.lerp_(fast, 1 / max(steps, 1.0))


def _note(out: Path, step: int, loss: float, held_out: float) -> None:
    line = {"step": step, "loss": round(loss, 4), "held_out": round(held_out, 4)}
    _LOG.info("%s", line)
    with (out / "log.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=Config.minutes)
    parser.add_argument("--seed", type=int, default=Config.seed)
    parser.add_argument("--beside", type=Path, help="painter.pt of an earlier run")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    config = Config(minutes=arguments.minutes, seed=arguments.seed)
    painter = train(load(arguments.data), config, arguments.out)
    (arguments.out / "config.json").write_text(json.dumps(asdict(config)))
    torch.save(painter.state_dict(), arguments.out / CHECKPOINT)
    shown: nn.Module = painter
    if arguments.beside:
        other = LightPainter(config.widths)
        other.load_state_dict(torch.load(arguments.beside, weights_only=True))
        shown = Both(other, painter)
    export(shown, arguments.out / "light.onnx")


if __name__ == "__main__":
    main()
