"""One person performing one course: the pose at any frame, in any order."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import DOWN, FORWARD, SIDES, SIGNS, measured
from nonesuch.world.motion.arm_angles import PHONE_SIDE, arm_angles
from nonesuch.world.motion.arms import turns_by_aims, turns_by_angles
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
from nonesuch.world.motion.rotations import about_z, mean_rotation, unit
from nonesuch.world.motion.skeleton import bone_transforms
from nonesuch.world.motion.trunk import (
    BONES,
    chest_angles,
    neck_and_head,
    spine_turns,
)
from nonesuch.world.nouns import (
    Course,
    Figure,
    Floats,
    GroundHeight,
    Placed,
    PosedPerson,
)


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
        self.pram = (
            pram_ride(self.props.pram, journey, anatomy, ground_height)
            if "push" in course.actions
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
        bones, pelvis = self.anatomy.bones, self.posture.pelvis[sample]
        local = np.tile(np.eye(3), (len(bones), 1, 1))
        local[bones["pelvis"]] = pelvis
        spine = spine_turns(self.posture, self.chest, sample)
        for bone, bend in zip(BONES, spine, strict=True):
            local[bones[bone]] = bend
        chest = pelvis @ spine[0] @ spine[1] @ spine[2]
        neck, head = neck_and_head(chest, self.gaze, sample)
        local[bones["neck_01"]], local[bones["head"]] = neck, head
        knees = self._set_legs(local, pelvis, sample)
        shoulders = self._shoulders(pelvis, spine, sample)
        self._set_arms(local, chest, shoulders, knees, turn, sample)
        return local

    def _set_legs(self, local: Floats, pelvis: Floats, sample: int) -> Floats:
        """Turn the legs; where the knees are, ``(2, 3)`` in the figure's axes."""
        anatomy, feet = self.anatomy, self.posture.feet
        root = anatomy.joint("pelvis")
        hips = root + self.posture.shifts[sample]
        hips = hips + (anatomy.legs.hips - root) @ pelvis.T
        yaws = feet.yaws_rad[sample] - self.journey.heading_rad[sample]
        ankles = self.posture.ankles[sample]
        thighs, calves = leg_turns(anatomy.legs, hips, ankles, yaws)
        soles, toes = foot_turns(
            yaws,
            feet.tilts_rad[sample],
            feet.pitches_rad[sample],
            feet.toe_pitches_rad[sample],
        )
        for side, name in enumerate(SIDES):
            bones = anatomy.bones
            local[bones[f"thigh_{name}"]] = pelvis.T @ thighs[side]
            local[bones[f"calf_{name}"]] = thighs[side].T @ calves[side]
            local[bones[f"foot_{name}"]] = calves[side].T @ soles[side]
            local[bones[f"ball_{name}"]] = soles[side].T @ toes[side]
        thigh_rest = anatomy.joints("calf") - anatomy.legs.hips
        knees: Floats = hips + (thighs @ thigh_rest[..., None])[..., 0]
        return knees

    def _shoulders(self, pelvis: Floats, spine: Floats, sample: int) -> Floats:
        place = self.anatomy.joint("pelvis") + self.posture.shifts[sample]
        turn, here = pelvis, self.anatomy.joint("pelvis")
        for bone, bend in zip(BONES, spine, strict=True):
            joint = self.anatomy.joint(bone)
            place, here = place + turn @ (joint - here), joint
            turn = turn @ bend
        shoulders: Floats = place + (self.anatomy.arms.shoulders - here) @ turn.T
        return shoulders

    def _set_arms(
        self,
        local: Floats,
        chest: Floats,
        shoulders: Floats,
        knees: Floats,
        turn: Floats,
        sample: int,
    ) -> None:
        upright = about_z(self.chest[sample, 2])
        angles = self.arm_angles[sample]
        poses = [upright @ turns_by_angles(self.anatomy.arms, angles)]
        weights = [1.0]
        pushing = float(self.journey.weight("push")[sample]) if self.pram else 0.0
        sitting = float(
            self.journey.seated[sample] * self.journey.weight("sit")[sample]
        )
        if pushing > 1e-3:
            poses.append(self._pushing(shoulders, turn, sample))
            weights.append(pushing)
        if sitting > 1e-3:
            poses.append(self._hands_on_thighs(shoulders, knees, sample))
            weights.append(sitting)
        weights[0] -= sum(weights[1:])
        upper, fore, hand = mean_rotation(np.stack(poses), np.array(weights))
        for side, name in enumerate(SIDES):
            bones = self.anatomy.bones
            local[bones[f"upperarm_{name}"]] = chest.T @ upper[side]
            local[bones[f"lowerarm_{name}"]] = upper[side].T @ fore[side]
            local[bones[f"hand_{name}"]] = fore[side].T @ hand[side]
        grip = angles[:, 6] + pushing * (0.9 - angles[:, 6])
        local[self.hands.bones] = self.hands.turns(grip)

    def _pushing(self, shoulders: Floats, turn: Floats, sample: int) -> Floats:
        assert self.pram is not None
        placed = self.pram.world_from_pram[sample]
        grips = self.pram.grips @ placed[:3, :3].T + placed[:3, 3]
        wrists = (grips - self.posture.origins[sample]) @ turn
        aside = SIGNS[:, None] * np.array([1.0, 0, 0])
        along = np.tile(unit([0, -1.0, -0.35]), (2, 1)) - 0.15 * aside
        towards = 0.7 * aside - 0.6 * FORWARD + 0.5 * DOWN
        return turns_by_aims(
            self.anatomy.arms, shoulders, wrists, towards, along, -aside
        )

    def _hands_on_thighs(self, shoulders: Floats, knees: Floats, sample: int) -> Floats:
        anatomy = self.anatomy
        root = anatomy.joint("pelvis") + self.posture.shifts[sample]
        hips = root + (anatomy.legs.hips - anatomy.joint("pelvis"))
        thighs = knees - hips
        above = np.array([0, 0, anatomy.legs.thigh_radius_m + 0.03])
        aside = SIGNS[:, None] * np.array([1.0, 0, 0])
        wrists = hips + 0.5 * thighs + above
        along = unit(thighs) - 0.35 * aside + 0.1 * DOWN
        towards = 0.6 * aside - 0.5 * FORWARD + 0.6 * DOWN
        return turns_by_aims(anatomy.arms, shoulders, wrists, towards, along, -aside)


def _on_ground(
    posture: Posture, journey: Journey, ground_height: GroundHeight
) -> Floats:
    """The points on the ground below the pelvis, ``(m, 3)``."""
    turns = about_z(journey.heading_rad + np.pi / 2)[:, :2, :2]
    level = (turns @ posture.shifts[:, :2, None])[..., 0]
    xy = posture.origins[:, :2] + level
    return np.concatenate([xy, ground_height(xy)[:, None]], 1)
