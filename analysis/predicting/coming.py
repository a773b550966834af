"""The statement that is due next of each quantity: its last speaker, again, one month on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.predicting.dating import day_before
from analysis.predicting.vintages import month_name, month_number
from analysis.read import parse_window
from analysis.tables import Vocabulary

PREFIX = "next."


def coming_statements(dated: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return for each quantity the last primary statement of its own measure, moved on and without a number.

    Its window ends with the month after the last that any statement speaks of; a rate, a level and a share
    are asked for that month.

    Parameters
    ----------
    dated : DataFrame
        As `analysis.predicting.vintages.dated_evidence` returns it.
    vocabulary : Vocabulary
        Of it the quantities.
    """
    month = _month_after(dated)
    primary = dated[dated["status"] == "primary"].sort_values(["public", "claim_id"], kind="stable")
    counted = primary[primary["measure"] != "share"]
    last = counted.drop_duplicates("quantity", keep="last")
    known = [name for name in vocabulary.quantities if name in set(last["quantity"])]
    rows = [_moved(dict(last[last["quantity"] == name].iloc[0]), month) for name in known]
    return pd.DataFrame(rows, columns=dated.columns)


def _month_after(dated: pd.DataFrame) -> str:
    ends = [parse_window(window).end.position for window in dated["window"]]
    last = day_before(max(end for end in ends if end is not None))
    return month_name(month_number(last) + 1)


def _moved(row: Mapping[str, Any], month: str) -> dict[str, Any]:
    start = str(row["window"]).partition("/")[0]
    window = f"{start}/{month}" if row["measure"] == "total" else month
    name = f"{PREFIX}{row['quantity']}"
    hedge = "bare" if row["hedge"] == "range" else row["hedge"]
    nothing = dict.fromkeys(("value", "value_low", "value_high"), float("nan"))
    new = {"claim_id": name, "origin_id": name, "source_id": "", "window_basis": "stated", "hedge": hedge}
    return {**row, **nothing, **new, "window": window, "stated_on": month}
