"""``nonesuch train ciagan`` as a process: refusals, a short run, and going on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nonesuch.replace.methods import method_named

from .faces import landmarks


def run(design: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nonesuch", "train", design, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def album(folder: Path, people: int = 3, each: int = 8) -> Path:
    """A finished album of noise."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    count = people * each
    np.savez(
        folder / "album_000000.npz",
        crops=rng.integers(0, 256, (count, 64, 64, 3), dtype=np.uint8),
        landmarks=np.repeat(landmarks()[None], count, 0),
        people=np.repeat(np.arange(people), each),
        pictures=np.tile(np.arange(each), people),
    )
    (folder / "album.json").write_text('{"told": "24 pictures of noise."}')
    return folder


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--size", "100"), "give 64, 128 or 256"),
        (("--device", "abacus"), "abacus is not here"),
        (("--data", "nowhere"), "no folder of pictures"),
    ],
)
def test_wrong_values_are_refused(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    ended = run("pix2pix", "-o", tmp_path / "run", *options)
    assert ended.returncode == 1 and not ended.stdout
    assert said in ended.stderr and "Traceback" not in ended.stderr


def test_short_run_delivers_and_goes_on(tmp_path: Path) -> None:
    data, out = album(tmp_path / "album"), tmp_path / "run"
    options = ("--data", data, "--size", 64, "--batch", 2, "--hours", "0.0003")
    first = run("ciagan", "-o", out, *options)
    assert first.returncode == 0, first.stderr
    names = {path.name for path in out.iterdir()}
    assert {"checkpoint.pt", "ciagan_64.onnx", "README.md", "settings.json"} <= names
    assert any(name.startswith("grid_") for name in names)
    card = (out / "README.md").read_text()
    assert "24 pictures of noise." in card and "--method ciagan:ciagan_64.onnx" in card
    rival = method_named(f"ciagan:{out / 'ciagan_64.onnx'}")
    assert rival.has_identity and not rival.is_cast
    again = run("ciagan", "-o", out, *options)
    assert again.returncode == 0, again.stderr
    lines = (out / "held_out.jsonl").read_text().splitlines()
    assert "held out" in (out / "curves.svg").read_text()
    seen = [json.loads(line)["seen"] for line in lines]
    assert len(seen) == 2 and seen[1] > seen[0] > 0
    assert {"l1_known", "lpips_known"} <= set(json.loads(lines[0]))
