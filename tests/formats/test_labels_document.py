"""What docs/labels.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nonesuch.formats.sequence import WRITERS

TEXT = (Path(__file__).parents[2] / "docs" / "labels.md").read_text(encoding="utf-8")


def test_worked_example_gives_the_stated_pixel(
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    stated = re.search(r"at u = ([\d.]+), v = ([\d.]+):", TEXT)
    assert example is not None and stated is not None
    exec(example.group(1), {})
    printed = re.findall(r"[\d.]+", capsys.readouterr().out)
    assert [float(text) for text in printed] == [
        float(text) for text in stated.groups()
    ]


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_every_format_is_described(name: str) -> None:
    assert f"| `{name}` |" in TEXT
