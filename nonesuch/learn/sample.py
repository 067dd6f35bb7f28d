"""Makes training faces: MobileStyleGAN's people, aligned, with landmarks and codes.

    python -m nonesuch.learn.sample --out SHARDS --count 4096

Face ``i`` is the same in every run.  Once a few hundred faces are there, the direction
of the style space that turns the head is fitted to them and the later ones are turned
at random, since the sampled people look mostly into the camera.
"""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path

import numpy as np
import openvino
from openvino import opset13 as ops

from nonesuch.learn.codes import averaged_code
from nonesuch.learn.data import Faces
from nonesuch.models import path_of
from nonesuch.models.runtime import Network, read
from nonesuch.models.sface import SFace
from nonesuch.nouns import Floats, Image, People
from nonesuch.perceive.landmarks import LandmarkFinder
from nonesuch.replace.alignment import cut, frame_of_landmarks
from nonesuch.replace.standin import yaw_of

CROP_SIZE = 128
SHARD = 512
STYLE_LENGTH = 512
STYLE_INPUTS = 23
_FINE_FROM = 12
_TURNED_UNTIL = 6
_MIXED_SHARE = 0.3
_TURNED_SHARE = 0.6
_TURN_STRENGTH = 3.0  # standard deviations of the yaw among sampled people
_TRUNCATION = (0.7, 1.0)
_MEAN_OF = 2048
PICTURE_BOX = np.array([[102, 134, 410, 442]], np.float32)  # of 512 px
_LOG = logging.getLogger(__name__)


class FaceSource:
    """People who do not exist, by number."""

    def __init__(self, precision: str = "f32", threads: int | None = None) -> None:
        self._mapping = Network(path_of("mobilestylegan_mapping"), threads=threads)
        synthesis = with_style_inputs(read(path_of("mobilestylegan_synthesis")))
        self._synthesis = Network(synthesis, precision=precision, threads=threads)
        means = [self._mapped(_mean_noise(number)) for number in range(_MEAN_OF)]
        self.mean = np.asarray(np.mean(means, 0), np.float32)

    def style(self, number: int) -> Floats:
        """The style of person ``number`` ``(512,)``, relative to the mean."""
        coarse, _ = self._styles(np.random.default_rng([7, number]))
        return np.asarray(coarse, np.float32)

    def picture(self, number: int, turn: Floats | None = None) -> Image:
        """Person ``number``, uint8 ``(512, 512, 3)``; ``turn (512,)`` turns heads."""
        rng = np.random.default_rng([7, number])
        coarse, fine = self._styles(rng)
        inputs = np.tile(coarse, (STYLE_INPUTS, 1))
        if rng.random() < _MIXED_SHARE:
            inputs[_FINE_FROM:] = fine
        if turn is not None and rng.random() < _TURNED_SHARE:
            inputs[:_TURNED_UNTIL] += turn * np.float32(rng.uniform(-1, 1))
        return self.rendered(inputs)

    def relative_style(self, noise: Floats, truncation: float) -> Floats:
        """The style ``(512,)`` of noise ``(512,)``, relative to the mean."""
        return np.asarray((self._mapped(noise) - self.mean) * truncation, np.float32)

    def rendered(self, inputs: Floats) -> Image:
        """Styles ``(23, 512)`` relative to the mean as uint8 ``(512, 512, 3)``."""
        (made,) = self._synthesis((inputs + self.mean)[None].astype(np.float32))
        small = made[0].reshape(3, 512, 2, 512, 2).mean((2, 4)).transpose(1, 2, 0)
        return np.asarray(np.clip(np.rint((small + 1) * 127.5), 0, 255), np.uint8)

    def _styles(self, rng: np.random.Generator) -> Floats:
        noise = rng.standard_normal((2, STYLE_LENGTH)).astype(np.float32)
        truncation = rng.uniform(*_TRUNCATION, 2)
        styles = np.stack([self._mapped(row) for row in noise])
        relative = (styles - self.mean) * truncation[:, None]
        return np.asarray(relative, np.float32)

    def _mapped(self, noise: Floats) -> Floats:
        return np.asarray(self._mapping(noise[None])[0][0], np.float32)


