"""What a dataset is asked to be, and the names of what lies in its folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nonesuch import __version__
from nonesuch.errors import Refusal
from nonesuch.media.whole import writing_whole
from nonesuch.world.recipes import spec_of, with_people
from nonesuch.world.scene import SceneSpec

LABELS = ("mot", "mots", "coco", "motsynth", "kitti", "yolo")
LAYERS = ("depth", "flow", "normals", "classes", "instances")
OTHERS = ("video", "reid")
FORMATS = (*LABELS, *LAYERS, *OTHERS)
DEFAULT_FORMATS = ("mot", "mots", "coco", "kitti", "video")

SETTINGS = "dataset.json"
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Job:
    """A dataset; ``scene`` is that of a scene file, None for the recipe's."""

    output: Path
    recipe: str = "mixed"
    scene: SceneSpec | None = None
    sequences: int = 1
    frames: int = 100
    size_wh: tuple[int, int] = (1280, 720)
    fps: float = 20.0
    seed: int = 0
    formats: tuple[str, ...] = DEFAULT_FORMATS
    people: float | None = None
    cameras: int = 1
    image_extension: str = ".jpg"
    mocap: Path | None = None
    workers: int = 1

    def spec(self, sequence: int) -> SceneSpec:
        """What the ``sequence``-th scene, from 0, is asked to be."""
        spec = self.scene or spec_of(self.recipe, sequence)
        return spec if self.people is None else with_people(spec, self.people)


@dataclass(frozen=True)
class Shot:
    """One sequence seen by one camera: a folder of pictures."""

    sequence: int  # from 0
    camera: int  # from 0
    name: str


def shots_of(job: Job) -> Iterator[Shot]:
    """All shots of a job in their order."""
    for sequence in range(job.sequences):
        name = f"{job.spec(sequence).name}-{sequence + 1:04d}"
        for camera in range(job.cameras):
            suffix = f"-c{camera + 1}" if job.cameras > 1 else ""
            yield Shot(sequence, camera, name + suffix)


def finished_folder(job: Job, shot: Shot) -> Path:
    """Where a whole shot lies."""
    return job.output / shot.name


def working_folder(job: Job, shot: Shot) -> Path:
    """Where a shot lies until it is whole."""
    return job.output / UNFINISHED / shot.name


def notes_folder(job: Job, shot: Shot) -> Path:
    """Where the labels of a shot's finished frames lie until all are there."""
    return working_folder(job, shot) / "notes"


def frame_name(index: int) -> str:
    """The stem of the files of a frame; files count from 1."""
    return f"{index + 1:06d}"


def settings_of(job: Job, wardrobe: str) -> dict[str, Any]:
    """All that decides how one sequence looks: what a continued job must repeat."""
    return {
        "nonesuch": __version__,
        "recipe": job.recipe,
        "scene": None if job.scene is None else asdict(job.scene),
        "seed": job.seed,
        "wardrobe": wardrobe,
        "frames": job.frames,
        "size_wh": list(job.size_wh),
        "fps": job.fps,
        "formats": list(job.formats),
        "people": job.people,
        "cameras": job.cameras,
        "image_extension": job.image_extension,
        "mocap": None if job.mocap is None else job.mocap.name,
    }


def claim_folder(job: Job, wardrobe: str) -> None:
    """Writes the settings into the folder, or sees that those there are the same.

    :class:`Refusal` for a folder with another dataset, for one that holds something
    else, and if nothing can be written.
    """
    path, wanted = (
        job.output / SETTINGS,
        json.loads(json.dumps(settings_of(job, wardrobe))),
    )
    if path.exists():
        _refuse_other(path, wanted)
        return
    if job.output.exists() and any(job.output.iterdir()):
        raise Refusal(
            f"The folder {job.output} holds other files and no {SETTINGS}; give an "
            "empty or a new folder."
        )
    with writing_whole(path) as temporary:
        temporary.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")


def release_folder(job: Job) -> None:
    """Takes the claim back; only for a folder in which nothing was made yet."""
    (job.output / SETTINGS).unlink(missing_ok=True)
    shutil.rmtree(job.output / UNFINISHED, ignore_errors=True)
    with suppress(OSError):
        job.output.rmdir()


def _refuse_other(path: Path, wanted: dict[str, Any]) -> None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} cannot be read ({error}); give a new folder.") from error
    for key, value in wanted.items():
        if not isinstance(found, dict) or found.get(key) != value:
            before = found.get(key) if isinstance(found, dict) else found
            raise Refusal(
                f"The folder {path.parent} holds a dataset made with {key} "
                f"{_short(before)}, not {_short(value)}; give a new folder, or the "
                "same settings to go on."
            )


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 60 else text[:57] + "..."
