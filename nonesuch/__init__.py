"""People who do not exist, in the place of people who never agreed."""

import sys

__version__ = "0.1.0"

# OpenVINO's Python package tells Google Analytics that it was imported, unless this
# helper of it is missing.  Nothing leaves the user's machine.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
