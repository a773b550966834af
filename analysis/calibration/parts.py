"""The parts of a calibration: their cases, what is made of the rows, and what would be a failure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from analysis.calibration.designs import Design, shipped_designs, stated_hedges
from analysis.calibration.limits import limit_rows
from analysis.calibration.priors import (
    SCORE,
    TARGET,
    all_candidates,
    best_prior,
    prior_cases,
    score_prior,
    shipped_candidate,
    summarise_priors,
)
from analysis.calibration.ranks import (
    COVERAGE_TOLERANCE,
    SHIPPED,
    SPOILT,
    rank_replicate,
    summarise_ranks,
    tabulate_ecdf,
)
from analysis.calibration.recovery import (
    CONFIRMATION,
    MISSPECIFIED_SET,
    OURS,
    SELECTION,
    Case,
    compare_all,
    misspecified_cases,
    real_cases,
    score_case,
    summarise_claims,
    summarise_recovery,
    summarise_series,
)
from analysis.calibration.run import Part, Row
from analysis.calibration.truths import MISSPECIFIED
from analysis.model.settings import Settings
from analysis.tables import Vocabulary

DESCRIPTIONS = {name: wrong.description for name, wrong in MISSPECIFIED.items()}
Run = Callable[[Part], list[Row]]


class Measured(NamedTuple):
    """What a part found.

    Attributes
    ----------
    tables : dict of str to DataFrame
        Summaries by the name of their table.
    said : list of str
        What they say, in lines.
    failures : list of str
        What must not be, one line each.
    """

    tables: dict[str, pd.DataFrame]
    said: list[str]
    failures: list[str]


@dataclass(frozen=True, slots=True)
class Work:
    """What a part is run with.

    Attributes
    ----------
    vocabulary : Vocabulary
        Hedges, biases and errors.
    settings : Settings
        Those to be calibrated.
    replicates : int
        Cases of each design, truth or series.
    run : callable
        Returns the rows of all cases of a part.
    """

    vocabulary: Vocabulary
    settings: Settings
    replicates: int
    run: Run


@dataclass(frozen=True, slots=True)
class Plan:
    """How a part is measured.

    Attributes
    ----------
    replicates : int
        Cases of each design, truth or series, unless another number is asked for.
    measure : callable
        Does it.
    """

    replicates: int
    measure: Callable[[Work], Measured]


# Simulation-based calibration


def designs_of(vocabulary: Vocabulary, settings: Settings) -> dict[str, Design]:
    """Return the designs by name, with every hedge but the statement of zero."""
    return {design.name: design for design in shipped_designs(stated_hedges(vocabulary), settings)}


def rank_case(design: str, replicate: int, vocabulary: Vocabulary, settings: Settings) -> Iterator[Row]:
    """Rank one replicate of a design, by its name."""
    yield from rank_replicate(designs_of(vocabulary, settings)[design], replicate)


def measure_ranks(work: Work) -> Measured:
    """Rank simulated truths among the draws, and the same with spoilt draws, which must be found out."""
    names = designs_of(work.vocabulary, work.settings)
    cases = [(name, replicate) for replicate in range(work.replicates) for name in names]
    score = partial(rank_case, vocabulary=work.vocabulary, settings=work.settings)
    ranks = pd.DataFrame(work.run(Part("ranks", cases, score)))
    summary = summarise_ranks(ranks)
    tables = {"ranks": summary, "ecdf": tabulate_ecdf(ranks)}
    return Measured(tables, _say_ranks(summary), ranks_verdict(summary))


def ranks_verdict(summary: pd.DataFrame) -> list[str]:
    """Return what must not be in a summary of ranks: values that fail, and spoilt draws that pass.

    Parameters
    ----------
    summary : DataFrame
        From `summarise_ranks`.
    """
    return [*_missed(summary), *_not_found_out(summary)]


def _say_ranks(summary: pd.DataFrame) -> list[str]:
    held = {sampler: rows["passed"] == "yes" for sampler, rows in summary.groupby("sampler")}
    ours, spoilt = held[SHIPPED], held[SPOILT]
    return [
        f"ranks: {ours.sum()} of {len(ours)} values keep coverage and rank band; "
        f"of the spoilt draws {(~spoilt).sum()} of {len(spoilt)} are found out"
    ]


def _missed(summary: pd.DataFrame) -> Iterator[str]:
    missed = summary[(summary["sampler"] == SHIPPED) & (summary["passed"] == "no")]
    for row in missed.to_dict("records"):
        yield f"ranks: {row['design']}: {row['value']}: {' and '.join(_faults(row))}"


def _faults(row: Mapping[Hashable, Any]) -> Iterator[str]:
    if abs(row["coverage_90"] - 0.9) > COVERAGE_TOLERANCE:
        yield f"90 % coverage is {row['coverage_90']:.3f}, not 0.90 ± {COVERAGE_TOLERANCE}"
    if row["ecdf_excess"] > 0:
        yield f"ranks leave their band by {row['ecdf_excess']:.3f}"


def _not_found_out(summary: pd.DataFrame) -> Iterator[str]:
    """Yield the designs in which no value gives the spoilt draws away."""
    spoilt = summary[summary["sampler"] == SPOILT]
    for design, rows in spoilt.groupby("design", sort=False):
        if (rows["passed"] == "yes").all():
            yield f"ranks: {design}: the spoilt draws pass every check; run more replicates"


# Limits


def measure_limits(work: Work) -> Measured:
    """Compare limits with their known answers."""
    rows = work.run(Part("limits", [()], partial(limit_rows, work.settings)))
    table = pd.DataFrame(rows)
    passed = table["passed"] == "yes"
    failures = [f"limits: {limit}: does not hold" for limit in table.loc[~passed, "limit"]]
    return Measured({"limits": table}, [f"limits: {passed.sum()} of {len(table)} hold"], failures)


# Recovery


def measure_truths(work: Work) -> Measured:
    """Recover truths that the model does not expect."""
    return _measure_recovery("truths", misspecified_cases(work.replicates), work)


def measure_series(work: Work) -> Measured:
    """Recover real series, beside the peers."""
    return _measure_recovery("series", real_cases(work.replicates), work)


def _measure_recovery(name: str, cases: list[Case], work: Work) -> Measured:
    score = partial(score_case, vocabulary=work.vocabulary, settings=work.settings)
    scores = pd.DataFrame(work.run(Part(name, [(case,) for case in cases], score)))
    misspecified = scores["set"] == MISSPECIFIED_SET
    scores.loc[misspecified, "series"] = scores.loc[misspecified, "series"].map(DESCRIPTIONS)
    tables = {
        "recovery": summarise_recovery(scores),
        "recovery_by_series": summarise_series(scores),
        "methods": compare_all(scores),
        "by_claims": summarise_claims(scores),
    }
    return Measured(
        tables, [*_say_coverage(name, tables["recovery"]), *_say_peers(name, tables["methods"])], []
    )


def _say_coverage(name: str, summary: pd.DataFrame) -> Iterator[str]:
    months = summary[(summary["method"] == OURS) & (summary["target"] == TARGET)]
    for row in months.to_dict("records"):
        yield (
            f"{name}: {row['cases']} cases of {row['series']} truths: the 50 % band holds "
            f"{row['inside_50']:.0%} of the months, the 90 % band {row['inside_90']:.0%}; "
            f"log-CRPS {row['crps']:.3f}"
        )


def _say_peers(name: str, methods: pd.DataFrame) -> Iterator[str]:
    rows = methods[(methods["target"] == TARGET) & (methods["score"] == SCORE)]
    if len(rows):
        best = rows.sort_values("theirs").iloc[0]
        yield (
            f"{name}: the best peer, {best['peer']}, has {best['theirs']:.3f}; "
            f"least often better than a peer on {rows['series_won'].min():.0%} of the series"
        )


# Priors


def measure_priors(work: Work) -> Measured:
    """Choose a prior of the shape on half of the real series, and confirm it on the other half.

    A quarter of the chains does: what is compared is priors on the same cases, not the last digit of a band.
    """
    candidates = all_candidates(work.settings)
    score = partial(score_prior, vocabulary=work.vocabulary, settings=work.settings.quick)

    def run(half: str, chosen: tuple[str, ...]) -> pd.DataFrame:
        listed = [one for one in candidates if one.name in chosen]
        rows = work.run(Part(f"priors-{half}", prior_cases(listed, half, work.replicates), score))
        return summarise_priors(pd.DataFrame(rows), candidates)

    selection = run(SELECTION, tuple(one.name for one in candidates))
    best, shipped = best_prior(selection), shipped_candidate(work.settings).name
    confirmation = run(CONFIRMATION, (best, shipped))
    table = pd.concat([selection, confirmation], ignore_index=True)
    return Measured({"priors": table}, [f"priors: the best on the selection half is: {best}"], [])


PLANS: Mapping[str, Plan] = {
    "ranks": Plan(300, measure_ranks),
    "truths": Plan(48, measure_truths),
    "series": Plan(24, measure_series),
    "limits": Plan(1, measure_limits),
    "priors": Plan(6, measure_priors),
}
