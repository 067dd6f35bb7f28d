"""Draws what is seen at each pixel, and where people would be seen if alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.render.amodal import layers_of
from nonesuch.world.render.drawing import Drawing, rotation_of
from nonesuch.world.render.lens import Lens
from nonesuch.world.render.people import DrawnPerson
from nonesuch.world.render.targets import SurfaceTargets
from nonesuch.world.render.things import DrawnThings
from nonesuch.world.render.view import View

Masks = dict[int, NDArray[np.bool_]]


class SurfacePass:
    """The surface layers of pictures of one size."""

    def __init__(
        self, context: Any, drawing: Drawing, size_wh: tuple[int, int], lens: Lens
    ) -> None:
        self._context, self._drawing = context, drawing
        self._size_wh, self._lens = size_wh, lens
        self.targets = SurfaceTargets(context, size_wh)

    def draw(
        self,
        view: View,
        still: DrawnThings,
        moving: DrawnThings,
        people: list[DrawnPerson],
    ) -> Masks:
        """Fills the targets; the people's masks as if nothing stood before them.

        People who do not overlap come first, so that their masks are read there and
        then; only the others are drawn once more.
        """
        uniforms: dict[str, Any] = {
            "clip_from_world": view.clip_from_world,
            "camera_from_world": rotation_of(view.camera.camera_from_world),
        }
        seen = [person for person in people if person.is_in_view]
        boxes = np.array([person.box_xyxy for person in seen]).reshape(-1, 4)
        layers = [[seen[k] for k in layer] for layer in layers_of(boxes)]
        self.targets.all.use()
        self.targets.all.clear(0, 0, 0, 0)
        masks: Masks = {}
        for number, layer in enumerate(layers):
            if number == 0:
                self._on_surfaces("people", layer, uniforms)
                found = self._identities(view, self.targets.identity_alone) & 0xFFFF
            else:
                found = self._alone(view, layer, uniforms)
            masks |= {p.track_id: _mask(view, found, p) for p in layer}
        self._on_surfaces("people", [p for x in layers[1:] for p in x], uniforms)
        eye = view.camera.eye_world
        for things in (moving, still):
            in_view = things.in_view(view.clip_from_world, eye)
            self._on_surfaces("things", in_view, uniforms)
        return {k: mask for k, mask in sorted(masks.items()) if mask.any()}

    def _on_surfaces(self, kind: str, drawn: Any, uniforms: dict[str, Any]) -> None:
        self._context.enable(self._context.DEPTH_TEST)
        self.targets.all.use()
        getattr(self._drawing, kind)("surface.frag", drawn, **uniforms)

    def _alone(
        self, view: View, people: list[DrawnPerson], uniforms: dict[str, Any]
    ) -> NDArray[Any]:
        """Identities of people who do not overlap, without anything else."""
        self._context.disable(self._context.DEPTH_TEST)
        self.targets.amodal_alone.use()
        self.targets.amodal_alone.clear(0, 0, 0, 0)
        self._drawing.people("identity.frag", people, **uniforms)
        return self._identities(view, self.targets.amodal_alone)

    def _identities(self, view: View, target: Any) -> NDArray[Any]:
        data = target.read(components=1, dtype="u4")
        width, height = self._size_wh
        layer = np.frombuffer(data, np.uint32).reshape(height, width)
        return self._lens.bent(view, layer)


def _mask(view: View, found: NDArray[Any], person: DrawnPerson) -> NDArray[np.bool_]:
    """Where the person is found; a straight lens shows nobody outside their box."""
    if view.is_bent:
        return np.asarray(found == person.track_id)
    height, width = found.shape
    low = np.clip(np.floor(person.box_xyxy[:2]), 0, (width, height)).astype(int)
    high = np.clip(np.ceil(person.box_xyxy[2:]), 0, (width, height)).astype(int)
    inside = np.s_[low[1] : high[1], low[0] : high[0]]
    mask = np.zeros((height, width), np.bool_)
    mask[inside] = found[inside] == person.track_id
    return mask
