"""A generated face held against the bars: who is recognized, what detectors still see.

    python benchmarks/face_bars.py DATA [--set lfw] [--methods solid person unet ...]

DATA holds ``lfw/`` and ``london_faces/``; the development half is used.  One picture of
each identity is the gallery, another one the probe; only the probe is anonymized.
Judges are ArcFace w600k and EdgeFace: neither training nor the gate knows them.

*first*: the own original is the nearest of the gallery (with a 95 % interval by
resampling identities).  *gap*: cosine to the own original less the mean to the others.
*TAR*: share of probes nearer to their original than the line that 1 in 1,000 pairs of
strangers reaches.  *kept*: detections of the original that are found again (IoU 0.5).
*points*: distance of the face mesh in the result from that in the original, in
distances of the eyes.  *FID, KID*: aligned crops of 128 px, original against
anonymized, on the first pictures of the identities.  ``solid`` is the bare hole: what
the surroundings give away by themselves.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from calibrate_threshold import in_development_half
from identity_leak import (
    Pair,
    alike,
    changed,
    five_point_crop,
    identities_in,
    pairs_in,
    seen_in,
    stack,
)

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.measure.frechet import Inception, frechet_distance, kernel_distance
from nonesuch.models.edgeface import EdgeFace
from nonesuch.models.w600k import W600k
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.clip import Eyes
from nonesuch.perceive.find import FaceFinder
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import cut, frame_of_landmarks

Probe = tuple[Image, People]
_RESAMPLES = 1000
_FALSE_ACCEPTS = 1e-3
_CROP = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", choices=("lfw", "london"), default="lfw")
    parser.add_argument("--methods", nargs="+", default=("solid", "unet", "person"))
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--frechet", type=int, default=300, help="pictures for FID")
    given = parser.parse_args()
    pairs = pairs_in(given.data, given.set, False)[: given.most]
    pictures = all_probes(given.data, given.set, given.frechet)
    print(
        f"{given.set}: {len(pairs)} identities, chance {100 / len(pairs):.2f} %; "
        f"FID on {len(pictures)} pictures\n"
    )
    bars = Bars(pairs, pictures)
    head = ["method", *bars.columns]
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for method in given.methods:
        print(f"| {method} | " + " | ".join(bars.row(method)) + " |", flush=True)


def all_probes(data: Path, which: str, most: int) -> list[Probe]:
    """The first pictures of the development half in which a face is seen."""
    if not most:
        return []
    eyes = Eyes(FaceFinder.for_video(), LandmarkFinder("f32"))
    paths = [
        path
        for identity, paths in identities_in(data, which).items()
        if in_development_half(identity)
        for path in paths
    ]
    found = [seen_in(path, eyes) for path in paths[:most]]
    return [probe for probe in found if probe is not None]


class Bars:
    """What a method is held against, one column a measure."""

    def __init__(self, pairs: list[Pair], pictures: list[Probe]) -> None:
        self._pairs, self._pictures = pairs, pictures
        self._judges = {"w600k": _judge(W600k()), "EdgeFace": _judge(EdgeFace())}
        self._finders = {
            name: FaceFinder.for_video(name) for name in ("yunet", "centerface")
        }
        self._mesh = LandmarkFinder("f32")
        self._inception = Inception() if pictures else None
        originals = [pair.probe for pair in pairs]
        gallery = [pair.gallery for pair in pairs]
        self._codes = {
            name: (stack(judge, gallery), stack(judge, originals))
            for name, judge in self._judges.items()
        }
        self._seen = {
            name: [_boxes(finder, image) for image, _ in originals]
            for name, finder in self._finders.items()
        }
        self._features = self._features_of(pictures)
        self.columns = (
            *(f"{name}: first %, gap, TAR" for name in self._judges),
            *(f"{name} kept %" for name in self._finders),
            "points %",
            *(("FID, KID x 1000",) if pictures else ()),
        )

    def row(self, method: str) -> list[str]:
        """The cells of a method, in the order of ``columns``."""
        probes = [changed(pair.probe, method) for pair in self._pairs]
        cells = [self._privacy(name, probes) for name in self._judges]
        cells += [self._kept(name, probes) for name in self._finders]
        cells.append(self._points_apart(probes))
        if self._pictures:
            made = self._features_of([changed(one, method) for one in self._pictures])
            distances = (
                frechet_distance(self._features, made),
                1000 * kernel_distance(self._features, made),
            )
            cells.append("{:.1f}, {:.2f}".format(*distances))
        return cells

    def _privacy(self, name: str, probes: list[Probe]) -> str:
        gallery, original = self._codes[name]
        found = stack(self._judges[name], probes)
        across = found @ gallery.T
        first = across.argmax(1) == np.arange(len(across))
        low, high = interval(first)
        others = ~np.eye(len(across), dtype=bool)
        gaps = across.diagonal() - (across * others).sum(1) / others.sum(1)
        error = gaps.std() / np.sqrt(len(gaps))
        line = np.quantile((gallery @ gallery.T)[others], 1 - _FALSE_ACCEPTS)
        accepted = (across.diagonal() >= line).mean()
        own = alike(found, original).diagonal().mean()
        assert own <= 1.0
        return (
            f"{100 * first.mean():.1f} ({low:.1f} to {high:.1f}), "
            f"{gaps.mean():.3f} ± {error:.3f}, {accepted:.3f}"
        )

    def _kept(self, name: str, probes: list[Probe]) -> str:
        kept = total = 0
        for (image, people), before in zip(probes, self._seen[name], strict=True):
            was = overlaps(before, people.boxes_xyxy).max(initial=0.0) >= 0.5
            total += was
            after = _boxes(self._finders[name], image)
            kept += was and overlaps(after, people.boxes_xyxy).max(initial=0.0) >= 0.5
        return f"{100 * kept / max(total, 1):.1f}"

    def _points_apart(self, probes: list[Probe]) -> str:
        far = []
        for image, people in probes:
            place = People.of_boxes(people.boxes_xyxy, people.scores)
            found = self._mesh.place(image, place)
            if found.has_landmarks[0]:
                far.append(apart(found.landmarks[0], people.landmarks[0]))
        missing = len(probes) - len(far)
        return f"{100 * np.mean(far):.1f} ({missing} without a mesh)" if far else "none"

    def _features_of(self, probes: list[Probe]) -> Floats:
        if self._inception is None:
            return np.zeros((0, 0), np.float32)
        crops = [
            cut(image, frame_of_landmarks(people.landmarks[0]), _CROP)
            for image, people in probes
        ]
        return self._inception(np.stack(crops))


def interval(hits: np.ndarray) -> tuple[float, float]:
    """95 % of the shares in % that resampled identities give."""
    rng = np.random.default_rng(0)
    shares = 100 * hits[rng.integers(0, len(hits), (_RESAMPLES, len(hits)))].mean(1)
    low, high = np.quantile(shares, (0.025, 0.975))
    return float(low), float(high)


def overlaps(one_xyxy: Floats, other_xyxy: Floats) -> Floats:
    """Intersection over union ``(n, m)`` of boxes ``(n, 4)`` and ``(m, 4)``."""
    low = np.maximum(one_xyxy[:, None, :2], other_xyxy[None, :, :2])
    high = np.minimum(one_xyxy[:, None, 2:], other_xyxy[None, :, 2:])
    both = np.clip(high - low, 0, None).prod(-1)
    areas = [(b[:, 2:] - b[:, :2]).prod(-1) for b in (one_xyxy, other_xyxy)]
    return np.asarray(both / (areas[0][:, None] + areas[1][None] - both + 1e-9))


def apart(found: Floats, original: Floats) -> float:
    """Mean distance of landmarks in distances between the eyes of the original."""
    eyes = [original[points(eye)].mean(0) for eye in (LEFT_EYE, RIGHT_EYE)]
    scale = float(np.linalg.norm(eyes[0] - eyes[1]))
    return float(np.linalg.norm(found - original, axis=1).mean() / max(scale, 1e-6))


def _judge(
    network: Callable[[Image], Floats],
) -> Callable[[Image, People], Floats]:
    return lambda image, people: network(five_point_crop(image, people))[0]


def _boxes(finder: FaceFinder, image: Image) -> Floats:
    return finder.find(image).people.boxes_xyxy


if __name__ == "__main__":
    main()
