"""What the statements of each bloc imply alone, and by what factor blocs differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.model.assemble import evidence
from analysis.model.settings import Settings
from analysis.scrutiny.fits import Examined, band, examine_table, shortened
from analysis.scrutiny.verdicts import ALL
from analysis.tables.vocabulary import Vocabulary

Array = NDArray[np.float64]

UNIT = "unit:"


class Alone(NamedTuple):
    """One quantity or ratio as one bloc alone implies it."""

    bloc: str
    examined: Examined


class Factor(NamedTuple):
    """Draws of the logarithm of one bloc's level over another's, as they are and with units at one posterior.

    ``unit_share`` is the share of the variance that goes with the conversion of units.
    """

    logs: Array
    pooled_unit_logs: Array
    unit_share: float


def examine_blocs(
    claims: pd.DataFrame, vocabulary: Vocabulary, settings: Settings
) -> dict[str, list[Examined]]:
    """Draw from the posterior of each bloc's claims alone.

    Parameters
    ----------
    claims : DataFrame
        Of one group; those that are no evidence are left aside.
    vocabulary : Vocabulary
        Hedges, speakers, units, windows, ratios.
    settings : Settings
        Assumptions and effort.
    """
    stated = evidence(claims)
    return {
        bloc: examine_table(stated[stated["bloc"] == bloc], vocabulary, settings)
        for bloc in sorted(stated["bloc"].unique())
    }


def bloc_rows(
    pooled: Examined, blocs: dict[str, list[Examined]], claims: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return figures and months of all statements and of each bloc's alone, as rows of the table."""
    by_bloc = {ALL: [pooled], **blocs}
    return [
        row
        for bloc, several in by_bloc.items()
        for examined in several
        for row in _rows_of(Alone(bloc, examined), claims)
    ]


def factor_rows(pooled: Examined, blocs: dict[str, list[Examined]]) -> list[dict[str, Any]]:
    """Return the factor of each bloc to all statements together and to each other bloc, as rows."""
    rows = []
    for name in pooled.figures:
        alone = [
            Alone(bloc, one) for bloc, several in blocs.items() for one in several if name in one.figures
        ]
        pairs = [(one, Alone(ALL, pooled)) for one in alone] + list(combinations(alone, 2))
        rows += [row for pair in pairs for row in _factor_row(name, pair, pooled)]
    return rows


def compare(name: str, above: Examined, below: Examined, pooled: Examined, cells: list[str]) -> Factor:
    """Return by what factor two independent posteriors differ in a quantity (over some cells) or a ratio.

    A factor of units moves both sides. With its draws replaced by those of the posterior of all statements,
    by linear regression of the logarithm on it, what is left is a difference in what was counted.
    """
    rng = np.random.default_rng(0)
    sides = [_drawn(name, one, cells) for one in (above, below)]
    units = [_units(one) for one in (above, below)]
    slopes = [_slopes(side, unit) for side, unit in zip(sides, units, strict=True)]
    drawn = [rng.permutation(len(side))[: min(map(len, sides))] for side in sides]
    logs = sides[0][drawn[0]] - sides[1][drawn[1]]
    shared = _units(pooled)
    same = rng.integers(len(next(iter(shared.values()), logs)), size=len(logs))
    moved = []
    for side, unit, slope, rows in zip(sides, units, slopes, drawn, strict=True):
        shift = sum(
            (
                slope[n] * ((shared[n][same] if n in shared else unit[n].mean()) - unit[n][rows])
                for n in slope
            ),
            np.zeros(len(rows)),
        )
        moved.append(side[rows] + shift)
    explained = sum(_explained(unit, slope) for unit, slope in zip(units, slopes, strict=True))
    return Factor(logs, moved[0] - moved[1], min(explained / sum(float(s.var()) for s in sides), 1.0))


def _rows_of(alone: Alone, claims: pd.DataFrame) -> Iterator[dict[str, Any]]:
    bloc, examined = alone
    passed = "yes" if examined.passed else "no"
    for name, draws in examined.figures.items():
        about = {"quantity": name, "bloc": bloc, "target": examined.target(name)}
        counts = _counts(name, bloc, claims)
        yield {
            **about,
            "month": "",
            "window": examined.window(name),
            **band(draws),
            **counts,
            "passed": passed,
        }
    for name in examined.group.quantities:
        labels, levels = examined.cells(name)
        for label, level in zip(labels, levels, strict=True):
            about = {"quantity": name, "bloc": bloc, "target": "month", "month": label}
            yield {**about, "window": "", **band(level), "passed": passed}


def _counts(name: str, bloc: str, claims: pd.DataFrame) -> dict[str, int]:
    stated = evidence(claims)
    own = stated[(stated["quantity"] == name) & ((stated["bloc"] == bloc) | (bloc == ALL))]
    return {"claims": len(own), "origins": own["origin_id"].nunique()}


def _factor_row(name: str, pair: tuple[Alone, Alone], pooled: Examined) -> Iterator[dict[str, Any]]:
    above, below = pair
    cells = _common_cells(name, above.examined, below.examined)
    if name in pooled.group.quantities and not cells:
        return
    factor = compare(name, above.examined, below.examined, pooled, cells)
    window = f"{cells[0]}/{cells[-1]}" if cells else ""
    passed = above.examined.passed and below.examined.passed
    yield {
        "quantity": name,
        "bloc": above.bloc,
        "against": below.bloc,
        "window": window,
        **band(np.exp(factor.logs)),
        **{f"same_unit_{key}": value for key, value in band(np.exp(factor.pooled_unit_logs)).items()},
        "unit_share": shortened(factor.unit_share),
        **_side("bloc", name, above.examined, cells),
        **_side("against", name, below.examined, cells),
        "passed": "yes" if passed else "no",
    }


def _side(prefix: str, name: str, examined: Examined, cells: list[str]) -> dict[str, float]:
    ends = band(np.exp(_drawn(name, examined, cells)))
    return {f"{prefix}_{key}": ends[key] for key in ("median", "low_90", "high_90")}


def _common_cells(name: str, above: Examined, below: Examined) -> list[str]:
    if name in above.group.ratios:
        return []
    there = set(below.cells(name)[0])
    return [label for label in above.cells(name)[0] if label in there]


def _drawn(name: str, examined: Examined, cells: list[str]) -> Array:
    """Return draws of the log average over some cells, or of the log ratio."""
    if not cells:
        return np.asarray(np.log(examined.figures[name]))
    labels, levels = examined.cells(name)
    return np.asarray(np.log(levels[[label in cells for label in labels]].mean(axis=0)))


def _units(examined: Examined) -> dict[str, Array]:
    """Return the draws of the factors of units, on their whitened scale, by name."""
    shifts = examined.answers.reported[examined.answers.rows.shifts]
    names = examined.group.problem.shift_names
    return {
        name: shifts[row] for row, name in enumerate(names) if name.startswith(UNIT) and np.ptp(shifts[row])
    }


def _slopes(side: Array, units: dict[str, Array]) -> dict[str, float]:
    if not units:
        return {}
    draws = np.array(list(units.values()))
    centred = draws - draws.mean(axis=1, keepdims=True)
    found = np.linalg.lstsq(centred.T, side - side.mean(), rcond=None)[0]
    return dict(zip(units, map(float, found), strict=True))


def _explained(units: dict[str, Array], slopes: dict[str, float]) -> float:
    fitted = [slope * units[name] for name, slope in slopes.items()]
    return float(np.sum(fitted, axis=0).var()) if fitted else 0.0
