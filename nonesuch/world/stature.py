"""How tall people are, by sex and age."""

from __future__ import annotations

import numpy as np

# Medians in meters at 4 to 18 years: WHO child growth standards and reference 2007.
_AGES = np.arange(4, 19)
_MEDIANS_M = {
    "male": (
        *(1.033, 1.103, 1.160, 1.217, 1.273, 1.326, 1.378, 1.431),
        *(1.491, 1.560, 1.632, 1.690, 1.729, 1.752, 1.761),
    ),
    "female": (
        *(1.027, 1.094, 1.151, 1.208, 1.266, 1.325, 1.386, 1.450),
        *(1.512, 1.564, 1.598, 1.617, 1.625, 1.629, 1.631),
    ),
}
_CHILD_SPREAD = 0.044  # standard deviation as a share of the median
_ADULT_M = {"male": (1.75, 0.07), "female": (1.62, 0.065)}  # mean, standard deviation
_SHRINKING_FROM_YEARS, _SHRINKING_M_A_YEAR = 50.0, 0.0009


def draw_stature_m(rng: np.random.Generator, sex: str, age_years: float) -> float:
    """A barefoot height, within 2.5 standard deviations of what is usual."""
    deviation = float(np.clip(rng.standard_normal(), -2.5, 2.5))
    if age_years < _AGES[-1]:
        median = float(np.interp(age_years, _AGES, _MEDIANS_M[sex]))
        return median * (1 + _CHILD_SPREAD * deviation)
    mean, spread = _ADULT_M[sex]
    shrunk = max(0.0, age_years - _SHRINKING_FROM_YEARS) * _SHRINKING_M_A_YEAR
    return mean + spread * deviation - shrunk
