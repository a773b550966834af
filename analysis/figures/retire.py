"""Ids once published and gone: each keeps its last number, and leads to what is published of the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

MAIN_TARGETS = (".rate", ".level")


def retired_figures(
    history: pd.DataFrame, published: Collection[str], withheld: Collection[str] = ()
) -> pd.DataFrame:
    """Return the last row of each id of the history that is gone.

    Parameters
    ----------
    history
        Every number that an id has stood for, oldest first.
    published
        Ids of the figures as they are now.
    withheld
        Ids that are only held back for now; they are not retired.
    """
    gone = history[~history["figure_id"].isin({*published, *withheld})]
    return gone.drop_duplicates("figure_id", keep="last")


def successor(figure_id: str, published: Iterable[str]) -> str:
    """Return the figure to turn to in place of one that is gone; empty when nothing counts the same.

    It is the average of the same quantity, or the first figure that there is of it.
    """
    quantity = figure_id.partition(".")[0]
    same = [name for name in published if name.partition(".")[0] == quantity]
    return next((name for name in same if name.endswith(MAIN_TARGETS)), same[0] if same else "")
