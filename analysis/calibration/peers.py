"""Other methods on the same claims: each gets the largest set of exact totals that it can use.

The totals are the centres of what the claims say, after rounding, hedge and mean bias, over whole months:
as many as do not overlap ("many"), or as much of the time as can be covered ("wide"); every peer is run on
both sets. Methods that need blocks of equal length get the quarters of the cumulative that
is linear between the totals. None of them takes overlapping, uncertain or contradictory claims.
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.calibration.scores import Recovered
from analysis.model.likelihood import tabulate
from analysis.model.problem import Observation, Problem

Array = NDArray[np.float64]

BLOCK = 3
BAND_DRAWS = 401
NORMAL_90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class ExactTotal:
    """A total over whole cells, from ``start`` up to but without ``end``."""

    start: int
    end: int
    value: float


@dataclass(frozen=True, slots=True)
class PeerTask:
    """What a peer is given: totals that do not overlap, in order, over a grid of so many months."""

    totals: tuple[ExactTotal, ...]
    months: int


Peer = Callable[[PeerTask], Recovered]


def exact_totals(problem: Problem) -> tuple[ExactTotal, ...]:
    """Return every claim of the first series as an exact total, wherever it covers half a month or more."""
    edges = problem.series[0].grid.edges
    return tuple(
        total
        for total in (_exact_total(o, problem, edges) for o in problem.observations if not o.relative)
        if total
    )


def _exact_total(observation: Observation, problem: Problem, edges: Array) -> ExactTotal | None:
    ends = (problem.ends[row].position for row in (observation.start, observation.end))
    start, end = (int(np.argmin(np.abs(edges - position))) for position in ends)
    if start >= end:
        return None
    centre = tabulate(observation.statements, observation.own_error).centre - observation.offset
    months = end - start if observation.averaged else 1
    return ExactTotal(start, end, float(np.exp(centre)) * months)


def most_totals(totals: Sequence[ExactTotal]) -> tuple[ExactTotal, ...]:
    """Return as many totals as do not overlap; of such sets the one that covers most."""
    return _best_set(totals, lambda chosen: (len(chosen), _covered(chosen)))


def widest_totals(totals: Sequence[ExactTotal]) -> tuple[ExactTotal, ...]:
    """Return the totals that cover most without overlapping; of such sets the one with most totals."""
    return _best_set(totals, lambda chosen: (_covered(chosen), len(chosen)))


def _best_set(
    totals: Sequence[ExactTotal], merit: Callable[[tuple[ExactTotal, ...]], tuple[int, int]]
) -> tuple[ExactTotal, ...]:
    """Return the best set without overlap, by the end of its last total (weighted interval scheduling)."""
    best: list[tuple[ExactTotal, ...]] = [()]
    for edge in range(1, max((t.end for t in totals), default=0) + 1):
        ending = [(*best[t.start], t) for t in totals if t.end == edge]
        best.append(max([best[-1], *ending], key=merit))
    return best[-1]


def _covered(totals: Sequence[ExactTotal]) -> int:
    return sum(t.end - t.start for t in totals)


def peer_tasks(problem: Problem) -> dict[str, PeerTask]:
    """Return what the peers are given: as ``many`` totals as possible, and the ``wide`` ones.

    Raises
    ------
    ValueError
        If no claim covers so much as half a month.
    """
    totals, months = exact_totals(problem), problem.series[0].grid.cells
    if not totals:
        raise ValueError("no claim covers a whole month; a peer needs at least one total")
    return {
        "many": PeerTask(most_totals(totals), months),
        "wide": PeerTask(widest_totals(totals), months),
    }


def spread_uniformly(task: PeerTask) -> Recovered:
    """Give every month the average rate of the totals."""
    rate = sum(t.value for t in task.totals) / _covered(task.totals)
    return _without_band(np.full(task.months, rate))


def interpolate_linearly(task: PeerTask) -> Recovered:
    """Give every month the rate of the total that it lies in: a cumulative linear between the totals."""
    return _without_band(_stepwise(task))


def disaggregate_exactly(task: PeerTask) -> Recovered:
    """Disaggregate as JDemetra+ does: a random walk of levels that keeps the totals, with its Gaussian band.

    Months outside the totals are left to the random walk. The variance of its steps is estimated by maximum
    likelihood with a diffuse level (Boot, Feibes & Lisman 1967; Durbin & Quenneville 1997).
    """
    steps = np.diff(np.eye(task.months), axis=0)
    sums = np.zeros((len(task.totals), task.months))
    for row, total in enumerate(task.totals):
        sums[row, total.start : total.end] = 1.0
    stated = np.array([t.value for t in task.totals])
    roughness = steps.T @ steps
    corner = np.zeros((len(sums), len(sums)))
    system = np.block([[roughness, sums.T], [sums, corner]])
    inverse = np.linalg.inv(system)
    centre = inverse[: task.months, task.months :] @ stated
    freedom = max(len(stated) - 1, 1)
    variance = float(np.sum(np.diff(centre) ** 2)) / freedom if len(stated) > 1 else 0.0
    spread = np.sqrt(np.maximum(variance * np.diag(inverse)[: task.months], 0.0))
    return _with_band(centre, spread)


def run_dentonm(task: PeerTask) -> Recovered:
    """Run ``dentonm`` of statsmodels on quarters."""
    from statsmodels.tsa.interp import dentonm

    quarters = _quarter_totals(task)
    flat = np.ones(BLOCK * len(quarters))
    return _without_band(np.asarray(dentonm(flat, quarters, freq="other", k=BLOCK)).ravel()[: task.months])


def run_tempdisagg(task: PeerTask) -> Recovered:
    """Run the Python package tempdisagg on quarters (Denton-Cholette, negative values adjusted)."""
    import pandas as pd

    quarters = _quarter_totals(task)
    numbers = np.arange(len(quarters))
    table = pd.DataFrame(
        {
            "Index": np.repeat(numbers, BLOCK),
            "Grain": np.tile(np.arange(1, BLOCK + 1), len(quarters)),
            "y": np.repeat(quarters, BLOCK),
            "X": 1.0,
        }
    )
    model = _import_peer("tempdisagg").TempDisaggModel(method="denton-cholette", conversion="sum")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Only . observations", category=UserWarning)
        model.fit(table)
    return _without_band(np.asarray(model.adjust_output()).ravel()[: task.months])


def run_aggdisagg(task: PeerTask) -> Recovered:
    """Run the Python package aggdisagg on quarters (Denton-Cholette, with its own band)."""
    quarters = _quarter_totals(task)
    days = [date(2000 + BLOCK * q // 12, BLOCK * q % 12 + 1, 1) for q in range(len(quarters))]
    aligner = _import_peer("aggdisagg").TemporalAligner(
        method="denton-cholette", target_freq="1mo", agg="sum"
    )
    table = _import_peer("polars").DataFrame({"date": days, "y": quarters})
    out = aligner.fit_transform(table, datetime_col="date", target_col="y", with_uncertainty=True)
    centre, low, high = (
        out[name].to_numpy()[: task.months] for name in ("y_disaggregated", "y_lower", "y_upper")
    )
    return _with_band(centre, (high - low) / (2 * NORMAL_90))


PEERS: dict[str, Peer] = {
    "uniform rate": spread_uniformly,
    "linear cumulative": interpolate_linearly,
    "exact random walk": disaggregate_exactly,
    "statsmodels dentonm": run_dentonm,
    "tempdisagg": run_tempdisagg,
    "aggdisagg": run_aggdisagg,
}
PACKAGES = {"tempdisagg": ("tempdisagg",), "aggdisagg": ("aggdisagg", "polars")}


def installed_peers() -> dict[str, Peer]:
    """Return the peers whose packages are installed."""
    return {
        name: peer
        for name, peer in PEERS.items()
        if all(importlib.util.find_spec(package) for package in PACKAGES.get(name, ()))
    }


def _import_peer(package: str) -> Any:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise ImportError(
            f"this peer needs the package {package}; install requirements-bench.lock"
        ) from error


def _stepwise(task: PeerTask) -> Array:
    """Return rates that are constant in each total; months outside have the average of all."""
    levels = np.full(task.months, sum(t.value for t in task.totals) / _covered(task.totals))
    for total in task.totals:
        levels[total.start : total.end] = total.value / (total.end - total.start)
    return levels


def _quarter_totals(task: PeerTask) -> Array:
    """Return quarters of the linear cumulative; the last month is repeated to fill the last block."""
    levels = _stepwise(task)
    missing = -len(levels) % BLOCK
    return np.asarray(np.append(levels, np.repeat(levels[-1], missing)).reshape(-1, BLOCK).sum(axis=1))


def _without_band(levels: Array) -> Recovered:
    return Recovered(levels[:, None], np.array([levels.mean()]))


def _with_band(centre: Array, spread: Array) -> Recovered:
    """Return draws whose quantiles month by month are those of a normal band; the average has none."""
    from scipy.special import ndtri

    scores = ndtri((np.arange(BAND_DRAWS) + 0.5) / BAND_DRAWS)
    return Recovered(centre[:, None] + spread[:, None] * scores, np.array([centre.mean()]))