def _mean_noise(number: int) -> Floats:
    rng = np.random.default_rng([0, number])
    return np.asarray(rng.standard_normal((1, STYLE_LENGTH))[0], np.float32)


def with_style_inputs(model: openvino.Model) -> openvino.Model:
    """The synthesis network with one style for each of its 23 places (W+)."""
    styles = ops.parameter([1, STYLE_INPUTS, STYLE_LENGTH], np.float32)
    consumers = list(model.inputs[0].get_target_inputs())
    places = [port for port in consumers if _name(port).startswith("Gemm_")]
    for number, port in enumerate(sorted(places, key=_number)):
        port.replace_source_output(_style_at(styles, number))
    for port in consumers:
        if port not in places:  # asks for the shape only
            port.replace_source_output(_style_at(styles, 0))
    return openvino.Model(model.results, [styles], "synthesis")


def _name(port: openvino.Input) -> str:
    return str(port.get_node().get_friendly_name())


def _number(port: openvino.Input) -> int:
    return int(_name(port).split("_")[1].split("/")[0])


def _style_at(styles: openvino.Node, number: int) -> openvino.Output:
    one = ops.gather(styles, np.array([number]), np.int64(1))
    return ops.squeeze(one, np.array([1])).output(0)


def turning_direction(styles: Floats, yaws: Floats) -> Floats:
    """The change of style ``(512,)`` that goes with turning the head, 3 sigma of it.

    The covariance of styles ``(n, 512)`` with yaws ``(n,)``: it stays among people who
    occur, other than the gradient of a regression.
    """
    centred = yaws - yaws.mean()
    direction = (styles * centred[:, None]).mean(0) / centred.std()
    return np.asarray(_TURN_STRENGTH * direction, np.float32)


def aligned(
    finder: LandmarkFinder, recognizer: SFace, picture: Image, number: int
) -> Faces | None:
    """The face of a sampled picture, or None where no face is seen."""
    people = finder.place(picture, People.of_boxes(PICTURE_BOX, np.ones(1, np.float32)))
    if not people.has_landmarks[0]:
        return None
    frame = frame_of_landmarks(people.landmarks[0])
    crop = cut(picture, frame, CROP_SIZE)
    landmarks = frame.to_crop(people.landmarks[0])
    code = averaged_code(recognizer, crop, landmarks)
    return Faces(crop[None], landmarks[None], code[None], np.array([number]))


def make_shards(out: Path, start: int, count: int) -> None:
    """Writes shards of 512 people each; goes on where files are missing."""
    out.mkdir(parents=True, exist_ok=True)
    source, finder, recognizer = FaceSource("bf16"), LandmarkFinder(), SFace("bf16")
    for first in range(start, start + count, SHARD):
        path = out / f"faces_{first:06d}.npz"
        if path.exists():
            continue
        turn = _turning(source, out / f"faces_{start:06d}.npz")
        numbers = range(first, min(first + SHARD, start + count))
        found = [
            aligned(finder, recognizer, source.picture(number, turn), number)
            for number in numbers
        ]
        write_shard([face for face in found if face is not None], path)
        _LOG.info("%s: %d people", path.name, len(numbers))


def _turning(source: FaceSource, first_shard: Path) -> Floats | None:
    if not first_shard.exists():
        return None
    with np.load(first_shard) as shard:
        yaws = yaw_of(shard["landmarks"].astype(np.float32))
        styles = [source.style(int(number)) for number in shard["index"]]
    return turning_direction(np.stack(styles), yaws)


def write_shard(faces: list[Faces], path: Path) -> None:
    """One shard, written beside its final name and renamed when whole."""
    partial = path.with_name(f"partial_{path.name}")
    np.savez(
        partial,
        crops=np.concatenate([face.crops for face in faces]),
        landmarks=np.concatenate([face.landmarks for face in faces]).astype(np.float16),
        embeddings=np.concatenate([face.codes for face in faces]).astype(np.float16),
        index=np.concatenate([face.index for face in faces]),
    )
    os.replace(partial, path)


def main() -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--count", type=int, default=4096)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    make_shards(given.out, given.start, given.count)


if __name__ == "__main__":
    main()
