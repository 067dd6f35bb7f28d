"""Scene files: TOML that says what a scene is, on top of a recipe."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from math import isfinite
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from nonesuch.errors import Refusal
from nonesuch.world.nouns import ACTIONS
from nonesuch.world.recipes import RECIPES, spec_of
from nonesuch.world.scene import PersonSpec, Range, SceneSpec
from nonesuch.world.weathers import NAMES as WEATHERS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Spec = TypeVar("Spec", bound="DataclassInstance")

MOST_PEOPLE = 900
"""The ids of a frame must fit the three digits that MOTS has for them."""


def read_scene(path: Path) -> SceneSpec:
    """The scene of a TOML file; what it does not mention is as in its recipe.

    The tables are the parts of :class:`SceneSpec`: ``[street]``, ``[weather]``,
    ``[camera]``, ``[crowd]`` and one ``[[people]]`` for each person.  A number where a
    range is expected fixes it.  :class:`Refusal` for a file that cannot be read, an
    unknown key, or a value of the wrong kind; it names the key.
    """
    table = _parsed(path)
    recipe = table.pop("recipe", "crossing")
    if recipe not in RECIPES:
        raise Refusal(
            f"{path.name}: recipe is {recipe!r}; expected one of {', '.join(RECIPES)}."
        )
    try:
        spec = _overlaid(replace(spec_of(recipe, 0), name=path.stem), table, "")
        return _sensible(spec)
    except _Wrong as wrong:
        raise Refusal(f"{path.name}: {wrong}.") from wrong


def _sensible(spec: SceneSpec) -> SceneSpec:
    """The same scene; ``_Wrong`` for values no scene can have."""
    for name in spec.weather.names:
        if name not in WEATHERS:
            raise _Wrong(
                f"weather.names has {name!r}, expected some of {', '.join(WEATHERS)}"
            )
    view = spec.camera.horizontal_fov_deg
    if view.low < 5 or view.high > 130:
        raise _Wrong("camera.horizontal_fov_deg is outside 5 to 130 degrees")
    if (spec.camera.eye_world is None) is not (spec.camera.target_world is None):
        raise _Wrong("camera.eye_world and camera.target_world belong together")
    if spec.crowd.people.low < 0 or spec.crowd.people.high > MOST_PEOPLE:
        raise _Wrong(f"crowd.people is outside 0 to {MOST_PEOPLE}")
    for k, person in enumerate(spec.people):
        for action in (person.action, person.then):
            if action not in ACTIONS:
                raise _Wrong(
                    f"people[{k}] does {action!r}, expected one of {', '.join(ACTIONS)}"
                )
    return spec


class _Wrong(Exception):
    """Half a sentence on what is wrong with a key."""


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refusal(
            f"The scene file {path} cannot be read ({error.strerror})."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"The scene file {path} is not valid TOML: {error}.") from error


def _overlaid(value: Spec, table: Mapping[str, Any], where: str) -> Spec:
    """A dataclass with the fields that the table mentions replaced."""
    if not isinstance(table, Mapping):
        raise _Wrong(f"{where or 'the file'} is {table!r}, expected a table")
    hints = _hints(type(value))
    changes: dict[str, Any] = {}
    for key, given in table.items():
        at = f"{where}.{key}" if where else key
        if key not in hints:
            raise _Wrong(f"unknown key {at}; expected one of {', '.join(hints)}")
        changes[key] = _converted(hints[key], given, at, getattr(value, key))
    return replace(value, **changes)


def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _converted(hint: Any, given: Any, at: str, before: Any = None) -> Any:
    """What a field of that type becomes from the value in the file."""
    if hint == tuple[PersonSpec, ...]:
        rows = given if isinstance(given, list) else [given]
        return tuple(_person(row, f"{at}[{k}]") for k, row in enumerate(rows))
    if hint is Range:
        return _range(given, at)
    if is_dataclass(hint):
        return _overlaid(before, given, at)
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(get_args(hint), given, at)
    if origin is tuple:
        return _tuple(get_args(hint), given, at)
    if origin is dict:
        value_hint = get_args(hint)[1]
        return {k: _converted(value_hint, v, f"{at}.{k}") for k, v in given.items()}
    return _scalar(hint, given, at)


def _person(row: Any, at: str) -> PersonSpec:
    if not isinstance(row, Mapping) or not row.get("path_xy"):
        raise _Wrong(f"{at} has no path_xy; expected one or more points [x, y]")
    return _overlaid(PersonSpec(((0.0, 0.0),)), row, at)


def _one_of(hints: tuple[Any, ...], given: Any, at: str) -> Any:
    for hint in hints:
        try:
            return _converted(hint, given, at)
        except _Wrong:
            continue
    names = " or ".join(h.__name__ for h in hints if h is not type(None))
    raise _Wrong(f"{at} is {given!r}, expected {names}")


def _range(given: Any, at: str) -> Range:
    ends = [given, given] if _is_number(given) else given
    is_pair = isinstance(ends, list) and len(ends) == 2 and all(map(_is_number, ends))
    if not is_pair or ends[0] > ends[1]:
        raise _Wrong(f"{at} is {given!r}, expected a number or [low, high]")
    return Range(float(ends[0]), float(ends[1]))


def _tuple(hints: tuple[Any, ...], given: Any, at: str) -> tuple[Any, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        rows = [given] if isinstance(given, str) else given
        hints = (hints[0],) * (len(rows) if isinstance(rows, list) else 0)
    else:
        rows = given
    if not isinstance(rows, list) or len(rows) != len(hints) or not rows:
        raise _Wrong(f"{at} is {given!r}, expected a list of {len(hints) or 'some'}")
    pairs = enumerate(zip(hints, rows, strict=True))
    return tuple(_converted(hint, row, f"{at}[{k}]") for k, (hint, row) in pairs)


def _scalar(hint: Any, given: Any, at: str) -> Any:
    if hint is float and _is_number(given):
        return float(given)
    if isinstance(given, bool) is not (hint is bool) or not isinstance(given, hint):
        raise _Wrong(f"{at} is {given!r}, expected {hint.__name__}")
    return given


def _is_number(given: Any) -> bool:
    is_real = isinstance(given, (int, float)) and not isinstance(given, bool)
    return is_real and isfinite(given)
