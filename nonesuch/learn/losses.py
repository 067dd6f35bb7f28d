"""What a made face is judged by: perceptual distance, identity, the critic's view."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.learn.frozen import Frozen

RECOGNIZER_SIZE = 112
_RECOGNIZER_POINTS = (
    (38.2946, 51.6963),
    (73.5318, 51.5014),
    (56.0252, 71.7366),
    (41.5493, 92.3655),
    (70.7299, 92.2041),
)
"""Eyes, nose tip, mouth corners in the usual 112 px crop."""
_ALEXNET = ((4, 2), (1, 2), (1, 1), (1, 1), (1, 1))  # stride, padding


class _NumpyOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if not module.startswith(("numpy", "jax", "flax", "collections")):
            raise pickle.UnpicklingError(f"{module}.{name} in a file of weights")
        return super().find_class(module, name)


class PerceptualDistance(nn.Module):
    """LPIPS (Zhang et al. 2018) with AlexNet, of pictures -1 to 1: ``(n,)``."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("rb") as file:
            found = _NumpyOnly(file).load()
        weights = found.get("params", found)
        for level in range(5):
            conv = weights["AlexNet_0"][f"Conv_{level}"]
            linear = weights[f"NetLinLayer_{level}"]["Conv_0"]["kernel"]
            self._keep(
                f"kernel{level}", torch.tensor(conv["kernel"]).permute(3, 2, 0, 1)
            )
            self._keep(f"bias{level}", torch.tensor(conv["bias"]))
            self._keep(f"weight{level}", torch.tensor(linear).permute(3, 2, 0, 1))
        self._keep("shift", torch.tensor([-0.030, -0.088, -0.188])[:, None, None])
        self._keep("scale", torch.tensor([0.458, 0.448, 0.450])[:, None, None])

    def forward(self, made: Tensor, target: Tensor) -> Tensor:
        with torch.no_grad():
            wanted = self._features(target)
        pairs = zip(self._features(made), wanted, strict=True)
        apart = [
            F.conv2d((a - b).square(), self.get_buffer(f"weight{level}"))
            for level, (a, b) in enumerate(pairs)
        ]
        return torch.stack([value.mean((1, 2, 3)) for value in apart]).sum(0)

    def _keep(self, name: str, value: Tensor) -> None:
        self.register_buffer(name, value.float().contiguous())

    def _features(self, x: Tensor) -> list[Tensor]:
        x = (x - self.shift) / self.scale
        features = []
        for level, (stride, padding) in enumerate(_ALEXNET):
            if level in (1, 2):
                x = F.max_pool2d(x, 3, 2)
            kernel = self.get_buffer(f"kernel{level}")
            bias = self.get_buffer(f"bias{level}")
            x = F.relu(F.conv2d(x, kernel, bias, stride, padding))
            length = torch.rsqrt(x.square().sum(1, keepdim=True) + 1e-8)
            features.append(x * length)
        return features


def recognizer_crop(picture: Tensor, landmarks: Tensor) -> Tensor:
    """The recognizer's crop ``(n, 3, 112, 112)``, cut differentiably.

    ``landmarks`` are ``(n, 92, 2)`` in 0 to 1 of ``picture``; beyond it all is 0.
    """
    placed = five_points(landmarks)
    template = torch.tensor(_RECOGNIZER_POINTS, device=placed.device) / RECOGNIZER_SIZE
    frame = _similarity(template.expand_as(placed), placed)
    axis = (torch.arange(RECOGNIZER_SIZE, device=placed.device) + 0.5) / RECOGNIZER_SIZE
    x, y = torch.meshgrid(axis, axis, indexing="xy")
    scale_cos, scale_sin, left, top = (v[:, None, None] for v in frame.unbind(1))
    grid = torch.stack(
        [scale_cos * x - scale_sin * y + left, scale_sin * x + scale_cos * y + top], -1
    )
    return F.grid_sample(picture, grid * 2 - 1, align_corners=False)


def five_points(landmarks: Tensor) -> Tensor:
    """Eyes, nose tip and mouth corners ``(n, 5, 2)`` of landmarks ``(n, 92, 2)``."""
    eyes = [landmarks[:, points(eye)].mean(1) for eye in (LEFT_EYE, RIGHT_EYE)]
    rest = [landmarks[:, place] for place in points((1, 61, 291))]
    return torch.stack([*eyes, *rest], 1)


def identity_code(recognizer: Frozen, picture: Tensor, landmarks: Tensor) -> Tensor:
    """Unit codes ``(n, 128)`` of the faces in pictures of -1 to 1."""
    crop = (recognizer_crop(picture, landmarks) + 1) * 127.5
    codes = recognizer(crop.contiguous(memory_format=torch.channels_last))[0]
    return F.normalize(codes.float(), dim=1)


def weighted_l1(made: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Mean difference where ``weight (n, 1, s, s)`` is; 0 if it is nowhere."""
    apart = (made - target).abs().mean(1, keepdim=True)
    return (apart * weight).sum() / weight.sum().clamp_min(1.0)


def tone_difference(made: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Mean difference of blurred pictures in the hole: tone and light, no shape."""
    patch = made.shape[-1] // 8
    weight = F.avg_pool2d(mask, patch)
    return weighted_l1(F.avg_pool2d(made, patch), F.avg_pool2d(target, patch), weight)


def preferred(this: Tensor, other: Tensor) -> Tensor:
    """Relativistic pairing loss: small where ``this`` scores above ``other``."""
    return F.softplus(other - this).float().mean()


def gradient_penalty(logits: Tensor, picture: Tensor) -> Tensor:
    """Mean squared slope of a critic at pictures (R1 on real ones, R2 on made ones)."""
    score = logits.mean((1, 2, 3)).sum()
    (slope,) = torch.autograd.grad(score, picture, create_graph=True)
    penalty: Tensor = slope.square().sum((1, 2, 3)).mean()
    return penalty


def _similarity(source: Tensor, target: Tensor) -> Tensor:
    """Least squares ``(n, 4)``: scale*cos, scale*sin, x, y with target = S(source)."""
    source_middle, target_middle = source.mean(1), target.mean(1)
    s, t = source - source_middle[:, None], target - target_middle[:, None]
    power = s.square().sum((1, 2))
    cos = (s * t).sum((1, 2)) / power
    sin = (s[..., 0] * t[..., 1] - s[..., 1] * t[..., 0]).sum(1) / power
    left = target_middle[:, 0] - cos * source_middle[:, 0] + sin * source_middle[:, 1]
    top = target_middle[:, 1] - sin * source_middle[:, 0] - cos * source_middle[:, 1]
    return torch.stack([cos, sin, left, top], 1)
