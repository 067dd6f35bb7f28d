"""The command line without any extra: what needs one says so, all else works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ONLY_IN_EXTRAS = (
    *("moderngl", "shapely", "pycocotools", "torch", "onnx"),
    *("matplotlib", "trackeval", "tabulate"),
)
WITHOUT_EXTRAS = f"""
import sys
for name in {ONLY_IN_EXTRAS!r}:
    sys.modules[name] = None
from nonesuch.cli import main
main()
"""


def run_without_extras(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_EXTRAS, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("version",),
        ("anonymize", "--help"),
        ("models", "list"),
        ("assets", "list"),
        ("synthesize", "--help"),
        ("preview", "--help"),
        ("people", "--help"),
    ],
)
def test_core_commands_need_no_extra(arguments: tuple[str, ...]) -> None:
    outcome = run_without_extras(*arguments)
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("synthesize", "-o", "out"), "nonesuch[world]"),
        (("train", "face", "-o", "out"), "nonesuch[train]"),
    ],
)
def test_missing_extra_is_named(
    arguments: tuple[str, ...], extra: str, tmp_path: Path
) -> None:
    outcome = run_without_extras(*arguments)
    assert outcome.returncode == 1
    assert extra in outcome.stderr
    assert "Traceback" not in outcome.stderr
