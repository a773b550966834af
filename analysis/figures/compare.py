"""What changed between two versions of the published figures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from analysis.figures.rounding import Band, decimal_of, rounding_unit

COMPARISON_COLUMNS = (
    "figure_id",
    "change",
    "old_value",
    "new_value",
    "difference",
    "relative",
    "rounding_unit",
    "old_low_90",
    "old_high_90",
    "new_low_90",
    "new_high_90",
    "old_data_version",
    "new_data_version",
)
REDEFINING = ("unit", "window")
NUMBERS = ("value", "low_50", "high_50", "low_90", "high_90")


def compare_figures(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Compare two tables of published figures id by id.

    Parameters
    ----------
    old, new
        Tables with the columns of ``data/figures.csv``.

    Returns
    -------
    DataFrame
        ``COMPARISON_COLUMNS``, one row an id: those of ``new`` in their order, then the retired ones.
        ``change`` is ``redefined`` (its unit or window is another), ``moved`` (the value or a bound moved
        by more than one rounding unit, the coarser of the two), ``reprinted`` (digits differ, by no more
        than the rounding can explain), ``same``, ``new`` or ``retired``. ``difference`` is new - old,
        ``relative`` that over old.

    Raises
    ------
    ValueError
        When an id stands twice in one table.
    """
    before, after = _by_id(old, "old"), _by_id(new, "new")
    ids = [*after, *(text for text in before if text not in after)]
    rows = [_compared(text, before.get(text), after.get(text)) for text in ids]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def moved_figures(comparison: pd.DataFrame) -> pd.DataFrame:
    """Rows of a comparison that a reader who cited the old figures must know of."""
    return comparison[~comparison["change"].isin(["same", "reprinted"])].reset_index(drop=True)


def _by_id(figures: pd.DataFrame, which: str) -> dict[str, dict[str, object]]:
    twice = figures["figure_id"][figures["figure_id"].duplicated()]
    if len(twice):
        raise ValueError(f"{twice.iloc[0]} stands twice in the {which} figures; keep one row an id")
    rows = figures.to_dict("records")
    return {str(row["figure_id"]): {str(key): cell for key, cell in row.items()} for row in rows}


def _compared(
    text: str, old: Mapping[str, object] | None, new: Mapping[str, object] | None
) -> dict[str, object]:
    row: dict[str, object] = {"figure_id": text, "change": _change(old, new)}
    for side, figure in (("old", old), ("new", new)):
        for column in ("value", "low_90", "high_90", "data_version"):
            row[f"{side}_{column}"] = figure[column] if figure else None
    if old and new:
        was, now = Band.of(old), Band.of(new)
        difference = float(decimal_of(now.value) - decimal_of(was.value))
        row |= {
            "difference": difference,
            "relative": difference / was.value if was.value else None,
            "rounding_unit": float(_coarser_unit(was, now)),
        }
    return row


def _change(old: Mapping[str, object] | None, new: Mapping[str, object] | None) -> str:
    if not old:
        return "new"
    if not new:
        return "retired"
    if any(str(old[column]) != str(new[column]) for column in REDEFINING):
        return "redefined"
    was, now = Band.of(old), Band.of(new)
    if was == now:
        return "same"
    unit = _coarser_unit(was, now)
    steps = (abs(decimal_of(getattr(now, part)) - decimal_of(getattr(was, part))) for part in NUMBERS)
    return "moved" if max(steps) > unit else "reprinted"


def _coarser_unit(was: Band, now: Band) -> Decimal:
    return max(rounding_unit(band.low_90, band.high_90) for band in (was, now))
