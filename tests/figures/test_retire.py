from __future__ import annotations

import pandas as pd
import pytest

from analysis.figures.retire import retired_figures, successor


def history(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["figure_id", "value"])


def test_an_id_that_is_gone_keeps_its_last_number() -> None:
    past = history(("a.rate", 1.0), ("b.rate", 2.0), ("b.rate", 3.0), ("c.rate", 4.0))
    retired = retired_figures(past, published=["a.rate"], withheld=["c.rate"])
    assert retired.to_dict("records") == [{"figure_id": "b.rate", "value": 3.0}]


def test_an_id_that_is_published_again_is_not_retired() -> None:
    assert retired_figures(history(("a.rate", 1.0), ("a.rate", 2.0)), ["a.rate"]).empty


@pytest.mark.parametrize(
    ("published", "leads_to"),
    [
        (["rounds.total", "rounds.rate", "guns.rate"], "rounds.rate"),
        (["rounds.level", "rounds.month.2024-01"], "rounds.level"),
        (["rounds.total", "rounds.month.2024-01"], "rounds.total"),
        (["rounds_fired.rate"], ""),
    ],
)
def test_a_retired_id_leads_to_what_counts_the_same(published: list[str], leads_to: str) -> None:
    assert successor("rounds.month.2022-07", published) == leads_to
