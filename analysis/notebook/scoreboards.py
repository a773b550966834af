"""Tables of the calibration in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp

from analysis.figures.escape import markdown_text
from analysis.notebook.findings import NOT_YET, percent
from analysis.notebook.measured import MISSPECIFIED, MONTH, OURS, SHIPPED, Measured
from analysis.notebook.tables import table
from analysis.plots.numbers import rounded, shown
from analysis.selection import Row

SCORE_HEADS = ("log-CRPS", "WIS", "In 50 % band", "In 90 % band", "Width of 90 %")
HALVES = {"selection": "choosing half", "confirmation": "confirming half"}
PARTS = {
    "ranks": "Simulated truths",
    "limits": "Limits",
    "truths": "Misspecified truths",
    "series": "Real series",
    "priors": "Candidate priors",
}


def coverage_table(measured: Measured) -> str:
    """Return coverage and rank check of each simulated value."""
    rows = measured.rows("ranks", sampler=SHIPPED)
    cells = (
        (r["design"], r["value"], *_shares(r, "coverage_50", "coverage_90"), _inside(r), r["passed"])
        for r in rows
    )
    return _table(("Problem", "Value", "In 50 % band", "In 90 % band", "Ranks", "Passed"), cells)


def limits_table(measured: Measured) -> str:
    """Return the limits beside their known answers."""
    numbers = ("expected", "median", "half_width")
    cells = (
        (row["limit"], *(shown(float(row[name])) for name in numbers), row["passed"])
        for row in measured.rows("limits")
    )
    return _table(("Limit", "Known answer", "Median", "Half of the 90 % band", "Holds"), cells)


def recovery_table(measured: Measured, kind: str) -> str:
    """Return the scores of every method on the months."""
    rows = sorted(measured.rows("recovery", set=kind, target=MONTH), key=lambda row: float(row["crps"]))
    won = {r["peer"]: r["series_won"] for r in measured.rows("methods", set=kind, target=MONTH, score="crps")}
    cells = ((row["method"], *_score_cells(row), _won(won, row["method"])) for row in rows)
    return _table(("Method", *SCORE_HEADS, "Hedgerow better on"), cells)


def truths_table(measured: Measured) -> str:
    """Return our scores by misspecification."""
    rows = measured.rows("recovery_by_series", set=MISSPECIFIED, method=OURS, target=MONTH)
    cells = ((row["series"], row["cases"], *_score_cells(row)) for row in rows)
    return _table(("What is wrong", "Cases", *SCORE_HEADS), cells)


def priors_table(measured: Measured) -> str:
    """Return the scores of the candidate priors, the best first on each half."""
    rows = sorted(
        measured.rows("priors", target=MONTH), key=lambda r: (r["half"] != "selection", float(r["crps"]))
    )
    cells = (
        (HALVES[r["half"]], r["prior"], r["sigma_median"], r["length_median"], *_score_cells(r)) for r in rows
    )
    return _table(("Half of the series", "Prior", "Sigma", "Length, months", *SCORE_HEADS), cells)


def runs_table(measured: Measured) -> str:
    """Return when, how and with what each part was measured."""
    parts = [part for part in PARTS if measured.about(part, "date")]
    names = ("date", "replicates", "cases", "seconds", "version")
    cells = (
        (
            PARTS[part],
            *(measured.about(part, name) for name in names),
            f"Python {measured.about(part, 'python')}, NumPy {measured.about(part, 'packages.numpy')}",
        )
        for part in parts
    )
    return _table(("Part", "Date", "Replicates", "Cases", "Seconds", "Version", "Made with"), cells)


def settings_table(measured: Measured) -> str:
    """Return the settings that were measured."""
    part = next((part for part in PARTS if measured.about(part, "date")), "")
    rows = [row for row in measured.rows("info", part=part) if row["name"].startswith("settings.")]
    cells = ((f"`{row['name'].removeprefix('settings.')}`", row["value"]) for row in rows)
    return _table(("Setting", "Value"), cells)


def _factor_of_width(log_width: float) -> str:
    """Return a logarithmic width as the upper over the lower end, ``× 3.2``."""
    return f"× {shown(rounded(exp(log_width)))}"


def _score_cells(row: Row) -> tuple[str, ...]:
    shares = _shares(row, "inside_50", "inside_90")
    scores = (f"{float(row[name]):.3f}" for name in ("crps", "wis"))
    return (*scores, *shares, _factor_of_width(float(row["width_90"])))


def _won(won: Mapping[str, str], method: str) -> str:
    return f"{percent(float(won[method]))} of the series" if method in won else ""


def _inside(row: Row) -> str:
    return "inside" if float(row["ecdf_excess"]) <= 0 else "outside"


def _shares(row: Row, *names: str) -> tuple[str, ...]:
    return tuple(percent(float(row[name])) for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    found = [[_cell(cell) for cell in row] for row in rows]
    return table(head, found) if found else NOT_YET


def _cell(text: str) -> str:
    return text if text.startswith("`") else markdown_text(text)
