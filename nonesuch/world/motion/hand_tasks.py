"""What hands do besides swinging: how much each reaches for its aim, over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nonesuch.world.motion.journey import Journey
from nonesuch.world.motion.manner import Manner
from nonesuch.world.motion.rhythm import Rhythm
from nonesuch.world.motion.rotations import smoothstep
from nonesuch.world.nouns import Floats

CLASPED = ("front", "back")


@dataclass(frozen=True, eq=False)
class HandTasks:
    """Shares from 0 to 1; arrays run along time."""

    pocketed: Floats  # (m, 2), left first
    clasping: Floats  # (m,), the hands together before or behind
    pushing: Floats  # (m,), at a handle
    resting: Floats  # (m,), on the thighs
    calling: Floats  # (m,), one at the ear


def hand_tasks(journey: Journey, rhythm: Rhythm, manner: Manner) -> HandTasks:
    """The tasks of a person's hands, by action and habit."""
    idle = journey.weight("stand") + journey.weight("wait")
    standing = rhythm.resting * (manner.standing_hands == "pockets")
    walking = np.outer(1 - rhythm.running, manner.pockets)
    free = idle + journey.weight("walk")
    return HandTasks(
        pocketed=np.maximum(walking, standing[:, None]) * free[:, None],
        clasping=rhythm.resting * idle * (manner.standing_hands in CLASPED),
        pushing=journey.weight("push"),
        resting=smoothstep(2 * journey.seated - 1),
        calling=journey.weight("phone") * (manner.phone_hands == 0),
    )
