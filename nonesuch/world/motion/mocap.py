"""A folder of motion capture: gaits that people in the street may borrow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nonesuch.errors import Refusal
from nonesuch.world.motion.anatomy import SIGNS, Anatomy
from nonesuch.world.motion.arms import turns_along
from nonesuch.world.motion.bvh import read_bvh
from nonesuch.world.motion.cadence import step_length_m
from nonesuch.world.motion.captured import captured
from nonesuch.world.motion.gait_style import LEG_M, GaitStyle, gait_style
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rotations import about_y, blended
from nonesuch.world.nouns import Floats


@dataclass(frozen=True, eq=False)
class MocapLibrary:
    """The gaits of a folder, in the order of the files' names."""

    styles: tuple[GaitStyle, ...]

    @staticmethod
    def from_folder(folder: Path) -> MocapLibrary:
        """All strides in the ``.bvh`` files of a folder.

        Clips without a stride are passed over.  ``Refusal`` for a folder without one
        usable clip, a broken file, or a skeleton whose joints have unknown names.
        """
        paths = sorted(folder.glob("*.bvh")) if folder.is_dir() else []
        if not paths:
            raise Refusal(
                f"{folder} holds no .bvh files. Give --mocap a folder of BVH clips."
            )
        found = (
            gait_style(captured(read_bvh(path), str(path)), path.stem) for path in paths
        )
        styles = tuple(style for style in found if style is not None)
        if not styles:
            raise Refusal(
                f"None of the {len(paths)} clips in {folder} shows a person who walks "
                "or runs a whole stride ahead. Add such a clip."
            )
        return MocapLibrary(styles)

    def chosen(self, number: int) -> tuple[GaitStyle | None, GaitStyle | None]:
        """A walk and a run by a random number; None where the folder has none."""
        walks = [style for style in self.styles if not style.runs]
        runs = [style for style in self.styles if style.runs]
        return (
            walks[number % len(walks)] if walks else None,
            runs[number % len(runs)] if runs else None,
        )


@dataclass(frozen=True, eq=False)
class Borrowed:
    """Recorded gaits in use by one person; arrays run along ``m`` samples."""

    gaits: tuple[tuple[GaitStyle, Floats], ...]  # with how much each is followed
    steps: Floats

    def pelvis_rad(self, own_rad: Floats) -> Floats:
        """Angles ``(m, 3)`` of the pelvis, its roll and turn as recorded."""
        return self._mixed(own_rad, [style.pelvis_rad for style, _ in self.gaits])

    def chest_rad(self, own_rad: Floats) -> Floats:
        """Angles ``(m, 3)`` of the chest, its roll and turn as recorded."""
        return self._mixed(own_rad, [style.chest_rad for style, _ in self.gaits])

    def _mixed(self, own_rad: Floats, curves: list[Floats]) -> Floats:
        angles = own_rad.copy()
        for (style, share), curve in zip(self.gaits, curves, strict=True):
            recorded = style.at(curve, self.steps)
            recorded[:, 0] += angles[:, 0]
            angles += share[:, None] * (recorded - angles)
        return angles

    def arms(self, own: Floats, anatomy: Anatomy, sample: int) -> Floats:
        """Arm turns ``(3, 2, 3, 3)``; the person's own where nothing is borrowed."""
        turns = own
        for style, shares in self.gaits:
            if shares[sample] > 0:
                recorded = arm_turns(style, anatomy, float(self.steps[sample]))
                turns = blended(turns, recorded, float(shares[sample]))
        return turns


def borrowed(
    styles: tuple[GaitStyle | None, GaitStyle | None],
    walking: Floats,
    running: Floats,
    steps: Floats,
) -> Borrowed:
    """What a person takes from a walk and a run, by how much it walks and runs."""
    pairs = zip(styles, (walking, running), strict=True)
    return Borrowed(tuple((s, share) for s, share in pairs if s is not None), steps)


def with_legs_of(style: GaitStyle, manner: Manner, anatomy: Anatomy) -> Manner:
    """A manner with the cadence, step width and toe-out of a recorded walk."""
    normal = float(step_length_m(LEG_M, np.array(style.speed_mps), np.array(0.0)))
    size = anatomy.legs.length_m / LEG_M
    return replace(
        manner,
        cadence=float(np.clip(normal / style.step_m, 0.88, 1.2)),
        step_half_width_m=size * style.half_width_m,
        toe_out=style.toe_out_rad,
    )


def arm_turns(style: GaitStyle, anatomy: Anatomy, steps: float) -> Floats:
    """Arm turns ``(3, 2, 3, 3)`` at a phase, held off the body where it is broad."""
    upper, fore, hand, thumb = (
        style.at(curve, steps)
        for curve in (
            style.upper_along, style.fore_along, style.hand_along, style.to_thumb,
        )
    )  # fmt: skip
    hanging = style.upper_along.mean(0) + style.fore_along.mean(0)
    out = np.arctan2(SIGNS * hanging[:, 0], -hanging[:, 2])
    off = about_y(-SIGNS * np.maximum(anatomy.arms.hang_out_rad - out, 0))
    held = [(off @ along[..., None])[..., 0] for along in (upper, fore, hand, thumb)]
    return turns_along(anatomy.arms, *held)
