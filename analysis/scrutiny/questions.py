"""Which single new statement would narrow which figure most.

Candidates are made from the tables: each quantity, each bloc's usual speaker, recent months and the whole
span, worded as usual or counted item by item. What each would say is drawn from one fit; the draws are
weighed by the likelihood of each of a few numbers that might be stated, and the widths of the bands
averaged (a preposterior analysis).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.model.assemble import Group
from analysis.model.hedging import Stated
from analysis.model.likelihood import tabulate
from analysis.model.predictive import Asked, draw_stated
from analysis.read import granularity
from analysis.scrutiny.fits import Examined, shortened
from analysis.scrutiny.weights import log_likelihoods, normalised, weighted_quantiles
from analysis.tables.vocabulary import Vocabulary

Array = NDArray[np.float64]

RECENT_CELLS = (1, 6)
NUMBERS = 24
DIGITS = 2
ENDS = (0.05, 0.95)
MOST_LISTED = 3
"""Candidates listed for each figure, of each wording: a count that is itemised always narrows most."""
NO_POINT = ("zero", "decade", "range")
"""Families of hedges that do not name one number."""
MEASURES = {"flow": "total", "stock": "stock", "share": "share"}
ASKED = "asked"


Found = tuple[float, Mapping[Any, Any]]
"""Expected width of a figure's band, and the candidate that narrows it so."""


class _Speaker(NamedTuple):
    """Who would be asked."""

    speaker: str
    bloc: str
    interest: str


