"""``nonesuch train face`` as a process: refusals, a short run, and going on with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from nonesuch.replace.standin import looks_of

PEOPLE = 36


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nonesuch", "train", "face", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--size", "64"), "learns from crops of 128 px"),
        (("--device", "abacus"), "abacus is not here"),
        (("--data", "nowhere"), "no folder of pictures"),
    ],
)
def test_wrong_values_are_refused(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    ended = run("-o", tmp_path / "run", *options)
    assert ended.returncode == 1 and not ended.stdout
    assert said in ended.stderr and "Traceback" not in ended.stderr


def test_short_run_delivers_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    for person in range(PEOPLE):
        wall = np.full((400, 400, 3), (120, 140, 160), np.uint8)
        wall[72:328, 72:328] = looks_of(person).images[2]
        cv2.imwrite(str(folder / f"{person:03d}.png"), wall[..., ::-1])
    out = tmp_path / "run"
    first = run("--data", folder, "-o", out, "--hours", "0.0003")
    assert first.returncode == 0, first.stderr
    names = {path.name for path in out.iterdir()}
    assert {"checkpoint.pt", "harmonizer_64.onnx", "README.md", "data"} <= names
    assert any(name.startswith("grid_") for name in names)
    assert "faces in photographs of the folder photographs" in (
        (out / "README.md").read_text()
    )
    again = run("--data", folder, "-o", out, "--hours", "0.0003")
    assert again.returncode == 0, again.stderr
    lines = (out / "held_out.jsonl").read_text().splitlines()
    assert "held out" in (out / "curves.svg").read_text()
    seen = [json.loads(line)["seen"] for line in lines]
    assert len(seen) == 2 and seen[1] > seen[0] > 0
