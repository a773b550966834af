"""Cases of recovery: a known series, cut into claims, estimated from them by every method, and scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache

import numpy as np
import pandas as pd

from analysis.calibration.claims import MOST_CLAIMS, Habits, KnownSeries, cut_claims, tabulate_claims
from analysis.calibration.peers import Peer, installed_peers, peer_tasks
from analysis.calibration.scores import Recovered, Score, score_recovery
from analysis.calibration.series import RealSeries, cut_stretch, for_selection, real_series
from analysis.calibration.truths import MISSPECIFIED, draw_truth
from analysis.model.assemble import Group, assemble_groups
from analysis.model.fit import fit_problem
from analysis.model.settings import Settings
from analysis.tables import Vocabulary

REAL, MISSPECIFIED_SET = "real", "misspecified"
SELECTION, CONFIRMATION = "selection", "confirmation"
OURS = "hedgerow"
COMPARED_TARGETS, COMPARED_SCORES = ("month", "shape", "average"), ("crps", "wis")
SCORES = tuple(field.name for field in fields(Score))
SEED_OF_SET = {REAL: 1, MISSPECIFIED_SET: 2}


@dataclass(frozen=True, slots=True)
class Case:
    """One recovery.

    Attributes
    ----------
    set : str
        ``real`` or ``misspecified``.
    series : str
        Name of a real series or of a misspecification.
    place : int
        Its place in the list of them.
    number : int
        Number among the cases of this series; with the place it is the seed.
    """

    set: str
    series: str
    place: int
    number: int

    @property
    def claims(self) -> int:
        """Return the number of origins: 1 to 12 in turn."""
        return 1 + self.number % MOST_CLAIMS

    @property
    def half(self) -> str:
        """Return which half of the real series it belongs to; nothing for a misspecification."""
        if self.set != REAL:
            return ""
        return SELECTION if for_selection(self.place) else CONFIRMATION


def real_cases(repeats: int) -> list[Case]:
    """Return ``repeats`` cases of each real series, the series in turn."""
    return _cases(REAL, [series.name for series in real_series()], repeats)


def misspecified_cases(repeats: int) -> list[Case]:
    """Return ``repeats`` cases of each misspecification, in turn."""
    return _cases(MISSPECIFIED_SET, MISSPECIFIED, repeats)


def _cases(kind: str, names: Iterable[str], repeats: int) -> list[Case]:
    listed = list(enumerate(names))
    return [Case(kind, name, place, number) for number in range(repeats) for place, name in listed]


def score_case(
    case: Case, vocabulary: Vocabulary, settings: Settings, peers: Mapping[str, Peer] | None = None
) -> Iterator[dict[str, object]]:
    """Cut, estimate and score one case.

    Parameters
    ----------
    case : Case
        Seeded by its own number and place; nothing else is random.
    vocabulary : Vocabulary
        What the speakers and the model both take their sizes from.
    settings : Settings
        Of the fit; misspecified truths also start from its prior of the shape.
    peers : mapping, optional
        Methods to compare with, by name; by default those installed.

    Yields
    ------
    dict
        set, series, half, number, claims, months, method, target and the scores of ``Score``.
    """
    rng = np.random.default_rng([SEED_OF_SET[case.set], case.place, case.number])
    known, habits = _draw_known(case, settings, rng)
    rows = cut_claims(known, case.claims, vocabulary, rng, habits)
    group = assemble_groups(tabulate_claims(rows, vocabulary), vocabulary, settings)[0]
    truth = known.at(group.cells[0])
    labels = {name: getattr(case, name) for name in ("set", "series", "half", "number", "claims")}
    for method, recovered in _recover(group, installed_peers() if peers is None else peers):
        for target, score in score_recovery(recovered, truth).items():
            numbers = {name: round(value, 5) for name, value in asdict(score).items()}
            yield {**labels, "months": len(truth), "method": method, "target": target, **numbers}


def _draw_known(case: Case, settings: Settings, rng: np.random.Generator) -> tuple[KnownSeries, Habits]:
    if case.set == REAL:
        return cut_stretch(_real_series()[case.series], rng), Habits()
    return draw_truth(case.series, settings, rng), MISSPECIFIED[case.series].habits


@cache
def _real_series() -> dict[str, RealSeries]:
    return {series.name: series for series in real_series()}


def _recover(group: Group, peers: Mapping[str, Peer]) -> Iterator[tuple[str, Recovered]]:
    yield OURS, recover(group)
    tasks = peer_tasks(group.problem)
    for name, peer in peers.items():
        for given, task in tasks.items():
            yield f"{name} ({given})", peer(task)


def recover(group: Group) -> Recovered:
    """Estimate the first series of a group with the model."""
    fit = fit_problem(group.problem)
    flat = fit.draws.flat.astype(float)
    return Recovered(flat[fit.rows.cells[0]], flat[fit.rows.averages[0]])


def summarise_recovery(scores: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores by set, method and target, every series with the same weight.

    Parameters
    ----------
    scores : DataFrame
        Rows of ``score_case``.

    Returns
    -------
    DataFrame
        set, method, target, series (their number), cases and the scores.
    """
    keys = ["set", "method", "target"]
    by_series = scores.groupby([*keys, "series"], sort=False)[list(SCORES)].mean()
    summary = by_series.groupby(keys, sort=False).mean().round(4)
    cases = scores.groupby(keys, sort=False).agg(series=("series", "nunique"), cases=("series", "size"))
    return cases.join(summary).reset_index()


def summarise_series(scores: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores by set, series, method and target.

    Returns
    -------
    DataFrame
        set, series, half, method, target, cases and the scores.
    """
    keys = ["set", "series", "half", "method", "target"]
    return _mean_scores(scores, keys)


def summarise_claims(scores: pd.DataFrame) -> pd.DataFrame:
    """Return our mean scores by set, number of claims and target.

    Returns
    -------
    DataFrame
        set, claims, target, cases and the scores.
    """
    ours = scores[scores["method"] == OURS]
    return _mean_scores(ours, ["set", "claims", "target"]).sort_values(
        ["set", "claims"], kind="stable", ignore_index=True
    )


def _mean_scores(scores: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    groups = scores.groupby(keys, sort=False)
    return groups.size().to_frame("cases").join(groups[list(SCORES)].mean().round(4)).reset_index()


def compare_all(scores: pd.DataFrame) -> pd.DataFrame:
    """Return `compare_methods` for the months, the shape and the average, by log-CRPS and interval score."""
    asked = [(target, score) for target in COMPARED_TARGETS for score in COMPARED_SCORES]
    return pd.concat([compare_methods(scores, *one) for one in asked], ignore_index=True)


def compare_methods(scores: pd.DataFrame, target: str = "month", score: str = "crps") -> pd.DataFrame:
    """Return by set and peer our mean score, the peer's, and the share of series on which ours is lower."""
    chosen = scores[scores["target"] == target]
    means = chosen.groupby(["set", "series", "method"], sort=False)[score].mean().unstack("method")
    rows = []
    for kind, table in means.groupby(level="set", sort=False):
        for peer in table.columns.drop(OURS):
            won = float((table[OURS] < table[peer]).mean())
            ours, theirs = float(table[OURS].mean()), float(table[peer].mean())
            rows.append(
                {
                    "set": kind,
                    "peer": peer,
                    "target": target,
                    "score": score,
                    "ours": round(ours, 4),
                    "theirs": round(theirs, 4),
                    "series_won": round(won, 4),
                }
            )
    return pd.DataFrame(rows)
