"""The methods by name, as the command line and the report know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nonesuch.errors import Refusal
from nonesuch.nouns import Floats, Identity, Image
from nonesuch.replace import classic
from nonesuch.replace.ambience import Ambience
from nonesuch.replace.context import suggested
from nonesuch.replace.head import head, head_in, head_looked
from nonesuch.replace.head_looks import has_head
from nonesuch.replace.head_region import regions_of_heads
from nonesuch.replace.identity import Appearance
from nonesuch.replace.person import looked, person, person_in
from nonesuch.replace.region import Region, regions_of_faces
from nonesuch.replace.rivals import OUTPUTS, WITH_IDENTITY, rival
from nonesuch.replace.surroundings import throat_lab
from nonesuch.replace.unet import unet

HEAD = "+head"
"""Behind a method's name: the whole head instead of the face."""
Render = Callable[
    [Image, Sequence[Region], Sequence[Identity], Sequence[int]], list[Image]
]
"""Patches for the regions of one picture, each of its region's window size."""


Place = Callable[[Floats, Sequence[Floats | None], tuple[int, int]], list[Region]]
"""The regions of people by boxes, landmarks and the picture's height and width."""
Look = Callable[[Image, Sequence[Region], Sequence[Identity]], list[Ambience]]
RenderIn = Callable[
    [
        Image,
        Sequence[Region],
        Sequence[Identity],
        Sequence[int],
        Sequence[Ambience],
    ],
    list[Image],
]


@dataclass(frozen=True)
class Steps:
    """A method in two steps: ``look`` changes slowly in video and may be averaged."""

    look: Look
    render: RenderIn


@dataclass(frozen=True)
class Method:
    """A way to replace a face; ``has_identity`` if another stand-in can be tried.

    ``place`` says what is replaced, ``suits`` who may stand in (None: everybody),
    ``suggests`` how the person would be expected to look by what stays (None: nothing
    is looked at).
    """

    name: str
    render: Render
    has_identity: bool
    steps: Steps | None = None
    place: Place = regions_of_faces
    suits: Callable[[Identity], bool] | None = None
    suggests: Callable[[Image, Region], Appearance] | None = None

    @property
    def is_cast(self) -> bool:
        """Whether the gate chooses who stands in; rivals take whoever comes first."""
        return self.has_identity and self.name.partition(":")[0] not in OUTPUTS

    @property
    def outlines_people(self) -> bool:
        """Whether a network tells people from the background."""
        return self.name == "person" + HEAD


def method_named(text: str) -> Method:
    """The method that ``blur:17``, ``solid``, ``person`` or ``ciagan:FILE`` means.

    With ``+head`` behind it, whole heads are replaced.  Raises Refusal for an unknown
    name, a parameter that is no positive number, a file that is not a network of that
    design, or a method that knows faces only.
    """
    if text.endswith(HEAD):
        return _of_heads(method_named(text.removesuffix(HEAD)), text)
    name, colon, parameter = text.partition(":")
    if name in OUTPUTS:
        return _trained(name, parameter)
    if name not in _METHODS:
        known = ", ".join((*_METHODS, *OUTPUTS))
        raise Refusal(f"There is no method {name!r}; the methods are {known}.")
    default = _METHODS[name]
    if default is None and colon:
        raise Refusal(f"The method {name} takes no parameter, {text!r} was given.")
    value = _number(name, parameter) if colon else default
    if name in _PAINTERS:
        return Method(text, _PAINTERS[name], True, _STEPS.get(name), suggests=suggested)
    return Method(text, _classic(name, value), has_identity=False)


_METHODS: dict[str, float | None] = {
    "person": None,
    "unet": None,
    "blur": 51.0,
    "pixelate": 16.0,
    "solid": None,
}
"""Every method with its default parameter, in pixels of a 128 px face crop."""
_PAINTERS: dict[str, Render] = {"person": person, "unet": unet}
_STEPS = {"person": Steps(looked, person_in)}


def _of_heads(method: Method, name: str) -> Method:
    if method.name == "person":
        steps = Steps(head_looked, head_in)
        return Method(name, head, True, steps, regions_of_heads, has_head, _by_throat)
    if method.has_identity or method.name.partition(":")[0] in OUTPUTS:
        raise Refusal(
            f"The method {method.name} replaces faces only; whole heads are replaced "
            "by person, blur, pixelate and solid."
        )
    return replace(method, name=name, place=regions_of_heads)


def _by_throat(image: Image, region: Region) -> Appearance:
    lab = throat_lab(image, region)
    return Appearance(None if lab is None else float(lab[0]))


def _trained(design: str, file: str) -> Method:
    """A rival's network; reports name its file without the folder."""
    if not file:
        raise Refusal(
            f"The method {design} needs the file of a trained network, as in "
            f"{design}:FILE; make one with: nonesuch train {design} -o DIR."
        )
    path = Path(file)
    painter = rival(design, path)
    name = f"{design}:{path.name}"
    if design != WITH_IDENTITY:
        return Method(name, painter.render, has_identity=False)
    return Method(name, painter.render, has_identity=True, suggests=suggested)


def _classic(name: str, value: float | None) -> Render:
    def render(
        image: Image,
        regions: Sequence[Region],
        identities: Sequence[Identity],
        seeds: Sequence[int],
    ) -> list[Image]:
        return [_filtered(name, image, region, value) for region in regions]

    return render


def _filtered(name: str, image: Image, region: Region, value: float | None) -> Image:
    if name == "blur":
        return classic.blur(image, region, value or 0.0)
    if name == "pixelate":
        return classic.pixelate(image, region, value or 0.0)
    return classic.solid(image, region)


def _number(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 1000:
        raise Refusal(
            f"{name}:{text} is not understood; give a size in pixels of a 128 px face "
            f"crop from 1 to 1000, such as {name}:17."
        )
    return value
