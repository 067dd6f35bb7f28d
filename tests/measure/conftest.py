"""An album of people who do not exist, each seen several times."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from nonesuch.replace.standin import looks_of

PEOPLE, VIEWS = (3, 20, 41, 77), (1, 2)


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two views of four shipped stand-ins: one folder a person, 256 px."""
    folder = tmp_path_factory.mktemp("album")
    for person in PEOPLE:
        for view in VIEWS:
            path = folder / f"nobody{person}" / f"{view}.png"
            path.parent.mkdir(exist_ok=True)
            cv2.imwrite(str(path), looks_of(person).images[view][..., ::-1])
    return folder
