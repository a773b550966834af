"""Candidate priors of the shape, compared on half of the real series and confirmed on the other half.

A prior says how far a month strays from the mean of its logarithm (sigma) and for how many months it keeps
to one side (length). The half that chooses is not the half that confirms, so that the winner is not
praised for what it was chosen by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.calibration.recovery import SCORES, SELECTION, Case, real_cases, score_case
from analysis.model.settings import Settings
from analysis.tables import Vocabulary

SHIPPED = "shipped"
TARGET, SCORE = "month", "crps"
FIELDS = ("sigma_median", "sigma_log_sd", "length_median", "length_log_sd")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A prior of the shape: log-normal in sigma, and in the correlation length in months."""

    name: str
    sigma_median: float
    sigma_log_sd: float
    length_median: float
    length_log_sd: float

    def settings(self, base: Settings) -> Settings:
        """Return settings with this prior in the place of theirs."""
        return base.with_(**{name: getattr(self, name) for name in FIELDS})


CANDIDATES = (
    Candidate("as first written", 0.5, 0.5, 6.0, 0.7),
    Candidate("steady", 0.25, 0.8, 6.0, 1.0),
    Candidate("steadier", 0.2, 0.8, 4.0, 1.0),
    Candidate("steadier, vaguer scale", 0.2, 1.0, 4.0, 1.0),
    Candidate("steady and shorter", 0.25, 0.8, 3.0, 1.0),
    Candidate("steady, shorter, vaguer scale", 0.25, 1.2, 2.0, 1.0),
    Candidate("steadiest and shorter", 0.15, 1.0, 2.0, 1.0),
    Candidate("vague", 0.3, 1.0, 4.0, 1.2),
    # Over a few years this is a random walk with steps of sigma * sqrt(2 / length), about 0.06.
    Candidate("random walk", 0.5, 0.5, 120.0, 0.1),
)


def shipped_candidate(settings: Settings) -> Candidate:
    """Return the prior that settings hold."""
    return Candidate(SHIPPED, *(getattr(settings, name) for name in FIELDS))


def all_candidates(settings: Settings) -> tuple[Candidate, ...]:
    """Return the shipped prior and those to compare it with, each prior once."""
    shipped = shipped_candidate(settings)
    others = (one for one in CANDIDATES if one.settings(settings) != shipped.settings(settings))
    return (shipped, *others)


def prior_cases(candidates: Iterable[Candidate], half: str, repeats: int) -> list[tuple[Candidate, Case]]:
    """Return ``repeats`` cases of each real series of a half, under each candidate."""
    cases = [case for case in real_cases(repeats) if case.half == half]
    return [(candidate, case) for case in cases for candidate in candidates]


def score_prior(
    candidate: Candidate, case: Case, vocabulary: Vocabulary, settings: Settings
) -> Iterator[dict[str, object]]:
    """Recover one case under a candidate, and score it; the claims are those of every other candidate."""
    for row in score_case(case, vocabulary, candidate.settings(settings), {}):
        yield {"prior": candidate.name, **row}


def summarise_priors(scores: pd.DataFrame, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return mean scores by half, prior and target, every series with the same weight.

    Returns
    -------
    DataFrame
        half, prior, the four values of the prior, target, series (their number), cases and the scores.
    """
    keys = ["half", "prior", "target"]
    by_series = scores.groupby([*keys, "series"], sort=False)[list(SCORES)].mean()
    means = by_series.groupby(keys, sort=False).mean().round(4)
    counts = scores.groupby(keys, sort=False).agg(series=("series", "nunique"), cases=("series", "size"))
    values = pd.DataFrame([{"prior": one.name, **{f: getattr(one, f) for f in FIELDS}} for one in candidates])
    summary = counts.join(means).reset_index().merge(values, on="prior", how="left")
    return summary[["half", "prior", *FIELDS, "target", "series", "cases", *SCORES]]


def best_prior(summary: pd.DataFrame) -> str:
    """Return the name of the prior with the lowest log-CRPS of the months on the selection half."""
    chosen = summary[(summary["half"] == SELECTION) & (summary["target"] == TARGET)]
    return str(chosen.sort_values(SCORE, kind="stable")["prior"].iloc[0])