def candidates(group: Group, claims: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return statements that might be asked for, in the form of claims without a number.

    Parameters
    ----------
    group : Group
        A group without questions: its quantities and its cells.
    claims : DataFrame
        Claims of the group that are evidence.
    vocabulary : Vocabulary
        Hedges and what speakers can know.
    """
    rows: list[dict[str, Any]] = []
    for view, quantity in enumerate(group.quantities):
        measure = MEASURES[group.problem.series[group.problem.views[view].series].kind]
        own = claims[claims["quantity"] == quantity]
        choices = product(
            _speakers(claims, own), windows(group.cells[view], measure), _wordings(claims, vocabulary)
        )
        for speaker, window, (hedge, basis) in choices:
            rows.append(
                {
                    "origin_id": f"{ASKED}:{quantity}:{len(rows)}",
                    "quantity": quantity,
                    "measure": measure,
                    "unit": vocabulary.quantities[quantity]["unit"],
                    **speaker._asdict(),
                    "window": window,
                    "hedge": hedge,
                    "basis": basis,
                    "status": ASKED,
                }
            )
    table = pd.DataFrame(rows)
    return table.reindex(columns=[*claims.columns]).astype(
        {"value": float, "value_low": float, "value_high": float}
    )


def windows(cells: tuple[str, ...], measure: str) -> list[str]:
    """Return the spans to ask about: the last cell, some more, and all; of a level only single cells."""
    if measure != MEASURES["flow"]:
        return list(dict.fromkeys([cells[-1], cells[len(cells) // 2]]))
    lengths = [length for length in RECENT_CELLS if length < len(cells)]
    return [f"{cells[-length]}/{cells[-1]}" for length in [*lengths, len(cells)]]


def question_rows(examined: Examined, asked: pd.DataFrame, first: int) -> list[dict[str, Any]]:
    """Return for each figure of a group the candidates that would narrow it most, best first.

    Parameters
    ----------
    examined : Examined
        Fit of the group that answers them.
    asked : DataFrame
        From ``candidates``.
    first : int
        Row of the first of them among what was asked.
    """
    logs = {name: np.log(draws) for name, draws in examined.figures.items()}
    before = {name: log_width(np.quantile(draws, ENDS)) for name, draws in logs.items()}
    after: dict[str, list[Found]] = {name: [] for name in logs}
    for row, candidate in enumerate(asked.to_dict("records"), start=first):
        if row in examined.asked:
            expected = examined.answers.expected[examined.asked[row]]
            widths = expected_widths(expected, examined.group.asked[row], logs)
            for name, width in widths.items():
                after[name].append((width, candidate))
    return [row for name, found in after.items() for row in _listed(name, examined, before[name], found)]


def expected_widths(expected: Array, asked: Asked, logs: dict[str, Array]) -> dict[str, float]:
    """Return the expected width of the 90 % band of each figure once a statement is made.

    Parameters
    ----------
    expected : (draws,) array
        What the statement states, before its own error and its hedge.
    asked : Asked
        The statement.
    logs : dict of str to (draws,) array
        Joint draws of the logarithm of each figure.
    """
    weights = np.array([weights_if(expected, asked, value) for value in _numbers(expected, asked)])
    return {
        name: float(np.mean(log_width(weighted_quantiles(draws, weights, ENDS))))
        for name, draws in logs.items()
    }


def log_width(ends: Array) -> Any:
    """Return the distance of the two ends along the last axis."""
    return ends[..., 1] - ends[..., 0]


def weights_if(expected: Array, asked: Asked, value: float) -> Array:
    """Return the weights of the draws, (draws,), if a statement gives a number."""
    stated = Stated(asked.shape, math.log(value), granularity(value) / value, asked.log_span)
    table = tabulate((stated,), asked.errors[-1])
    return normalised(log_likelihoods(table, expected))


def _numbers(expected: Array, asked: Asked) -> list[float]:
    """Return numbers that might be stated, evenly spaced in probability and rounded as people round."""
    drawn = draw_stated(expected, asked, np.random.default_rng(0))
    levels = (np.arange(NUMBERS) + 0.5) / NUMBERS
    return [float(f"{value:.{DIGITS}g}") for value in np.exp(np.quantile(drawn, levels))]


def _speakers(claims: pd.DataFrame, own: pd.DataFrame) -> Iterator[_Speaker]:
    """Yield the usual speaker of each bloc: on this quantity if it has spoken of it, else on any."""
    for bloc in sorted(claims["bloc"].unique()):
        spoken = own[own["bloc"] == bloc]
        said = spoken if len(spoken) else claims[claims["bloc"] == bloc]
        usual = said["speaker"].mode().iloc[0]
        yield _Speaker(usual, bloc, said.loc[said["speaker"] == usual, "interest"].mode().iloc[0])


def _wordings(claims: pd.DataFrame, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Return hedge and basis of a usual statement, and those of the most precise one that there are."""
    points = {name: row for name, row in vocabulary.hedges.items() if row["family"] not in NO_POINT}
    usual = claims.loc[claims["hedge"].isin(points), "hedge"].mode()
    narrow = min(points, key=lambda name: float(points[name]["width"] or math.inf))
    counted = min(vocabulary.knowledge, key=lambda name: float(vocabulary.knowledge[name]["sd"] or 0.0))
    return list(
        dict.fromkeys([(next(iter(usual), narrow), claims["basis"].mode().iloc[0]), (narrow, counted)])
    )


def _listed(name: str, examined: Examined, before: float, found: list[Found]) -> Iterator[dict[str, Any]]:
    for rank, (width, candidate) in enumerate(_best(found), start=1):
        yield {
            "quantity": name,
            "target": examined.target(name),
            "rank": rank,
            "ask_quantity": candidate["quantity"],
            **{key: candidate[key] for key in ("measure", "unit", "bloc", "speaker", "interest", "window")},
            **{key: candidate[key] for key in ("hedge", "basis")},
            "factor_before": shortened(math.exp(before)),
            "factor_after": shortened(math.exp(width)),
            "narrowing": round(1 - width / before, 4),
        }


def _best(found: list[Found]) -> list[Found]:
    """Return the candidates that narrow most, a few of each wording, best first."""
    best, listed = list[Found](), Counter[tuple[str, str]]()
    for width, candidate in sorted(found, key=lambda one: one[0]):
        wording = candidate["hedge"], candidate["basis"]
        listed[wording] += 1
        if listed[wording] <= MOST_LISTED:
            best.append((width, candidate))
    return best
