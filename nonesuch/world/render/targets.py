"""The textures that a picture is drawn into."""

from __future__ import annotations

from typing import Any

from nonesuch.world.render.shadows import MAP_PX


class SurfaceTargets:
    """Identity, base color, normal and depth, motion of what is seen."""

    def __init__(self, context: Any, size_wh: tuple[int, int]) -> None:
        nearest = (context.NEAREST, context.NEAREST)
        self.identity = context.texture(size_wh, 1, dtype="u4")
        self.base_roughness = context.texture(size_wh, 4)
        self.normal_depth = context.texture(size_wh, 4, dtype="f4")
        self.motion_emission = context.texture(size_wh, 4, dtype="f2")
        layers = [
            *(self.identity, self.base_roughness),
            *(self.normal_depth, self.motion_emission),
        ]
        for layer in layers:
            layer.filter = nearest
        depth = context.depth_renderbuffer(size_wh)
        self.all = context.framebuffer(layers, depth)
        self.identity_alone = context.framebuffer([self.identity])
        self.amodal = context.texture(size_wh, 1, dtype="u4")
        self.amodal_alone = context.framebuffer([self.amodal])


class PictureTargets:
    """Open sky, radiance and flow, the developed and the finished picture."""

    def __init__(
        self, context: Any, size_wh: tuple[int, int], picture_wh: tuple[int, int]
    ) -> None:
        linear = (context.LINEAR, context.LINEAR)
        nearest = (context.NEAREST, context.NEAREST)
        half = ((size_wh[0] + 1) // 2, (size_wh[1] + 1) // 2)
        self.open_sky = context.texture(half, 2, dtype="f2")
        self.open_sky.filter = nearest
        self.open_sky_alone = context.framebuffer([self.open_sky])
        self.color = context.texture(size_wh, 4, dtype="f2")
        self.color.filter = linear
        self.flow = context.texture(size_wh, 2, dtype="f4")
        self.flow.filter = nearest
        self.lit = context.framebuffer([self.color, self.flow])
        self.developed = context.texture(size_wh, 4)
        self.developed.filter = linear
        self.developed_alone = context.framebuffer([self.developed])
        self.finished = context.texture(picture_wh, 4)
        self.finished_alone = context.framebuffer([self.finished])
        for texture in (self.color, self.developed):
            texture.repeat_x = texture.repeat_y = False


class ShadowTargets:
    """The kept map of what stands still, and the map of the moment.

    The one-byte color is there because only frame buffers with one can be copied.
    """

    def __init__(self, context: Any) -> None:
        self.still, _ = self._map(context)
        self.moment, self.depth = self._map(context)
        self.depth.compare_func = "<="
        self.depth.filter = (context.LINEAR, context.LINEAR)

    @staticmethod
    def _map(context: Any) -> tuple[Any, Any]:
        size = (2 * MAP_PX, MAP_PX)
        depth = context.depth_texture(size)
        return context.framebuffer([context.texture(size, 1)], depth), depth
