"""The least change of style that gives a sampled face wanted features.

Features are measured on aligned crops of sampled people and regressed on their styles.
An edit stays among people who occur: of all changes that reach the wanted features it
is the shortest one in the metric of the styles' covariance.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from nonesuch.face_points import LEFT_EYE, RIGHT_EYE, points
from nonesuch.nouns import Floats, Image
from nonesuch.replace.standin import mouth_of, yaw_of

_RIDGE = 30.0
_PATCH_REACH_PX = 4
_EYES = points(LEFT_EYE + RIGHT_EYE)
_NOSE, _BRIDGE, _UPPER_LIP = points((1, 6, 13))
_LEFT_CORNER, _RIGHT_CORNER, _LEFT_SIDE, _RIGHT_SIDE = points((61, 291, 234, 454))
_LEFT_CHEEK, _RIGHT_CHEEK, _MID_FOREHEAD = points((205, 425, 151))
_LEFT_FOREHEAD, _RIGHT_FOREHEAD = points((105, 103)), points((334, 332))
_UPPER_FOREHEAD = points((67, 297))


class Feature(enum.IntEnum):
    """What is measured of a face, and may be asked for."""

    YAW = 0  # as yaw_of: 0 is frontal
    PITCH = 1  # nose tip between eyes and upper lip, 0 to 1
    MOUTH = 2  # as mouth_of: how far the lips are apart
    SMILE = 3  # width of the mouth in widths of the face
    SIDE_LIGHT = 4  # L* of the left less the right cheek
    TOP_LIGHT = 5  # L* of the forehead less the cheeks
    BRIDGE = 6  # log(1 + deviation of L* on the bridge): glasses
    FOREHEAD = 7  # log(1 + color difference to the cheeks): fringe, hat
    LIGHTNESS = 8  # L* of the cheeks


@dataclass(frozen=True)
class Editor:
    """How features depend on styles: ``standardized features = styles @ slopes``.

    ``slopes (s, f)``, ``covariance (s, s)`` of the styles, ``mean (f,)`` the features
    at style 0, the mean style, ``deviation (f,)`` those among the people measured.
    """

    slopes: Floats
    covariance: Floats
    mean: Floats
    deviation: Floats

    def predicted(self, styles: Floats) -> Floats:
        """The features ``(..., f)`` that styles ``(..., s)`` should have."""
        return np.asarray(styles @ self.slopes * self.deviation + self.mean)

    def edited(self, style: Floats, wanted: Mapping[Feature, float]) -> Floats:
        """The style ``(s,)``, changed as little as gives it the wanted features.

        ``S A (A^T S A)^-1 (wanted - predicted)``; features not named are left free.
        """
        columns = sorted(wanted)
        slopes = self.slopes[:, columns]
        values = np.array([wanted[feature] for feature in columns])
        standardized = (values - self.mean[columns]) / self.deviation[columns]
        reach = self.covariance @ slopes
        change = np.linalg.solve(slopes.T @ reach, standardized - style @ slopes)
        return np.asarray(style + reach @ change, np.float32)


def fitted(styles: Floats, features: Floats, ridge: float = _RIDGE) -> Editor:
    """The ridge regression of features ``(n, f)`` on styles ``(n, s)``.

    Styles are relative to the mean style.
    """
    wide = styles.astype(np.float64)
    centred, middle = wide - wide.mean(0), features.mean(0)
    deviation = features.std(0) + 1e-9
    normal = centred.T @ centred + ridge * np.eye(wide.shape[1])
    slopes = np.linalg.solve(normal, centred.T @ ((features - middle) / deviation))
    at_zero = middle - wide.mean(0) @ slopes * deviation
    values = slopes, np.cov(wide.T), at_zero, deviation
    return Editor(*(np.asarray(value, np.float32) for value in values))


def features_of(crop: Image, landmarks: Floats) -> Floats:
    """The features ``(9,)`` of an aligned face, in the order of :class:`Feature`."""
    lab = lab_picture(crop)
    left, _ = patch(lab, landmarks[_LEFT_CHEEK])
    right, _ = patch(lab, landmarks[_RIGHT_CHEEK])
    forehead, _ = patch(lab, landmarks[_MID_FOREHEAD])
    cheeks = (left + right) / 2
    values = (
        float(yaw_of(landmarks)),
        _pitch(landmarks),
        float(mouth_of(landmarks)),
        _smile(landmarks),
        left[0] - right[0],
        forehead[0] - cheeks[0],
        np.log1p(bridge_deviation(lab, landmarks)),
        np.log1p(forehead_difference(lab, landmarks)),
        cheeks[0],
    )
    return np.array(values, np.float32)


def lab_picture(crop: Image) -> Floats:
    """CIE L*a*b* ``(h, w, 3)`` of an sRGB picture."""
    scaled = crop.astype(np.float32) / np.float32(255)
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB), np.float32)


def patch(lab: Floats, place: Floats) -> tuple[Floats, float]:
    """Mean color ``(3,)`` and deviation of L* in 9 x 9 pixels around a crop point."""
    reach, size = _PATCH_REACH_PX, len(lab)
    x, y = np.clip((place * size).astype(int), reach, size - 1 - reach)
    pixels = lab[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3)
    return pixels.mean(0), float(pixels[:, 0].std())


def cheeks_of(lab: Floats, landmarks: Floats) -> Floats:
    """The mean color ``(2, 3)`` of the left and the right cheek."""
    places = landmarks[[_LEFT_CHEEK, _RIGHT_CHEEK]]
    return np.stack([patch(lab, place)[0] for place in places])


def bridge_deviation(lab: Floats, landmarks: Floats) -> float:
    """Deviation of L* on the bridge of the nose, where glasses would sit."""
    return patch(lab, landmarks[_BRIDGE])[1]


def forehead_places(landmarks: Floats, rise: float = 0.0) -> Floats:
    """Five places on the forehead ``(5, 2)``, the upper two raised from the eyes."""
    eyes = landmarks[_EYES].mean(0)
    upper = landmarks[_UPPER_FOREHEAD]
    sides = [landmarks[_LEFT_FOREHEAD].mean(0), landmarks[_RIGHT_FOREHEAD].mean(0)]
    return np.stack(
        [landmarks[_MID_FOREHEAD], *sides, *(upper + rise * (upper - eyes))]
    )


def forehead_difference(lab: Floats, landmarks: Floats, rise: float = 0.0) -> float:
    """The largest color difference between a place on the forehead and the cheeks."""
    return largest_difference(lab, landmarks, forehead_places(landmarks, rise))


def largest_difference(lab: Floats, landmarks: Floats, places: Floats) -> float:
    """The largest color difference (Delta E 1976) of the places to the cheeks."""
    cheeks = cheeks_of(lab, landmarks).mean(0)
    return max(float(np.linalg.norm(patch(lab, place)[0] - cheeks)) for place in places)


def _pitch(landmarks: Floats) -> float:
    eye_y = landmarks[_EYES, 1].mean()
    lip = landmarks[_UPPER_LIP, 1] - eye_y
    return float((landmarks[_NOSE, 1] - eye_y) / max(float(lip), 1e-3))


def _smile(landmarks: Floats) -> float:
    """The mouth's width, as if seen from the front."""
    mouth = landmarks[_RIGHT_CORNER, 0] - landmarks[_LEFT_CORNER, 0]
    face = landmarks[_RIGHT_SIDE, 0] - landmarks[_LEFT_SIDE, 0]
    turned = min(4 * float(yaw_of(landmarks)) ** 2, 0.8)
    return float(mouth / max(float(face), 1e-3) / np.sqrt(1 - turned))
