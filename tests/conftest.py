"""What the tests share: where the real pictures lie, if they are here."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pictures, video and labels, which never enter the project."""
    if not DATA.is_dir():
        pytest.skip(f"real pictures are not here: {DATA} does not exist")
    return DATA
