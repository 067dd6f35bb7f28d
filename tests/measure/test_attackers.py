"""Attackers that learn: they must find what is there, and nothing that is not."""

from __future__ import annotations

import numpy as np
import pytest

from nonesuch.measure.attackers import (
    adapted_likeness,
    cross_fitted,
    other_means,
    people_in_pairs,
    shape_likeness,
)
from nonesuch.measure.heads import discriminant, whitenings
from nonesuch.measure.recognition import first_hits, likeness
from nonesuch.measure.shapes import aligned_shapes, turn_angle_deg

PEOPLE, EACH = 60, 3
WHO = np.arange(PEOPLE).repeat(EACH)


def unit(values: np.ndarray) -> np.ndarray:
    return (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)


def hidden_people() -> tuple[np.ndarray, np.ndarray]:
    """The method adds the same strong noise directions; a weak sign of who is left."""
    rng = np.random.default_rng(0)
    person = rng.standard_normal((PEOPLE, 40)).repeat(EACH, axis=0)
    originals = person + 0.2 * rng.standard_normal(person.shape)
    loud = np.zeros((len(WHO), 40))
    loud[:, :8] = 4 * rng.standard_normal((len(WHO), 8))
    return unit(originals), unit(originals + loud + 5.0)


def test_adapted_attacker_sees_through_what_it_has_learned() -> None:
    originals, made = hidden_people()
    raw = np.nanmean(first_hits(likeness(made, originals), WHO))
    adapted = np.nanmean(first_hits(adapted_likeness(originals, made, WHO), WHO))
    assert adapted > raw + 0.3


def test_adapted_attacker_finds_nobody_in_noise() -> None:
    originals, _ = hidden_people()
    noise = unit(np.random.default_rng(7).standard_normal(originals.shape))
    found = np.nanmean(first_hits(adapted_likeness(originals, noise, WHO), WHO))
    assert found < 0.06


def test_nobody_is_attacked_by_a_head_that_saw_them() -> None:
    attacked = np.zeros(len(WHO), int)
    for learned, attack in cross_fitted(WHO):
        assert not set(WHO[learned]) & set(WHO[attack])
        attacked += attack
    assert (attacked == 1).all()


def test_too_few_people_train_no_head() -> None:
    codes = unit(np.random.default_rng(0).standard_normal((8, 4)))
    alike = adapted_likeness(codes, codes, np.arange(4).repeat(2))
    off_diagonal = ~np.eye(8, dtype=bool)
    assert np.isnan(alike[off_diagonal]).all()
    assert people_in_pairs(np.array([0, 0, 1, 2, 2])) == 2


def test_mean_of_the_others_leaves_the_own_out() -> None:
    codes = np.array([[1.0], [3.0], [5.0], [9.0]], np.float32)
    means = other_means(codes, np.array([0, 0, 0, 1]))
    assert means[:3, 0].tolist() == [4, 3, 2] and np.isnan(means[3, 0])


def test_whitened_deviations_are_of_one_size_in_all_directions() -> None:
    rng = np.random.default_rng(0)
    deviations = rng.standard_normal((500, 4)) @ np.diag([5, 1, 0.2, 2])
    (weights,) = whitenings(deviations, [1e-6])
    white = deviations @ weights
    np.testing.assert_allclose(white.T @ white / 500, np.eye(4), atol=1e-3)


def test_weights_are_those_of_the_shrunk_covariance_with_fewer_rows_than_columns() -> (
    None
):
    rng = np.random.default_rng(0)
    deviations = rng.standard_normal((5, 8))
    (weights,) = whitenings(deviations, [0.5])
    spread = deviations.T @ deviations / 5
    spread += 0.5 * np.trace(spread) / 8 * np.eye(8)
    np.testing.assert_allclose(weights @ weights, np.linalg.inv(spread), rtol=1e-6)


def test_discriminant_prefers_what_differs_between_people() -> None:
    rng = np.random.default_rng(1)
    who = np.arange(30).repeat(4)
    steady = rng.standard_normal((30, 1)).repeat(4, axis=0)
    values = np.concatenate([steady, 10 * rng.standard_normal((120, 1))], 1)
    values += 0.05 * rng.standard_normal(values.shape)
    seen = discriminant(values, who, 2)(values)
    within = seen - np.repeat(seen.reshape(30, 4, -1).mean(1), 4, axis=0)
    ratios = np.sort(seen.var(0) / within.var(0))
    assert ratios[-1] > 3 * ratios[0]
    before = values.var(0).max() / values.var(0).min()
    assert seen.var(0).max() / seen.var(0).min() < before / 5


def test_shapes_lie_over_each_other_however_they_were_turned() -> None:
    rng = np.random.default_rng(2)
    shape = rng.standard_normal((20, 3))
    angle = 0.7
    turn = np.array(
        [
            [np.cos(angle), -np.sin(angle), 0],
            [np.sin(angle), np.cos(angle), 0],
            [0, 0, 1],
        ]
    )
    moved = 3 * shape @ turn.T + 9
    one, other = aligned_shapes(np.stack([shape, moved]).astype(np.float32))
    np.testing.assert_allclose(one, other, atol=1e-5)
    assert turn_angle_deg(shape, moved) == pytest.approx(np.degrees(angle), abs=1e-3)


def test_mirrored_shape_is_not_laid_over_by_a_reflection() -> None:
    shape = np.random.default_rng(3).standard_normal((20, 3)).astype(np.float32)
    mirrored = shape * np.array([-1, 1, 1], np.float32)
    one, other = aligned_shapes(np.stack([shape, mirrored]))
    assert np.abs(one - other).max() > 0.05


def test_landmark_attacker_finds_people_by_their_proportions() -> None:
    rng = np.random.default_rng(4)
    forms = rng.standard_normal((PEOPLE, 12, 3)).repeat(EACH, axis=0)
    shapes = (forms + 0.05 * rng.standard_normal(forms.shape)).astype(np.float32)
    strangers = rng.standard_normal(forms.shape).astype(np.float32)
    found = np.nanmean(first_hits(shape_likeness(shapes, shapes, WHO), WHO))
    missed = np.nanmean(first_hits(shape_likeness(shapes, strangers, WHO), WHO))
    assert found > 0.95 and missed < 0.06
