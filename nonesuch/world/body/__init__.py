"""Bodies: from MakeHuman's data and a look to a figure in three levels of detail."""

from __future__ import annotations

from nonesuch.world.body.figure import build_figure
from nonesuch.world.body.model import BodyModel

__all__ = ["BodyModel", "build_figure"]
