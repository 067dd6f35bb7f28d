"""A room imports only from rooms above it; the sources are read, never executed."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import nonesuch

PACKAGE = Path(nonesuch.__file__).parent
ROOMS = (
    ("camera", "errors", "face_points", "nouns", "parallel"),
    ("models",),
    ("media",),
    ("formats",),
    ("perceive",),
    ("replace",),
    ("prove",),
    ("apparent", "networks"),
    ("lighting", "parts"),
    ("casting",),
    ("billing",),
    ("rehearsal",),
    ("staging",),
    ("pipeline",),
    ("run", "workers", "progress"),
    ("world",),
    ("learn",),
    ("measure",),
    ("scale",),
    ("serve",),
    ("cli",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
SOURCES = sorted(
    path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"
)


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(("nonesuch", *(p for p in parts if p != "__init__")))


MODULES = {module_of(path) for path in SOURCES}


def imported_modules(path: Path) -> set[str]:
    """Our modules that a source imports anywhere, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            base = node.module or ""
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= (names & MODULES) or {base}
    return {name for name in found if name.startswith("nonesuch.")}


def room_of(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_module_imports_from_its_own_room_and_those_above(path: Path) -> None:
    own = room_of(module_of(path))
    assert own in FLOOR, f"{own} has no place in DESIGN's order of rooms"
    below = {
        module
        for module in imported_modules(path)
        if room_of(module) != own and FLOOR[room_of(module)] > FLOOR[own]
    }
    assert not below


def test_modules_form_a_line() -> None:
    imports = {module_of(path): imported_modules(path) for path in SOURCES}
    for module, names in imports.items():
        imports[module] = names - {module}
    order = list(TopologicalSorter(imports).static_order())  # CycleError for a circle
    assert set(order) >= MODULES


def test_only_learning_needs_torch() -> None:
    for path in SOURCES:
        if room_of(module_of(path)) in ("learn", "measure", "world"):
            continue
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        names = {
            name.split(".")[0]
            for node in tree
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
            )
        }
        assert not names & {"torch", "onnx", "torchvision"}, path
