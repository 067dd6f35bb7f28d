"""One person performing one course: the pose at any frame, in any order."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import SIDES, measured
from nonesuch.world.motion.arm_aims import at_ear, at_handle, on_thighs
from nonesuch.world.motion.arm_angles import PHONE_SIDE, arm_angles
from nonesuch.world.motion.arms import turns_by_angles
from nonesuch.world.motion.cadence import walks_of
from nonesuch.world.motion.feet import feet_of
from nonesuch.world.motion.footsteps import footsteps
from nonesuch.world.motion.gaze import gaze_of
from nonesuch.world.motion.hands import hands_of
from nonesuch.world.motion.journey import Journey, journey_of
from nonesuch.world.motion.legs import foot_turns, leg_turns
from nonesuch.world.motion.manner import draw_manner
from nonesuch.world.motion.posture import Posture, posture_of, rhythm_of
from nonesuch.world.motion.props import Props, phone_in_hand, pram_ride
from nonesuch.world.motion.rotations import about_z, mean_rotation
from nonesuch.world.motion.skeleton import bone_transforms
from nonesuch.world.motion.trunk import SPINE, Trunk, chest_angles, trunk_pose
from nonesuch.world.nouns import (
    Course,
    Figure,
    Floats,
    GroundHeight,
    Placed,
    PosedPerson,
)

AT_ALL = 1e-3  # smaller shares of an arm's pose are not worth computing
HANDLE_GRIP = 0.9


class Performer:
    """A figure on its course; what it does at a frame depends on nothing else."""

    def __init__(
        self,
        rng: np.random.Generator,
        figure: Figure,
        course: Course,
        fps: float,
        ground_height: GroundHeight,
        props: Props | None = None,
    ) -> None:
        self.figure, self.course = figure, course
        self.props = props or Props()
        self.anatomy = anatomy = measured(figure)
        self.manner = manner = draw_manner(rng, figure.person, anatomy)
        seat_back_m = 0.96 * float(anatomy.legs.thigh_m.mean())
        self.journey = journey = journey_of(course, fps, seat_back_m)
        walks = walks_of(journey, anatomy, manner)
        stances = footsteps(journey, walks, anatomy, manner, ground_height)
        feet = feet_of(stances, journey.times_s, anatomy)
        self.rhythm = rhythm = rhythm_of(rng, journey, feet, anatomy, manner)
        self.posture = posture_of(
            journey, walks, feet, rhythm, anatomy, manner, course.seat_height_m
        )
        self.places_world = _on_ground(self.posture, journey, ground_height)
        self.gaze = gaze_of(rng, course, journey, anatomy, manner)
        self.chest = chest_angles(journey, rhythm, self.gaze, manner)
        self.arm_angles = arm_angles(rng, journey, rhythm, anatomy, manner)
        self.hands = hands_of(anatomy)
        self.pushing = journey.weight("push")
        self.resting_hands = journey.seated * journey.weight("sit")
        self.calling = journey.weight("phone") * (manner.phone_hands == 0)
        self.pram = (
            pram_ride(self.props.pram, journey, anatomy, ground_height)
            if self.pushing.any()
            else None
        )

    def pose_at(self, frame_index: int) -> PosedPerson | None:
        """The person at a frame of the sequence; None outside the course."""
        frame = frame_index - self.course.first_frame
        if not 0 <= frame < len(self.course.actions):
            return None
        sample = self.journey.sample_of(frame)
        heading = float(self.journey.heading_rad[sample])
        turn = about_z(heading + np.pi / 2)
        origin, shift = self.posture.origins[sample], self.posture.shifts[sample]
        local = self._local_turns(sample, turn)
        matrices = bone_transforms(self.anatomy.rig, local, shift, turn, origin)
        return PosedPerson(
            figure=self.figure,
            track_id=self.course.track_id,
            world_from_rest=matrices,
            position_world=self.places_world[sample],
            heading_rad=float((heading + np.pi) % (2 * np.pi) - np.pi),
            action=self.course.actions[frame],
        )

    def props_at(self, frame_index: int) -> tuple[Placed, ...]:
        """The pram and the phone in use at a frame, where their meshes are given."""
        posed = self.pose_at(frame_index)
        if posed is None:
            return ()
        things = []
        if posed.action == "push" and self.pram and self.props.pram:
            sample = self.journey.sample_of(frame_index - self.course.first_frame)
            things.append(Placed(self.props.pram, self.pram.world_from_pram[sample]))
        if posed.action == "phone" and self.props.phone:
            things.append(Placed(self.props.phone, self._phone_place(posed)))
        return tuple(things)

    def _phone_place(self, posed: PosedPerson) -> Floats:
        bone = self.anatomy.bones[f"hand_{SIDES[PHONE_SIDE]}"]
        matrix, arms = posed.world_from_rest[bone], self.anatomy.arms
        hand = matrix[:, :3] @ arms.hand_frames[PHONE_SIDE]
        wrist = matrix[:, :3] @ self.anatomy.rig.joints_rest[bone] + matrix[:, 3]
        return phone_in_hand(hand, wrist, arms.palm_m, PHONE_SIDE)

    def _local_turns(self, sample: int, turn: Floats) -> Floats:
        bones = self.anatomy.bones
        local = np.tile(np.eye(3), (len(bones), 1, 1))
        trunk = self._trunk(sample)
        local[bones["pelvis"]] = trunk.pelvis
        local[[bones[bone] for bone in SPINE]] = trunk.spine
        local[bones["neck_01"]], local[bones["head"]] = trunk.neck, trunk.head
        hips, knees = self._set_legs(local, trunk, sample)
        self._set_arms(local, trunk, hips, knees, turn, sample)
        return local

    def _trunk(self, sample: int) -> Trunk:
        posture, gaze = self.posture, self.gaze
        return trunk_pose(
            self.anatomy,
            posture.pelvis[sample],
            posture.shifts[sample],
            self.chest[sample] - posture.pelvis_angles[sample],
            (float(gaze.yaw_rad[sample]), float(gaze.pitch_rad[sample])),
        )

    def _set_legs(
        self, local: Floats, trunk: Trunk, sample: int
    ) -> tuple[Floats, Floats]:
        """Turn the legs; where hips and knees are, ``(2, 3)`` each."""
        legs, bones, feet = self.anatomy.legs, self.anatomy.bones, self.posture.feet
        arms = legs.hips - self.anatomy.joint("pelvis")
        hips = trunk.pelvis_place + arms @ trunk.pelvis.T
        yaws = feet.yaws_rad[sample] - self.journey.heading_rad[sample]
        ankles = self.posture.ankles[sample]
        thighs, calves = leg_turns(legs, hips, ankles, yaws)
        tilts, pitches = feet.tilts_rad[sample], feet.pitches_rad[sample]
        soles, toes = foot_turns(yaws, tilts, pitches, feet.toe_pitches_rad[sample])
        for side, name in enumerate(SIDES):
            local[bones[f"thigh_{name}"]] = trunk.pelvis.T @ thighs[side]
            local[bones[f"calf_{name}"]] = thighs[side].T @ calves[side]
            local[bones[f"foot_{name}"]] = calves[side].T @ soles[side]
            local[bones[f"ball_{name}"]] = soles[side].T @ toes[side]
        return hips, hips + legs.thigh_m[:, None] * (thighs @ legs.thigh_frames)[..., 0]

    def _set_arms(
        self,
        local: Floats,
        trunk: Trunk,
        hips: Floats,
        knees: Floats,
        turn: Floats,
        sample: int,
    ) -> None:
        anatomy, bones = self.anatomy, self.anatomy.bones
        angles, pushing = self.arm_angles[sample], self.pushing[sample]
        turns = about_z(self.chest[sample, 2]) @ turns_by_angles(anatomy.arms, angles)
        if pushing > AT_ALL:
            wrists = self._grips(turn, sample)
            turns = _blended(turns, at_handle(anatomy, trunk, wrists), pushing)
        if self.resting_hands[sample] > AT_ALL:
            aim = on_thighs(anatomy, trunk, hips, knees, self.manner.hands_on_thighs)
            turns = _blended(turns, aim, self.resting_hands[sample])
        if self.calling[sample] > AT_ALL:
            aim = turns.copy()
            aim[:, PHONE_SIDE] = at_ear(anatomy, trunk)[:, PHONE_SIDE]
            turns = _blended(turns, aim, self.calling[sample])
        upper, fore, hand = turns
        for side, name in enumerate(SIDES):
            local[bones[f"upperarm_{name}"]] = trunk.chest.T @ upper[side]
            local[bones[f"lowerarm_{name}"]] = upper[side].T @ fore[side]
            local[bones[f"hand_{name}"]] = fore[side].T @ hand[side]
        grip = angles[:, 6] + pushing * (HANDLE_GRIP - angles[:, 6])
        local[self.hands.bones] = self.hands.turns(grip)

    def _grips(self, turn: Floats, sample: int) -> Floats:
        assert self.pram is not None
        placed = self.pram.world_from_pram[sample]
        grips = self.pram.grips @ placed[:3, :3].T + placed[:3, 3]
        seen: Floats = (grips - self.posture.origins[sample]) @ turn
        return seen


def _blended(first: Floats, second: Floats, share: float) -> Floats:
    if share > 1 - AT_ALL:
        return second
    return mean_rotation(np.stack([first, second]), np.array([1 - share, share]))


def _on_ground(
    posture: Posture, journey: Journey, ground_height: GroundHeight
) -> Floats:
    """The points on the ground below the pelvis, ``(m, 3)``."""
    turns = about_z(journey.heading_rad + np.pi / 2)[:, :2, :2]
    level = (turns @ posture.shifts[:, :2, None])[..., 0]
    xy = posture.origins[:, :2] + level
    return np.concatenate([xy, ground_height(xy)[:, None]], 1)
