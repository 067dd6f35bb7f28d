"""Arms by angles: hanging and swinging, running, talking with the hands, phone."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import Anatomy
from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rhythm import Rhythm
from nonesuch.world.motion.rotations import smoothstep
from nonesuch.world.motion.wandering import drifting
from nonesuch.world.nouns import Floats

# Degrees.  swing: upper arm forwards; out: away from the body; inward: turns the plane
# in which the elbow bends; elbow: 0 straight; palm: turned down from the thumb on top;
# wrist: towards the palm.  The last is no angle: 0 relaxed fingers, 1 a fist.
ANGLES = ("swing", "out", "inward", "elbow", "palm", "wrist", "grip")
RUNNING = (-4.0, 11, 24, 92, 8, 4, 0.45)
GESTURING = (20.0, 12, 26, 78, -6, -6, 0.0)
TYPING = (20.0, 6, 30, 104, -52, -8, 0.5)
HELPING = (22.0, 6, 36, 98, -44, -4, 0.35)  # the other hand at the phone
PHONE_SIDE = 1  # the right hand
SWING_PER_LEG = 24.0  # degrees of the arm for a step as long as the leg
RUN_SWING_PER_LEG = 44.0


def arm_angles(
    rng: np.random.Generator,
    journey: Journey,
    rhythm: Rhythm,
    anatomy: Anatomy,
    manner: Manner,
) -> Floats:
    """Angles in the order of ``ANGLES``, radians (but the grip), ``(m, 2, 7)``."""
    speaking = _speaking(rng, journey)
    sides = []
    for side, ahead in enumerate((-rhythm.apart, rhythm.apart)):
        angles = _hanging(rng, ahead, journey, rhythm, anatomy, manner)
        angles = _mixed(angles, _running(ahead), rhythm.running)
        angles = _mixed(angles, *_gestures(rng, journey, manner, speaking))
        angles = _mixed(angles, *_phone(side, journey, manner))
        sides.append(angles * ([np.pi / 180] * 6 + [1]))
    return np.stack(sides, 1)


def _mixed(angles: Floats, others: Floats | tuple[float, ...], share: Floats) -> Floats:
    mixed: Floats = angles + share[:, None] * (np.asarray(others) - angles)
    return mixed


def _columns(*angles: Floats | float) -> Floats:
    return np.stack(np.broadcast_arrays(*angles), 1).astype(np.float64)


def _hanging(
    rng: np.random.Generator,
    ahead: Floats,
    journey: Journey,
    rhythm: Rhythm,
    anatomy: Anatomy,
    manner: Manner,
) -> Floats:
    size = SWING_PER_LEG * manner.arm_swing * np.minimum(rhythm.vigour, 1.1)
    idle = rhythm.resting * drifting(rng, len(ahead), journey.rate_hz, 6.0)
    swing = size * 0.8 * np.tanh(ahead / 0.8) - 2.0 * rhythm.vigour + 1.0 * idle
    forwards = np.clip(ahead + 0.3, 0, 1)
    elbow = np.degrees(manner.elbow) + 17 * manner.arm_swing * rhythm.vigour * forwards
    out = np.degrees(anatomy.arms.hang_out_rad + manner.arm_out)
    return _columns(swing, out, 3.0, elbow, 8 + idle, 6.0, 0.12)


def _running(ahead: Floats) -> Floats:
    swing, out, inward, elbow, palm, wrist, grip = RUNNING
    swings = swing + RUN_SWING_PER_LEG * ahead
    elbows = elbow + 16 * np.clip(ahead, -0.8, 0.8)
    return _columns(swings, out, inward + 8 * ahead, elbows, palm, wrist, grip)


def _speaking(rng: np.random.Generator, journey: Journey) -> Floats:
    turns = drifting(rng, len(journey.speed_mps), journey.rate_hz, 5.0)
    return journey.weight("talk") * smoothstep(turns / 0.8 + 0.4)


def _gestures(
    rng: np.random.Generator, journey: Journey, manner: Manner, speaking: Floats
) -> tuple[Floats, Floats]:
    count, rate = len(speaking), journey.rate_hz
    wave = [drifting(rng, count, rate, period) for period in (1.1, 1.3, 0.9, 1.5)]
    swing, out, inward, elbow, palm, wrist, grip = GESTURING
    poses = _columns(
        swing + 7 * wave[0], out, inward + 9 * wave[1], elbow + 14 * wave[2],
        palm + 16 * wave[3], wrist + 6 * wave[0], grip,
    )  # fmt: skip
    active = smoothstep(drifting(rng, count, rate, 7.0) + 0.8)
    return poses, speaking * active * min(manner.restless, 1.0)


def _phone(side: int, journey: Journey, manner: Manner) -> tuple[Floats, Floats]:
    pose = TYPING if side == PHONE_SIDE else HELPING
    used = manner.phone_hands == 2 or (manner.phone_hands == 1 and side == PHONE_SIDE)
    share = journey.weight("phone") * used
    return np.broadcast_to(np.array(pose), (len(share), len(pose))), share
