"""How each claim sits among the others, and what the headline would be without it.

An observation is left out with all its retellings, by weighing the draws of one fit. Where the weights
cannot be relied on the fit is repeated without it. A retelling that is no evidence is held against what
its origin would have been expected to say, as if it had been a statement.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.model.assemble import Group, evidence
from analysis.model.predictive import Asked, draw_stated
from analysis.model.problem import Observation
from analysis.model.settings import Settings
from analysis.scrutiny.fits import Examined, examine_table, shortened
from analysis.scrutiny.verdicts import FAULTY
from analysis.scrutiny.weights import WORST_SHAPE, leave_out, log_likelihoods, weighted_quantiles
from analysis.tables.vocabulary import Vocabulary

Array = NDArray[np.float64]

PRIMARY = "primary"
MOST_REFITS = 6
LEVELS = (0.05, 0.5, 0.95)
LEVEL_NAMES = ("low_90", "median", "high_90")
ALIKE = 1e-9


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is expected of a claim by the others, and of its quantity's headline without it.

    Attributes
    ----------
    method : str
        ``weights``, ``refit``, ``retelling`` (nothing had to be left out), ``sole`` (nothing else speaks of
        it) or ``none`` (its quantity is not estimated, or it states zero).
    shape : float
        Pareto shape of the weights, or NaN.
    stated : (draws,) array
        Draws of the logarithm of what would be stated; empty if nothing can be said.
    headline : (draws,) array
        Draws of the headline without the claim; empty if there is none.
    weights : (draws,) array
        Of both.
    """

    method: str
    shape: float
    stated: Array
    headline: Array
    weights: Array

    def predicted(self) -> Array:
        """Return the quantiles of the stated number at ``LEVELS``."""
        return np.exp(weighted_quantiles(self.stated, self.weights, LEVELS))

    def pit(self, log_value: float) -> float:
        """Return the probability of no more than the number that was stated."""
        return float(self.weights[self.stated <= log_value].sum())


