"""How the bands were measured: the tables of the calibration behind lookups, and what is plotted of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.plots import Coverage, CoverageGroup, MethodScore, RankPanel
from analysis.plots.words import many
from analysis.selection import CALIBRATION, Row, Rows, Selection

OURS, SHIPPED, SPOILT = "hedgerow", "shipped", "spoilt"
REAL, MISSPECIFIED = "real", "misspecified"
MONTH = "month"
BAND = ("point", "low", "high")


@dataclass(frozen=True, slots=True)
class Measured:
    """The tables of the calibration behind lookups; every one may be empty."""

    selection: Selection

    def rows(self, table: str, **equal: str) -> Rows:
        """Return the rows of a table whose columns equal the given texts."""
        return self.selection.rows(f"{CALIBRATION}/{table}", **equal)

    def designs(self, sampler: str = SHIPPED) -> list[str]:
        """Return the simulated problems in their order."""
        return _once(row["design"] for row in self.rows("ranks", sampler=sampler))

    def about(self, part: str, name: str) -> str:
        """Return what is known of how a part was measured; blank when it was not."""
        found = self.rows("info", part=part, name=name)
        return found[0]["value"] if found else ""

    # What is plotted

    def coverage(self) -> list[CoverageGroup]:
        """Return the coverage of simulated truths by design."""
        return [
            CoverageGroup(
                _capital(design),
                tuple(
                    Coverage(row["value"], float(row["coverage_50"]), float(row["coverage_90"]))
                    for row in self.rows("ranks", sampler=SHIPPED, design=design)
                ),
            )
            for design in self.designs()
        ]

    def ranks(self, sampler: str) -> list[RankPanel]:
        """Return the rank curves by design; all values of a design were ranked as often, and share a band."""
        return [
            _rank_panel(_capital(design), self.rows("ecdf", sampler=sampler, design=design))
            for design in self.designs(sampler)
        ]

    def truths(self) -> list[Coverage]:
        """Return our coverage of the months by misspecification."""
        rows = self.rows("recovery_by_series", set=MISSPECIFIED, method=OURS, target=MONTH)
        return [_coverage(_capital(row["series"]), row) for row in rows]

    def series(self) -> list[Coverage]:
        """Return our coverage of the months by real series."""
        rows = self.rows("recovery_by_series", set=REAL, method=OURS, target=MONTH)
        return [_coverage(row["series"], row) for row in rows]

    def by_claims(self, kind: str = REAL) -> list[Coverage]:
        """Return our coverage of the months by the number of claims."""
        rows = self.rows("by_claims", set=kind, target=MONTH)
        return [_coverage(many(int(row["claims"]), "claim"), row) for row in rows]

    def scores(self, kind: str = REAL) -> list[MethodScore]:
        """Return the mean log-CRPS of every method."""
        rows = self.rows("recovery", set=kind, target=MONTH)
        return [MethodScore(row["method"], float(row["crps"]), row["method"] == OURS) for row in rows]


def _coverage(label: str, row: Row) -> Coverage:
    return Coverage(label, float(row["inside_50"]), float(row["inside_90"]))


def _numbers(rows: Iterable[Row], name: str, **equal: str) -> tuple[float, ...]:
    chosen = (row for row in rows if all(row[key] == text for key, text in equal.items()))
    return tuple(float(row[name]) for row in chosen)


def _rank_panel(label: str, rows: Rows) -> RankPanel:
    values = _once(row["value"] for row in rows)
    points, low, high = (_numbers(rows, name, value=values[0]) for name in BAND)
    curves = {value: _numbers(rows, "difference", value=value) for value in values}
    return RankPanel(label, points, low, high, curves)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
