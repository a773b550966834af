"""From a claims table to tidy estimates: monthly quantiles, totals, ratios, diagnostics, sensitivity."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.model.assemble import Group, assemble_groups
from analysis.model.diagnostics import FEWEST_EFFECTIVE, MOST_RHAT
from analysis.model.fit import Fit, fit_problem
from analysis.model.functionals import common_cells
from analysis.model.sampler import Kept
from analysis.model.settings import Settings
from analysis.tables.vocabulary import Vocabulary

Array = NDArray[np.float64]

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
KEPT_DRAWS = 1000
SIGNIFICANT = 6

SWITCHES = ("hedge_width", "window_width", "speaker_width", "shape_width")
SCENARIOS: dict[str, dict[str, float]] = {
    "hedge_width_half": {"hedge_width": 0.5},
    "hedge_width_double": {"hedge_width": 2.0},
    **{f"without_{name.removesuffix('_width')}": {name: 0.0} for name in SWITCHES},
    "knowledge_width_double": {"knowledge_width": 2.0},
}
"""What speakers could know is doubled and not switched off: those who contradict each other cannot all know
exactly, and chains do not agree on which of them to believe."""
RHAT_OF_A_LOOK = 1.05
"""At most a tenth of a variance lies between populations: enough to compare with, not to be published."""

Progress = Callable[[str, int, int], None]
Spread = Callable[[Callable[..., Any], Iterable[Any]], Iterable[tuple[int, Any]]]


@dataclass(frozen=True)
class Estimates:
    """Tidy estimates; the columns of each frame are described in the data package."""

    monthly: pd.DataFrame
    totals: pd.DataFrame
    ratios: pd.DataFrame
    ratio_months: pd.DataFrame
    diagnostics: pd.DataFrame
    sensitivity: pd.DataFrame
    draws: pd.DataFrame
    info: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScenarioGroup:
    """A group under one scenario, to be fitted."""

    scenario: str
    group: Group


@dataclass(frozen=True, slots=True)
class _Target:
    """One reported value under its public name."""

    quantity: str
    target: str
    window: str
    month: str
    row: int

    @property
    def whole_ratio(self) -> bool:
        """Return whether it is a ratio over the whole span."""
        return self.target == "ratio" and not self.month


def estimate_table(
    claims: pd.DataFrame,
    vocabulary: Vocabulary,
    settings: Settings | None = None,
    *,
    step: str = "month",
    scenarios: Mapping[str, Mapping[str, float]] | None = None,
    progress: Progress | None = None,
    spread: Spread | None = None,
) -> Estimates:
    """Estimate every quantity of a validated claims table.

    Parameters
    ----------
    claims : DataFrame
        As ``read_claims`` returns it.
    vocabulary : Vocabulary
        Hedges, speakers, units, windows, ratios.
    settings : Settings, optional
        Assumptions and effort; by default the shipped ones.
    step : str
        ``month``, ``week`` or ``day``.
    scenarios : mapping, optional
        Changes of the settings under which the totals, rates and ratios are worked out again.
    progress : callable, optional
        Told (what, done, all) after each fit.
    spread : callable, optional
        Applies a function to independent cases, perhaps side by side, and yields their numbers and results;
        by default one after the other.

    Raises
    ------
    ValueError
        If nothing in the table can be estimated.
    """
    base = settings or Settings()
    quick = replace(base, particles=max(base.particles // 2, 1), most_draws=base.draws)
    work = [("base", base), *((n, quick.with_(**c)) for n, c in (scenarios or {}).items())]
    cases = [
        ScenarioGroup(scenario, group)
        for scenario, changed in work
        for group in assemble_groups(claims, vocabulary, changed, step)
    ]
    tell = progress or (lambda what, done, count: None)
    made: dict[int, Estimates] = {}
    for number, estimates in (spread or _one_by_one)(fit_scenario, cases):
        made[number] = estimates
        tell(_told(cases[number]), len(made), len(cases))
    return _joined([made[number] for number in range(len(cases))], base, step)


def fit_scenario(case: ScenarioGroup) -> Estimates:
    """Return the tidy tables of a group; under a scenario other than the base, those of its sensitivity."""
    fit = fit_problem(case.group.problem, tuple(case.group.ratios.values()))
    sensitivity = sensitivity_rows(case.scenario, case.group, fit)
    made = group_tables(case.group, fit) if case.scenario == "base" else _nothing()
    return replace(made, sensitivity=sensitivity)


def _one_by_one(function: Callable[..., Any], cases: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    yield from enumerate(map(function, cases))


def _told(case: ScenarioGroup) -> str:
    return f"{case.scenario}: {', '.join(case.group.quantities)}"


def _nothing() -> Estimates:
    none = pd.DataFrame()
    return Estimates(none, none, none, none, none, none, none, {"groups": []})


def group_tables(group: Group, fit: Fit) -> Estimates:
    """Return the tidy tables of one fitted group."""
    targets = list(_targets(group, fit))
    flat = fit.draws.flat
    monthly = [r for t in targets if t.target == "month" for r in _quantile_rows(t, flat[t.row])]
    totals = [
        r for t in targets if t.target not in ("month", "ratio") for r in _quantile_rows(t, flat[t.row])
    ]
    whole = [r for t in targets if t.whole_ratio for r in _quantile_rows(t, flat[t.row])]
    by_month = [r for t in targets if t.target == "ratio" and t.month for r in _quantile_rows(t, flat[t.row])]
    output = ["output_type", "output_type_id", "value"]
    ratio_columns = ["quantity", "target", "month", "window", *output]
    return Estimates(
        pd.DataFrame(monthly)[["quantity", "month", *output]],
        pd.DataFrame(totals)[["quantity", "target", "window", *output]],
        pd.DataFrame(whole, columns=ratio_columns).rename(columns={"quantity": "ratio"})[
            ["ratio", "window", *output]
        ],
        pd.DataFrame(by_month, columns=ratio_columns).rename(columns={"quantity": "ratio"})[
            ["ratio", "month", *output]
        ],
        pd.DataFrame(_diagnostic_rows(group, fit, targets)),
        pd.DataFrame(),
        _kept_draws(targets, flat),
        {"groups": [_group_info(group, fit)]},
    )


def sensitivity_rows(scenario: str, group: Group, fit: Fit) -> pd.DataFrame:
    """Return median and bands of totals, rates, ratios and each middle month under one scenario.

    They have passed if the populations agree well enough for a comparison.
    """
    names = ("low_90", "low_50", "median", "high_50", "high_90")
    middle = {(q, cells[len(cells) // 2]) for q, cells in zip(group.quantities, group.cells, strict=True)}
    rows = []
    for target in _targets(group, fit):
        if not target.month or (target.quantity, target.month) in middle:
            bounds = np.quantile(fit.draws.flat[target.row], (0.05, 0.25, 0.5, 0.75, 0.95))
            numbers = {name: rounded(bound) for name, bound in zip(names, bounds, strict=True)}
            labels = {"quantity": target.quantity, "target": target.target, "month": target.month}
            passed = "yes" if fit.diagnosis.rhat[target.row] < RHAT_OF_A_LOOK else "no"
            rows.append({"scenario": scenario, **labels, **numbers, "passed": passed})
    ends = ["median", "low_50", "high_50", "low_90", "high_90"]
    return pd.DataFrame(rows)[["scenario", "quantity", "target", "month", *ends, "passed"]]


def rounded(value: float) -> float:
    """Return a value with as many digits as are written to the tables."""
    return float(f"{value:.{SIGNIFICANT}g}")


def _targets(group: Group, fit: Fit) -> Iterator[_Target]:
    for i, quantity in enumerate(group.quantities):
        rows, window = fit.rows, group.windows[i]
        view = group.problem.views[i]
        if group.problem.series[view.series].kind == "flow":
            yield _Target(quantity, "total", window, "", rows.totals[i])
            yield _Target(quantity, "rate", window, "", rows.averages[i])
        else:
            yield _Target(quantity, "level", window, "", rows.averages[i])
        for row, label in zip(range(rows.cells[i].start, rows.cells[i].stop), group.cells[i], strict=True):
            yield _Target(quantity, "month", window, label, row)
    for number, (name, ratio) in enumerate(group.ratios.items()):
        window = group.windows[ratio.numerator]
        yield _Target(name, "ratio", window, "", fit.rows.ratios[number])
        by_cell = fit.rows.ratio_cells[number]
        common, _ = common_cells(group.problem, ratio)
        for row, cell in zip(range(by_cell.start, by_cell.stop), common, strict=True):
            yield _Target(name, "ratio", window, group.cells[ratio.numerator][cell], row)


def _quantile_rows(target: _Target, kept: Kept) -> Iterator[dict[str, Any]]:
    draws = kept.astype(float)
    names = {
        "quantity": target.quantity,
        "target": target.target,
        "month": target.month,
        "window": target.window,
    }
    yield {**names, "output_type": "median", "output_type_id": "", "value": rounded(float(np.median(draws)))}
    yield {**names, "output_type": "mean", "output_type_id": "", "value": rounded(float(np.mean(draws)))}
    for p, value in zip(QUANTILES, np.quantile(draws, QUANTILES), strict=True):
        yield {**names, "output_type": "quantile", "output_type_id": f"{p:g}", "value": rounded(float(value))}


def _diagnostic_rows(group: Group, fit: Fit, targets: list[_Target]) -> list[dict[str, Any]]:
    diagnosis, passed = fit.diagnosis, fit.diagnosis.passed
    information = np.concatenate(fit.shape_information)
    rows = []
    for target in targets:
        row = target.row
        prior = _prior_band(fit, row) if target.target == "month" else (None, None)
        rows.append(
            {
                "quantity": target.quantity,
                "target": target.target,
                "month": target.month,
                "ess_bulk": round(float(diagnosis.ess_bulk[row])),
                "ess_tail": round(float(diagnosis.ess_tail[row])),
                "rhat": round(float(diagnosis.rhat[row]), 4),
                "mcse_median": rounded(float(diagnosis.mcse[0.5][row])),
                "mcse_low_90": rounded(float(diagnosis.mcse[0.05][row])),
                "mcse_high_90": rounded(float(diagnosis.mcse[0.95][row])),
                "shape_information": round(float(information[row]), 3) if target.target == "month" else None,
                "prior_low_90": prior[0],
                "prior_high_90": prior[1],
                "passed": "yes" if passed[row] else "no",
            }
        )
    return rows


def _prior_band(fit: Fit, row: int) -> tuple[float, float]:
    """Return the 90 % band of a cell if the data gave the average alone and the prior all of the shape."""
    series = next(i for i, cells in enumerate(fit.rows.cells) if cells.start <= row < cells.stop)
    average = float(np.median(fit.draws.flat[fit.rows.averages[series]]))
    low, high = np.quantile(fit.prior_shape[row], (0.05, 0.95)) * average
    return rounded(float(low)), rounded(float(high))


def _kept_draws(targets: list[_Target], flat: Kept) -> pd.DataFrame:
    """Return evenly spaced joint draws of totals, rates, levels and ratios, one row a draw."""
    chosen = np.linspace(0, flat.shape[1] - 1, min(KEPT_DRAWS, flat.shape[1])).astype(int)
    columns = {
        f"{t.quantity}.{t.target}" if t.target != "ratio" else t.quantity: [
            rounded(v) for v in flat[t.row, chosen]
        ]
        for t in targets
        if not t.month
    }
    return pd.DataFrame(columns)


def _group_info(group: Group, fit: Fit) -> dict[str, Any]:
    return {
        "quantities": list(group.quantities),
        "dimensions": group.problem.dimensions,
        "observations": len(group.problem.observations),
        "shifts": list(group.problem.shift_names),
        "draws": int(fit.draws.flat.shape[1]),
        "stages": fit.draws.stages,
        "acceptance": round(fit.draws.acceptance, 3),
        "worst_rhat": round(float(fit.diagnosis.rhat.max()), 4),
    }


def run_info(settings: Settings, step: str) -> dict[str, Any]:
    """Return what an info file says of a run, but for its groups."""
    return {
        "settings": settings.as_dict(),
        "grid": step,
        "checks": {"rhat_below": MOST_RHAT, "effective_draws_at_least": FEWEST_EFFECTIVE},
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
    }


def _joined(tables: list[Estimates], settings: Settings, step: str) -> Estimates:
    groups = [group for table in tables for group in table.info["groups"]]
    frames = {
        name: pd.concat(
            [frame for frame in (getattr(table, name) for table in tables) if len(frame)]
            or [getattr(tables[0], name)],
            ignore_index=True,
        )
        for name in ("monthly", "totals", "ratios", "ratio_months", "diagnostics", "sensitivity")
    }
    draws = pd.concat([table.draws for table in tables if len(table.draws)], axis=1)
    return Estimates(**frames, draws=draws, info={**run_info(settings, step), "groups": groups})
