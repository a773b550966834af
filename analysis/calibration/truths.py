"""Truths and speakers that the model does not expect: what it recovers of them is reported as it is.

Each truth starts from a plain series drawn from the prior of the shape, so that only one thing is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.claims import Habits, KnownSeries
from analysis.model.settings import Settings

Array = NDArray[np.float64]
Disturbance = Callable[[Array, np.random.Generator], Array]

FIRST_MONTH = 12 * 2021
FEWEST_MONTHS, MOST_MONTHS = 24, 48
LOG_LEVEL = (9.0, 2.0)
SURGE_FACTOR, SURGE_MONTHS = 8.0, 2
STEP_FACTOR = 5.0
SILENT_SHARE = 0.25
BIAS_OUTSIDE = 0.8
MONTHS_LATE = 2.0


@dataclass(frozen=True, slots=True)
class Misspecification:
    """One thing that is wrong.

    Attributes
    ----------
    description : str
        In words, for the report.
    disturb : callable
        Changes the plain levels.
    habits : Habits
        What the speakers do.
    """

    description: str
    disturb: Disturbance
    habits: Habits


def draw_truth(name: str, settings: Settings, rng: np.random.Generator) -> KnownSeries:
    """Draw a series for one of ``MISSPECIFIED``, (24 to 48 months)."""
    plain = draw_plain(int(rng.integers(FEWEST_MONTHS, MOST_MONTHS + 1)), settings, rng)
    return KnownSeries(FIRST_MONTH, MISSPECIFIED[name].disturb(plain, rng))


def draw_plain(months: int, settings: Settings, rng: np.random.Generator) -> Array:
    """Draw levels from the prior of the shape, (months,); the log level has mean 9 and sd 2."""
    sigma = settings.sigma_median * np.exp(settings.sigma_log_sd * rng.standard_normal())
    length = settings.length_median * np.exp(settings.length_log_sd * rng.standard_normal())
    carry = float(np.exp(-1 / length))
    noise = rng.standard_normal(months)
    path = np.empty(months)
    path[0] = noise[0]
    for month in range(1, months):
        path[month] = carry * path[month - 1] + np.sqrt(1 - carry**2) * noise[month]
    return np.asarray(np.exp(rng.normal(*LOG_LEVEL) + sigma * path))


def _keep(levels: Array, rng: np.random.Generator) -> Array:
    return levels


def _surge(levels: Array, rng: np.random.Generator) -> Array:
    """Multiply two months by eight."""
    start = int(rng.integers(len(levels) - SURGE_MONTHS + 1))
    raised = levels.copy()
    raised[start : start + SURGE_MONTHS] *= SURGE_FACTOR
    return raised


def _step(levels: Array, rng: np.random.Generator) -> Array:
    """Multiply everything from one month in the middle half on by five, or divide it."""
    quarter = len(levels) // 4
    start = int(rng.integers(quarter, len(levels) - quarter))
    factor = STEP_FACTOR if rng.random() < 0.5 else 1 / STEP_FACTOR
    return np.asarray(levels * np.where(np.arange(len(levels)) < start, 1.0, factor))


def _silence(levels: Array, rng: np.random.Generator) -> Array:
    """Set a quarter of the months, in one stretch, to nothing."""
    length = max(round(SILENT_SHARE * len(levels)), 1)
    start = int(rng.integers(1, len(levels) - length))
    silent = levels.copy()
    silent[start : start + length] = 0.0
    return silent


MISSPECIFIED = {
    "none": Misspecification("nothing but people's way of rounding", _keep, Habits()),
    "surge": Misspecification("two months at eight times their level", _surge, Habits()),
    "step": Misspecification("a step by a factor of five", _step, Habits()),
    "silence": Misspecification("nothing in a quarter of the months", _silence, Habits()),
    "bias": Misspecification("all claims 2.2 times too high", _keep, Habits(extra_bias=BIAS_OUTSIDE)),
    "hidden origin": Misspecification("all speakers repeat one", _keep, Habits(hidden_origin=True)),
    "window": Misspecification(
        "events two months before the stated windows", _keep, Habits(late=MONTHS_LATE)
    ),
}