def faulty(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the retellings with a number that are no evidence because something went wrong with them."""
    stated = claims["value"].notna() | claims["value_low"].notna()
    return claims[claims["status"].isin(FAULTY) & stated]


def conflict_rows(
    examined: Examined, claims: pd.DataFrame, vocabulary: Vocabulary, settings: Settings
) -> list[dict[str, Any]]:
    """Return a row for each claim that is evidence: what the others expect of it, the headline without it.

    Parameters
    ----------
    examined : Examined
        Fit of the group of which the evidence was asked first, in the order of the table.
    claims : DataFrame
        Claims of the group that are evidence, indexed from 0.
    vocabulary : Vocabulary
        Hedges, speakers, units, windows, ratios.
    settings : Settings
        Assumptions and effort of fits that have to be repeated.
    """
    seen = observations_of(examined.group, claims)
    weighed = {number: _leave_out(examined, number) for number in sorted(set(seen.values()))}
    refits, rows = _refits(weighed), []
    for row, claim in enumerate(claims.to_dict("records")):
        number = seen.get(row, -1)
        if number in refits:
            said = [other for other, same in seen.items() if same == number]
            left = _refit(claims.drop(index=said), claim, vocabulary, settings)
        else:
            left = _expected_of(examined, row, claim, weighed.get(number))
        rows.append({**_row(claim, left, examined), "same_as": _retold(row, seen, claims)})
    return rows


def faulty_rows(
    examined: Examined, retellings: pd.DataFrame, claims: pd.DataFrame, first: int
) -> list[dict[str, Any]]:
    """Return a row for each faulty retelling: what its origin should have said, and which claim is true.

    Parameters
    ----------
    examined : Examined
        Fit of the group that answers them.
    retellings : DataFrame
        From ``faulty``.
    claims : DataFrame
        All claims of the suite.
    first : int
        Row of the first of them among what was asked.
    """
    rows = []
    for row, claim in enumerate(retellings.to_dict("records"), start=first):
        left = _expected_of(examined, row, claim, None)
        rows.append({**_row(claim, left, examined), "true_claim": true_claim(claim, claims)})
    return rows


def unanswered_rows(retellings: pd.DataFrame, claims: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a row for each faulty retelling of a quantity that is not estimated."""
    return [
        {**_about(claim, _nothing("none")), "true_claim": true_claim(claim, claims)}
        for claim in retellings.to_dict("records")
    ]


def observations_of(group: Group, claims: pd.DataFrame) -> dict[int, int]:
    """Return the observation that each claim of a table is part of, by row; those of none are left out."""
    found = {
        row: _observation_of(group, group.asked[row], str(claim["origin_id"]), log_stated(claim))
        for row, claim in enumerate(claims.to_dict("records"))
        if row in group.asked
    }
    return {row: number for row, number in found.items() if number is not None}


def log_stated(claim: dict[Any, Any]) -> float:
    """Return the logarithm of the stated number: of a range its geometric middle; -inf for none."""
    numbers = [claim[name] for name in ("value", "value_low", "value_high") if pd.notna(claim[name])]
    return sum(map(math.log, numbers)) / len(numbers) if numbers and min(numbers) > 0 else -math.inf


def _observation_of(group: Group, asked: Asked, origin: str, log_value: float) -> int | None:
    """Return the observation of an origin that holds a number, the nearest in time if there are several."""
    problem = group.problem
    alike = [
        number
        for number, observation in enumerate(problem.observations)
        if group.origins[number] == origin and _says(observation, asked, log_value)
    ]

    def apart(number: int) -> float:
        one = problem.observations[number]
        starts = problem.ends[one.start].position - asked.start.position
        return abs(starts) + abs(problem.ends[one.end].position - asked.end.position)

    return min(alike, key=apart, default=None)


def _says(observation: Observation, asked: Asked, log_value: float) -> bool:
    same = (observation.series, observation.of) == (asked.series, asked.of)
    if observation.relative or not same or abs(observation.offset - asked.offset) > ALIKE:
        return same and observation.relative and log_value == -math.inf
    middles = (said.log_value + 0.5 * said.log_span for said in observation.statements if said.granularity)
    return any(abs(middle - log_value) < ALIKE for middle in middles)


def _leave_out(examined: Examined, number: int) -> LeftOut:
    """Weigh the draws as if one observation had not been made."""
    answers = examined.answers
    expected = answers.reported[answers.rows.stated][number]
    table = examined.group.problem.tables()[number]
    weights = leave_out(log_likelihoods(table, expected))
    return LeftOut("weights", weights.shape, expected, expected, weights.values)


def _refits(out: dict[int, LeftOut]) -> set[int]:
    """Return the observations whose weights are least to be relied on, no more than there is time for."""
    bad = [number for number, left in out.items() if left.shape > WORST_SHAPE]
    return set(sorted(bad, key=lambda number: -out[number].shape)[:MOST_REFITS])


def _expected_of(examined: Examined, row: int, claim: dict[Any, Any], out: LeftOut | None) -> LeftOut:
    """Return what is expected of a claim from draws at hand, weighed if it is among what they rest on."""
    quantity, group = str(claim["quantity"]), examined.group
    if row not in group.asked or quantity not in examined.figures or log_stated(claim) == -math.inf:
        return _nothing("none")
    headline = examined.figures[quantity]
    even = np.full(len(headline), 1 / len(headline))
    expected = out.stated if out else examined.answers.expected[examined.asked[row]]
    weights = out.weights if out else even
    stated = draw_stated(expected, group.asked[row], np.random.default_rng(row))
    return LeftOut(
        out.method if out else "retelling", out.shape if out else math.nan, stated, headline, weights
    )


def _refit(
    claims: pd.DataFrame, claim: dict[Any, Any], vocabulary: Vocabulary, settings: Settings
) -> LeftOut:
    """Return what is expected of a claim by a fit without it."""
    quantity = str(claim["quantity"])
    if log_stated(claim) == -math.inf:
        return _nothing("none")
    for examined in examine_table(claims, vocabulary, settings, asked=pd.DataFrame([claim])):
        if examined.asked:
            headline = examined.figures.get(quantity, np.empty(0))  # nobody else may count in its unit
            stated = draw_stated(
                examined.answers.expected[0], examined.group.asked[0], np.random.default_rng(0)
            )
            even = np.full(len(stated), 1 / len(stated))
            return LeftOut("refit", math.nan, stated, headline, even)
    return _nothing("sole")


def _nothing(method: str) -> LeftOut:
    none = np.empty(0)
    return LeftOut(method, math.nan, none, none, none)


def _retold(row: int, seen: dict[int, int], claims: pd.DataFrame) -> str:
    """Return the claim that states an observation first, '' for that claim itself."""
    same = [other for other, number in seen.items() if number == seen.get(row)]
    first = min(same, key=lambda other: (claims.at[other, "status"] != PRIMARY, other), default=row)
    return "" if first == row else str(claims.at[first, "claim_id"])


def true_claim(claim: dict[Any, Any], claims: pd.DataFrame) -> str:
    """Return the claim of the same origin that is evidence, of the same quantity if there is one, or ''."""
    same = evidence(claims[claims["origin_id"] == claim["origin_id"]])
    ranked = same.assign(other=same["quantity"] != claim["quantity"], later=same["status"] != PRIMARY)
    ordered = ranked.sort_values(["other", "later", "claim_id"])
    return str(ordered["claim_id"].iloc[0]) if len(ordered) else ""


def _row(claim: dict[Any, Any], left: LeftOut, examined: Examined) -> dict[str, Any]:
    row = _about(claim, left)
    if not len(left.stated):
        return row
    quantity = str(claim["quantity"])
    kept = np.quantile(examined.figures[quantity], LEVELS)
    without = weighted_quantiles(left.headline, left.weights, LEVELS) if len(left.headline) else None
    return {
        **row,
        "pit": round(left.pit(log_stated(claim)), 4),
        **_named("predicted", left.predicted()),
        "target": examined.target(quantity),
        **_named("headline", kept),
        **(_named("without", without) if without is not None else {}),
    }


def _about(claim: dict[Any, Any], left: LeftOut) -> dict[str, Any]:
    return {
        "claim_id": claim["claim_id"],
        "quantity": claim["quantity"],
        "status": claim["status"],
        "stated": shortened(math.exp(log_stated(claim))),
        "method": left.method,
        "pareto_shape": None if math.isnan(left.shape) else round(left.shape, 2),
    }


def _named(prefix: str, ends: Array) -> dict[str, float]:
    return {f"{prefix}_{name}": shortened(float(end)) for name, end in zip(LEVEL_NAMES, ends, strict=True)}
