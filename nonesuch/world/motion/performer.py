"""One person performing one course: the pose at any frame, in any order."""

from __future__ import annotations

import numpy as np

from nonesuch.world.motion.anatomy import SIDES
from nonesuch.world.motion.arm_aims import (
    at_handle,
    clasped,
    in_pockets,
    on_thighs,
    to_ear,
)
from nonesuch.world.motion.arm_angles import PHONE_SIDE
from nonesuch.world.motion.arms import turns_by_angles
from nonesuch.world.motion.legs import foot_turns, leg_turns
from nonesuch.world.motion.mocap import MocapLibrary
from nonesuch.world.motion.plan import planned
from nonesuch.world.motion.props import Props, phone_in_hand
from nonesuch.world.motion.rotations import about_z, blended
from nonesuch.world.motion.skeleton import bone_transforms
from nonesuch.world.motion.trunk import SPINE, Trunk
from nonesuch.world.nouns import (
    Course,
    Figure,
    Floats,
    GroundHeight,
    Placed,
    PosedPerson,
)

HANDLE_GRIP, POCKET_GRIP = 0.9, 0.7


class Performer:
    """A figure on its course; what it does at a frame depends on nothing else.

    ``rng`` draws the person's manner and all that happens by chance.  With ``mocap``
    trunk, arms and step follow a recorded gait while the person walks or runs.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        figure: Figure,
        course: Course,
        fps: float,
        ground_height: GroundHeight,
        props: Props | None = None,
        mocap: MocapLibrary | None = None,
    ) -> None:
        self.figure, self.course = figure, course
        self.props = props or Props()
        pram = self.props.pram
        self.plan = planned(rng, figure, course, fps, ground_height, pram, mocap)

    def pose_at(self, frame_index: int) -> PosedPerson | None:
        """The person at a frame of the sequence; None outside the course."""
        frame = frame_index - self.course.first_frame
        if not 0 <= frame < len(self.course.actions):
            return None
        plan = self.plan
        heading = float(plan.journey.heading_rad[frame])
        turn = about_z(heading + np.pi / 2)
        origin, shift = plan.posture.origins[frame], plan.posture.shifts[frame]
        local = self._local_turns(frame, turn)
        return PosedPerson(
            figure=self.figure,
            track_id=self.course.track_id,
            world_from_rest=bone_transforms(
                self.figure.rig, local, shift, turn, origin
            ),
            position_world=plan.places_world[frame],
            heading_rad=float((heading + np.pi) % (2 * np.pi) - np.pi),
            action=self.course.actions[frame],
        )

    def props_at(self, frame_index: int) -> tuple[Placed, ...]:
        """The pram and the phone in use at a frame, where their meshes are given."""
        posed = self.pose_at(frame_index)
        if posed is None:
            return ()
        things = []
        if posed.action == "push" and self.plan.pram and self.props.pram:
            frame = frame_index - self.course.first_frame
            rolled = self.plan.pram.world_from_pram[frame]
            things.append(Placed(self.props.pram, rolled))
        if posed.action == "phone" and self.props.phone:
            things.append(Placed(self.props.phone, self._phone_place(posed)))
        return tuple(things)

    def _phone_place(self, posed: PosedPerson) -> Floats:
        arms, rig = self.plan.anatomy.arms, self.figure.rig
        bone = self.plan.anatomy.bones[f"hand_{SIDES[PHONE_SIDE]}"]
        matrix = posed.world_from_rest[bone]
        hand = matrix[:, :3] @ arms.hand_frames[PHONE_SIDE]
        wrist = matrix[:, :3] @ rig.joints_rest[bone] + matrix[:, 3]
        return phone_in_hand(hand, wrist, arms.palm_m, PHONE_SIDE)

    def _local_turns(self, frame: int, turn: Floats) -> Floats:
        plan, bones = self.plan, self.plan.anatomy.bones
        local = np.tile(np.eye(3), (len(bones), 1, 1))
        trunk = plan.trunk(frame)
        local[bones["pelvis"]] = trunk.pelvis
        local[[bones[bone] for bone in SPINE]] = trunk.spine
        local[bones["neck_01"]], local[bones["head"]] = trunk.neck, trunk.head
        hips, knees = self._set_legs(local, trunk, frame)
        turns = self._arm_turns(trunk, hips, knees, turn, frame)
        for side, name in enumerate(SIDES):
            upper, fore, hand = turns[:, side]
            local[bones[f"upperarm_{name}"]] = trunk.chest.T @ upper
            local[bones[f"lowerarm_{name}"]] = upper.T @ fore
            local[bones[f"hand_{name}"]] = fore.T @ hand
        grip, pushing = plan.arm_angles[frame, :, 6], plan.tasks.pushing[frame]
        grip = np.maximum(grip, POCKET_GRIP * plan.tasks.pocketed[frame])
        local[plan.hands.bones] = plan.hands.turns(
            grip + pushing * (HANDLE_GRIP - grip)
        )
        return local

    def _set_legs(
        self, local: Floats, trunk: Trunk, frame: int
    ) -> tuple[Floats, Floats]:
        """Turn the legs; where hips and knees are, ``(2, 3)`` each."""
        plan, feet, bones = self.plan, self.plan.posture.feet, self.plan.anatomy.bones
        legs = plan.anatomy.legs
        arms = legs.hips - plan.anatomy.joint("pelvis")
        hips = trunk.pelvis_place + arms @ trunk.pelvis.T
        yaws = feet.yaws_rad[frame] - plan.journey.heading_rad[frame]
        thighs, calves = leg_turns(legs, hips, plan.posture.ankles[frame], yaws)
        tilts, pitches = feet.tilts_rad[frame], feet.pitches_rad[frame]
        soles, toes = foot_turns(
            legs, yaws, tilts, pitches, feet.toe_pitches_rad[frame]
        )
        for side, name in enumerate(SIDES):
            local[bones[f"thigh_{name}"]] = trunk.pelvis.T @ thighs[side]
            local[bones[f"calf_{name}"]] = thighs[side].T @ calves[side]
            local[bones[f"foot_{name}"]] = calves[side].T @ soles[side]
            local[bones[f"ball_{name}"]] = soles[side].T @ toes[side]
        return hips, hips + legs.thigh_m[:, None] * (thighs @ legs.thigh_frames)[..., 0]

    def _arm_turns(
        self, trunk: Trunk, hips: Floats, knees: Floats, turn: Floats, frame: int
    ) -> Floats:
        """Turns of upper arms, forearms and hands ``(3, 2, 3, 3)``, all poses mixed."""
        plan, anatomy = self.plan, self.plan.anatomy
        own = turns_by_angles(anatomy.arms, plan.arm_angles[frame])
        turns = about_z(plan.chest_rad[frame, 2]) @ own
        turns = plan.gaits.arms(turns, anatomy, frame)
        for side in np.flatnonzero(plan.tasks.pocketed[frame] > 0):
            aim = turns.copy()
            aim[:, side] = in_pockets(anatomy, trunk)[:, side]
            turns = blended(turns, aim, plan.tasks.pocketed[frame, side])
        if plan.tasks.clasping[frame] > 0:
            aim = clasped(anatomy, trunk, plan.manner.standing_hands == "front")
            turns = blended(turns, aim, plan.tasks.clasping[frame])
        if plan.pram and plan.tasks.pushing[frame] > 0:
            wrists = (plan.pram.wrists(frame) - plan.posture.origins[frame]) @ turn
            aim = at_handle(anatomy, trunk, wrists)
            turns = blended(turns, aim, plan.tasks.pushing[frame])
        if plan.tasks.resting[frame] > 0:
            aim = on_thighs(anatomy, trunk, hips, knees, plan.manner.hands_on_thighs)
            turns = blended(turns, aim, plan.tasks.resting[frame])
        if plan.tasks.calling[frame] > 0:
            raised = to_ear(anatomy, trunk, turns, plan.tasks.calling[frame])
            turns = turns.copy()
            turns[:, PHONE_SIDE] = raised[:, PHONE_SIDE]
        return turns
