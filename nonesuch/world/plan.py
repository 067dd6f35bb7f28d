"""The plan of one scene of a job, without its crowd."""

from __future__ import annotations

import numpy as np

from nonesuch.world.job import Job
from nonesuch.world.nouns import Bytes
from nonesuch.world.plan_drawing import draw_plan
from nonesuch.world.streams import Stream, stream
from nonesuch.world.street.assembling import Street
from nonesuch.world.street.building import build_street


def street_of(job: Job, sequence: int, is_night: bool) -> Street:
    """The street of a scene: drawn anew in each, or by the seed the scene gives it."""
    spec = job.spec(sequence).street
    if spec.seed is None:
        rng = stream(job.seed, sequence, Stream.STREET)
    else:
        rng = stream(0, spec.seed, Stream.STREET)
    return build_street(rng, spec.kind, is_night)


def plan_of(job: Job, sequence: int) -> Bytes:
    """A scene's street from above ``(h, w, 3)``, and what was placed in it by hand."""
    spec = job.spec(sequence)
    paths = [np.array(person.path_xy) for person in spec.people]
    eye, target = spec.camera.eye_world, spec.camera.target_world
    cameras = (
        [(np.array(eye), np.array(target))]
        if eye is not None and target is not None
        else []
    )
    return draw_plan(street_of(job, sequence, False).layout, paths, cameras)
