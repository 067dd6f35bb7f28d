"""What tests of rendered streets need: assets and a device."""

from __future__ import annotations

import pytest

from nonesuch.errors import Refusal


@pytest.fixture(scope="session")
def assets_are_here() -> None:
    """Skips where bodies and clothes cannot be had."""
    from nonesuch.world.asset_packages import ready

    try:
        ready()
    except Refusal as refusal:
        pytest.skip(f"no assets for people: {refusal}")


@pytest.fixture(scope="session")
def device_is_here() -> None:
    """Skips where nothing can be rendered."""
    from nonesuch.world.render.device import device_name

    try:
        device_name()
    except Refusal as refusal:
        pytest.skip(f"nothing to render with: {refusal}")
