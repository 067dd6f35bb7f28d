"""Tests of training need the extra ``train`` and run on one thread."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs pip install nonesuch[train]")
pytest.importorskip("onnx", reason="needs pip install nonesuch[train]")
torch.set_num_threads(1)
