"""What a training of the generator can be told."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.learn.networks import CORE_SIZE


@dataclass(frozen=True)
class Config:
    """All settings of a run; written beside its checkpoint."""

    size: int = CORE_SIZE
    seed: int = 0
    batch: int = 8
    learning_rate: float = 5e-4
    l1: float = 4.0
    perceptual: float = 4.0
    tone: float = 2.0  # skin and light of the other half follow the surroundings
    identity: float = 1.0
    identity_faces: int = 3  # of a batch; the recognizer is the dearest part
    identity_every: int = 2  # steps
    away: float = 0.5  # from the removed person, as far as the training data tell
    away_from: float = 0.2  # cosine below which nothing is asked
    adversarial: float = 1.0
    critic_joins: int = 0  # pictures before it
    critic_ramp: int = 4000  # pictures until its full weight
    penalty: float = 1.0
    penalty_every: int = 8  # steps
    wrong_code_every: int = 4  # steps
    coarse: float = 2.0  # refinement only: its picture, shrunk, is the core's
    average_half_life: int = 2500  # pictures
