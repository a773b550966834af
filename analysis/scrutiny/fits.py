"""Quick fits for comparisons: a group, its draws, and where its published values stand among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.model.assemble import Group, assemble_groups
from analysis.model.estimates import RHAT_OF_A_LOOK
from analysis.model.predictive import Answers, Asked, answer
from analysis.model.settings import Settings
from analysis.tables.vocabulary import Vocabulary

Array = NDArray[np.float64]

MORE_CHAINS, MORE_WARMUP = 4, 8
SMALL = 60
"""Dimensions up to which a fit whose populations disagree is cheap enough to be repeated with more."""
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
BAND_NAMES = ("low_90", "low_50", "median", "high_50", "high_90")
SIGNIFICANT = 6


@dataclass(frozen=True, slots=True)
class Examined:
    """A group with draws from its posterior.

    Attributes
    ----------
    group : Group
        Names and arrays.
    answers : Answers
        Draws of what is reported, and of what each asked statement states, in the order of ``asked``.
    asked : dict of int to int
        Row of each asked statement in ``answers.expected``, by its row in the table of questions.
    """

    group: Group
    answers: Answers
    asked: dict[int, int]

    @property
    def passed(self) -> bool:
        """Return whether the populations agree."""
        return self.answers.rhat < RHAT_OF_A_LOOK

    @property
    def figures(self) -> dict[str, Array]:
        """Return the draws of the headline figures, (draws,): average of each quantity, and each ratio."""
        rows, reported = self.answers.rows, self.answers.reported
        averages = zip(self.group.quantities, rows.averages, strict=True)
        ratios = zip(self.group.ratios, rows.ratios, strict=True)
        return {name: reported[row] for name, row in (*averages, *ratios)}

    def target(self, name: str) -> str:
        """Return what kind of figure stands for a quantity or a ratio: ``rate``, ``level`` or ``ratio``."""
        if name in self.group.ratios:
            return "ratio"
        view = self.group.problem.views[self.group.quantities.index(name)]
        return "rate" if self.group.problem.series[view.series].kind == "flow" else "level"

    def window(self, name: str) -> str:
        """Return the span of the figure of a quantity or a ratio."""
        ratio = self.group.ratios.get(name)
        return self.group.windows[ratio.numerator if ratio else self.group.quantities.index(name)]

    def cells(self, quantity: str) -> tuple[tuple[str, ...], Array]:
        """Return the labels of a quantity's cells and their draws, (cells, draws)."""
        view = self.group.quantities.index(quantity)
        return self.group.cells[view], self.answers.reported[self.answers.rows.cells[view]]


def examine(group: Group, asked: Sequence[int] | None = None) -> Examined:
    """Draw from the posterior of a group, and what some of the statements asked of it would say.

    Parameters
    ----------
    group : Group
        As it was assembled.
    asked : sequence of int, optional
        Rows of the questions to answer; by default all that can be answered.
    """
    wanted = [row for row in group.asked if asked is None or row in asked]
    questions = [group.asked[row] for row in wanted]
    answers = _answer(group, questions)
    return Examined(group, answers, {row: place for place, row in enumerate(wanted)})


def examine_table(
    claims: pd.DataFrame, vocabulary: Vocabulary, settings: Settings, asked: pd.DataFrame | None = None
) -> list[Examined]:
    """Draw from the posterior of every group of a table; none where nothing can be estimated."""
    try:
        groups = assemble_groups(claims, vocabulary, settings, asked=asked)
    except ValueError:  # the claims were cut from a table that can be estimated: too few of them are left
        return []
    return [examine(group) for group in groups]


def band(draws: Array) -> dict[str, float]:
    """Return median and ends of the 50 and 90 % band of draws, by the names of their columns."""
    return named_band(np.quantile(draws, BAND))


def named_band(ends: Array) -> dict[str, float]:
    """Return the quantiles at the levels of ``BAND`` by the names of their columns."""
    return {name: shortened(end) for name, end in zip(BAND_NAMES, ends, strict=True)}


def shortened(value: float) -> float:
    """Return a number with as many digits as are written to the tables."""
    return float(f"{value:.{SIGNIFICANT}g}")


def _answer(group: Group, questions: list[Asked]) -> Answers:
    problem, ratios = group.problem, tuple(group.ratios.values())
    answers = answer(problem, ratios, questions)
    if answers.rhat < RHAT_OF_A_LOOK or problem.dimensions > SMALL:
        return answers
    effort = problem.settings
    more = replace(effort, particles=effort.particles * MORE_CHAINS, warmup=effort.warmup * MORE_WARMUP)
    return answer(replace(problem, settings=more), ratios, questions)
