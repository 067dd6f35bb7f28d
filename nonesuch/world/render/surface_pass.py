"""Draws what is seen at each pixel, and where people would be seen if alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nonesuch.world.render.amodal import certainly_foremost, layers_of
from nonesuch.world.render.drawing import Drawing, rotation_of
from nonesuch.world.render.people import DrawnPerson
from nonesuch.world.render.targets import SurfaceTargets
from nonesuch.world.render.things import DrawnThings
from nonesuch.world.render.view import View

Masks = dict[int, NDArray[np.bool_]]


class SurfacePass:
    """The surface layers of pictures of one size."""

    def __init__(
        self, context: Any, drawing: Drawing, size_wh: tuple[int, int]
    ) -> None:
        self._context, self._drawing = context, drawing
        self._size_wh = size_wh
        self.targets = SurfaceTargets(context, size_wh)

    def draw(
        self,
        view: View,
        still: DrawnThings,
        moving: DrawnThings,
        people: list[DrawnPerson],
    ) -> Masks:
        """Fills the targets; the people's masks as if nothing stood before them.

        People come first: then those whom no other person can hide are already
        whole in the layer of identities, and only the rest is drawn once more.
        """
        uniforms: dict[str, Any] = {
            "clip_from_world": view.clip_from_world,
            "camera_from_world": rotation_of(view.camera.camera_from_world),
        }
        seen = [person for person in people if person.is_in_view]
        self._context.enable(self._context.DEPTH_TEST)
        self.targets.all.use()
        self.targets.all.clear(0, 0, 0, 0)
        self._drawing.people("surface.frag", seen, **uniforms)
        masks = self._masks(seen, uniforms)
        self._context.enable(self._context.DEPTH_TEST)
        self.targets.all.use()
        eye = view.camera.eye_world
        for things in (moving, still):
            in_view = things.in_view(view.clip_from_world, eye)
            self._drawing.things("surface.frag", in_view, **uniforms)
        return masks

    def _masks(self, people: list[DrawnPerson], uniforms: dict[str, Any]) -> Masks:
        if not people:
            return {}
        boxes = np.array([person.box_xyxy for person in people])
        depths = np.array([person.depths_m for person in people])
        foremost = certainly_foremost(boxes, depths)
        masks: Masks = {}
        first = self._identities(self.targets.identity_alone) & 0xFFFF
        for person in (
            p for p, is_first in zip(people, foremost, strict=True) if is_first
        ):
            _cut_out(masks, first, person)
        rest = [p for p, is_first in zip(people, foremost, strict=True) if not is_first]
        boxes = np.array([person.box_xyxy for person in rest]).reshape(-1, 4)
        for layer in layers_of(boxes):
            some = [rest[k] for k in layer]
            found = self._alone(some, uniforms)
            for person in some:
                _cut_out(masks, found, person)
        return dict(sorted(masks.items()))

    def _alone(
        self, people: list[DrawnPerson], uniforms: dict[str, Any]
    ) -> NDArray[np.uint32]:
        """Identities of people who do not overlap, without anything else."""
        self._context.disable(self._context.DEPTH_TEST)
        self.targets.amodal_alone.use()
        self.targets.amodal_alone.clear(0, 0, 0, 0)
        self._drawing.people("identity.frag", people, **uniforms)
        return self._identities(self.targets.amodal_alone)

    def _identities(self, target: Any) -> NDArray[np.uint32]:
        data = target.read(components=1, dtype="u4")
        width, height = self._size_wh
        return np.frombuffer(data, np.uint32).reshape(height, width)


def _cut_out(masks: Masks, found: NDArray[Any], person: DrawnPerson) -> None:
    """The person's mask, if a pixel of it is in the picture."""
    height, width = found.shape
    low = np.clip(np.floor(person.box_xyxy[:2]), 0, (width, height)).astype(int)
    high = np.clip(np.ceil(person.box_xyxy[2:]), 0, (width, height)).astype(int)
    part = found[low[1] : high[1], low[0] : high[0]] == person.track_id
    if part.any():
        mask = np.zeros((height, width), np.bool_)
        mask[low[1] : high[1], low[0] : high[0]] = part
        masks[person.track_id] = mask
