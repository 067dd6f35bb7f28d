"""What the rivals learn from: several pictures of each person, since CIAGAN needs them.

An album is a folder of ``album_*.npz`` shards and ``album.json``, which is written last
and tells what it holds; an interrupted one goes on where shards are missing.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.learn.candidates import SAMPLES, Shot, Studio, learned_editor
from nonesuch.learn.directions import Editor, Feature
from nonesuch.learn.portraits import CROP_SIZE, Progress, Skipped, faces_in, posed
from nonesuch.learn.sample import STYLE_INPUTS, STYLE_LENGTH
from nonesuch.media.whole import writing_whole
from nonesuch.nouns import Bools, Floats, Image, Ints
from nonesuch.parallel import in_order
from nonesuch.replace.alignment import cut, frame_of_landmarks

UNSEEN_EVERY = 16
"""People whose number is a multiple of it are never trained on."""
KNOWN_EVERY = 8
"""Of the others every eighth picture is held out."""
_PEOPLE_A_SHARD = 8
_EDITED_INPUTS = 9
_TRUNCATION = (0.75, 1.0)
_DARKENED_SHARE = 0.25
_DARK_LIGHTNESS = (30.0, 58.0)
_EDITOR = "editor.npz"
_CONTENTS = "album.json"


@dataclass(frozen=True)
class Album:
    """Aligned crops uint8 ``(n, c, c, 3)``, landmarks ``(n, 92, 2)`` in crop units.

    ``people (n,)`` tells who it is, ``pictures (n,)`` the how manieth of that person.
    """

    crops: Image
    landmarks: Floats
    people: Ints
    pictures: Ints

    def __len__(self) -> int:
        return len(self.crops)

    def __getitem__(self, places: slice | Ints | Bools) -> Album:
        return Album(
            self.crops[places],
            self.landmarks[places],
            self.people[places],
            self.pictures[places],
        )

    @property
    def learned(self) -> Album:
        """What is trained on."""
        return self[~self._is_unseen & ~self._is_known]

    @property
    def known(self) -> Album:
        """Pictures that are not trained on, of people who are."""
        return self[~self._is_unseen & self._is_known]

    @property
    def unseen(self) -> Album:
        """People who are not trained on."""
        return self[self._is_unseen]

    @property
    def _is_unseen(self) -> Bools:
        return np.asarray(self.people % UNSEEN_EVERY == 0)

    @property
    def _is_known(self) -> Bools:
        return np.asarray(self.pictures % KNOWN_EVERY == KNOWN_EVERY - 1)


def load(folder: Path) -> Album:
    """All pictures of a finished album, in order of people and pictures."""
    if not (folder / _CONTENTS).is_file():
        raise Refusal(
            f"{folder} holds no finished album of faces; make one by "
            "'nonesuch train ciagan', which goes on where it stopped."
        )
    parts: list[Album] = []
    for path in sorted(folder.glob("album_*.npz")):
        with np.load(path) as shard:
            parts.append(
                Album(
                    shard["crops"],
                    shard["landmarks"].astype(np.float32),
                    shard["people"].astype(np.int64),
                    shard["pictures"].astype(np.int64),
                )
            )
    return Album(
        np.concatenate([part.crops for part in parts]),
        np.concatenate([part.landmarks for part in parts]),
        np.concatenate([part.people for part in parts]),
        np.concatenate([part.pictures for part in parts]),
    )


def told(folder: Path) -> str | None:
    """What a finished album holds, in a sentence; None where there is none."""
    path = folder / _CONTENTS
    return str(json.loads(path.read_text())["told"]) if path.is_file() else None


def sample(
    out: Path, people: int, each: int, progress: Progress, samples: int = SAMPLES
) -> str:
    """An album of generated people in many poses; what it holds, in a sentence.

    Person and picture are the same in every run.  ``samples`` people are looked at
    first, to learn how style and pose hang together.
    """
    out.mkdir(parents=True, exist_ok=True)
    studio = Studio()
    editor = _editor(studio, out / _EDITOR, samples)
    for first in range(0, people, _PEOPLE_A_SHARD):
        last = min(first + _PEOPLE_A_SHARD, people)
        path = out / f"album_{first:06d}.npz"
        if not path.exists():
            wanted = [(p, k) for p in range(first, last) for k in range(each)]
            shots = in_order(lambda one: _shot(studio, editor, *one), wanted)
            pages = _Pages()
            for (person, picture), shot in zip(wanted, shots, strict=True):
                if shot is not None:
                    pages.add(shot.picture, shot.landmarks, person, picture)
            pages.write(path)
        progress("sampling people", last, people)
    return _finished(
        out,
        f"{people} people who do not exist in {each} pictures each, made by "
        "MobileStyleGAN (Apache-2.0; distilled from a network trained on FFHQ, "
        "CC BY-NC-SA 4.0).",
    )


def photographed(folder: Path, out: Path, progress: Progress) -> str:
    """An album of a folder's photographs; what it holds, in a sentence.

    Every folder in it is one person, as in CelebA by identity; a picture that lies in
    no folder is a person of its own.  Of several faces the largest counts.
    """
    if not folder.is_dir():
        raise Refusal(f"{folder} is no folder of pictures; give one, or 'synthetic'.")
    out.mkdir(parents=True, exist_ok=True)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    skipped, pages = Skipped(), _Pages()
    people: dict[Path, int] = {}
    pictures: dict[Path, int] = {}
    for path, picture, faces in faces_in(paths, skipped, progress):
        whose = path if path.parent == folder else path.parent
        person = people.setdefault(whose, len(people))
        pictures[whose] = pictures.get(whose, -1) + 1
        largest = faces[np.ptp(faces[..., 1], axis=1).argmax()]
        pages.add(picture, largest, person, pictures[whose])
    if not pages.crops:
        raise Refusal(
            f"{folder} has no picture to learn from: {skipped}. Give photographs of "
            "faces, each person in a folder of their own."
        )
    pages.write(out / "album_000000.npz")
    return _finished(
        out,
        f"{len(pages.crops)} faces of {len(people)} people in photographs of the "
        f"folder {folder.name}; skipped: {skipped}. Consent is the affair of whoever "
        "trained.",
    )


@dataclass
class _Pages:
    crops: list[Image] = field(default_factory=list)
    landmarks: list[Floats] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def add(self, picture: Image, landmarks: Floats, person: int, number: int) -> None:
        frame = frame_of_landmarks(landmarks)
        self.crops.append(cut(picture, frame, CROP_SIZE))
        self.landmarks.append(frame.to_crop(landmarks))
        self.people.append(person)
        self.pictures.append(number)

    def write(self, path: Path) -> None:
        partial = path.with_name(f"partial_{path.name}")
        count = len(self.crops)
        np.savez(
            partial,
            crops=np.array(self.crops, np.uint8).reshape(
                count, CROP_SIZE, CROP_SIZE, 3
            ),
            landmarks=np.array(self.landmarks, np.float16).reshape(count, -1, 2),
            people=np.array(self.people, np.int64),
            pictures=np.array(self.pictures, np.int64),
        )
        os.replace(partial, path)


def _finished(out: Path, sentence: str) -> str:
    with writing_whole(out / _CONTENTS) as partial:
        partial.write_text(json.dumps({"told": sentence}), encoding="utf-8")
    return sentence


def _editor(studio: Studio, path: Path, samples: int) -> Editor:
    names = ("slopes", "covariance", "mean", "deviation")
    if path.exists():
        with np.load(path) as kept:
            return Editor(*(kept[name] for name in names))
    editor = learned_editor(studio, samples)
    partial = path.with_name(f"partial_{path.name}")
    np.savez(partial, **{name: getattr(editor, name) for name in names})
    os.replace(partial, path)
    return editor


def _shot(studio: Studio, editor: Editor, person: int, picture: int) -> Shot | None:
    """Someone in a random pose and light, None where no face is seen."""
    style = _style(studio, editor, person)
    rng = np.random.default_rng([2030, person, picture])
    wanted = posed(rng, editor)
    spread = editor.deviation[Feature.SIDE_LIGHT]
    wanted[Feature.SIDE_LIGHT] = float(rng.normal(0, spread))
    lightness = editor.predicted(style)[Feature.LIGHTNESS]
    wanted[Feature.LIGHTNESS] = float(lightness + rng.normal(0, 3))
    inputs = np.tile(style, (STYLE_INPUTS, 1))
    inputs[:_EDITED_INPUTS] = editor.edited(style, wanted)
    return studio.found(studio.source.rendered(inputs))


def _style(studio: Studio, editor: Editor, person: int) -> Floats:
    rng = np.random.default_rng([2029, person])
    noise = rng.standard_normal(STYLE_LENGTH).astype(np.float32)
    style = studio.source.relative_style(noise, rng.uniform(*_TRUNCATION))
    if rng.random() >= _DARKENED_SHARE:
        return style
    return editor.edited(style, {Feature.LIGHTNESS: rng.uniform(*_DARK_LIGHTNESS)})
