"""Foot slip: how fast what touches the ground moves over it, in meters a second.

    python benchmarks/foot_slip.py [--people 10] [--crowd 24]

Vertices of shoes and feet within 5 mm of the ground in two successive frames (25 a
second) are in contact; a foot's slip is their mean speed on the plan.  First each of
some people performs the same courses, then a simulated crowd crosses a junction.
Needs the bodies (``nonesuch assets get``).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from nonesuch.nouns import Bools
from nonesuch.world import assets
from nonesuch.world.body.figure import build_figure
from nonesuch.world.body.model import BodyModel
from nonesuch.world.crowd.simulation import simulate
from nonesuch.world.crowd.wishes import CrowdWishes
from nonesuch.world.motion.performer import Performer
from nonesuch.world.motion.skinning import skinned_vertices
from nonesuch.world.nouns import (
    Course,
    Figure,
    Floats,
    GroundHeight,
    PosedPerson,
    Semantic,
    SkinnedMesh,
)
from nonesuch.world.people import draw_person
from nonesuch.world.street.building import build_street

FPS = 25.0
CONTACT_M, SOLE_M = 0.005, 0.03


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--crowd", type=int, default=24)
    arguments = parser.parse_args()
    found = assets.find()
    if found is None:
        raise SystemExit("The bodies are not here: run `nonesuch assets get` first.")
    model = BodyModel(found)
    figures = [build_figure(model, *draw_person(0, k)) for k in range(arguments.people)]
    print(f"{'course':16} {'mean':>7} {'p90':>7} {'worst person':>13}")
    every = []
    for name, (course, ground) in courses().items():
        slips = [
            slips_mps(figure, course, ground, seed)
            for seed, figure in enumerate(figures)
        ]
        every += slips
        report(name, slips)
    report("all courses", every)
    report("crowd", crowd_slips(figures, arguments.crowd))


def report(name: str, people: Iterable[Floats]) -> None:
    measured = [slips for slips in people if len(slips)]
    means = [slips.mean() for slips in measured]
    ninetieth = np.percentile(np.concatenate(measured), 90)
    print(f"{name:16} {np.mean(means):7.4f} {ninetieth:7.4f} {max(means):13.4f}")


def flat(points: Floats) -> Floats:
    return np.zeros(np.shape(points)[:-1])


def road_between_kerbs(points: Floats) -> Floats:
    x = np.asarray(points)[..., 0]
    return np.where((x > 3) & (x < 6.2), 0.0, 0.15)


def courses() -> dict[str, tuple[Course, GroundHeight]]:
    """Courses of six seconds and the grounds below them, by name."""
    times = np.arange(0, 6, 1 / FPS)
    halting = np.interp(times, [1, 1.8, 3.2, 4, 5, 5.8], [0, 1.3, 1.3, 0, 0, 1.3])
    turn = np.interp(times, [1, 2.5, 4, 5], [0, np.pi / 2, np.pi / 2, -np.pi / 2])
    angle = times * 0.8
    ring = 1.5 * np.stack([np.cos(angle), np.sin(angle)], 1)
    way = 1.3 * times
    corner = np.stack([np.minimum(way, 4), np.maximum(way - 4, 0)], 1)
    corner = gaussian_filter1d(corner, 0.3 * FPS, axis=0, mode="nearest")
    line = {speed: ahead(speed * times) for speed in (0.7, 1.0, 1.35, 1.8, 2.5, 3.3)}
    return {
        **{f"walk {v} m/s": (course(line[v]), flat) for v in (0.7, 1.0, 1.35, 1.8)},
        **{f"run {v} m/s": (course(line[v], "run"), flat) for v in (2.5, 3.3)},
        "circle": (course(ring), flat),
        "corner": (course(corner), flat),
        "start and halt": (course(ahead(np.cumsum(halting) / FPS)), flat),
        "turn on the spot": (course(0 * ring, "stand", turn), flat),
        "kerbs": (course(line[1.35]), road_between_kerbs),
        "pram": (course(line[1.0], "push"), flat),
    }


def ahead(x_m: Floats) -> Floats:
    return np.stack([x_m, 0 * x_m], 1)


def course(
    positions_xy: Floats, action: str = "walk", facing_rad: Floats | None = None
) -> Course:
    count = len(positions_xy)
    facing = np.full(count, np.nan) if facing_rad is None else facing_rad
    return Course(1, 1, 0, positions_xy, facing, (action,) * count)


def slips_mps(
    figure: Figure, walked: Course, ground: GroundHeight, seed: int
) -> Floats:
    """One number per foot and pair of frames in which it touches the ground."""
    soles, is_left = low_vertices(figure)
    person = Performer(np.random.default_rng(seed), figure, walked, FPS, ground)
    slips, before = [], None
    for frame in range(walked.first_frame, walked.first_frame + len(walked.actions)):
        posed = person.pose_at(frame)
        assert posed is not None
        now = skinned_vertices(soles, posed.world_from_rest)
        down = now[:, 2] - ground(now[:, :2]) < CONTACT_M
        if before is not None:
            for foot in (is_left, ~is_left):
                touching = down & before[1] & foot
                if touching.sum() > 3:
                    moved = np.linalg.norm((now - before[0])[touching, :2], axis=1)
                    slips.append(moved.mean() * FPS)
        before = now, down
    return np.array(slips)


def low_vertices(figure: Figure) -> tuple[SkinnedMesh, Bools]:
    """What of shoes and feet may touch the ground, and which of it is of the left."""
    skinned = figure.levels[0]
    mesh = skinned.mesh
    chosen = np.zeros(len(mesh.positions), np.bool_)
    for part in mesh.parts:
        if part.material.semantic in (Semantic.SHOES, Semantic.SKIN):
            used = mesh.triangles[part.first : part.first + part.count]
            chosen[used.ravel()] = True
    chosen &= mesh.positions[:, 2] < SOLE_M
    low = replace(mesh, positions=mesh.positions[chosen])
    soles = SkinnedMesh(low, skinned.bones[chosen], skinned.weights[chosen])
    return soles, low.positions[:, 0] > 0


def crowd_slips(figures: list[Figure], count: int) -> list[Floats]:
    """The slips of people who cross a junction, and what a pose costs."""
    street = build_street(np.random.default_rng(1), "junction")
    wishes = CrowdWishes(30, tuple(range(1, 100)), running_share=0.1)
    crowd = simulate(np.random.default_rng(2), street.layout, wishes, FPS, 250)
    walked = [course for course in crowd.courses if len(course.actions) > 60][:count]
    ground = street.layout.ground_height
    print(f"a pose takes {pose_seconds(figures[0], walked[0], ground) * 1e3:.2f} ms")
    return [
        slips_mps(figures[k % len(figures)], course, ground, k)
        for k, course in enumerate(walked)
    ]


def pose_seconds(figure: Figure, walked: Course, ground: GroundHeight) -> float:
    person = Performer(np.random.default_rng(0), figure, walked, FPS, ground)
    begin = time.perf_counter()
    posed: list[PosedPerson | None] = [
        person.pose_at(walked.first_frame + frame) for frame in range(60)
    ]
    return (time.perf_counter() - begin) / len(posed)


if __name__ == "__main__":
    main()
