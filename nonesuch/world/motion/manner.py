"""How one person moves: habits that stay the same through a sequence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.nouns import Person

STANDING_HANDS = ("hang", "pockets", "front", "back")
STANDING_SHARES = (0.5, 0.2, 0.2, 0.1)


@dataclass(frozen=True)
class Manner:
    """Habits; angles in radians, factors around 1."""

    cadence: float  # more steps, each shorter
    step_half_width_m: float
    stand_half_width_m: float
    stand_stagger_m: float  # the left foot before the right
    toe_out: float
    stand_toe_out: float
    arm_swing: float
    arm_out: float
    elbow: float
    lean: float  # of the trunk, forwards
    stoop: float  # of the upper back, more with age
    head_pitch: float
    bounce: float
    hip_sway: float
    pockets: tuple[float, float]  # 1: that hand is in a pocket while walking
    knee_flex: float  # of the legs' length that the pelvis hangs lower
    phone_hands: int  # 1, 2; 0: at the ear
    standing_hands: str  # one of STANDING_HANDS
    sit_lean: float
    hands_on_thighs: float  # of a sitter, share of the way to the knees
    restless: float
    offset: float  # phase of slow, periodic motion


def draw_manner(rng: np.random.Generator, person: Person, anatomy: Anatomy) -> Manner:
    """The manner of a person; the old stoop and shuffle, children swing."""
    hips_m = float(abs(anatomy.legs.hips[0, 0]))
    age = np.clip((person.age_years - 55) / 30, 0, 1)
    childish = float(np.clip((14 - person.age_years) / 8, 0, 1))
    female = person.sex == "female"
    pocket = rng.random(2) < (0.12 if rng.random() < 0.5 else 0.02) * (1 - childish)
    return Manner(
        cadence=float(np.clip(rng.normal(1.02 + 0.1 * age, 0.04), 0.92, 1.25)),
        step_half_width_m=hips_m * float(rng.uniform(0.52, 0.82) + 0.15 * age),
        stand_half_width_m=hips_m * float(rng.uniform(0.85, 1.35)),
        stand_stagger_m=float(np.clip(rng.normal(0, 0.025), -0.06, 0.06)),
        toe_out=float(np.radians(np.clip(rng.normal(6, 4), -3, 16))),
        stand_toe_out=float(np.radians(np.clip(rng.normal(11, 5), 0, 24))),
        arm_swing=float(np.clip(rng.normal(1 - 0.3 * age, 0.22), 0.35, 1.6)),
        arm_out=float(np.radians(np.clip(rng.normal(2.5, 1.5), 0, 7))),
        elbow=float(np.radians(np.clip(rng.normal(14 + 8 * age, 6), 5, 34))),
        lean=float(np.radians(np.clip(rng.normal(2.5 + 4 * age, 1.8), -2, 10))),
        stoop=float(np.radians(np.clip(rng.normal(2 + 11 * age, 2.5), -3, 20))),
        head_pitch=float(np.radians(np.clip(rng.normal(2, 4), -6, 10))),
        bounce=float(np.clip(rng.normal(1 + 0.3 * childish, 0.15), 0.6, 1.5)),
        hip_sway=float(np.clip(rng.normal(1.15 if female else 0.9, 0.18), 0.5, 1.7)),
        pockets=(float(pocket[0]), float(pocket[1])),
        knee_flex=float(0.0005 + 0.004 * age),
        phone_hands=int(rng.choice([0, 1, 2], p=[0.15, 0.5, 0.35])),
        standing_hands=str(rng.choice(STANDING_HANDS, p=STANDING_SHARES)),
        sit_lean=float(np.radians(np.clip(rng.normal(-3, 7), -12, 16))),
        hands_on_thighs=float(rng.uniform(0.35, 0.62)),
        restless=float(rng.uniform(0.5, 1.3) + 0.5 * childish),
        offset=float(rng.uniform(0, 2 * np.pi)),
    )
