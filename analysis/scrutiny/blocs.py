"""What the statements of each bloc imply alone, and by what factor blocs differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
Integers = NDArray[np.int_]

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
    sides = [_Side(_drawn(name, one, cells), _units(one)) for one in (above, below)]
    rng, count = np.random.default_rng(0), min(len(side.logs) for side in sides)
    rows = [rng.permutation(len(side.logs))[:count] for side in sides]
    shared = _units(pooled)
    same = rng.integers(len(pooled.answers.reported[0]), size=count)
    both = {unit: draws[same] for unit, draws in shared.items()}
    stated = [side.logs[chosen] for side, chosen in zip(sides, rows, strict=True)]
    alike = [side.with_units(both, chosen) for side, chosen in zip(sides, rows, strict=True)]
    explained = sum(side.explained for side in sides) / sum(float(side.logs.var()) for side in sides)
    return Factor(stated[0] - stated[1], alike[0] - alike[1], min(explained, 1.0))


@dataclass(frozen=True, slots=True)
class _Side:
    """Draws of one side's logarithm, (draws,), and of the whitened factors of units that move it, by name."""

    logs: Array
    units: dict[str, Array]

    def with_units(self, units: dict[str, Array], rows: Integers) -> Array:
        """Return some of the draws as they would be with other draws of the units, (rows,)."""
        moved = self.logs[rows].copy()
        for name, slope in self.slopes.items():
            if name in units:
                moved += slope * (units[name] - self.units[name][rows])
        return moved

    @property
    def slopes(self) -> dict[str, float]:
        """Return how the logarithm moves with each unit, by least squares."""
        if not self.units:
            return {}
        centred = self._centred
        found = np.linalg.lstsq(centred.T, self.logs - self.logs.mean(), rcond=None)[0]
        return dict(zip(self.units, map(float, found), strict=True))

    @property
    def explained(self) -> float:
        """Return the variance that goes with the units."""
        return float((np.array(list(self.slopes.values())) @ self._centred).var()) if self.units else 0.0

    @property
    def _centred(self) -> Array:
        draws = np.array(list(self.units.values()))
        return np.asarray(draws - draws.mean(axis=1, keepdims=True))


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
